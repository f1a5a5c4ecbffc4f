"""Versioned migrations: numbered scripts, a history table, and the refusal to guess.

An empty database is migrated by the first command. One that is older waits for
``contenthub db migrate`` (other processes may still run the old code); one that is newer than
the program is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee

from contenthub.codes import Code
from contenthub.database import db, troubles
from contenthub.errors import NotAllowedError

FOLDER = Path(__file__).parent
HISTORY = "schema_migration"


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered script; ``applied_at`` is None while it waits."""

    name: str
    applied_at: datetime | None
    known: bool = True


def names() -> list[str]:
    """The scripts that this program has, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def applied() -> list[str]:
    """The scripts that the database has had, in order; empty for an empty database."""
    try:
        rows = db.database.execute_sql(f"SELECT name FROM {HISTORY}").fetchall()
    except (peewee.OperationalError, peewee.ProgrammingError):
        if db.database.table_exists(HISTORY):
            raise
        return []
    return sorted(row[0] for row in rows)


def ensure() -> None:
    """Make sure that the database fits the program, migrating only an empty one.

    Raises NotAllowedError for an older and for a newer database, UnreachableError for one that
    cannot be opened.
    """
    try:
        have, want = applied(), names()
        if have == want:
            return
        if not have:
            migrate()
            return
    except (peewee.OperationalError, peewee.DatabaseError) as error:
        raise troubles.unreachable(error) from error
    _refuse_newer(have, want)
    raise NotAllowedError("the database is older than this program", code=Code.DATABASE_OLDER)


def migrate() -> list[str]:
    """Apply what waits and return its names.

    Altering a table on SQLite rebuilds it, which would delete child rows by its foreign keys:
    they are off meanwhile, and checked before they are on again.
    """
    _refuse_newer(applied(), names())
    runner = _runner()
    if not db.is_sqlite():
        with db.transaction():
            db.one_at_a_time("contenthub migrate")
            _refuse_foreign()
            return list(runner.up())
    db.database.connect(reuse_if_open=True)
    db.database.pragma("foreign_keys", 0)
    try:
        with db.transaction():  # a second process waits here and finds nothing to do
            _refuse_foreign()
            done = list(runner.up())
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise NotAllowedError(
                    f"the migration would break {len(broken)} references; nothing was changed"
                )
            return done
    finally:
        db.database.pragma("foreign_keys", 1)


def status() -> list[Migration]:
    """Every script and whether the database has had it."""
    if not applied():
        return [Migration(name, None) for name in names()]
    return [Migration(m.name, m.applied, m.path is not None) for m in _runner().status()]


def _refuse_newer(have: list[str], want: list[str]) -> None:
    unknown = sorted(set(have) - set(want))
    if unknown and _number(unknown[-1]) > _number(want[-1]):
        raise NotAllowedError(
            f"the database is newer than this program (it has {unknown[-1]})",
            code=Code.DATABASE_NEWER,
            advice="upgrade contenthub",
        )
    if unknown:
        raise NotAllowedError(
            f"the database had a migration that is not this program's ({unknown[-1]:.80})",
            code=Code.DATABASE_FOREIGN,
            advice="give contenthub a database of its own, or restore a backup",
        )


def _number(name: str) -> int:
    digits = name.partition("_")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _refuse_foreign() -> None:
    tables = db.database.get_tables()
    if tables and HISTORY not in tables:
        raise NotAllowedError(
            f"the database holds other tables ({tables[0]}, …)",
            code=Code.DATABASE_FOREIGN,
            advice="give contenthub one of its own",
        )


def _runner() -> Any:
    from playhouse.migrations import Runner

    return Runner(db.database.obj, directory=str(FOLDER), table_name=HISTORY)
