"""How a PostgreSQL database is opened, so that the same address works directly and by a pooler.

PgBouncer in transaction mode gives each transaction whichever connection is free. So nothing may
live on a connection from one transaction to the next: no prepared statements, no settings of the
session, no temporary tables, no locks but those of a transaction. It refuses to set something for a
whole connection as well, such as how long a statement waits for a lock that somebody else holds.
"""

from __future__ import annotations

from typing import Any

import peewee

from contenthub.database import drivers, patience
from contenthub.database_address import PostgresServer
from contenthub.errors import SettingError

ENCODING = "UTF8"
CONNECT_TIMEOUT = "10"  # seconds, where the address names none


def database(server: PostgresServer, wait: float) -> peewee.PostgresqlDatabase:
    """The database on ``server``, connected on first use. Raises SettingError.

    No statement waits longer than ``wait`` seconds for a lock of somebody else. Each new connection
    is refused with SettingError where the database cannot hold every text.
    """
    try:
        drivers.load()
    except ImportError:
        raise SettingError(
            "DATABASE_URL names PostgreSQL; install its driver:"
            " pip install 'contenthub[postgresql]'"
        ) from None
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(server.dsn)
    except psycopg.ProgrammingError:  # its text would show the password
        raise SettingError(
            f"DATABASE_URL, {server.shown}, cannot be understood; allowed:"
            " postgresql://user:password@host/database, with %40 for @ and %25 for % in user and"
            " password, and the driver's options"
        ) from None
    # What the address says itself comes last, and holds.
    options: dict[str, Any] = {
        "options": f"-c lock_timeout={_milliseconds(wait)} {given.get('options') or ''}".strip()
    }
    if "connect_timeout" not in given:
        options["connect_timeout"] = CONNECT_TIMEOUT
    opened = _Database(
        server.dsn,
        prefer_psycopg3=True,
        encoding=ENCODING,  # whatever the role or the database says of its clients
        prepare_threshold=None,  # a prepared statement belongs to one connection of the server
        **options,
    )
    opened.wait = wait
    return opened


class _Database(peewee.PostgresqlDatabase):
    """Looks at each connection before it is used, and lets nothing wait for a lock for ever."""

    wait: float  # seconds
    _pooled = False  # a pooler refuses to set the wait for a whole connection

    def cursor(self, named_cursor: str | None = None) -> Any:
        """Never that of a connection which the server ended: a thread that kept it would fail at
        each statement from then on. What goes on in a transaction is left to whoever began it.
        """
        if not (self.is_closed() or self.transaction_depth() or self.is_connection_usable()):
            self.close()
        return super().cursor(named_cursor)  # type: ignore[no-untyped-call]

    def begin(self, isolation_level: str | None = None) -> None:
        """With the wait of this transaction, in one message to the server."""
        milliseconds = _milliseconds(patience.seconds(self.wait))
        with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
            self.cursor().execute(f"BEGIN; SET LOCAL lock_timeout = {milliseconds}")

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run one statement; by a pooler only a transaction of its own has the wait."""
        if self._pooled and not self.transaction_depth():
            with self.atomic():
                return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

    def _connected(self) -> Any:
        try:
            return super()._connect()  # type: ignore[misc]  # peewee's types leave it out
        except Exception as error:
            if self._pooled or "startup parameter" not in str(error):
                raise
        self._pooled = True
        del self.connect_params["options"]  # those of the address stay
        return super()._connect()  # type: ignore[misc]

    def _connect(self) -> Any:
        connection = self._connected()
        try:
            demand_utf8(_encoding(connection))
        except BaseException:
            connection.close()
            raise
        return connection


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))  # 0 would be: for ever


def _encoding(connection: Any) -> str:
    told: str | None = connection.info.parameter_status("server_encoding")  # costs no question
    return told or str(connection.execute("SHOW server_encoding").fetchone()[0])


def demand_utf8(encoding: str) -> None:
    """Refuse a database that would lose letters, or give bytes back in the place of text."""
    if encoding.upper().replace("-", "") != ENCODING:
        raise SettingError(
            f"DATABASE_URL names a database whose encoding is {encoding}, which cannot hold every"
            " text; make one that can and name it there: CREATE DATABASE contenthub"
            " ENCODING 'UTF8' TEMPLATE template0"
        )
