"""Databases as earlier programs left them: only the scripts up to one were ever applied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from contenthub import migrations
from contenthub.database import db

Rows = list[dict[str, Any]]


def insert(table: str, **values: Any) -> None:
    """One row, in the columns of whichever version the database has."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


@contextmanager
def program_before(script: str, folder: Path) -> Iterator[None]:
    """The program knows the scripts before this one alone; ``folder`` is made for them."""
    folder.mkdir(exist_ok=True)
    for name in migrations.names():
        if name < script:
            shutil.copy(migrations.FOLDER / f"{name}.py", folder)
    with pytest.MonkeyPatch.context() as older:
        older.setattr(migrations, "FOLDER", folder)
        yield


def all_rows() -> dict[str, Rows]:
    """Every row of every table, in the order of their first columns."""
    tables = sorted(set(db.database.get_tables()) - {migrations.HISTORY, "sqlite_sequence"})
    return {name: _rows(name) for name in tables}


def _rows(table: str) -> Rows:
    cursor = db.execute(f"SELECT * FROM {table} ORDER BY 1")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
