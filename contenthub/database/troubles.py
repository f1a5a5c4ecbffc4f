"""What a database's errors mean for the people who run it: which situation it is, what to do.

Both databases say it in words alone, which are looked for here.
"""

from __future__ import annotations

import sqlite3

import peewee

from contenthub import masked_text
from contenthub.codes import Code
from contenthub.errors import UnreachableError

_DAMAGE = ("malformed", "not a database")  # words of SQLite


def is_database_error(error: BaseException) -> bool:
    """True for what peewee raises, and for what SQLite raises while rows are fetched."""
    return isinstance(error, peewee.DatabaseError | peewee.InterfaceError | sqlite3.Error)


def is_damage(error: BaseException) -> bool:
    """True where SQLite says that the file is broken."""
    text = str(error).lower()
    return is_database_error(error) and any(word in text for word in _DAMAGE)


def unreachable(error: BaseException) -> UnreachableError:
    """The error for a database that cannot be used, with what to do about it."""
    while error.__context__ is not None and "no transaction is active" in str(error):
        error = error.__context__  # SQLite had rolled back by itself; this is why
    text = masked_text.text(str(error).strip().split("\n", 1)[0]) or type(error).__name__
    code, advice = _meaning(error, text.lower())
    return UnreachableError(f"the database cannot be used ({text})", code=code, advice=advice)


# The same of a PostgreSQL that cannot be connected to. They come first: names of hosts, users and
# databases, in which the words of other situations may be, stand in what it says.
_CONNECTING: tuple[tuple[tuple[str, ...], Code, str], ...] = (
    (
        ("authentication failed", "no password supplied", 'fatal:  role "', "pg_hba.conf"),
        Code.UNREACHABLE,
        "correct user and password in DATABASE_URL, or see that the server lets this user in",
    ),
    (
        ('fatal:  database "',),
        Code.UNREACHABLE,
        "correct the database's name in DATABASE_URL, or make it: "
        "CREATE DATABASE contenthub OWNER contenthub ENCODING 'UTF8' TEMPLATE template0",
    ),
    (
        ("too many clients", "too many connections", "remaining connection slots"),
        Code.UNREACHABLE,
        "end programs that hold connections, or raise max_connections of the server",
    ),
    (
        ("starting up", "shutting down", "recovery mode"),
        Code.UNREACHABLE,
        "try again when the server is up",
    ),
    (
        (
            "connection refused",
            "resolve host",
            "translate host",
            "timeout expired",
            "no route to host",
            "network is unreachable",
            "no such file or directory",
        ),
        Code.UNREACHABLE,
        "start the server, or correct host and port in DATABASE_URL",
    ),
)

# Words of the database, in small letters; the situation; what to do about it. The first one holds.
_MEANINGS: tuple[tuple[tuple[str, ...], Code, str], ...] = (
    *_CONNECTING,
    (
        ("read-only transaction",),  # PostgreSQL
        Code.DATABASE_READ_ONLY,
        "DATABASE_URL names a standby, or a user or database that may only be read",
    ),
    (
        ("permission denied",),
        Code.DATABASE_READ_ONLY,
        "give the user of DATABASE_URL all rights on the tables and sequences",
    ),
    (
        ("lock timeout",),  # PostgreSQL
        Code.DATABASE_BUSY,
        "it waits for a lock that another program holds; end that program, or try again",
    ),
    (
        ("deadlock detected",),  # PostgreSQL
        Code.DATABASE_BUSY,
        "nothing of it was done, as another program did the same at that moment; try again",
    ),
    (
        ("readonly", "read-only"),
        Code.DATABASE_READ_ONLY,
        "make the file and its folder writable for this user",
    ),
    (("full",), Code.DATABASE_FULL, "free some disk space"),
    (
        ("locked", "busy"),
        Code.DATABASE_BUSY,
        "another program holds it; try again, or end that program",
    ),
    (_DAMAGE, Code.DATABASE_DAMAGED, "keep a copy of it, then restore a backup"),
    (
        ("unable to open",),
        Code.UNREACHABLE,
        "see that the folder exists and may be written",
    ),
    (
        ("startup parameter",),
        Code.UNREACHABLE,
        "take it out of DATABASE_URL, or name it in PgBouncer's ignore_startup_parameters",
    ),
)


def _meaning(error: BaseException, lowered: str) -> tuple[Code, str]:
    """The situation that these words of the database tell of, and what to do about it."""
    for words, code, advice in _MEANINGS:
        told = is_damage(error) if words is _DAMAGE else any(word in lowered for word in words)
        if told:
            return code, advice
    return Code.DATABASE_FAILS, ""
