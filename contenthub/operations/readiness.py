"""Whether this process can do what is asked of it now: its database is there, and it fits."""

from __future__ import annotations

from contenthub import migrations
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.queries import health


def demand_ready() -> None:
    """Make sure that the database can be read and written and has this program's tables.

    Changes nothing. Raises UnreachableError, and NotAllowedError for a schema of another version.
    """
    with db.looking():
        have, want = migrations.applied(), migrations.names()
        if have != want:
            older = set(have) < set(want)
            raise NotAllowedError(
                f"the database is {'older' if older else 'newer'} than this program",
                code=Code.DATABASE_OLDER if older else Code.DATABASE_NEWER,
            )
        health.demand_writable()
