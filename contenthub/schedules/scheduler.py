"""The scheduler's process: one of any number leads, and fires what is due.

APScheduler wakes it at the next time of any schedule, and at least twice a second to keep its
lease and to see what other processes have changed. Which times happened is in the database.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from contenthub import clock, logs
from contenthub.database import db
from contenthub.database_watch import DatabaseWatch, Fault
from contenthub.errors import ContentHubError, LeaseLostError
from contenthub.lifecycle.leadership import ClockWatch, Leader
from contenthub.lifecycle.schedules import next_times, ticks
from contenthub.lifecycle.schedules.next_times import WHO
from contenthub.lifecycle.unit import Unit
from contenthub.queries import due
from contenthub.schedules.firing import fire_due
from contenthub.settings import Settings

log = logs.get_logger("contenthub.scheduler")

NAME = "scheduler"  # of the lease
LEASE = 2.0  # seconds after which another scheduler takes over
ROUND = 0.5  # seconds between two rounds when nothing is due
LOOK_ANYWAY = 5.0  # seconds
HUNG = 120.0  # seconds without the end of a round after which the process is no good any more


class Scheduler:
    """Runs rounds in a thread of its own until it is stopped."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._leader = Leader(NAME, LEASE, log, began="scheduler_leads", ended="scheduler_follows")
        self._executor = OneThread()
        self._apscheduler = BackgroundScheduler(
            executors={"default": self._executor},
            timezone="UTC",
            # a round that comes late is still a round, and one is enough
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._trigger = NextTime()
        self._failing = False
        self._clock = ClockWatch()
        self._ended = time.monotonic()  # the last round
        self._watch = DatabaseWatch()
        self._seen = (-1, float("-inf"))  # version of the database at the last settling, and when

    def start(self) -> None:
        """Begin."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a late round is no news
        self._apscheduler.add_job(self._run, self._trigger, id=NAME)
        self._apscheduler.start()

    def mind(self) -> bool:
        """Look after it, every few seconds; False when it is no good any more, which is logged.

        APScheduler sleeps until a time of the wall clock, so one that was set back would let it
        sleep for as long.
        """
        silent = time.monotonic() - self._ended
        if silent > 4 * ROUND:
            self._apscheduler.modify_job(NAME, next_run_time=datetime.now(UTC))
        if fault := self._fault():
            log.error(fault.event, advice=fault.advice)
            return False
        if silent > HUNG:
            log.error("scheduler_hangs", seconds=round(silent), advice="restart the service")
        return silent <= HUNG

    def _fault(self) -> Fault | None:
        try:
            return self._watch.fault()
        except Exception as error:  # a database away for a while; the rounds say it
            log.debug("watch_failed", error=str(error))
            db.close()  # a lost connection is not used again
            return None

    def stop(self, *, wait: bool = True) -> None:
        """End after the round that is under way, and let another scheduler lead at once."""
        self._apscheduler.pause()
        self._watch.close()
        retired = self._executor.pool.submit(self._leader.retire)
        if wait:
            retired.result()
        self._apscheduler.shutdown(wait=wait)

    def _run(self) -> None:
        try:
            self.round()
            self._failing = False
            self._wake_in_time()
        except LeaseLostError as error:
            log.warning("scheduler_was_replaced", error=str(error))
        except Exception as error:  # the scheduler must survive whatever the database does
            self._leader.forget()
            db.close()  # a lost connection is not used again
            if not self._failing:
                expected = isinstance(error, ContentHubError)
                log.error("scheduler_round_failed", error=str(error), exc_info=not expected)
            self._failing = True
        self._ended = time.monotonic()

    def round(self) -> None:
        """Lead if nobody else does; then fire what is due and end what is over."""
        went_back = self._clock.set_back_by() > 0
        was_leading = self._leader.leads
        if not self._leader.lead():
            self._trigger.next = None
            return
        if went_back or not was_leading:
            self._rewind()
        fire_due(self._settings, self._leader.demand)
        if self._something_changed():
            ticks.settle_all(WHO)
        next_time = next_times.next_time()
        self._trigger.next = next_time and clock.on_this_machine(next_time)

    def _wake_in_time(self) -> None:
        """APScheduler asked for its next time when this round began; by now it may be sooner."""
        job, at = self._apscheduler.get_job(NAME), self._trigger.next
        if job is not None and at is not None and at < job.next_run_time:
            job.modify(next_run_time=at)

    def _rewind(self) -> None:
        with Unit(WHO) as unit:
            self._leader.demand()
            changed = next_times.rewind(unit)
        if changed:
            log.warning("clock_was_ahead", schedules=changed)

    def _something_changed(self) -> bool:
        """Whether tasks may have ended since the last look; now and then a look anyway."""
        if not db.is_sqlite():
            return True
        version, now = due.data_version(), time.monotonic()
        if version == self._seen[0] and now - self._seen[1] <= LOOK_ANYWAY:
            return False
        self._seen = version, now
        return True


class OneThread(BasePoolExecutor):  # type: ignore[misc]  # APScheduler is not typed
    """Where rounds run: in one thread, so with one connection to the database."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1, "scheduler")
        super().__init__(self.pool)


class NextTime(BaseTrigger):  # type: ignore[misc]  # APScheduler is not typed
    """Wakes at the next time of any schedule, and after ROUND at the latest."""

    def __init__(self) -> None:
        self.next: datetime | None = None

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """APScheduler asks this when it begins a round: a time that has come is that round's."""
        latest = now + timedelta(seconds=ROUND)
        return min(latest, self.next) if self.next is not None and self.next > now else latest
