"""How soon 300 listeners hear of an event, and what that costs other calls of the same process."""

from __future__ import annotations

import http.client
import selectors
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.procfs import idle_cpu, resident_mb
from contenthub import boot
from contenthub.database import db
from contenthub.settings import Settings
from tests.support.events import happen
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import free_port, postgres

LISTENERS = 300
PAUSE = 0.15  # seconds between two events
_LATE_BAR = 100.0  # ms
_CALLS_BAR = 0.8
_IDLE_BAR = 1.0  # % of a core


def live_events(quick: bool) -> list[Figure]:
    """A server in a process of its own with the stream of events and one short other call, and
    300 listeners on sockets, read by one thread of the measuring process. Late: 60 events (quick:
    15), one commit every 0.15 s by that process; from the end of the commit until a listener has
    the bytes, median over all listeners and events. Other calls: one client asks again and again
    for 5 s (quick: 1 s), with 300 listeners who hear of such events meanwhile and, before
    and after that, with none; the ratio of the calls per second. Idle: processor time of the
    server while nothing happens.
    """
    figures = _measured("SQLite", "", quick)
    with postgres() as server:
        figures += _measured("PostgreSQL", server.create_database(), quick)
    return figures


def _measured(name: str, url: str, quick: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, ExitStack() as stack:
        processes = stack.enter_context(Processes(Path(folder), {"DATABASE_URL": url}))
        boot.open_database(replace(Settings(home=processes.home), database_url=url))
        stack.callback(db.close)
        server, port = _serving(processes)
        seconds = 1.0 if quick else 5.0
        _calls(port, 1.0)  # warm
        before = _calls(port, seconds)
        with _listening(port) as listeners:
            idle = idle_cpu(server.pid, 2.0 if quick else 10.0)
            late = _late(listeners, 15 if quick else 60)
            with _happening():
                meanwhile = _calls(port, seconds)
            memory = resident_mb(server.pid)
        alone = (before + _calls(port, seconds)) / 2
    text = f"{name}, {LISTENERS} listeners"
    return [
        at_most(
            Figure(f"{text}: commit to listener, p50", late, "ms"), _LATE_BAR, "at once, for people"
        ),
        at_least(
            Figure(f"{text}: other calls, ratio to none", meanwhile / alone, "x"),
            _CALLS_BAR,
            "of the calls without listeners",
        ),
        at_most(
            Figure(f"{text}: processor time when idle", idle, "% of a core"), _IDLE_BAR, "a core's"
        ),
        Figure(f"{text}: memory", memory, "MB"),
    ]


def _serving(processes: Processes) -> tuple[Process, int]:
    port = free_port()
    server = processes.start([sys.executable, "-m", "tests.support.live_server", str(port)])

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers, 60.0, "the server", server)
    return server, port


def _calls(port: int, seconds: float) -> float:
    """Calls per second of one client."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    start, count = time.monotonic(), 0
    while (spent := time.monotonic() - start) < seconds:
        connection.request("GET", "/work")
        connection.getresponse().read()
        count += 1
    connection.close()
    return count / spent


class _Listeners(threading.Thread):
    """Reads what all listeners get, and notes when each got each event."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.heard: dict[int, list[float]] = {}
        self.opened = 0
        self._selector = selectors.DefaultSelector()
        self._sockets = []
        for _ in range(LISTENERS):
            one = socket.create_connection(("127.0.0.1", port))
            one.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self._selector.register(one, selectors.EVENT_READ)
            self._sockets.append(one)
        self.ending = False

    def run(self) -> None:
        while not self.ending:
            for key, _ in self._selector.select(timeout=0.1):
                data = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
                now = time.monotonic()
                self.opened += data.count(b"retry: ")
                for block in [*data.split(b"\nid: ")[1:], data.removeprefix(b"id: ")]:
                    number, _, rest = block.partition(b"\n")
                    if rest.startswith(b"event: "):
                        self.heard.setdefault(int(number), []).append(now)

    def close(self) -> None:
        self.ending = True
        self.join()
        for one in self._sockets:
            one.close()


@contextmanager
def _listening(port: int) -> Iterator[_Listeners]:
    listeners = _Listeners(port)
    listeners.start()
    try:
        wait_until(lambda: listeners.opened == LISTENERS, 60.0, "all listeners")
        yield listeners
    finally:
        listeners.close()


def _late(listeners: _Listeners, count: int) -> float:
    """Milliseconds from the end of a commit until a listener has it."""
    committed = {}
    for _ in range(count):
        (id_,) = happen(1)
        committed[id_] = time.monotonic()
        time.sleep(PAUSE)
    wait_until(
        lambda: sum(len(times) for times in list(listeners.heard.values())) == count * LISTENERS,
        30.0,
        "all events at all listeners",
    )
    heard = listeners.heard
    return 1000 * median(at - committed[id_] for id_, times in heard.items() for at in times)


@contextmanager
def _happening() -> Iterator[None]:
    """Let events happen meanwhile."""
    ending = threading.Event()

    def go_on() -> None:
        while not ending.wait(PAUSE):
            happen(1)
        db.close()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
