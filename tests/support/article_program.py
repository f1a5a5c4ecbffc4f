"""A program for the creator `command`, told by its first argument how to behave.

Run as ``article_program.py BEHAVIOUR FOLDER``. The request it read is left in
``FOLDER/<pid>.request``, its pid and those of its children in ``FOLDER/<pid>.pids``, so that a
test sees what it got and whether anything is left of it. FOLDER/article.md is what it writes.
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

_CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def main(behaviour: str, folder: Path) -> int:
    (folder / f"{os.getpid()}.pids").write_text(f"{os.getpid()}\n")
    if behaviour == "deaf":
        return _answer(folder)
    request = sys.stdin.buffer.read()
    (folder / f"{os.getpid()}.request").write_bytes(request)
    _say(json.dumps({"progress": 40, "step": "writing"}))
    if behaviour in {"endless", "stubborn"}:
        return _work_for_ever(folder, behaviour == "stubborn")
    if behaviour == "detached child":
        _start_child(folder)
    return _END[behaviour](folder) if behaviour in _END else _answer(folder)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _answer(folder: Path) -> int:
    article = {
        "content": (folder / "article.md").read_text(encoding="utf-8"),
        "title": "The title",
        "tags": ["one", "two"],
        "usage": {"input_tokens": 3, "output_tokens": 4, "cost": 0.5},
    }
    print(json.dumps(article))
    return 0


def _start_child(folder: Path) -> None:
    """A grandchild of the test that keeps the pipes open and does not care for SIGTERM."""
    child = subprocess.Popen([sys.executable, "-c", _CHILD])
    with (folder / f"{os.getpid()}.pids").open("a") as pids:
        pids.write(f"{child.pid}\n")


def _work_for_ever(folder: Path, stubborn: bool) -> int:
    if stubborn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _start_child(folder)
    _say(json.dumps({"progress": 50, "step": "working"}))
    while True:
        time.sleep(60)


def _fail(code: int, complaint: str) -> int:
    _say("a first line\n" + complaint)
    return code


def _print(text: str) -> int:
    print(text)
    return 0


def _killed(_: Path) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def _chatter(folder: Path) -> int:
    for number in range(200_000):
        _say(f"line {number}")
    return _answer(folder)


def _flood(_: Path) -> int:
    while True:
        sys.stdout.write("x" * 65536)


def _environment(folder: Path) -> int:
    (folder / "article.md").write_text(json.dumps(dict(os.environ)))
    return _answer(folder)


_END: dict[str, Callable[[Path], int]] = {
    "transient": lambda _: _fail(1, "the disk is full"),
    "permanent": lambda _: _fail(65, "this topic is not for me"),
    "garbage": lambda _: _print("I am not JSON"),
    "empty": lambda _: _print(json.dumps({"content": " \n"})),
    "killed": _killed,
    "chatter": _chatter,
    "flood": _flood,
    "environment": _environment,
    "raw": lambda folder: _print((folder / "article.md").read_text(encoding="utf-8")),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
