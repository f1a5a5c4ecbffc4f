"""Schedules and their history as they may be shown: without secrets, and with what follows.

Everything else about schedules that is only read is in ``queries.schedules``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from contenthub import records, schedule_types
from contenthub.codes import Code
from contenthub.errors import ContentHubError, NotFoundError
from contenthub.lifecycle.schedules import definitions
from contenthub.masked_text import mapping
from contenthub.queries import schedules, service, short_ids, tasks, ticks
from contenthub.records import Schedule
from contenthub.settings import Settings
from contenthub.states import ScheduleState
from contenthub.topics.sources.base import Source

_LAST_TICKS = 5
_MOST_TASKS = 100_000  # of one tick
_TASK_FIELDS = (
    "task_id",
    "account",
    "status",
    "topic",
    "content_id",
    "publish_status",
    "error_message",
)

Row = dict[str, Any]


def find(ref: str | int, within: tuple[int, ...] | None = None) -> Schedule:
    """The schedule with this id or name. Raises NotFoundError.

    ``within`` are the accounts that whoever asks may see: the error for a schedule that is not
    there for it is that for one that does not exist, and is like none but those that are.
    """
    found = records.named(Schedule, ref)
    if found is None or not is_seen(found.params, within):
        seen = None if within is None else schedules.ids_within(within)
        raise definitions.unknown(ref, seen)
    return found


def listing(
    settings: Settings, states: Sequence[ScheduleState], limit: int, offset: int
) -> list[Row]:
    """Schedules in the order they were made, each with its latest tick; no state: all.

    ``topics_left`` is what is left of a list for the account that has the least; None where
    nothing runs out, or where that cannot be read.
    """
    return _completed(settings, schedules.listing(states, limit, offset))


def listed(
    settings: Settings,
    states: Sequence[ScheduleState],
    limit: int,
    after: int | None,
    within: tuple[int, ...] | None,
) -> list[tuple[int, Row]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row.

    ``within`` are the accounts that whoever asks may see: schedules that ask for others are not
    there for it, nor are those that are about no account.
    """
    found: list[Row] = []
    more = True
    while more and len(found) < limit:
        rows = schedules.listing(states, limit, after=after)
        found += [row for row in rows if is_seen(row["params"], within)]
        more = len(rows) == limit
        after = rows[-1]["id"] if rows else None
    return [(row["id"], row) for row in _completed(settings, found[:limit])]


def is_seen(params: Mapping[str, Any], within: tuple[int, ...] | None) -> bool:
    """Whether a schedule with these parameters is there for who sees these accounts alone."""
    return within is None or schedules.asks_only_for(params, within)


def _completed(settings: Settings, rows: list[Row]) -> list[Row]:
    found = schedules.by_ids([row["id"] for row in rows])
    for row in rows:
        _hide(row)
        row["topics_left"] = _topics_left(found.get(row["id"]), settings)
    return rows


def details(settings: Settings, schedule_id: int) -> Row:
    """All there is to know about a schedule, with its last five ``ticks``.

    ``topics``: what is left and used of a list, by account; ``topics_error`` why that is not known.
    """
    row = schedules.details(schedule_id)
    _hide(row)
    last = list(ticks.history(ticks.Filter(schedule_id), _LAST_TICKS))
    return row | _topics(definitions.find(schedule_id), settings) | {"ticks": last}


def tick(tick_id: str) -> Row:
    """A tick with its tasks as ``task_details``; a unique beginning of its id is enough.

    Raises NotFoundError.
    """
    row = ticks.tick(whole := short_ids.tick(tick_id))
    if row is None:
        raise unknown_tick(tick_id)
    made = tasks.page(tasks.Filter(batch_id=whole), _MOST_TASKS)
    details = [{name: task[name] for name in _TASK_FIELDS} for task in reversed(made)]
    return row | {"task_details": details}


def unknown_tick(tick_id: str) -> NotFoundError:
    """The error for an id that no tick has."""
    return NotFoundError(f"no tick {tick_id!r}", code=Code.NO_TICK)


def waits_for_a_scheduler(schedule_id: int) -> bool:
    """Whether the schedule is active and no process fires it."""
    active = definitions.find(schedule_id).state is ScheduleState.ACTIVE
    return active and not service.schedulers()


def fewest_left(schedule: Schedule, settings: Settings) -> int | None:
    """What is left of a list for the account that has the least; None where nothing runs out.

    Raises ContentHubError when a file of topics cannot be read.
    """
    stock = _stock(schedule, settings)
    return None if stock is None else min((one["left"] for one in stock), default=None)


def outside(schedule: Schedule) -> Source | None:
    """What the schedule reads from another machine, if it does."""
    if schedule.type not in schedule_types.TYPES:
        return None
    return schedule_types.get(schedule.type).outside(schedule)


def _hide(row: Row) -> None:
    """Take out what opens a door, and the next time of what does not fire."""
    row["params"] = mapping(row["params"])
    if row["status"] != ScheduleState.ACTIVE:
        row["next_at"] = None


def _topics_left(schedule: Schedule | None, settings: Settings) -> int | None:
    try:
        return fewest_left(schedule, settings) if schedule else None
    except ContentHubError:  # the checkup and ``details`` say what is wrong with the file
        return None


def _topics(schedule: Schedule, settings: Settings) -> Row:
    try:
        return {"topics": _stock(schedule, settings)}
    except ContentHubError as error:
        return {"topics": None, "topics_error": str(error)}


def _stock(schedule: Schedule, settings: Settings) -> list[Row] | None:
    if schedule.type not in schedule_types.TYPES:
        return None
    found = schedule_types.get(schedule.type).stock(schedule, settings)
    return None if found is None else [asdict(one) for one in found]
