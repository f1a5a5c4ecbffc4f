"""Copies of a SQLite database: taken while others write, checked, and put back in one step.

A copied file without its ``-wal`` lacks the latest commits, and one with somebody else's is
broken: that is why nobody should use ``cp``, and why this exists.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contenthub import clock, private_files
from contenthub.codes import Code
from contenthub.database import unfinished
from contenthub.errors import InputError, NotAllowedError, UnreachableError

_MAGIC = b"SQLite format 3\x00"
_DUMP = b"PGDMP"  # what pg_dump's custom format begins with
_BUSY = 20.0  # seconds to wait for another program's lock
_HISTORY = "schema_migration"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a backup holds."""

    migrations: tuple[str, ...]
    tasks: int


def back_up(source: Path, target: Path, *, force: bool = False) -> int:
    """Write a consistent, checked copy of ``source`` to ``target``; returns its size in bytes.

    Writers are not held up, and their later commits are not in it. Raises InputError for a
    target that cannot be one, NotAllowedError for one that another program has open,
    UnreachableError when it cannot be read or written.
    """
    if target.is_dir():
        raise InputError(f"{target} is a folder; name a file in it")
    if target.exists() and os.path.samefile(source, target):
        raise InputError(f"{target} is the database itself; name another file")
    if target.exists() and not force:
        raise InputError(f"{target} exists", code=Code.FILE_EXISTS)
    if not target.exists():
        _demand_alone(target)
    with _new_file(target) as fresh:
        _copy(source, fresh)
        if force and target.exists():
            _clear(target)
        elif not force:
            _reserve(target)
        os.replace(fresh, target)
    _sync_folder(target)
    return target.stat().st_size


def _demand_alone(target: Path) -> None:
    """SQLite takes a log by its name alone, and would write an older database's into the copy."""
    if left := unfinished.companions(target):
        raise InputError(
            f"{target} is not there, but {left[0].name} beside it is, left by an earlier database "
            "of that name; move it away, or choose another name"
        )


def _clear(target: Path) -> None:
    """Make a file that is to be replaced one without companions, which would outlive it."""
    if target.stat().st_size:
        _close_for_everybody(target, "name another file, or end that program")
    for left in unfinished.companions(target):  # only a broken database still has them
        left.unlink(missing_ok=True)


def _reserve(target: Path) -> None:
    """Take the name, so that nothing which appeared meanwhile is replaced."""
    try:
        private_files.create(target)
    except FileExistsError:
        raise InputError(f"{target} exists by now; choose another name") from None


def inspect(path: Path, known: list[str]) -> Inspected:
    """See that ``path`` is a whole ContentHub database which this program can use.

    ``known`` are the migrations that the program has. Raises InputError or NotAllowedError.
    """
    _demand_sqlite(path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_master")}
            if not {_HISTORY, "generation_tasks", "contents"} <= tables:
                raise InputError(f"{path} is a SQLite file, but not a ContentHub database")
            _demand_integrity(opened, path)
            names = sorted(row[0] for row in opened.execute(f"SELECT name FROM {_HISTORY}"))
            tasks = opened.execute("SELECT COUNT(*) FROM generation_tasks").fetchone()[0]
    except sqlite3.Error as error:
        raise InputError(f"{path} is corrupt or cannot be read ({error})") from None
    newer = sorted(set(names) - set(known))
    if newer:
        raise NotAllowedError(
            f"{path} is newer than this program (it has {newer[-1]})",
            code=Code.DATABASE_NEWER,
            advice="upgrade contenthub first",
        )
    return Inspected(tuple(names), tasks)


def restore(backup: Path, live: Path) -> Path | None:
    """Put a copy of ``backup`` in the place of ``live``; returns where the replaced one is kept,
    or where its log is, if nothing else was left of it.

    Nobody may have ``live`` open; it is replaced in one step.
    """
    if live.exists() and os.path.samefile(backup, live):
        raise InputError(f"{backup} is the database itself; name a backup")
    with _new_file(live) as fresh:
        _copy(backup, fresh)
        _forget_workers(fresh)
        _give_to_owner(fresh, live if live.exists() else live.parent)
        kept = _keep(live) if live.exists() else _keep_companions(live, _name_for_kept(live))
        os.replace(fresh, live)
    _sync_folder(live)
    return kept


def _keep(live: Path) -> Path:
    """Give the present database a second name, with everything that belongs to it."""
    if live.stat().st_size:  # SQLite would throw the log of an empty one away
        _close_for_everybody(live, "end it, then restore again")
    kept = _name_for_kept(live)
    _keep_companions(live, kept)  # only a broken database still has them
    try:
        os.link(live, kept)
    except OSError:  # a file system without hard links
        os.rename(live, kept)
    _narrow(kept)
    return kept


def _name_for_kept(live: Path) -> Path:
    return free_name(live, "replaced", clock.now())


def _keep_companions(live: Path, kept: Path) -> Path | None:
    """Rename what belongs to ``live`` after ``kept``; returns the first of it, None: nothing."""
    first = None
    for companion in unfinished.companions(live):
        renamed = kept.with_name(kept.name + companion.name.removeprefix(live.name))
        os.rename(companion, renamed)
        first = first or renamed
    return first


def free_name(path: Path, word: str, now: datetime) -> Path:
    """A name beside ``path`` that says what the file is and when it was made, and is free."""
    base = f"{path.name}.{word}-{now:%Y%m%dT%H%M%SZ}"
    found, number = path.with_name(base), 1
    while found.exists():
        number += 1
        found = path.with_name(f"{base}-{number}")
    return found


def _close_for_everybody(live: Path, advice: str) -> None:
    """Write the log back into the file, which only the last connection can.

    Raises NotAllowedError with ``advice`` when another program has the database open.
    """
    try:
        with closing(sqlite3.connect(live, timeout=1.0)) as opened:
            mode = opened.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            if mode != "delete":
                raise _in_use(advice)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise _in_use(advice) from None
    except sqlite3.DatabaseError:
        return  # not even a database: kept as it is


def _in_use(advice: str) -> NotAllowedError:
    return NotAllowedError(
        "another program has the database open", code=Code.DATABASE_IN_USE, advice=advice
    )


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file beside ``target`` that is gone when the block is left without a rename."""
    try:
        with unfinished.beside(target) as fresh:
            yield fresh
    except (OSError, sqlite3.Error) as error:
        raise UnreachableError(
            f"{target} cannot be written ({error})",
            advice="see that the folder exists, is writable and has space",
        ) from error


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup in one step: one snapshot, however much is written; checked."""
    with (
        closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY)
        ) as reader,
        closing(sqlite3.connect(target)) as writer,
    ):
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode = DELETE")  # one file, whole without companions
        _demand_integrity(writer, source)
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _demand_sqlite(path: Path) -> None:
    try:
        with path.open("rb") as opened:
            head = opened.read(len(_MAGIC))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); name a backup") from None
    if head.startswith(_DUMP):
        raise InputError(
            f"{path} is a copy of a PostgreSQL, and the database is SQLite",
            advice="name the other in DATABASE_URL, and put it back by `pg_restore`",
        )
    if head != _MAGIC:
        raise InputError(f"{path} is no SQLite database", code=Code.NO_BACKUP)


def _demand_integrity(opened: sqlite3.Connection, path: Path) -> None:
    found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise InputError(f"{path} is corrupt ({found.splitlines()[-1]})")


def _forget_workers(path: Path) -> None:
    """The processes of back then do not work on this file."""
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("DELETE FROM worker_heartbeats")


def _give_to_owner(path: Path, like: Path) -> None:
    """Root often restores what another user's service has to open afterwards."""
    wanted = like.stat()
    with suppress(PermissionError):
        os.chown(path, wanted.st_uid, wanted.st_gid)
    if like.is_file():
        os.chmod(path, _narrowed(wanted.st_mode))


def _narrow(path: Path) -> None:
    with suppress(PermissionError):
        os.chmod(path, _narrowed(path.stat().st_mode))


def _narrowed(mode: int) -> int:
    """What a group has was given to it; what everybody has, nobody chose."""
    return private_files.FILE if mode & stat.S_IRWXO else mode & 0o660


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
