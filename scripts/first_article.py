"""What ``make run`` shows: an article's way through the line, from a topic to a published file.

Run as ``first_article.py TOPIC`` by the Python of the environment that contenthub is installed in.
The creator that needs nothing writes a template draft; the gate holds it, because a draft is no
article; it is approved with a reason, and published as what it is: with ``draft: true``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

REASON = "make run: a template draft, to see the line work"


def main(topic: str) -> int:
    """Go the way; returns the exit code of the first command that fails."""
    try:
        made = contenthub("content", "generate", f"--topic={topic}")
        number = str(made["content_id"])
        print(f"generated   content {number}: {made['title']}")
        if made["review_status"] == "pending":
            print(f"held        {made['review_reason']}")
            contenthub("content", "approve", number, "--reason", REASON)
            print(f"approved    {REASON}")
        (entry,) = contenthub("publish-pool", "publish", number)
    except subprocess.CalledProcessError as failed:
        return failed.returncode
    print(f"published   {entry['proof']}")
    return 0


def contenthub(*words: str) -> Any:
    """What the command answers; what it says to people is shown where it fails."""
    command = [sys.executable, "-m", "contenthub", *words, "-f", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
