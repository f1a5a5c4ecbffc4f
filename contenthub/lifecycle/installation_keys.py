"""Secrets that all processes of this database share, each made when it is first needed."""

from __future__ import annotations

import secrets

from contenthub import clock
from contenthub.database import db
from contenthub.models import InstallationKey

_BYTES = 32


def find(name: str) -> bytes | None:
    """The key of this name; None where it was never needed."""
    sql = "SELECT key FROM installation_keys WHERE name = ?"
    with db.looking():
        row = db.execute(sql, (name,)).fetchone()
    return None if row is None else bytes.fromhex(row[0])


def made(name: str) -> bytes:
    """The same; it is made where it is not there.

    Of several processes that come at the same time, the first one's is everybody's.
    """
    if (there := find(name)) is not None:
        return there
    with db.transaction():
        InstallationKey.insert(
            name=name, key=secrets.token_hex(_BYTES), created_at=clock.now()
        ).on_conflict_ignore().execute()
        if (key := find(name)) is None:
            raise RuntimeError(f"the key {name!r} was written and is not there")
        return key
