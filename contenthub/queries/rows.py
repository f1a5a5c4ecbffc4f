"""Rows of joined tables as plain dictionaries, with the values that the models mean by them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from contenthub.columns import is_kept_otherwise
from contenthub.database import db

Columns = Mapping[str, tuple[str, Any]]  # name in the dictionary -> table alias and model field


def marks(values: Collection[Any]) -> str:
    """As many ``?`` as there are values, for ``IN (…)``."""
    return ", ".join("?" * len(values))


def read(columns: Columns, tail: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Read ``columns``; ``tail`` is the SQL from FROM on, with ``?`` marks for ``params``."""
    names = ", ".join(f"{alias}.{field.column_name}" for alias, field in columns.values())
    found = db.execute(f"SELECT {names} {tail}", tuple(params)).fetchall()
    return named(columns, [field for _, field in columns.values()], found)


def named(
    names: Iterable[str],
    fields: Iterable[Any],
    rows: Iterable[Sequence[Any]],
) -> list[dict[str, Any]]:
    """Rows by the names of their values; of what a field keeps in another form, what it means.

    A field that is None says that a value is used as it comes.
    """
    keys = tuple(names)
    convert: list[tuple[str, Callable[[Any], Any]]] = [
        (name, field.python_value)
        for name, field in zip(keys, fields, strict=True)
        if field is not None and is_kept_otherwise(field)
    ]
    found = [dict(zip(keys, row, strict=True)) for row in rows]
    for row in found:
        for name, to in convert:
            if row[name] is not None:
                row[name] = to(row[name])
    return found


def where(parts: Mapping[str, Sequence[Any] | None]) -> tuple[str, list[Any]]:
    """The conditions whose parameters are not None, joined; "1 = 1" where there are none."""
    used = {sql: params for sql, params in parts.items() if params is not None}
    condition = " AND ".join(used) or "1 = 1"
    return condition, [value for params in used.values() for value in params]
