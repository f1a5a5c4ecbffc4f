"""Finished log lines on their way out: whole, in few writes, and never in the way of the work."""

from __future__ import annotations

import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

READER_PATIENCE = 10.0  # seconds for which a line waits for a reader that stands still

_held = threading.local()


@contextmanager
def together() -> Iterator[None]:
    """Write the lines of this block in one go at its end; many small writes cost the most."""
    _held.lines = []
    try:
        yield
    finally:
        lines, _held.lines = _held.lines, None
        if lines:
            Lines.write("".join(lines))


class Lines:
    """Where structlog leaves its finished lines."""

    stream: TextIO = sys.stderr
    _lock = threading.Lock()
    _blocked = False  # nobody read in time, and nobody has read since
    _lost = 0  # lines that were not written since then
    diverted: Callable[[str], None] | None = None
    tell_lost: Callable[[int], None] | None = None

    def __init__(self, stream: TextIO) -> None:
        Lines.stream = stream

    def msg(self, line: str) -> None:
        lines = getattr(_held, "lines", None)
        if lines is None:
            self.write(f"{line}\n")
        else:
            lines.append(f"{line}\n")

    debug = info = warning = error = critical = msg

    @classmethod
    def write(cls, text: str) -> None:
        """Whole lines, in writes that a pipe takes at once: neither threads nor processes that
        share one tear each other's, and a supervisor that rotates its file does not cut one.

        A log that cannot be written (disk full, reader gone, reader that stands still) must not
        stop the work it tells of: lines are lost then, and how many is told as soon as it can be.
        """
        if (diverted := cls.diverted) is not None:
            with suppress(OSError, ValueError):
                diverted(text)
            return
        lost = 0
        with cls._lock, suppress(OSError, ValueError):
            for piece in _pieces(text):
                if not cls._has_room():
                    cls._lost += piece.count("\n")
                    continue
                cls.stream.write(piece)
                cls.stream.flush()
                lost, cls._lost = lost + cls._lost, 0
        if lost and cls.tell_lost is not None:
            cls.tell_lost(lost)

    @classmethod
    def _has_room(cls) -> bool:
        """Whether a write would not wait for a reader; the first time this waits a while itself."""
        try:
            ready = select.poll()
            ready.register(cls.stream.fileno(), select.POLLOUT)
        except (OSError, ValueError):  # a stream in memory
            return True
        cls._blocked = not ready.poll(0 if cls._blocked else READER_PATIENCE * 1000)
        return not cls._blocked


def divert(write: Callable[[str], None] | None) -> None:
    """Hand lines to ``write``, which has a bar on the screen; None: to the stream again."""
    Lines.diverted = staticmethod(write) if write is not None else None


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that a pipe with room takes at once: of whole lines, and of parts of a
    line only where that is longer.
    """
    piece, size = "", 0
    for part in _parts(text):
        length = len(part.encode("utf-8", "replace"))
        if piece and size + length > select.PIPE_BUF:
            yield piece
            piece, size = "", 0
        piece, size = piece + part, size + length
    yield piece


def _parts(text: str) -> Iterator[str]:
    most = select.PIPE_BUF // 4  # characters, of up to four bytes each
    for line in text.splitlines(keepends=True):
        if len(line) <= most or len(line.encode("utf-8", "replace")) <= select.PIPE_BUF:
            yield line
        else:
            yield from (line[start : start + most] for start in range(0, len(line), most))
