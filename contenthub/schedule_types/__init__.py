"""Which types of schedules there are, one line each, and the one way to let them work.

Each is imported when it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from contenthub import logs
from contenthub.errors import (
    ContentHubError,
    InputError,
    PermanentError,
    StoppingError,
    UnreachableError,
)
from contenthub.schedule_types.base import Job, Prepared, RunBy, ScheduleType

if TYPE_CHECKING:
    from contenthub.records import Schedule
    from contenthub.schedule_types.base import Context

log = logs.get_logger("contenthub.tick")

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "async_content_generation": "contenthub.schedule_types.generation:Generation",
        "publish_due": "contenthub.schedule_types.publish_due:PublishDue",
        "cleanup": "contenthub.schedule_types.cleanup:Cleanup",
        "send": "contenthub.schedule_types.send:Send",
        "backup": "contenthub.schedule_types.backup:Backup",
    }
)


def names() -> tuple[str, ...]:
    """The registered types."""
    return tuple(TYPES)


def get(name: str) -> ScheduleType:
    """The type of this name. Raises InputError for one that is not registered."""
    if name not in TYPES:
        raise InputError(f"no schedule type {name!r}; there are: {', '.join(TYPES)}")
    return _made(TYPES[name])


def check(name: str, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored. Raises InputError that names the field."""
    return get(name).check(params, context)


def run_by(schedule: Schedule) -> RunBy:
    """Who does the work of its ticks; those of a type that is not known fail at a worker's."""
    if schedule.type not in TYPES:
        return RunBy.WORKER
    return get(schedule.type).run_by(schedule)


def patience(schedule: Schedule | None) -> float:
    """Seconds that the work of its ticks may take; None: of one that cannot be read."""
    if schedule is None or schedule.type not in TYPES:
        return ScheduleType.patience
    return get(schedule.type).patience


def prepare(tick_id: str, job: Callable[[], Job]) -> Prepared | ContentHubError:
    """Do the work; answers what is to be written, or what failed: no other tick fails by it.

    Raises UnreachableError and StoppingError: the work is done again then.
    """
    try:
        wanted = job()
        return get(wanted.schedule.type).work(wanted)
    except (UnreachableError, StoppingError):
        raise
    except ContentHubError as expected:
        return expected
    except Exception as error:  # a mistake of ours
        log.exception("tick_broke", tick_id=tick_id)
        return PermanentError(f"it broke: {type(error).__name__}: {error}")


@lru_cache(maxsize=64)
def _made(place: str) -> ScheduleType:
    module, _, attribute = place.partition(":")
    found: ScheduleType = getattr(importlib.import_module(module), attribute)()
    return found
