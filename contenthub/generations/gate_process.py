"""Lets the gate look at articles in a process of its own, beside all other work of this one.

An interpreter does one thing at a time: what it takes to read a text is taken from everything else
that the process does. And a text for which a check never ends would freeze all threads, until the
watchdog ends the process with whatever it has in hand; here it costs that text alone, which waits
for a person.

``gate_reader`` is the other process. It starts with the first article, needs no setting and gets
no secret, and ends with this one however that ends.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from multiprocessing.connection import Connection

from contenthub import clock, logs
from contenthub.articles import gate
from contenthub.articles.gate import Finding, Finished, Level
from contenthub.programs import environment

log = logs.get_logger("contenthub.gate")

COMMAND = (sys.executable, "-P", "-m", "contenthub.generations.gate_reader")
START_WAIT = 60.0  # seconds for the checks to be loaded
MOST_WAIT = 180.0  # seconds for one text; by its working time it ends long before
TRIES = 2  # for a text at which the reader ended: somebody may have killed it
AGAIN = 60.0  # seconds until a reader is started anew that could not be
_FAREWELL = 1.0  # seconds in which it ends, once nobody is at the other end

_BROKEN = (OSError, EOFError, pickle.UnpicklingError)


def examine_all(articles: Sequence[Finished]) -> list[list[Finding]]:
    """What the gate finds in each of these articles, in their order.

    One that cannot be read to its end is held, and its finding says so.
    """
    return _reader.examine_all(articles)


def waits_since() -> datetime | None:
    """From when on one article is being read; None while none is."""
    return _reader.waits_since


class GateReader:
    """The other process; one text after the other, whoever asks."""

    def __init__(self, command: Sequence[str] = COMMAND, most_wait: float = MOST_WAIT) -> None:
        self._command = command
        self._most_wait = most_wait
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._not_before = float("-inf")
        self.waits_since: datetime | None = None  # for one answer, over all tries

    @property
    def pid(self) -> int | None:
        """The process that reads; None while there is none."""
        return self._process.pid if self._process else None

    def examine_all(self, articles: Sequence[Finished]) -> list[list[Finding]]:
        """As the function of this name; by this process where no other one can be started."""
        found: list[list[Finding]] = []
        ended = 0  # times, at the article that is next
        with self._lock, self._waiting():
            while rest := articles[len(found) :]:
                connection = self._opened()
                if connection is None:
                    return found + [gate.examine(article) for article in rest]
                if not ended:
                    self.waits_since = clock.now()
                try:
                    connection.send(rest)
                    for _ in rest:
                        found.append(connection.recv())
                        self.waits_since, ended = clock.now(), 0
                except _BROKEN:
                    code = self._end()
                    ended += 1
                    log.error("gate_reader_ended", exit_code=code, title=rest[0].title[:100])
                    if code == -signal.SIGPROF or ended == TRIES:
                        found.append([_not_read(code)])
                        ended = 0
        return found

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.waits_since = None

    def kill(self) -> None:
        """End it although somebody may wait for its answer: this process ends."""
        if (process := self._process) is not None:
            process.kill()
            process.wait()

    def close(self) -> None:
        """End it; the next article starts another one."""
        with self._lock:
            self._end()

    def _opened(self) -> Connection | None:
        if self._connection is None and clock.steady() >= self._not_before:
            try:
                self._start()
            except _BROKEN as error:
                self._end()
                self._not_before = clock.steady() + AGAIN
                log.error("gate_reader_not_started", error=str(error) or "it ended at once")
        return self._connection

    def _start(self) -> None:
        sink, form = logs.sink()
        ours, theirs = socket.socketpair()
        with ours:
            self._connection = Connection(os.dup(ours.fileno()))
            with theirs:
                self._process = subprocess.Popen(
                    [*self._command, form],
                    stdin=theirs.fileno(),
                    stdout=sink,
                    env=environment.of_our_own(),
                    process_group=0,  # Ctrl-C is for this process, which still needs the other one
                )
            _wait_no_longer(ours, START_WAIT)
            self._connection.recv()  # it has loaded all checks
            _wait_no_longer(ours, self._most_wait)

    def _end(self) -> int | None:
        """Its exit code, as Popen has it."""
        if self._connection is not None:
            self._connection.close()
        code = None
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):  # the code of one that ends by itself tells
                code = self._process.wait(_FAREWELL)
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None
        return code


def _wait_no_longer(line: socket.socket, seconds: float) -> None:
    """A reader that is stopped must not stop us: its reads and writes fail after this time."""
    value = struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, value)


def _not_read(code: int | None) -> Finding:
    why = {
        -signal.SIGPROF: "it takes too much time to be read",
        None: "it was not read in time",
    }.get(code, f"what reads it ended with {code}, each time")
    return Finding("unread", Level.HOLD, None, f"nobody looked at it: {why}")


_reader = GateReader()
atexit.register(_reader.kill)
