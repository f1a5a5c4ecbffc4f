"""A generator for the creator `command` that takes its time, and notes what it did.

``slow_generator.py NOTES SECONDS``: appends ``began TASK ATTEMPT`` to the file NOTES, waits,
appends ``finished TASK ATTEMPT``, and prints an article.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main(notes: str, seconds: str) -> None:
    """Serve one request."""
    request = json.loads(sys.stdin.readline())
    words = f"{request['task_id']} {request['attempt']}"
    _note(notes, f"began {words}")
    time.sleep(float(seconds))
    _note(notes, f"finished {words}")
    print(json.dumps({"content": f"About {request['topic']}.", "title": request["topic"]}))


def _note(path: str, line: str) -> None:
    """One write to the end of the file, so that neighbours cannot mix their lines up."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


if __name__ == "__main__":
    main(*sys.argv[1:])
