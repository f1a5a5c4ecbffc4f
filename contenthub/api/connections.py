"""Connections that hold on to what others need: how many there are, and how long each may be slow.

The server below waits for ever for the rest of a request that began, and for a caller that does
not take its answer. Each of these costs a file descriptor, and where the descriptors are used up
the whole process stands still: its database, its workers, everybody else's calls.
"""

from __future__ import annotations

import asyncio
import resource
from contextlib import suppress
from typing import Any

HEAD_SECONDS = 20.0  # from the connection, or from the last answer, to the end of a request's head
READ_SECONDS = 30.0  # in which a caller has to take what was sent
MOST = 4_000  # connections at the same time
_DESCRIPTORS = 2 * MOST  # that are asked for, so that as many are left for everything else


class Bounded(asyncio.Protocol):
    """A connection that is ended where it takes too long, or where there are too many.

    Stands before one of the protocols of uvicorn, whose attributes it uses.
    """

    connections: set[Any]
    cycle: Any  # the newest call; None: none came yet
    loop: Any
    transport: Any

    _too_late: asyncio.TimerHandle | None = None
    _not_read: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A new one came; it is let go at once where there are as many as there may be."""
        super().connection_made(transport)
        if len(self.connections) > most():
            transport.abort()
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended, by whomever."""
        self._stop("_too_late")
        self._stop("_not_read")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A part of a request, or several, came."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop("_too_late")  # its head is there; who reads its body looks at the time
        else:
            self._expect_head()

    def eof_received(self) -> Any:
        """The caller sends no more. It may still read, as `nc -N` and some balancers do: a call
        that came whole is answered, unless it streams, as its caller may well have gone.
        """
        newest = self.cycle
        if newest is None or newest.more_body or newest.response_started:
            return False
        newest.keep_alive = False  # the connection ends with its answer
        return True

    def pause_writing(self) -> None:
        """So much was sent that the caller has to take some of it first."""
        super().pause_writing()
        self._not_read = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The caller took some of it."""
        self._stop("_not_read")
        super().resume_writing()

    def _expect_head(self) -> None:
        if self._too_late is None:
            self._too_late = self.loop.call_later(HEAD_SECONDS, self._end)

    def _end(self) -> None:
        """Time is up, unless a call runs by now."""
        self._too_late = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()

    def _stop(self, name: str) -> None:
        timer: asyncio.TimerHandle | None = getattr(self, name)
        if timer is not None:
            timer.cancel()
            setattr(self, name, None)


def most() -> int:
    """How many connections there may be: half of what this process may open is left to others."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, soft // 2)


def ask_for_descriptors() -> None:
    """Let this process open more files, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # it is as it was, and `most` goes by that
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
