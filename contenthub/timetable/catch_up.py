"""Which of the times that have come are run: the rules of catch-up and overlap, as pure functions.

A time that is at most GRACE late counts as on time: a scheduler that was killed is back by then.
Every time is decided about, and those that are not run carry the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contenthub.states import TickState
from contenthub.wording import counted

GRACE = 60.0  # seconds
NEWEST = 1_000  # times after one absence that may be run and have a row each; older ones share one
MOST_OLDER = 20_000  # older times that are counted


class CatchUp(StrEnum):
    """What is done about times that were missed."""

    SKIP = "skip"  # nothing
    LATEST = "latest"  # the latest of them is run, unless a later time is on time
    ALL = "all"  # each of them is run, the newest 1,000 at most


class Overlap(StrEnum):
    """What is done about a time that comes while an earlier one is still under way."""

    ALLOW = "allow"  # both run
    SKIP = "skip"  # it is not run
    QUEUE = "queue"  # it waits for the earlier one; at most one waits


class Origin(StrEnum):
    """Why a tick is there."""

    SCHEDULE = "schedule"  # its time came
    CATCH_UP = "catch_up"  # its time had been missed
    MANUAL = "manual"  # a person triggered it
    BACKFILL = "backfill"  # a person wants a past time run


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one schedule; ``window`` is in seconds."""

    catch_up: CatchUp
    window: float
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one time: PENDING is run now, QUEUED waits, SKIPPED has a reason.

    ``stands_for`` is the number of times from ``scheduled_for`` on that share this row.
    """

    scheduled_for: datetime
    state: TickState
    origin: Origin = Origin.SCHEDULE
    reason: str = ""
    stands_for: int = 1


@dataclass(frozen=True, slots=True)
class Backlog:
    """The times that have come and were not decided about, in order.

    ``older`` are those before the newest NEWEST, at most MOST_OLDER of them: they share a row.
    """

    older: Sequence[datetime]
    times: Sequence[datetime]


def decide(
    backlog: Backlog, now: datetime, policy: Policy, under_way: int, queued: int
) -> list[Decision]:
    """Decide about a backlog, all of which has come by ``now``.

    ``under_way`` and ``queued`` count the schedule's earlier ticks that run and that wait.
    """
    grace = now - timedelta(seconds=GRACE)
    missed = [time for time in backlog.times if time < grace]
    on_time = [Decision(time, TickState.PENDING) for time in backlog.times if time >= grace]
    decisions = [*_missed(missed, now, policy, newer=bool(on_time)), *on_time]
    return [
        *_shared(backlog.older, "missed: no scheduler ran"),
        *_overlapping(decisions, policy.overlap, under_way, queued),
    ]


def skip(backlog: Backlog, reason: str) -> list[Decision]:
    """None of the times is run, for this reason."""
    alone = [Decision(time, TickState.SKIPPED, reason=reason) for time in backlog.times]
    return [*_shared(backlog.older, reason), *alone]


def _shared(older: Sequence[datetime], reason: str) -> Iterator[Decision]:
    """One row for all of them, beside the time of the first, which may still be backfilled."""
    if older:
        least = "at least " if len(older) >= MOST_OLDER else ""
        times = counted(len(older), "time")
        what = f"{reason}; {least}{times} from {older[0]:%Y-%m-%d %H:%M:%S} UTC on"
        first = older[0] + datetime.resolution
        yield Decision(first, TickState.SKIPPED, reason=what, stands_for=len(older))


def _missed(
    times: Sequence[datetime], now: datetime, policy: Policy, *, newer: bool
) -> Iterator[Decision]:
    oldest = now - timedelta(seconds=policy.window)
    wanted = {
        CatchUp.SKIP: 0,
        CatchUp.LATEST: 0 if newer else 1,
        CatchUp.ALL: len(times),
    }[policy.catch_up]
    from_here = len(times) - wanted
    for place, time in enumerate(times):
        if time < oldest:
            yield Decision(time, TickState.SKIPPED, reason="missed, and older than the window")
        elif place >= from_here:
            yield Decision(time, TickState.PENDING, Origin.CATCH_UP)
        else:
            yield Decision(time, TickState.SKIPPED, reason=_WHY_NOT[policy.catch_up])


_WHY_NOT = {
    CatchUp.SKIP: "missed: no scheduler ran (catch-up: skip)",
    CatchUp.LATEST: "missed: no scheduler ran (catch-up: latest, a later one is run)",
}


def _overlapping(
    decisions: Sequence[Decision], overlap: Overlap, under_way: int, queued: int
) -> Iterator[Decision]:
    for decision in decisions:
        busy = under_way + queued > 0
        if decision.state is not TickState.PENDING or overlap is Overlap.ALLOW or not busy:
            under_way += decision.state is TickState.PENDING
            yield decision
        elif overlap is Overlap.QUEUE and not queued:
            queued += 1
            yield replace(decision, state=TickState.QUEUED)
        else:
            what = "one waits already" if overlap is Overlap.QUEUE else "an earlier one still runs"
            yield replace(decision, state=TickState.SKIPPED, reason=f"overlap: {what}")
