"""A program for the publisher `command`, told by its first argument how to behave.

Run as ``publishing_program.py BEHAVIOUR FOLDER``: it keeps articles in ``FOLDER/posts/OPTIONS``,
each in a file by its key, and what it was asked, with its pids, in ``FOLDER/asked``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def main(behaviour: str, folder: Path) -> int:
    request = json.loads(sys.stdin.buffer.read())
    asked = folder / "asked"
    asked.mkdir(exist_ok=True)
    (asked / f"{os.getpid()}.pids").write_text(f"{os.getpid()}\n")
    number = len(list(asked.glob("*.json")))
    (asked / f"{number:03}.json").write_text(json.dumps(request))
    if request["action"] == "check":
        return _say({"error": "the press is cold"} if behaviour == "cold" else {"ok": True})
    post = folder / "posts" / (request["options"] or "all") / f"{request['key']}.md"
    if request["action"] == "verify":
        return _say(_of(post) if post.exists() else {"absent": True})
    if request["action"] == "update" and not post.exists():
        return _say({"absent": True})
    early = _BEFORE.get(behaviour)
    if early is not None:
        return early(folder)
    post.parent.mkdir(parents=True, exist_ok=True)
    if request["action"] == "update" or not post.exists():
        post.write_text(f"{request['title']}\n\n{request['body']}", encoding="utf-8")
    late = _AFTER.get(behaviour)
    return late(folder) if late is not None else _say(_of(post))


def _of(post: Path) -> dict[str, Any]:
    return {"proof": str(post)}


def _say(answer: Any) -> int:
    print(json.dumps(answer))
    return 0


def _print(data: bytes) -> int:
    sys.stdout.buffer.write(data)
    return 0


def _fail(code: int) -> int:
    print("a first line\nthe press is broken", file=sys.stderr)
    return code


def _killed(_: Path) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def _hang(folder: Path) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", _CHILD])
    with (folder / "asked" / f"{os.getpid()}.pids").open("a") as pids:
        pids.write(f"{child.pid}\n")
    while True:
        time.sleep(60)


def _hang_once(folder: Path) -> int:
    if (folder / "hung").exists():
        return 1
    (folder / "hung").touch()
    return _hang(folder)


def _flood(_: Path) -> int:
    while True:
        sys.stdout.write("x" * 65536)


Behaviour = Callable[[Path], int]
_BEFORE: dict[str, Behaviour] = {
    "refuses": lambda _: _say({"refused": "not for our readers"}),
    "refuses for good": lambda _: _fail(65),
    "is busy": lambda _: _fail(75),
    "says so": lambda _: _say({"error": "the queue is full", "retry_after": 7}),
    "says so for good": lambda _: _say({"error": "no such paper", "permanent": True}),
    "environment": lambda _: _say({"proof": " ".join(n for n in os.environ if n[0] == "P")}),
    "secret": lambda _: _say({"proof": os.environ.get("TARGET_SECRET", "none")}),
}
_AFTER: dict[str, Behaviour] = {
    "breaks": lambda _: _fail(1),
    "killed": _killed,
    "hangs": _hang,
    "hangs once": _hang_once,
    "floods": _flood,
    "is silent": lambda _: 0,
    "no JSON": lambda _: _print(b"done\n"),
    "binary": lambda _: _print(b"\x00\xff\xfe{"),
    "a list": lambda _: _say(["proof"]),
    "nested": lambda _: _print(b"[" * 100_000),
    "two lines": lambda _: _say({"proof": "one\ntwo"}),
    "an empty proof": lambda _: _say({"proof": ""}),
    "says no": lambda _: _say({"absent": True}),
    "works on it": lambda _: _say({"accepted": "job-7", "look_after": 3}),
    "hands over": lambda _: _say({"handed_over": "drafts/7"}),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
