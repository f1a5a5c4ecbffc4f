"""Reads rows as records: the one way from the tables to what all other parts work with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from contenthub import models, near_names
from contenthub.articles.text import has_control_characters
from contenthub.columns import Table, is_kept_otherwise
from contenthub.database import db
from contenthub.records.deliveries import Delivery, Lane, Webhook
from contenthub.records.incidents import Channel, Incident, Silence
from contenthub.records.opinion import Opinion
from contenthub.records.revision import Revision
from contenthub.records.rows import (
    Account,
    Content,
    Entry,
    Target,
    Task,
    Waiting,
)
from contenthub.records.schedules import Schedule, Tick
from contenthub.records.tokens import KeptAnswer, Token

_TABLES: dict[type, type[Table]] = {
    Account: models.Account,
    Target: models.Target,
    Task: models.GenerationTask,
    Waiting: models.GenerationTask,
    Content: models.Content,
    Revision: models.Revision,
    Opinion: models.Opinion,
    Entry: models.PublishEntry,
    Schedule: models.Schedule,
    Tick: models.Tick,
    Token: models.ApiToken,
    KeptAnswer: models.KeptAnswer,
    Webhook: models.Webhook,
    Lane: models.DeliveryLane,
    Delivery: models.Delivery,
    Incident: models.Incident,
    Channel: models.AlertChannel,
    Silence: models.Silence,
}

R = TypeVar(
    "R",
    Account,
    Target,
    Task,
    Waiting,
    Content,
    Revision,
    Opinion,
    Entry,
    Schedule,
    Tick,
    Token,
    KeptAnswer,
    Webhook,
    Lane,
    Delivery,
    Incident,
    Channel,
    Silence,
)


@lru_cache
def _plan(record: type[Any]) -> tuple[str, tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """The SELECT, and those columns that the driver does not return as they are used."""
    meta = _TABLES[record]._meta
    columns = [meta.combined[f.name] for f in fields(record)]
    names = ", ".join(column.column_name for column in columns)
    return (
        f"SELECT {names} FROM {meta.table_name}",
        tuple(
            (place, column.python_value)
            for place, column in enumerate(columns)
            if is_kept_otherwise(column)
        ),
    )


def select(record: type[R], tail: str, params: Sequence[Any] = ()) -> list[R]:
    """Read records; ``tail`` is the SQL after FROM, with ``?`` marks for ``params``."""
    head, converters = _plan(record)  # type: ignore[arg-type]
    found = []
    for row in db.execute(f"{head} {tail}", tuple(params)).fetchall():
        values = list(row)
        for place, convert in converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        found.append(record(*values))
    return found


def by_ids(record: type[R], ids: Sequence[int]) -> list[R]:
    """Read records by their ids; missing ones are left out."""
    if not ids:
        return []
    return select(record, f"WHERE id IN ({', '.join('?' * len(ids))}) ORDER BY id", ids)


def locked(record: type[R], id_: int) -> R | None:
    """The row as it is now, which cannot change until the transaction ends; None: it is gone."""
    found = select(record, f"WHERE id = ?{db.for_update()}", (id_,))
    return found[0] if found else None


def locked_to_remove(record: type[R], id_: int) -> R | None:
    """``locked`` for a row that is to go: also nobody comes to refer to it meanwhile."""
    found = select(record, f"WHERE id = ?{db.for_removal()}", (id_,))
    return found[0] if found else None


N = TypeVar("N", Account, Schedule)
_COMPARED = 2_000  # names, the newest


def named(record: type[N], ref: str | int) -> N | None:
    """The row with this name or, where there is none, with this id."""
    text = str(ref)
    found: list[N] = []
    if not has_control_characters(text):  # nothing has such a name, and no database takes it
        found = select(record, "WHERE name = ?", (text,))
    if not found and text.isascii() and text.isdigit() and len(text) < 19:
        found = by_ids(record, [int(text)])
    return found[0] if found else None


def nearest(record: type[N], ref: str | int, within: Collection[int] | None = None) -> str | None:
    """The name that somebody seems to mean whose ``ref`` names no row; None where it is like none.

    ``within`` are the ids of the only rows that they know of.
    """
    table = _TABLES[record]._meta.table_name
    rows = db.execute(f"SELECT id, name FROM {table} ORDER BY id DESC LIMIT ?", (_COMPARED,))
    known = [name for id_, name in rows.fetchall() if within is None or id_ in within]
    return near_names.nearest(str(ref), known)


def accounts_of(rows: Sequence[Task] | Sequence[Entry]) -> dict[int, Account]:
    """The accounts of these rows, by id."""
    return {a.id: a for a in by_ids(Account, sorted({row.account_id for row in rows}))}


def moment(value: datetime) -> Any:
    """A moment as the database's parameter."""
    return models.GenerationTask.created_at.db_value(value)
