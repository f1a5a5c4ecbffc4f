"""The sweep: rings for whatever is due and leased by nobody, so that no wait depends on a message.

It runs in every daemon, under one short lease, so recovery needs no particular process. Between
two rounds it sleeps until the next due moment, at most a second; on SQLite it also looks at the
database's version number, and so notices what another process committed within milliseconds.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta

from contenthub import clock, logs, pacing, states
from contenthub.database import db, upkeep
from contenthub.database_watch import DatabaseWatch
from contenthub.errors import ContentHubError
from contenthub.generations import gate_process
from contenthub.lifecycle import gate_holds, intake, lanes, old_deliveries, rescue, target_notes
from contenthub.lifecycle.leadership import ClockWatch, Leader
from contenthub.queries import due
from contenthub.settings import Settings
from contenthub.spool import Spool
from contenthub.states import ActorName, Due, Entity, Ref

log = logs.get_logger("contenthub.processes.sweep")

ROUND = 1.0  # seconds between two rounds
GLANCE = 0.012  # seconds between two looks at the database's version
GLANCE_WITH_BROKER = 0.1
GAP = 0.02  # shortest time between two rounds, however much is committed
SCAN_AGAIN = 0.1  # seconds between two rings of an actor that looks for its work itself
LEASE = 5.0  # seconds after which another process takes the sweep over
SKEW = 60.0  # seconds by which rows may be ahead before the clock counts as set back
TEND = 5.0  # seconds between two looks at the size of the database's log, and at what is old


class Sweeper(threading.Thread):
    """One thread that sweeps while its process holds the sweep's lease."""

    def __init__(
        self, settings: Settings, ring: Callable[[ActorName, Sequence[Ref]], None], spool: Spool
    ) -> None:
        super().__init__(name="sweep", daemon=True)
        self._settings = settings
        self._ring = ring
        self._stopping = threading.Event()
        self._woken = threading.Event()  # the next round is to begin at once
        self._anew = False  # it rings whatever is due, also what was rung a moment ago
        self._watch = DatabaseWatch()
        self._spool = spool
        self._rung: dict[tuple[ActorName, int, int, object], tuple[float, float]] = {}
        self._scanned: dict[ActorName, float] = {}
        self._soon = False
        # Where submits ring through Redis, a commit seen late is a doorbell that failed.
        self._glance = GLANCE if settings.embedded else GLANCE_WITH_BROKER
        self._tended = float("-inf")
        self._leader = Leader("sweep", LEASE, log, began="sweep_taken_over", ended="sweep_left")
        self._failing = False
        self._failed = False  # since it last swept
        self._clock = ClockWatch()
        self._swept = float("inf")
        self._rescue_from = float("-inf")

    def stop(self) -> None:
        """End the thread and let another process sweep at once."""
        self._stopping.set()
        self._woken.set()
        self.join(timeout=5)

    def ring_anew(self) -> None:
        """Ring at once for whatever is due: what was rung before may be lost with its broker."""
        self._anew = True
        self._woken.set()

    def run(self) -> None:
        while self._goes_on():
            wait, seen = ROUND, None
            try:
                self._mind_the_clock()
                if fault := self._watch.fault():
                    log.error(fault.event, advice=fault.advice)
                    break
                intake.take_in(  # on each host, whoever leads
                    self._spool, self._settings, gate_process.examine_all
                )
                if self._lead():
                    self._mind_a_failure()
                    self._tend()
                    seen = due.data_version() if db.is_sqlite() else None
                    wait = self.sweep()
                self._failing = False
            except Exception as error:  # the sweep must survive whatever the database does
                self._leader.forget()
                self._failed = True
                if not self._failing:
                    expected = isinstance(error, ContentHubError)
                    log.error("sweep_failed", error=str(error), exc_info=not expected)
                self._failing = True
            self._sleep(wait, seen)
        self._watch.close()
        self._leader.retire()

    def _goes_on(self) -> bool:
        """Whether there is another round; a wake-up from here on ends the sleep behind it."""
        self._woken.clear()
        return not self._stopping.is_set()

    def sweep(self) -> float:
        """One round. Returns the seconds until the next moment at which something is due."""
        now, self._soon = clock.now(), False
        self._mind_the_gap()
        if self._anew:
            self._anew = False
            self._rung.clear()
        spooled = self._spool.attempts()  # in hand of a worker that waits for the database
        rings: defaultdict[ActorName, list[Ref]] = defaultdict(list)
        for row in due.due_rows(now):
            if row.lost_lease and time.monotonic() < self._rescue_from:
                continue
            if row.entity is Entity.TASK and (row.id, row.attempt) in spooled:
                continue
            actor = states.actor_for(row)
            if actor is not None and self._may_ring(actor, row):
                rings[actor].append((row.id, row.attempt))
        if due.pending_due(now, self._settings.max_concurrent_tasks):
            self._scan(ActorName.DISPATCH, rings)
        if due.queued_due(now):
            self._scan(ActorName.PUBLISH, rings)
        if lanes.next_lane(now) is not None:
            self._scan(ActorName.DELIVER, rings)
        for actor, refs in rings.items():
            self._ring(actor, refs)
        if self._soon:
            return SCAN_AGAIN
        moments = (due.next_due(now), lanes.next_release(now))
        upcoming = min((one for one in moments if one is not None), default=None)
        return (
            ROUND
            if upcoming is None
            else min(ROUND, max(GAP, (upcoming - clock.now()).total_seconds()))
        )

    def _scan(self, actor: ActorName, rings: dict[ActorName, list[Ref]]) -> None:
        if time.monotonic() - self._scanned.get(actor, float("-inf")) < SCAN_AGAIN:
            self._soon = True
            return
        self._scanned[actor] = time.monotonic()
        rings[actor] = []

    def _mind_the_gap(self) -> None:
        """A database that was away let nobody renew: living workers get the time to do so."""
        gap, self._swept = time.monotonic() - self._swept, time.monotonic()
        if gap > max(2 * ROUND, self._settings.lease / 3):
            self._let_renew("sweep_was_held_up", gap)

    def _mind_a_failure(self) -> None:
        """The same where this sweep failed by it, and lost its own lease meanwhile."""
        if self._failed:
            self._failed = False
            self._let_renew("sweep_came_back", 0.0)

    def _let_renew(self, event: str, seconds: float) -> None:
        self._rescue_from = time.monotonic() + self._settings.lease / 2
        log.warning(event, seconds=round(seconds, 1))

    def _may_ring(self, actor: ActorName, row: Due) -> bool:
        """Not again and again for a row whose message may still wait for a thread."""
        now, key = time.monotonic(), (actor, row.id, row.attempt, row.due_at)
        last, pause = self._rung.get(key, (float("-inf"), pacing.RING_AGAIN / 2))
        if now - last < pause:
            return False
        if len(self._rung) > 10_000:
            self._rung = {k: v for k, v in self._rung.items() if now - v[0] < v[1]}
        self._rung[key] = now, min(2 * pause, pacing.LONGEST_RING_AGAIN)
        return True

    def _lead(self) -> bool:
        led = self._leader.leads
        if self._leader.lead() and not led:
            self._swept = float("inf")
            self._repair_the_future()
        return self._leader.leads

    def _tend(self) -> None:
        """Now and then: cut the log back that grew while a reader needed it (SQLite), and let go of
        messages that ended, and of days that were counted, long ago.
        """
        if time.monotonic() - self._tended >= TEND:
            self._tended = time.monotonic()
            if upkeep.cut_back_log():
                log.info("database_log_cut_back")
            old_deliveries.forget_some()
            gate_holds.forget_old()
            target_notes.forget_old()

    def _sleep(self, seconds: float, seen: int | None) -> None:
        """Wait until the next round, on SQLite not longer than until another one commits."""
        if seen is None:
            self._woken.wait(seconds)
            return
        end = time.monotonic() + seconds
        self._woken.wait(min(GAP, seconds))
        try:
            version = due.data_version_looker()
            while not self._woken.is_set() and time.monotonic() < end and version() == seen:
                time.sleep(self._glance)  # cheaper than waiting for an event, and as short
        except Exception as error:  # the next round will say what is wrong with the database
            log.debug("glance_failed", error=str(error))

    def _mind_the_clock(self) -> None:
        """Notice a clock that was set back, and repair what was written before that."""
        back = self._clock.set_back_by()
        if back > 0 and self._leader.leads:
            self._repair(back)
        elif back < 0:  # set forward, or the machine slept: every lease seems to have run out
            self._let_renew("clock_went_ahead", -back)

    def _repair_the_future(self) -> None:
        """Rows written in the future: the clock went back while nobody swept."""
        now = clock.now()
        newest = due.newest_write(now)
        ahead = (newest - now) if newest is not None else timedelta()
        if ahead.total_seconds() > SKEW:
            self._repair(ahead.total_seconds())

    def _repair(self, seconds: float) -> None:
        rows = rescue.rebase(seconds, self._settings.lease)
        self._rung.clear()
        log.warning("clock_went_back", seconds=round(seconds, 1), rows=rows)
