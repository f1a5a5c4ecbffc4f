"""Looks every few seconds at what may be wrong, in whatever process is alive.

Worker, scheduler and API all run it; one of them leads under a short lease, so that no process has
to live for people to be told. What is to be told and no worker has sent they send as well: where
none is alive, all their threads wait for other receivers, or none is rung as the broker is away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from contenthub import clock, logs
from contenthub.actors.deliver import deliver_next
from contenthub.actors.work import Work
from contenthub.boot import App
from contenthub.database import db
from contenthub.errors import ContentHubError, LeaseLostError
from contenthub.lifecycle import channels, incidents, lanes
from contenthub.lifecycle.leadership import Leader
from contenthub.operations.alerts import rounds
from contenthub.processes.last_words import LastWords
from contenthub.processes.pinging import Pinger
from contenthub.queries import service
from contenthub.queues import DELIVER
from contenthub.settings import Settings

log = logs.get_logger("contenthub.alerts")

LEASE = 10.0  # seconds after which another process takes over
BROKER_EVERY = 30.0  # seconds between two tries of the broker
CLEAN_EVERY = 3600.0  # seconds between two removals of what was over long ago
SEND_EVERY = 1.0  # seconds between two looks for what nobody sends
WORKERS_FIRST = 2.0  # seconds that a worker has to begin with what is due


@contextmanager
def watching(settings: Settings) -> Iterator[None]:
    """Look at what may be wrong while the block runs."""
    threads = (Rounds(settings), Sending(settings))
    for one in threads:
        one.start()
    try:
        yield
    finally:
        for one in threads:
            one.stop()


class _Repeated(threading.Thread):
    """Does something again and again, whatever the database does meanwhile."""

    def __init__(self, name: str, every: float) -> None:
        super().__init__(name=name, daemon=True)
        self._every = every
        self._stopping = threading.Event()
        self._failing = False

    def stop(self) -> None:
        """End the thread; what is under way is waited for, a few seconds."""
        self._stopping.set()
        self.join(timeout=5)

    def run(self) -> None:
        while not self._stopping.wait(self._every):
            try:
                self.once()
                self._failing = False
            except LeaseLostError as error:
                log.info("alerts_left_to_another", error=str(error))
            except Exception as error:  # it must survive whatever the database does
                self.trouble(error)
        self.end()
        db.close()

    def once(self) -> None:
        """What is done."""
        raise NotImplementedError

    def trouble(self, error: Exception) -> None:
        """It could not be done; said once until it can."""
        db.close()  # a lost connection is not used again
        if not self._failing:
            expected = isinstance(error, ContentHubError)
            log.error(f"{self.name}_failed", error=str(error), exc_info=not expected)
        self._failing = True

    def end(self) -> None:
        """Give up what others may have now."""


class Rounds(_Repeated):
    """Looks, writes what follows, and tells a watcher elsewhere that all is well."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("alerts", settings.alert_round)
        self._settings = settings
        self._leader = Leader("alerts", LEASE, log, began="alerts_taken_over", ended="alerts_left")
        self._broker, self._asked = "", float("-inf")
        self._cleaned = time.monotonic()
        self._last_words = LastWords(settings)
        self._pinger = Pinger(settings.ping_url)

    def once(self) -> None:
        if not self._leader.lead():
            self._last_words.forget()
            return
        rounds.look(self._settings, self._leader.demand, self._trouble_of_broker())
        self._last_words.database_is_there()
        if rounds.all_is_well():
            self._pinger.ping()
        if time.monotonic() - self._cleaned >= CLEAN_EVERY:
            self._cleaned = time.monotonic()
            incidents.clean_up()

    def _trouble_of_broker(self) -> str:
        if time.monotonic() - self._asked >= BROKER_EVERY:
            self._asked = time.monotonic()
            self._broker = rounds.trouble_of_broker(self._settings)
        return self._broker

    def trouble(self, error: Exception) -> None:
        super().trouble(error)
        self._leader.forget()
        self._last_words.database_is_away(str(error))

    def end(self) -> None:
        self._leader.retire()


class Sending(_Repeated):
    """Sends alerts that no worker sends: dead, busy with other receivers, or told of none."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("alert-sending", SEND_EVERY)
        self._app = App(settings, "alerts", 0)

    def once(self) -> None:
        waits = WORKERS_FIRST if service.service_runs(DELIVER) else 0.0
        while _is_unsent(waits) and not self._stopping.is_set():
            if not deliver_next(Work(self._app, incidents.WHO), channels.LANES):
                return

    def end(self) -> None:
        self._app.leases.stop()


def _is_unsent(seconds: float) -> bool:
    """Whether an alert has been due for so long, and may be sent."""
    return lanes.next_lane(clock.after(-seconds), among=channels.LANES) is not None
