"""A reviewer's program for tests: plays what the file named by its argument says.

The file is JSON: ``output`` is written to stdout as it stands, after ``seconds``; ``code`` is the
exit code. What it was asked is put beside the file, one document a line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> int:
    """Play it."""
    file = Path(sys.argv[1])
    asked = sys.stdin.read()
    play = json.loads(file.read_text(encoding="utf-8"))
    with file.with_suffix(".asked").open("a", encoding="utf-8") as log:
        log.write(asked)
    time.sleep(play.get("seconds", 0))
    sys.stdout.write(play.get("output", ""))
    sys.stderr.write(play.get("error", ""))
    return int(play.get("code", 0))


if __name__ == "__main__":
    sys.exit(main())
