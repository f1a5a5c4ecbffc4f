"""The rule about creators that do not deliver, however few tasks a line has."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.alerts.finding import MOST_SUBJECT, Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.monitoring.snapshot import CreatorTrouble, Ended, Snapshot, Window
from contenthub.wording import counted

CREATOR_FAILING = "creator_failing"
MANY = 3  # tasks of a creator that failed in a row, or wait after a failure
FEW = 2  # that failed in a row, where none was completed in the last hour


def creators(situation: Situation) -> Iterator[Finding]:
    """Creators whose tasks failed, or wait after a failure, and none was completed since."""
    seen = situation.snapshot
    for one in seen.creators:
        level = _level(one, seen)
        if level is not None:
            yield Finding(
                CREATOR_FAILING,
                one.creator[:MOST_SUBJECT],
                level,
                f"{_told(one)}: {one.example[:200]}",
                {"failed": one.failed, "waiting": one.waiting, "tried_again": one.again},
                (f"creator {one.creator}",),
            )


def _level(one: CreatorTrouble, seen: Snapshot) -> Level | None:
    """One that failed says something where it is all that there was of the creator for a day."""
    bad = one.failed + one.waiting
    if not _completed(one, seen, Window.QUARTER):
        bad += one.again
    if bad >= MANY or (one.failed and bad >= FEW and not _completed(one, seen, Window.HOUR)):
        return Level.ERROR
    if not one.failed or _completed(one, seen, Window.DAY):
        return None
    return Level.ERROR if _nothing_comes(seen) else Level.WARNING


def _completed(one: CreatorTrouble, seen: Snapshot, window: Window) -> int:
    return seen.windows[window].by_creator.get(one.creator, Ended()).completed


def _nothing_comes(seen: Snapshot) -> bool:
    """No creator completed anything in the last day, and some tasks failed."""
    failed = sum(one.failed for one in seen.creators)
    return failed >= FEW and not seen.windows[Window.DAY].ended.completed


def _told(one: CreatorTrouble) -> str:
    of = f"of the creator {one.creator!r}"
    waiting = one.waiting + one.again
    if not one.failed:
        return f"{counted(waiting, 'task')} {of} failed and wait for another try"
    told = f"{counted(one.failed, 'task')} {of} failed, and none was completed since"
    return told + (f"; {waiting} more failed and wait for another try" if waiting else "")
