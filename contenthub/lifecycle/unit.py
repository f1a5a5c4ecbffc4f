"""The unit of work: the only code that writes a state.

A ``Unit`` is one transaction. Every ``move`` in it is a compare-and-set fenced by the old state,
the attempt and, where given, the lease; its event row is written in the same transaction. Only
after the commit are the log lines written and the next actors rung, so nobody is ever told of a
change that did not happen. A lost race is logged and dropped, never an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, TypeVar

from contenthub import clock, states, transitions
from contenthub.database import db
from contenthub.lifecycle import happened, joined, lock_order, outbox
from contenthub.lifecycle.happened import Happened
from contenthub.lifecycle.stateful_rows import FENCE, STATUS_COLUMN, TABLES, AnyRow, Row
from contenthub.lifecycle.statements import adapted, update_sql
from contenthub.lifecycle.totals import Tally
from contenthub.states import ActorName, Entity, Ref

T = TypeVar("T")


def _silent(actor: ActorName, refs: Sequence[Ref]) -> None:
    """A bell that nobody hears: the sweep finds the rows."""


_bell: Callable[[ActorName, Sequence[Ref]], None] = _silent


def hang_bell(bell: Callable[[ActorName, Sequence[Ref]], None] | None) -> None:
    """Set what is rung after a commit (None: nothing). Called once, by the composition root."""
    global _bell
    _bell = bell or _silent


def _target(entity: Entity, state: StrEnum, event: StrEnum) -> StrEnum:
    after = transitions.target(entity, state, event)
    if after is None:
        raise ValueError(f"no transition for {entity} in {state} on {event}")
    return after


class Unit:
    """One transaction of moves; use as a context manager.

    ``who`` is written into every event: a person, an actor, the sweep.
    """

    def __init__(self, who: str) -> None:
        self.now = clock.now()
        self.who = who
        self.totals = Tally()
        self._happened: list[Happened] = []
        self._last_rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._read: dict[Any, Any] = {}
        self._rings: defaultdict[ActorName, list[Ref]] = defaultdict(list)
        self._transaction: AbstractContextManager[None] = db.transaction()

    def __enter__(self) -> Unit:
        self._transaction.__enter__()
        self.now = clock.now()  # it may have waited for other writers
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            try:
                self._write_last()
            except BaseException as failed:
                self._transaction.__exit__(type(failed), failed, failed.__traceback__)
                raise
        self._transaction.__exit__(kind, error, trace)
        if error is None:
            joined.after_commit(self._tell)

    def move(
        self,
        entity: Entity,
        row: Row,
        event: StrEnum,
        *,
        lease: str | None = None,
        reason: str = "",
        data: dict[str, Any] | None = None,
        **values: Any,
    ) -> bool:
        """Change the state of one row, if it still is where ``row`` says.

        ``values`` are further columns. ``lease`` demands that this lease still holds the row.
        A new ``attempt`` in ``values`` begins the next attempt. Returns False when the race was
        lost. Raises ValueError for a transition that the table does not know: a mistake of the
        program, not of the world.
        """
        after = _target(entity, row.state, event)
        values |= {STATUS_COLUMN[entity]: after, "updated_at": self.now}
        if not self._compare_and_set(entity, row, values, lease):
            happened.tell_of_lost_race(entity, row, event)
            return False
        self._moved(entity, row, event, after, reason, data, values)
        return True

    def move_all(
        self,
        entity: Entity,
        rows: Sequence[AnyRow],
        event: StrEnum,
        *,
        data: dict[str, Any] | None = None,
        **values: Any,
    ) -> list[AnyRow]:
        """``move`` for many rows of one state and with the same values: one statement.

        Returns the rows that were moved.
        """
        if not rows:
            return []
        state = rows[0].state
        after = _target(entity, state, event)
        values |= {STATUS_COLUMN[entity]: after, "updated_at": self.now}
        changed: set[int] = set()
        if len(rows) > 1:  # an UPDATE locks its rows as it comes to them
            lock_order.rows(TABLES[entity]._meta.table_name, [row.id for row in rows])
        for attempt in sorted({row.attempt for row in rows}):
            ids = [row.id for row in rows if row.attempt == attempt]
            fence = f"id IN ({', '.join('?' * len(ids))}) AND {FENCE[entity]} RETURNING id"
            sql, setters = update_sql(TABLES[entity], tuple(values), fence)
            params = (*adapted(setters, values.values()), *ids, state.value, attempt)
            changed |= {row[0] for row in db.execute(sql, params).fetchall()}
        for row in rows:
            if row.id in changed:
                self._moved(entity, row, event, after, "", data, values)
            else:
                happened.tell_of_lost_race(entity, row, event)
        return [row for row in rows if row.id in changed]

    def _moved(
        self,
        entity: Entity,
        row: Row,
        event: StrEnum,
        after: StrEnum,
        reason: str,
        data: dict[str, Any] | None,
        values: dict[str, Any],
    ) -> None:
        seconds = max(0.0, (self.now - row.updated_at).total_seconds())
        self._note(entity, row, event, after, seconds, reason, data)
        self.totals.moved(entity, row, after, self.now, values)
        attempt = values.get("attempt", row.attempt)
        self.ring_if_due(entity, after, (row.id, attempt), values.get("due_at"))
        slots = states.SLOT_STATES if entity is Entity.TASK else ()
        if row.state in slots and after not in slots:
            self.ring(ActorName.DISPATCH, (row.id, attempt))  # a slot became free

    def created(
        self,
        entity: Entity,
        row_id: int,
        label: str,
        event: StrEnum,
        state: StrEnum,
        *,
        attempt: int = 1,
        account_id: int | None = None,
        batch_id: str | None = None,
        reason: str = "",
        data: dict[str, Any] | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Tell of a row that was inserted in this unit, and whose it is."""
        self._happened.append(
            Happened(
                entity,
                row_id,
                label,
                attempt,
                event,
                None,
                state,
                None,
                reason,
                data,
                account_id,
                batch_id,
            )
        )
        self.ring_if_due(entity, state, (row_id, attempt), due_at)

    def removed(self, entity: Entity, row: Row, event: StrEnum, reason: str) -> None:
        """Tell of a row that was deleted in this unit."""
        self._note(entity, row, event, row.state, None, reason, None)

    def ring(self, actor: ActorName, ref: Ref) -> None:
        """Ring ``actor`` for this row after the commit."""
        if actor in states.SCANNING_ACTORS:
            self._rings[actor] = []
        else:
            self._rings[actor].append(ref)

    def ring_if_due(
        self, entity: Entity, state: StrEnum, ref: Ref, due_at: datetime | None
    ) -> None:
        """Ring whoever serves ``state`` when the row is due at once."""
        actor = states.STATE_ACTOR.get((entity, state))
        if actor is not None and due_at is not None and due_at <= self.now:
            self.ring(actor, ref)

    def _compare_and_set(
        self, entity: Entity, row: Row, values: dict[str, Any], lease: str | None
    ) -> bool:
        fence = f"id = ? AND {FENCE[entity]}"
        fence += " AND lease_owner = ?" if lease is not None else ""
        sql, setters = update_sql(TABLES[entity], tuple(values), fence)
        params = adapted(setters, values.values())
        params += [row.id, row.state.value, row.attempt]
        if lease is not None:
            params.append(lease)
        return bool(db.execute(sql, tuple(params)).rowcount == 1)

    def _note(
        self,
        entity: Entity,
        row: Row,
        event: StrEnum,
        after: StrEnum,
        seconds: float | None,
        reason: str,
        data: dict[str, Any] | None,
    ) -> None:
        self._happened.append(
            Happened(
                entity,
                row.id,
                row.label,
                row.attempt,
                event,
                row.state,
                after,
                seconds,
                reason,
                data,
                row.account_id,
                row.batch_id,
            )
        )

    def write_last(self, sql: str, params: tuple[Any, ...]) -> None:
        """Run this statement before the commit, together with all others of the same words.

        For rows that nothing in this unit reads and whose ids nobody needs: many rows by one
        prepared statement take a fraction of the time, and every other writer waits for it.
        """
        self._last_rows[sql].append(params)

    def read_once(self, key: object, read: Callable[[], T]) -> T:
        """What ``read`` answers, asked once in this unit: for rows that it does not change."""
        if key not in self._read:
            self._read[key] = read()
        answer: T = self._read[key]
        return answer

    def _write_last(self) -> None:
        for sql, rows in self._last_rows.items():
            db.execute_many(sql, rows)
        if outbox.write(self._happened, self.who, self.now):
            self.ring(ActorName.DELIVER, (0, 0))
        joined.write_totals(self.totals)

    def _tell(self) -> None:
        happened.tell(self._happened, self.who)
        for actor, refs in self._rings.items():
            _bell(actor, refs)
