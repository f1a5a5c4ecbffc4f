"""What a transaction did to a row: its event in the database, and its line in the log.

Both tell the same under one id, so that a line that is shipped can be found among the events.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from contenthub import logs, severity
from contenthub.lifecycle.statements import insert_numbered, insert_rows
from contenthub.models import Event
from contenthub.states import UNTOLD_ENTITIES, Entity

log = logs.get_logger("contenthub.lifecycle")

_BOOT = secrets.token_hex(8)
_numbers = itertools.count(1)  # with the boot's random half: an id that nobody else makes

# What log lines call that by which a row is found; the rest belongs to a task.
_LABELS = {
    Entity.SCHEDULE: "schedule",
    Entity.TICK: "tick_id",
    Entity.WEBHOOK: "webhook",
    Entity.DELIVERY: "delivery",
    Entity.INCIDENT: "incident",
}
_EVENT_COLUMNS = (
    "event_id",
    "entity",
    "entity_id",
    "task_id",
    "attempt",
    "event",
    "from_state",
    "to_state",
    "who",
    "account_id",
    "batch_id",
    "request_id",
    "reason",
    "data",
    "created_at",
)
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


@contextmanager
def caused_by(request_id: str) -> Iterator[None]:
    """While the block runs, the events of this thread are those of a call of the API."""
    before = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(before)


def new_event_id() -> str:
    """An id that nobody else makes."""
    return f"{_BOOT}{next(_numbers):016x}"


@dataclass(slots=True)
class Happened:
    """A change of one row; ``before`` is None for a row that was just made.

    ``seconds`` is how long the row was as it was before, None where that says nothing.
    """

    entity: Entity
    row_id: int
    label: str
    attempt: int
    event: StrEnum
    before: StrEnum | None
    after: StrEnum
    seconds: float | None
    reason: str
    data: dict[str, Any] | None
    account_id: int | None = None
    batch_id: str | None = None
    event_id: str = field(default_factory=new_event_id)


def write_events(all_: Iterable[Happened], who: str, now: datetime) -> None:
    """Write what happened into the transaction that did it."""
    insert_rows(Event, _EVENT_COLUMNS, [_event(one, who, now) for one in all_])


def write_numbered(all_: Iterable[Happened], who: str, now: datetime) -> dict[str, int]:
    """The same; returns the ids of the rows, which grow with time, by the ids of the events."""
    return insert_numbered(Event, _EVENT_COLUMNS, [_event(one, who, now) for one in all_])


def task_id_of(one: Happened) -> str | None:
    """The task that this happened to, or to what came of it."""
    return None if one.entity in _LABELS else one.label


def tell(all_: Iterable[Happened], who: str) -> None:
    """Log what happened, once it is committed."""
    with logs.together():
        for one in all_:
            _log(one, who)


def tell_of_lost_race(entity: Entity, row: Any, event: StrEnum) -> None:
    """Log that somebody else was faster with this row: that is no error."""
    log.info(
        "race_lost",
        **{_LABELS.get(entity, "task_id"): row.label},
        entity=entity,
        id=row.id,
        attempt=row.attempt,
        moved=event,
        expected=row.state,
    )


def _event(one: Happened, who: str, now: datetime) -> tuple[Any, ...]:
    return (
        one.event_id,
        one.entity.value,
        one.row_id,
        task_id_of(one),
        one.attempt,
        one.event.value,
        one.before and one.before.value,
        one.after.value,
        who,
        one.account_id,
        one.batch_id,
        _request_id.get(),
        one.reason,
        one.data,
        now,
    )


def _log(one: Happened, who: str) -> None:
    level = severity.of(one.entity, one.event, one.before, one.after)
    getattr(log, level)(
        f"{one.entity}_{one.after}" if one.before != one.after else f"{one.entity}_{one.event}",
        # Of what is no event, whoever looks it up would find none.
        **({} if one.entity in UNTOLD_ENTITIES else {"event_id": one.event_id}),
        **{_LABELS.get(one.entity, "task_id"): one.label},
        attempt=one.attempt,
        id=one.row_id,
        **{"from": one.before, "to": one.after},
        moved=one.event,
        by=who,
        duration=one.seconds,
        **({"reason": one.reason} if one.reason else {}),
    )
