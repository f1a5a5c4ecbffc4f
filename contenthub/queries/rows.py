"""Rows of joined tables as plain dictionaries, with the values that the models mean by them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from contenthub.columns import is_kept_otherwise
from contenthub.database import db

Columns = Mapping[str, tuple[str, Any]]  # name in the dictionary -> table alias and model field
Converters = tuple[tuple[str, Callable[[Any], Any]], ...]


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
    converters = converters_of(keys, fields)
    return [told_row(keys, converters, row) for row in rows]


def converters_of(names: Iterable[str], fields: Iterable[Any]) -> Converters:
    """What makes of the kept form of a value what it means, by name, where these are different."""
    return tuple(
        (name, field.python_value)
        for name, field in zip(names, fields, strict=True)
        if field is not None and is_kept_otherwise(field)
    )


def told_row(names: Sequence[str], converters: Converters, values: Sequence[Any]) -> dict[str, Any]:
    """One row of ``named``, for who keeps the converters of a statement that is asked often."""
    row = dict(zip(names, values, strict=True))
    for name, to in converters:
        if row[name] is not None:
            row[name] = to(row[name])
    return row


def where(parts: Mapping[str, Sequence[Any] | None]) -> tuple[str, list[Any]]:
    """The conditions whose parameters are not None, joined; "1 = 1" where there are none."""
    used = {sql: params for sql, params in parts.items() if params is not None}
    condition = " AND ".join(used) or "1 = 1"
    return condition, [value for params in used.values() for value in params]
