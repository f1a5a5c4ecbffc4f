"""Which variables hold the secrets of targets and of channels: no program gets these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contenthub.database import db

_MARK = "env:"
_SQL = " UNION ALL ".join(
    f"SELECT settings FROM {table} WHERE settings LIKE ?" for table in ("targets", "alert_channels")
)


def names() -> frozenset[str]:
    """The names that stand behind ``env:`` in their settings. Raises UnreachableError."""
    with db.visiting():  # programs are started by threads that nothing ends connections of
        rows = db.execute(_SQL, (f"%{_MARK}%",) * 2).fetchall()
    return frozenset(name for (text,) in rows for name in _in(json.loads(text)))


def _in(settings: Any) -> Iterator[str]:
    for value in settings.values():
        text = str(value).strip()  # as settings are read
        if text.startswith(_MARK):
            yield text.removeprefix(_MARK)
