"""Ends the programs of a worker that was killed, so that no article is written, or paid, twice.

A process that gets SIGKILL cannot end its children, and asking the kernel for it
(PR_SET_PDEATHSIG) is neither safe to set from a process with threads nor passed on to
grandchildren. So a small guard process holds a pipe to the worker: when the pipe closes
without a good-bye, the guard ends the process groups it was told of. It lives only while
programs run.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_GUARD = """
import os, signal, sys, time
groups = set()
for line in sys.stdin.buffer:
    (groups.add if line[:1] == b"+" else groups.discard)(int(line[1:]))
def end(number):
    for group in groups:
        try:
            os.killpg(group, number)
        except OSError:
            pass
end(signal.SIGTERM)
time.sleep(2 if groups else 0)
end(signal.SIGKILL)
"""
_GOODBYE = 5.0  # seconds for the guard to notice the closed pipe


class _Guard:
    """The one guard of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._stays = 0  # blocks for which it stays between their programs
        self._process: subprocess.Popen[bytes] | None = None

    def add(self, group: int) -> None:
        with self._lock:
            self._groups.add(group)
            if self._process is None or not self._tell(f"+{group}\n"):
                self._start()

    def discard(self, group: int) -> None:
        with self._lock:
            self._groups.discard(group)
            told = self._tell(f"-{group}\n")
            if not self._groups:
                self._close_if_free()
            elif not told:
                self._start()

    def stay(self, more: int) -> None:
        with self._lock:
            self._stays += more
            self._close_if_free()

    def _close_if_free(self) -> None:
        if not self._groups and not self._stays:
            self._close()

    def _start(self) -> None:
        self._close()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _GUARD],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # has to outlive whatever ends the worker's own group
        )
        self._tell("".join(f"+{group}\n" for group in self._groups))

    def _tell(self, text: str) -> bool:
        if self._process is None or self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(text.encode())
        except OSError:  # somebody ended the guard
            return False
        return True

    def _close(self) -> None:
        """Let the guard end; it has nothing left to do, or is dead already."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GOODBYE)


_guard = _Guard()


@contextmanager
def staying() -> Iterator[None]:
    """One guard for all programs that the block runs, which are many and short."""
    _guard.stay(1)
    try:
        yield
    finally:
        _guard.stay(-1)


@contextmanager
def guarded(group: int) -> Iterator[None]:
    """While the block runs, the death of this process ends process group ``group`` too.

    Where no guard can be started (no more processes allowed) the block runs without.
    """
    with suppress(OSError):
        _guard.add(group)
    try:
        yield
    finally:
        with suppress(OSError):
            _guard.discard(group)
