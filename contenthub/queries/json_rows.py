"""Rows of long lists as texts of JSON, which the database writes.

A list of 50 tasks has 1,500 values. To make each an object of Python, dictionaries of these, and
JSON of those takes most of the time of a call; the database writes the same text in half of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from contenthub.columns import MomentField


def json_object(columns: Mapping[str, tuple[str, Any]], on_sqlite: bool) -> str:
    """The SQL of an object with these values: by its name where each comes from, and its field.

    A field that is None, or no moment, says that a value is told as the database has it: not for
    what JSON has in another form, such as a boolean.
    """
    pairs = ", ".join(
        f"'{name}', {_told(sql, on_sqlite) if isinstance(field, MomentField) else sql}"
        for name, (sql, field) in columns.items()
    )
    return f"json_object({pairs})" if on_sqlite else f"json_build_object({pairs})::text"


def as_json(row: Mapping[str, Any]) -> str:
    """The same text of a row that was read value by value."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_moment)


def _told(sql: str, on_sqlite: bool) -> str:
    """A moment in UTC with Z, and without a fraction where it is a whole second."""
    text = f"substr({sql}, 1, 26)"
    if not on_sqlite:
        text = f"""to_char({sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')"""
    return f"replace({text}, '.000000', '') || 'Z'"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
