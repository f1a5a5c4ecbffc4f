"""What may be done to the database itself, and when: migrated, copied, replaced, compacted.

None of it may happen under a service that works, but for a copy. Each function opens the database
by itself, whatever state it is in.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contenthub import boot, clock, migrations, private_files
from contenthub.codes import Code
from contenthub.database import backup as copies
from contenthub.database import compacting, db, pg_dump, sqlite_file, troubles, unfinished
from contenthub.database_address import PostgresServer
from contenthub.errors import ContentHubError, InputError, NotAllowedError
from contenthub.lifecycle import ledger, task_sums
from contenthub.queries import integrity, service
from contenthub.queries.integrity import Finding
from contenthub.settings import Settings
from contenthub.wording import counted


@dataclass(frozen=True, slots=True)
class Script:
    """A migration: when the database had it (None: it waits), and whether the program knows it."""

    migration: str
    applied_at: datetime | None
    known: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a SQLite file: its log, and copies that a killed program left; bytes."""

    log_bytes: int
    unfinished_copies: int
    unfinished_bytes: int


@dataclass(frozen=True, slots=True)
class Status:
    """Where the database is, how large, of which version, and how many rows each table has."""

    address: str
    kind: str  # sqlite or postgresql
    size_bytes: int
    beside: Beside | None  # None: it is no file
    migrations: list[Script]
    rows: dict[str, int]  # by the table's name

    @property
    def up_to_date(self) -> bool:
        """True where it has had each script of the program and no other."""
        return all(one.known and one.applied_at for one in self.migrations)


@dataclass(frozen=True, slots=True)
class Migrated:
    """The scripts that were applied, and the copy that was made before (None: none)."""

    applied: list[str]
    backup: Path | None


@dataclass(frozen=True, slots=True)
class Restored:
    """How many tasks the backup holds, and where what it replaced is kept (None: nothing was)."""

    tasks: int
    replaced_kept_at: Path | None


def status(settings: Settings) -> Status:
    """Look at a database of any version; an empty one is migrated first."""
    _open_as_it_is(settings)
    return Status(
        settings.database.shown,
        "sqlite" if db.is_sqlite() else "postgresql",
        integrity.size(),
        _beside() if db.is_sqlite() else None,
        # the history keeps the naive local time
        [
            Script(one.name, one.applied_at and one.applied_at.astimezone(UTC), one.known)
            for one in migrations.status()
        ],
        integrity.rows_per_table(),
    )


def migrate(settings: Settings) -> Migrated:
    """Bring the database to the program's schema; a SQLite file is copied before.

    Raises NotAllowedError while a service works on it, and for a database that is newer than the
    program or another program's.
    """
    if _open_as_it_is(settings):
        return Migrated(migrations.names(), None)
    if migrations.applied() == migrations.names():
        ledger.name_currency(settings.currency)  # a migration may have ended before it
        return Migrated([], None)
    _demand_no_service("migrated")
    copy = None
    if db.is_sqlite():
        copy = copies.free_name(db.sqlite_path(), "before-migration", clock.now())
        copies.back_up(db.sqlite_path(), copy)
    done = migrations.migrate()
    ledger.name_currency(settings.currency)
    return Migrated(done, copy)


def back_up(settings: Settings, target: Path, *, force: bool = False) -> int:
    """Copy the database to ``target``, consistent and checked, while a service goes on.

    Returns its size in bytes; a PostgreSQL is copied by pg_dump. ``force`` replaces a file. Raises
    InputError for a target that cannot be one, UnreachableError when it cannot be read or written.
    """
    file = _file_at(target)
    boot.open_database(settings)
    address = settings.database
    if isinstance(address, PostgresServer):
        if file.exists() and not force:
            raise InputError(f"{target} exists", code=Code.FILE_EXISTS)
        return pg_dump.dump(address, file)
    return copies.back_up(db.sqlite_path(), file, force=force)


def _file_at(target: Path) -> Path:
    """The file that a copy gets, where a link leads: to replace a device would break the machine.

    Raises InputError.
    """
    file = Path(os.path.realpath(target))
    if file.is_dir():
        raise InputError(f"{target} is a folder; name a file in it")
    if file.exists() and not file.is_file():
        raise InputError(f"{target} is no file, but a pipe or a device; name a file")
    return file


def restore(settings: Settings, source: Path, tell: Callable[[str], None]) -> Restored:
    """Put the backup ``source`` in the place of the database; the replaced one is kept beside it.

    ``tell`` is called where the present database cannot be read, which is no hindrance. Raises
    InputError for what is no backup and for PostgreSQL, NotAllowedError for a newer one and while
    anybody has the present database open.
    """
    db.open_database(settings.database)
    if not db.is_sqlite():
        raise InputError(
            "the database is PostgreSQL, which is not replaced from here",
            code=Code.RESTORED_BY_PG,
            file=str(source),
        )
    found = copies.inspect(source, migrations.names())
    _demand_no_service_if_readable("replaced", tell)
    db.close()
    live = Path(os.path.realpath(db.sqlite_path()))  # a link to another disk stays one
    private_files.make_folder(live.parent)
    return Restored(found.tasks, copies.restore(source, live))


def why_refused(settings: Settings) -> NotAllowedError | None:
    """Open the database, and answer why this program refuses it; None: it is of its version."""
    try:
        boot.open_database(settings)
    except NotAllowedError as error:
        return error
    return None


def compact(settings: Settings) -> compacting.Compacted:
    """Write a SQLite database anew without its free space.

    Raises InputError for PostgreSQL, NotAllowedError while anybody uses it or where the disk has
    not the space of two copies.
    """
    boot.open_database(settings)
    _demand_sqlite("VACUUM FULL")
    _demand_no_service("compacted")
    db.close()
    return compacting.compact(db.sqlite_path())


def repair(findings: list[Finding]) -> list[Finding]:
    """Make anew what can be made from the rows, and return what is wrong all the same.

    These are the sums of tasks; a service may go on meanwhile.
    """
    if not any(one.check in integrity.SUMS for one in findings):
        return findings
    task_sums.count_anew()
    others = [one for one in findings if one.check not in integrity.SUMS]
    return others + [one for check in integrity.SUMS for one in integrity.of_check(check)]


def demand_in_order(findings: list[Finding]) -> None:
    """Raise ContentHubError, with what to do, where a check of the database found anything."""
    if findings:
        raise ContentHubError(counted(len(findings), "finding"), code=Code.DATABASE_INCONSISTENT)


def _beside() -> Beside:
    left = unfinished.left_behind(db.sqlite_path().parent)
    size = sum(map(unfinished.size_of, left))
    return Beside(sqlite_file.log_size(db.sqlite_path()), len(left), size)


def _open_as_it_is(settings: Settings) -> bool:
    """Open it whatever its version; an empty one is migrated, and True returned."""
    try:
        if not settings.database_url:
            private_files.make_folder(settings.home_folder)
        db.open_database(settings.database)
        if db.is_sqlite():
            sqlite_file.prepare(db.sqlite_path())
        empty = not migrations.applied()
    except OSError as error:
        raise troubles.unreachable(error) from error
    if empty:
        boot.open_database(settings)
    return empty


def _demand_sqlite(instead: str) -> None:
    if not db.is_sqlite():
        raise InputError(f"the database is PostgreSQL; use its own tool: `{instead}`")


def _demand_no_service(done: str) -> None:
    """Raise NotAllowedError while a process works on the database."""
    if living := service.at_work():
        one = living[0]
        raise NotAllowedError(
            f"the database cannot be {done} while a service runs ({one.kind}, pid {one.pid} on "
            f"{one.host})",
            code=Code.DATABASE_IN_USE,
            advice="stop it first",
        )


def _demand_no_service_if_readable(done: str, tell: Callable[[str], None]) -> None:
    """The same for a database that may be broken, or none: it is said, and replaced."""
    try:
        if db.is_sqlite():
            sqlite_file.demand_whole(db.sqlite_path())
        _demand_no_service(done)
    except NotAllowedError:
        raise
    except Exception as error:  # it has no such table, or is no database any more
        tell(f"the present database cannot be read ({error})")
