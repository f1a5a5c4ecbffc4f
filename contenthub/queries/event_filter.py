"""Which events somebody wants to be told of; the same answer in Python and in SQL.

A live stream asks it of each event as it comes, a list lets the database ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contenthub.delivery_states import WebhookState
from contenthub.states import (
    Entity,
    EntryState,
    IncidentState,
    OpinionState,
    ReviewState,
    RevisionState,
    ScheduleState,
    TaskState,
    TickState,
)
from contenthub.transitions import TOLD_AS, TRANSITIONS

# What became of a row where that changed, and else what happened to it: `task.completed`,
# `content.edit`.
_TOLD_IN_SQL = "".join(
    f" WHEN e.entity = '{entity}' AND e.event = '{event}' THEN '{word}'"
    for (entity, event), word in TOLD_AS.items()
)
TYPE_IN_SQL = (
    f"e.entity || '.' || CASE{_TOLD_IN_SQL} WHEN e.from_state = e.to_state THEN e.event"
    " ELSE e.to_state END"
)
_STATES: dict[Entity, type[StrEnum]] = {
    Entity.TASK: TaskState,
    Entity.CONTENT: ReviewState,
    Entity.REVISION: RevisionState,
    Entity.OPINION: OpinionState,
    Entity.ENTRY: EntryState,
    Entity.SCHEDULE: ScheduleState,
    Entity.TICK: TickState,
    Entity.WEBHOOK: WebhookState,
    Entity.INCIDENT: IncidentState,
}
_REMOVED = "remove"  # the row is gone, and its last state is told


def entities() -> frozenset[str]:
    """What events are about."""
    return frozenset(_STATES)


def types() -> list[str]:
    """All types that there are, by entity: its states, and what happens without changing one."""
    return [
        f"{entity}.{word}"
        for entity, states in _STATES.items()
        for word in (*states, *_kept(entity), *_told(entity))
    ]


def _told(entity: Entity) -> list[str]:
    """What is called otherwise than the state that it leads to."""
    return [*dict.fromkeys(word for (of, _), word in TOLD_AS.items() if of == entity)]


def _kept(entity: Entity) -> list[str]:
    """What may happen to a row that is in the same state after it."""
    moves = TRANSITIONS[entity].items()
    return [*dict.fromkeys(event.value for (before, event), to in moves if before == to), _REMOVED]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are meant; what is None does not narrow, what is empty means none.

    ``types`` are types, or entities for all events of these.
    """

    types: frozenset[str] | None = None
    account_ids: frozenset[int] | None = None
    task_ids: frozenset[str] | None = None
    batch_ids: frozenset[str] | None = None

    def __bool__(self) -> bool:
        return self != Wanted()

    def __contains__(self, row: Mapping[str, Any]) -> bool:
        return (
            (self.task_ids is None or row["task_id"] in self.task_ids)
            and (self.batch_ids is None or row["batch_id"] in self.batch_ids)
            and (self.account_ids is None or row["account_id"] in self.account_ids)
            and (self.types is None or row["type"] in self.types or row["entity"] in self.types)
        )

    def only_of(self, account_ids: Iterable[int] | None) -> Wanted:
        """The same, but of these accounts at most; None: of whichever."""
        if account_ids is None:
            return self
        allowed = frozenset(account_ids)
        kept = allowed if self.account_ids is None else allowed & self.account_ids
        return Wanted(self.types, kept, self.task_ids, self.batch_ids)

    def where(self) -> tuple[str, list[Any]]:
        """The condition on the table ``e`` of events, with its parameters."""
        parts = [
            _among("e.task_id", self.task_ids),
            _among("e.batch_id", self.batch_ids),
            _among("e.account_id", self.account_ids),
            _among_types(self.types),
        ]
        used = [(sql, params) for sql, params in parts if sql]
        return (
            " AND ".join(sql for sql, _ in used) or "1 = 1",
            [value for _, params in used for value in params],
        )


def _among(column: str, values: Iterable[Any] | None) -> tuple[str, list[Any]]:
    if values is None:
        return "", []
    listed = sorted(values)
    if len(listed) == 1:  # in the order of its index, nothing is sorted
        return f"{column} = ?", listed
    return (f"{column} IN ({', '.join('?' * len(listed))})" if listed else "1 = 0"), listed


def _among_types(types: frozenset[str] | None) -> tuple[str, list[Any]]:
    if types is None:
        return "", []
    by_type, named = _among(f"({TYPE_IN_SQL})", types)
    by_entity, of_entities = _among("e.entity", types & entities())
    return f"({by_type} OR {by_entity})", [*named, *of_entities]
