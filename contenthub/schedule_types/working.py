"""The work of a tick, whoever does it: who that is, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable

from contenthub import logs, schedule_types
from contenthub.errors import ContentHubError, PermanentError, StoppingError, UnreachableError
from contenthub.records import Schedule
from contenthub.schedule_types.base import Job, Prepared, RunBy

log = logs.get_logger("contenthub.tick")


def run_by(schedule: Schedule) -> RunBy:
    """Who does the work of its ticks; those of a type that is not known fail at a worker's."""
    if schedule.type not in schedule_types.TYPES:
        return RunBy.WORKER
    return schedule_types.get(schedule.type).run_by(schedule)


def prepare(tick_id: str, job: Callable[[], Job]) -> Prepared | ContentHubError:
    """Do the work; answers what is to be written, or what failed: no other tick fails by it.

    Raises UnreachableError and StoppingError: the work is done again then.
    """
    try:
        wanted = job()
        return schedule_types.get(wanted.schedule.type).work(wanted)
    except (UnreachableError, StoppingError):
        raise
    except ContentHubError as expected:
        return expected
    except Exception as error:  # a mistake of ours
        log.exception("tick_broke", tick_id=tick_id)
        return PermanentError(f"it broke: {type(error).__name__}: {error}")
