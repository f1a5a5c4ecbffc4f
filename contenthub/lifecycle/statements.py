"""Prepared statements for the hot writes, built once per set of columns from the models' fields.

peewee builds a statement per call, which costs more than executing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from contenthub.columns import JsonField, MomentField, Table
from contenthub.database import db

Setter = Callable[[Any], Any] | None  # None: the driver takes the value as it is


def _setter(field: Any) -> Setter:
    plain = not isinstance(field, MomentField | JsonField)
    return None if plain else field.db_value


def adapted(setters: Sequence[Setter], values: Iterable[Any]) -> list[Any]:
    """The values as the driver takes them."""
    return [v if set_ is None else set_(v) for set_, v in zip(setters, values, strict=True)]


@lru_cache(maxsize=256)
def update_sql(
    table: type[Table], columns: tuple[str, ...], fence: str
) -> tuple[str, tuple[Setter, ...]]:
    """An UPDATE of these columns where ``fence`` (SQL with ``?`` marks) holds."""
    meta = table._meta
    fields = [meta.combined[name] for name in columns]
    assignments = ", ".join(f"{field.column_name} = ?" for field in fields)
    return (
        f"UPDATE {meta.table_name} SET {assignments} WHERE {fence}",
        tuple(map(_setter, fields)),
    )


@lru_cache(maxsize=64)
def _insert_sql(table: type[Table], columns: tuple[str, ...]) -> tuple[str, tuple[Setter, ...]]:
    meta = table._meta
    fields = [meta.combined[name] for name in columns]
    names = ", ".join(field.column_name for field in fields)
    marks = ", ".join("?" * len(fields))
    return (
        f"INSERT INTO {meta.table_name} ({names}) VALUES ({marks})",
        tuple(map(_setter, fields)),
    )


def insert_rows(
    table: type[Table], columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows by one prepared statement (peewee builds its statement per row)."""
    if not rows:
        return
    sql, setters = _insert_sql(table, columns)
    db.execute_many(sql, [tuple(adapted(setters, row)) for row in rows])


def insert_numbered(
    table: type[Table], columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> dict[Any, int]:
    """Insert many rows and return their ids, by the first of the columns."""
    sql, setters = _insert_sql(table, columns)
    head, _, marks = sql.partition(" VALUES ")
    found: dict[Any, int] = {}
    for part in db.portions(rows, 100):
        params = [value for row in part for value in adapted(setters, row)]
        returned = f"{head} VALUES {', '.join([marks] * len(part))} RETURNING {columns[0]}, id"
        found |= dict(db.execute(returned, tuple(params)).fetchall())
    return found


def insert_row(table: type[Table], values: dict[str, Any]) -> int:
    """Insert one row and return its id. Columns left out get the model's default."""
    sql, params = insertion(table, values)
    return int(db.execute(f"{sql} RETURNING id", params).fetchone()[0])


def insertion(table: type[Table], values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement that inserts one row, and its parameters; see ``insert_row``."""
    values = default_values(table) | values
    sql, setters = _insert_sql(table, tuple(values))
    return sql, tuple(adapted(setters, values.values()))


@lru_cache(maxsize=16)
def _default_fields(table: type[Table]) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in table._meta.sorted_fields if f.default is not None)


def default_values(table: type[Table]) -> dict[str, Any]:
    """The model's defaults, by column."""
    return {name: d() if callable(d) else d for name, d in _default_fields(table)}
