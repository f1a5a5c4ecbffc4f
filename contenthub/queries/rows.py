"""Rows of joined tables as plain dictionaries, with the values that the models mean by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contenthub.database import db

Columns = Mapping[str, tuple[str, Any]]  # name in the dictionary -> table alias and model field


def read(columns: Columns, tail: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Read ``columns``; ``tail`` is the SQL from FROM on, with ``?`` marks for ``params``."""
    names = ", ".join(f"{alias}.{field.column_name}" for alias, field in columns.values())
    convert = [(name, field.python_value) for name, (_, field) in columns.items()]
    found = db.execute(f"SELECT {names} {tail}", tuple(params)).fetchall()
    return [
        {name: to(value) for (name, to), value in zip(convert, row, strict=True)} for row in found
    ]


def where(parts: Mapping[str, Sequence[Any] | None]) -> tuple[str, list[Any]]:
    """The conditions whose parameters are not None, joined; "1 = 1" where there are none."""
    used = {sql: params for sql, params in parts.items() if params is not None}
    condition = " AND ".join(used) or "1 = 1"
    return condition, [value for params in used.values() for value in params]
