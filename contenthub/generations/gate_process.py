"""Lets the gate look at articles in a process of its own, beside all other work of this one.

An interpreter does one thing at a time: what it takes to read a text is taken from everything else
that the process does. And a text for which a check never ends would freeze all threads, until the
watchdog ends the process with whatever it has in hand; here it costs that text alone, which waits
for a person.

``gate_reader`` is the other process. It starts with the first article, needs no setting and gets
no secret, and ends with this one however that ends. A second one starts where the first leaves
articles waiting for long, as it does at a text that takes its time.
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
READERS = 2  # at most: one may be at a text that takes its time
PATIENCE = 1.0  # seconds that articles wait for a reader that runs before another one is started
_FAREWELL = 1.0  # seconds in which it ends, once nobody is at the other end

_BROKEN = (OSError, EOFError, pickle.UnpicklingError)


def examine_all(articles: Sequence[Finished]) -> list[list[Finding]]:
    """What the gate finds in each of these articles, in their order.

    One that cannot be read to its end is held, and its finding says so.
    """
    return _readers.examine_all(articles)


def waits_since() -> datetime | None:
    """From when on the article is being read that is read the longest; None while none is."""
    return _readers.waits_since


class GateReaders:
    """A few of the other processes; whoever asks gets one that is free."""

    def __init__(self, command: Sequence[str] = COMMAND, most: int = READERS) -> None:
        self._all = [GateReader(command) for _ in range(most)]
        self._free = list(self._all)
        self._changed = threading.Condition()

    def examine_all(self, articles: Sequence[Finished]) -> list[list[Finding]]:
        """As the function of this name; by this process where no other one can be started."""
        if not articles:
            return []
        with self._taken() as reader:
            return reader.examine_all(articles)

    @property
    def waits_since(self) -> datetime | None:
        """The earliest moment since which one of them has been reading an article."""
        return min(filter(None, [one.waits_since for one in self._all]), default=None)

    @contextmanager
    def _taken(self) -> Iterator[GateReader]:
        reader = self._take()
        try:
            yield reader
        finally:
            self._give_back(reader)

    def _take(self) -> GateReader:
        """One that runs; one that does not only where none can be started."""
        while True:
            with self._changed:
                reader = self._wait_for_one()
                self._free.remove(reader)
                alone = not any(one.runs for one in self._all if one is not reader)
            if reader.start() or alone:
                return reader
            self._give_back(reader)

    def _give_back(self, reader: GateReader) -> None:
        with self._changed:
            self._free.append(reader)
            self._changed.notify()

    def _wait_for_one(self) -> GateReader:
        """A free one: one that runs, the first of all, or another one after a while."""
        while not self._changed.wait_for(self._ready, PATIENCE):
            others = [one for one in self._free if one.may_start]
            if others and all(one.runs for one in self._all if one not in self._free):
                return others[-1]
        return self._ready()[-1]

    def _ready(self) -> list[GateReader]:
        """Those that can be taken at once. While the first one is started, nobody starts others."""
        if len(self._free) == len(self._all):
            return [one for one in self._free if one.runs] or self._free
        return [one for one in self._free if one.runs]

    def kill(self) -> None:
        """End all of them although somebody may wait for an answer: this process ends."""
        for one in self._all:
            one.kill()

    def close(self) -> None:
        """End them; the next article starts another one."""
        for one in self._all:
            one.close()


class GateReader:
    """One other process; one text after the other, whoever asks."""

    def __init__(self, command: Sequence[str] = COMMAND, most_wait: float = MOST_WAIT) -> None:
        self._command = command
        self._most_wait = most_wait
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._not_before = float("-inf")
        self.runs = False  # it has loaded its checks, and was not seen to end
        self.waits_since: datetime | None = None  # for one answer, over all tries

    @property
    def pid(self) -> int | None:
        """The process that reads; None while there is none."""
        process = self._process  # another thread may end it
        return process.pid if process else None

    @property
    def may_start(self) -> bool:
        """False for a while after it could not be started."""
        return clock.steady() >= self._not_before

    def start(self) -> bool:
        """Whether it runs now; it is started unless it does."""
        with self._lock:
            return self._opened() is not None

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
        if self._connection is None and self.may_start:
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
        self.runs = True

    def _end(self) -> int | None:
        """Its exit code, as Popen has it."""
        self.runs = False
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


_readers = GateReaders()
atexit.register(_readers.kill)
