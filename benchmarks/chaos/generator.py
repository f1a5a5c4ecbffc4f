"""The generator of the chaos run, for the creator `command`: its topic says how it behaves.

``generator.py NOTES`` appends ``began TASK ATTEMPT`` to the file NOTES before it works and
``finished TASK ATTEMPT`` afterwards, so that what was paid for can be counted.
"""

from __future__ import annotations

import json
import os
import sys
import time

from benchmarks.chaos.articles import article

SLOW = 3.0  # seconds
EX_DATAERR, EX_TEMPFAIL = 65, 75


def main(notes: str) -> int:
    """Serve one request; returns the exit code."""
    request = json.loads(sys.stdin.readline())
    words = f"{request['task_id']} {request['attempt']}"
    note(notes, f"began {words}")
    kind = request["topic"].partition(" ")[0]
    code = behave(kind, request)
    note(notes, f"finished {words}")
    return code


def behave(kind: str, request: dict[str, object]) -> int:
    """Write the article, or fail in the manner of this kind."""
    if kind == "refused":
        print("this topic is not for me", file=sys.stderr)
        return EX_DATAERR
    if kind == "flaky" and request["attempt"] == 1:
        print("the disk is full", file=sys.stderr)
        return EX_TEMPFAIL
    if kind == "hangs":
        time.sleep(3600)
    if kind == "garbage":
        print('{"content": "half an art')
        return 0
    if kind == "slow":
        time.sleep(SLOW)
    print(json.dumps({"content": article(kind, str(request["topic"]))}))
    return 0


def note(path: str, line: str) -> None:
    """One write to the end of the file, so that neighbours cannot mix their lines up."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
