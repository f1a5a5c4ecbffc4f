"""The database: which one, how it is opened, and the one way to write to it.

SQLite runs in WAL mode with ``synchronous=FULL``: an answered submit survives a power cut.
Each thread keeps its own connection. Every writing transaction begins IMMEDIATE, so that two
writers queue up at the start instead of failing in the middle.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import peewee

from contenthub.database import sqlite_turn
from contenthub.database.troubles import is_damage, is_database_error, unreachable
from contenthub.database_address import DatabaseAddress, SqliteFile

T = TypeVar("T")

_NUMBERS = 2**31  # that PostgreSQL tells apart in a lock with a name
BUSY_TIMEOUT = 20.0  # seconds a writer waits for another one

database = peewee.DatabaseProxy()
_this_thread = threading.local()

_open: DatabaseAddress | None = None


def open_database(address: DatabaseAddress) -> peewee.Database:
    """Make the database at ``address`` the one that the models use. Connects on first use.

    Raises SettingError for an address that cannot be one.
    """
    global _open
    if address == _open and database.obj is not None:
        current: peewee.Database = database.obj
        return current  # its connections, of whichever threads, go on
    close()  # of a database that was open before
    if isinstance(address, SqliteFile):
        opened: peewee.Database = _sqlite(address.path)
    else:
        from contenthub.database import postgresql

        opened = postgresql.database(address, BUSY_TIMEOUT)
    database.initialize(opened)
    _open = address
    return opened


def is_sqlite() -> bool:
    """True where the database is a SQLite file."""
    return isinstance(database.obj, peewee.SqliteDatabase)


def sqlite_path() -> Path:
    """The file of a SQLite database."""
    return Path(database.obj.database)


class FileWatch:
    """Knows whether a SQLite database is still the file that it was at first.

    One that was put in its place would be served by nobody. The first file is held open by a
    descriptor that locks nothing (O_PATH), or its number on the disk could be given to the next.
    """

    def __init__(self) -> None:
        self._path = sqlite_path() if is_sqlite() else None
        self._held: int | None = None
        if self._path is not None and hasattr(os, "O_PATH"):
            with suppress(OSError):
                self._held = os.open(self._path, os.O_PATH | os.O_CLOEXEC)

    def replaced(self) -> bool:
        """True when the path leads to another file, or to none. Elsewhere than on Linux: False."""
        if self._path is None or self._held is None:
            return False
        try:
            return not os.path.samestat(os.fstat(self._held), self._path.stat())
        except OSError:
            return True

    def close(self) -> None:
        """Let the file go."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


# PostgreSQL calls a server that became a standby an internal error.
_CANNOT_TAKE_IT = (
    peewee.OperationalError,
    peewee.InterfaceError,
    peewee.InternalError,
    sqlite3.OperationalError,
)


@contextmanager
def transaction() -> Iterator[None]:
    """One writing transaction. Raises UnreachableError when the database cannot take it."""
    late: _Late | None = getattr(_this_thread, "late", None)
    if late is not None:
        late.begin()
    with _transaction():
        yield


@contextmanager
def begun_late(first: Callable[[], object]) -> Iterator[None]:
    """While the block runs, all transactions of this thread are one, which begins with the first.

    So others do not wait for what the block does before it writes. ``first`` is called when it has
    begun. Raises as ``transaction`` does; an error that leaves the block takes all of it back.
    """
    with ExitStack() as scope:
        _this_thread.late = _Late(scope, first)
        try:
            yield
        finally:
            _this_thread.late = None


class _Late:
    """A transaction that begins when it is needed, and ends with ``scope``."""

    def __init__(self, scope: ExitStack, first: Callable[[], object]) -> None:
        self._scope = scope
        self._first = first
        self._begun = False
        self._failed: BaseException | None = None

    def begin(self) -> None:
        """Begin it where it has not; once that failed nothing is written in it any more."""
        if self._failed is not None:
            raise self._failed
        if self._begun:
            return
        try:
            self._scope.enter_context(_transaction())
            self._begun = True
            self._first()
        except BaseException as error:
            self._failed = error
            raise


def is_joined() -> bool:
    """Whether a transaction that begins now in this thread is a part of another one."""
    return getattr(_this_thread, "late", None) is not None or database.in_transaction()


@contextmanager
def _transaction() -> Iterator[None]:
    try:
        with (
            sqlite_turn.transaction(database.obj, BUSY_TIMEOUT)
            if is_sqlite()
            else database.atomic()
        ):
            yield
    except Exception as error:
        # A broken file is nobody's fault either: what was to be written is kept for its repair.
        if not isinstance(error, _CANNOT_TAKE_IT) and not is_damage(error):
            raise
        _drop_lost()
        raise unreachable(error) from error


@contextmanager
def looking() -> Iterator[None]:
    """Reads outside of a transaction. Raises UnreachableError when the database cannot answer."""
    try:
        yield
    except Exception as error:
        if not is_database_error(error):
            raise
        _drop_lost()
        raise unreachable(error) from error


@contextmanager
def visiting() -> Iterator[None]:
    """``looking``, in whichever thread: one that had no connection has none afterwards."""
    had = database.obj is not None and not database.is_closed()
    try:
        with looking():
            yield
    finally:
        if not had:
            close()


def close() -> None:
    """Close this thread's connection."""
    if database.obj is not None and not database.is_closed():
        database.close()


def _drop_lost() -> None:
    """Close a connection that may be lost, so that it is not used again.

    Within a transaction that goes on this is left to whoever began it.
    """
    if not is_sqlite() and not database.in_transaction():
        close()


def _sqlite(path: Path) -> peewee.SqliteDatabase:
    return peewee.SqliteDatabase(
        str(path),
        pragmas=(
            ("busy_timeout", int(BUSY_TIMEOUT * 1000)),
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("foreign_keys", 1),
            ("wal_autocheckpoint", 4000),  # pages: rarer and larger writes into the file
            ("journal_size_limit", 32 * 2**20),  # bytes of the log that stay once it is written
            ("cache_size", -8000),
            ("temp_store", "memory"),
        ),
        timeout=BUSY_TIMEOUT,
        lock_type="IMMEDIATE",
        returning_clause=True,
    )


def for_update() -> str:
    """What a SELECT ends with whose rows must not change until the transaction ends.

    SQLite needs nothing: a writing transaction is alone from its beginning. On PostgreSQL it is the
    lock of an UPDATE that leaves the key alone: FOR UPDATE would also stop whoever writes a row
    that refers to one of these, and who waits for that one's row then waits for ever.
    """
    return "" if is_sqlite() else " FOR NO KEY UPDATE"


def for_removal() -> str:
    """``for_update`` of rows that are to go: it waits also for whoever writes one that refers to
    them, or makes sure that they are there (FOR KEY SHARE), and these wait for it.
    """
    return "" if is_sqlite() else " FOR UPDATE"


def for_update_of_free() -> str:
    """As ``for_update``, but passing over what other transactions have locked."""
    return "" if is_sqlite() else f"{for_update()} SKIP LOCKED"


def in_order(table: str, which: str, key: str = "id") -> str:
    """``which`` (SQL of a WHERE) for an UPDATE or DELETE of several rows: locked in one order.

    Without it they are locked as they come, and whoever locks two of them the other way round
    waits for it as it waits for them.
    """
    if is_sqlite():
        return which
    return f"{key} IN (SELECT {key} FROM {table} WHERE {which} ORDER BY {key}{for_update()})"


def one_at_a_time(name: str) -> None:
    """Let the transactions that name the same thing wait for each other (PostgreSQL)."""
    if not is_sqlite():
        execute("SELECT pg_advisory_xact_lock(hashtext(?))", (name,))


def take_turns(name: str, numbers: Iterable[int], most: int) -> None:
    """``one_at_a_time`` for each of these numbers, in their order (PostgreSQL).

    Transactions that name no number in common do not wait for each other, but for one that names
    more than ``most``: as PostgreSQL has room for some thousands in all, it waits for all others
    of this name, and they for it. Whoever calls it again names no further numbers.
    """
    if is_sqlite():  # not even counted: a unit may write hundreds of texts
        return
    turns = sorted({int(number) % _NUMBERS for number in numbers})
    if len(turns) > most:
        one_at_a_time(name)
    elif turns:
        execute(  # one question: it is asked for each article
            "SELECT pg_advisory_xact_lock_shared(hashtext(?)),"
            " pg_advisory_xact_lock(hashtext(?), turn)"
            f" FROM unnest(ARRAY[{', '.join(map(str, turns))}]::int[]) AS turn",
            (name, name),
        )


def portions(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """The values in portions that fit into one statement."""
    return (values[start : start + size] for start in range(0, len(values), size))


def listed(words: Iterable[str]) -> str:
    """The words of states as they stand in SQL between the brackets of an IN."""
    return ", ".join(f"'{word}'" for word in words)


def execute(sql: str, params: tuple[Any, ...] = ()) -> Any:
    """Run one statement written with ``?`` marks, on either database; returns the cursor.

    ``INDEXED BY`` may name the index that a question was made for, and ``NOT INDEXED`` the order
    of the ids: SQLite, without statistics or with old ones, rather takes an index that looks as
    good and sorts or reads the whole backlog. PostgreSQL, which keeps its statistics by itself,
    is not told.
    """
    return database.execute_sql(_spoken(sql), params)


def _spoken(sql: str) -> str:
    """The statement as the database's driver wants it."""
    return sql if is_sqlite() else _for_postgresql(sql)


@lru_cache(maxsize=512)
def _for_postgresql(sql: str) -> str:
    return _INDEX_HINT.sub("", sql).replace("%", "%%").replace("?", "%s")


_INDEX_HINT = re.compile(r" INDEXED BY \w+| NOT INDEXED")


def execute_many(sql: str, rows: list[tuple[Any, ...]]) -> None:
    """Run one statement written with ``?`` marks for each row, inside a transaction."""
    sql = _spoken(sql)
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
        database.cursor().executemany(sql, rows)
