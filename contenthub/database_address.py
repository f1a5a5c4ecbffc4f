"""``DATABASE_URL`` as a value: a SQLite file or a PostgreSQL server, read as it is written.

A path is never turned into an address and back: ``%2F``, ``#`` and ``?`` are letters of a file's
name, and whoever decodes them opens somebody else's database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from contenthub.masking import HIDDEN, address, split

_POSTGRESQL = re.compile(r"(?:postgresql|postgres|postgresql\+psycopg[23]?)://", re.IGNORECASE)
_SQLITE = re.compile(r"sqlite:", re.IGNORECASE)
_ALLOWED = "sqlite:////folder/file.db or postgresql://user:password@host/database"
_RAW = re.compile(r"[\s/?#@\[\]]|%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite database by its path."""

    path: Path

    @property
    def shown(self) -> str:
        """The address for people."""
        return f"sqlite:///{self.path}"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A PostgreSQL database by what its driver takes."""

    dsn: str

    @property
    def shown(self) -> str:
        """The address for people, without the password."""
        return address(self.dsn)

    def __repr__(self) -> str:
        return f"PostgresServer({self.shown})"


DatabaseAddress = SqliteFile | PostgresServer


def parse(text: str, folder: Path) -> DatabaseAddress:
    """The database that the address means; a relative path starts in ``folder``.

    Raises ValueError whose text says what is allowed and repeats nothing of the address.
    """
    if _SQLITE.match(text):
        return SqliteFile(_path(text.partition(":")[2], folder))
    found = _POSTGRESQL.match(text)
    if found is None:
        raise ValueError(_ALLOWED)
    rest = text[found.end() :]
    _demand_encoded(rest)
    if not rest.strip("/"):
        raise ValueError(f"{_ALLOWED} (it names no host and no database)")
    return PostgresServer(f"postgresql://{rest}")


def _path(rest: str, folder: Path) -> Path:
    """``x.db`` and ``///x.db`` are relative, ``/x.db`` and ``////x.db`` absolute."""
    if rest.startswith("///"):
        rest = rest[3:]
    elif rest.startswith("//"):
        raise ValueError(f"{_ALLOWED}: a file has no host, write three slashes before its path")
    if re.search(r"[?#\0-\x1f]", rest):
        raise ValueError(
            f"{_ALLOWED}: without options, ? and #; a file whose name has them is "
            "reached by CONTENTHUB_HOME"
        )
    if rest.startswith((":memory:", "~")) or rest.endswith("/") or not rest:
        raise ValueError(f"{_ALLOWED}: the path of a file, written out")
    return (folder / rest).absolute()


def _demand_encoded(rest: str) -> None:
    user_info, _ = split(rest)
    if user_info is not None and _RAW.search(user_info):
        raise ValueError(
            f"postgresql://user:{HIDDEN}@host/database, where special characters of the "
            "password are encoded: % as %25, @ as %40, / as %2F, ? as %3F, # as %23, "
            "a blank as %20"
        )
