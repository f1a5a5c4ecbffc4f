"""Failed ticks in a row: counted on their schedule, which is paused when they are too many."""

from __future__ import annotations

from contenthub import records
from contenthub.lifecycle.unit import Unit
from contenthub.models import Schedule as ScheduleTable
from contenthub.records import Schedule
from contenthub.states import Entity, ScheduleEvent, ScheduleState


def count(unit: Unit, schedule_id: int, *, failed: bool) -> None:
    """Count a tick that failed, or forget the failures before one that did not."""
    schedule = _locked(schedule_id)
    if schedule is None:
        return
    failures = schedule.failures + 1 if failed else 0
    if _too_many(schedule, failures):
        reason = f"paused: {failures} ticks failed in a row"
        unit.move(
            Entity.SCHEDULE,
            schedule,
            ScheduleEvent.GIVE_UP,
            reason=reason,
            status_reason=reason,
            failures=failures,
        )
    elif failures != schedule.failures:
        ScheduleTable.update(failures=failures).where(ScheduleTable.id == schedule_id).execute()


def _locked(schedule_id: int) -> Schedule | None:
    """The schedule; None where it was removed, or cannot be read: then it is paused anyway."""
    try:
        return records.locked(Schedule, schedule_id)
    except (ValueError, TypeError):
        return None


def _too_many(schedule: Schedule, failures: int) -> bool:
    most = schedule.pause_after_failures
    return most is not None and failures >= most and schedule.state is ScheduleState.ACTIVE
