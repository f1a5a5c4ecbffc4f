"""PostgreSQL's driver is loaded where a PostgreSQL is opened, and not with peewee.

peewee loads each driver that is installed, whatever database is used: a tenth of a second of every
command's start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any

_DRIVERS = frozenset({"psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb"})
_ASKING = ("peewee", "playhouse.postgres_ext")  # the latter with migrations, for a type we lack


class _Later(MetaPathFinder):
    """Tells peewee, as long as it is being loaded, that no driver of a server is installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname in _DRIVERS and any(map(_is_loading, _ASKING)):
            raise ModuleNotFoundError(f"{fullname} is loaded later", name=fullname)


def _is_loading(name: str) -> bool:
    spec = getattr(sys.modules.get(name), "__spec__", None)
    return bool(getattr(spec, "_initializing", False))  # as importlib itself asks


def leave_for_later() -> None:
    """Let peewee be loaded without drivers from now on."""
    if not any(isinstance(finder, _Later) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Later())


def load() -> None:
    """Give peewee the driver of PostgreSQL as if it had just found it. Raises ImportError."""
    import peewee
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    known: Any = peewee
    if known.psycopg is not None:
        return
    known.TransactionStatus = TransactionStatus
    known.Json_pg3, known.Jsonb_pg3 = Json, Jsonb
    adapter = known.Psycopg3Adapter
    adapter.txn_idle = TransactionStatus.IDLE
    adapter.txn_inerror = TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN
    known.psycopg = psycopg
