"""The checks of settings, database and broker: how they are set, beyond that they work now."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from contenthub.codes import Code
from contenthub.database import db, sqlite_file, upkeep
from contenthub.database_address import PostgresServer
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.operations.checkup.checklist.items import examined as _examined
from contenthub.queries import health, installation
from contenthub.queries.installation import Server
from contenthub.wording import MEGABYTE

SLOW_WRITE, STUCK_WRITE = 1.0, 10.0  # seconds
MUCH_FREE = 100 * MEGABYTE
_NO_FILE = "does not apply: the database is a server's"
_NO_SERVER = "does not apply: the database is a file"
_ENCRYPTED = {"require", "verify-ca", "verify-full"}
DRAFTS = "outline"  # the creator that needs nothing: its articles are drafts


def journal(mode: str) -> Answer:
    """Whether readers and the writer of a SQLite file leave each other alone."""
    if mode == "wal":
        return good("wal: readers and the writer do not wait for each other")
    return doubt(f"{mode}, not wal", "put the database on a local disk")


def log_size(size: int) -> Answer:
    """Whether SQLite's log is cut back."""
    told = f"{size // MEGABYTE} MB"
    if size > 2 * upkeep.LOG_LIMIT:
        return doubt(told, "end what has the database open (`lsof`); the service then cuts it back")
    return good(told)


def free_space(free: int, size: int) -> Answer:
    """Whether much of a SQLite file holds nothing."""
    told = f"{free // MEGABYTE} of {size // MEGABYTE} MB hold nothing"
    if free > MUCH_FREE and free > size / 2:
        return doubt(told, code=Code.MUCH_FREE_SPACE)
    return good(told)


def write_time(seconds: float) -> Answer:
    """Whether somebody holds the database, or the disk is slow."""
    told = f"a write took {seconds:.2f} s"
    advice = "look for a program that holds it, and at the disk"
    if seconds >= STUCK_WRITE:
        return bad(told, advice)
    return doubt(told, advice) if seconds >= SLOW_WRITE else good(told)


def encoding(server: Server) -> Answer:
    """Whether every text can be stored."""
    if server.encoding != "UTF8":
        return bad(
            f"it is in {server.encoding}", "make it anew: ENCODING 'UTF8' TEMPLATE template0"
        )
    return good("UTF8")


def user(server: Server) -> Answer:
    """Whether the program's user could harm other databases."""
    if server.superuser:
        return doubt("the user of DATABASE_URL is a superuser", "give it a user of its own")
    return good("a user without the server's own rights")


def connections(server: Server) -> Answer:
    """Whether the server takes more connections."""
    told = f"{server.connections} of {server.most_connections} connections are open"
    if server.connections >= 0.9 * server.most_connections:
        return doubt(told, "raise max_connections, or put PgBouncer before it")
    return good(told)


def encryption(address: str, encrypted: bool | None) -> Answer:
    """Whether what goes to a server elsewhere can be read on its way."""
    parts = urlsplit(address)
    if is_here(parts.hostname or ""):
        return good("it is on this machine")
    if encrypted or parse_qs(parts.query).get("sslmode", [""])[-1] in _ENCRYPTED:
        return good("the connection is encrypted")
    return doubt(
        "the connection to another machine is not encrypted", "add ?sslmode=require to DATABASE_URL"
    )


def broker_door(url: str) -> Answer:
    """Whether anybody who reaches Redis may ring our bells."""
    if not url:
        return good("does not apply: there is no Redis")
    parts = urlsplit(url)
    if parts.scheme == "unix" or is_here(parts.hostname or ""):
        return good("it is on this machine: see that it listens on loopback alone")
    if not parts.password:
        return bad("Redis on another machine asks for no password", "give it a user with one")
    if parts.scheme != "rediss":
        return doubt("its password goes over the network unencrypted", "use rediss://")
    return good("it asks for a password, over TLS")


def is_here(host: str) -> bool:
    """Whether the name or address is this machine's own; no host: a socket of it."""
    if host in {"", "localhost"} or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def log_level(level: str) -> Answer:
    """Whether the log says what alarms go by, and not much more."""
    if level == "error":
        return doubt("only errors are logged", "CONTENTHUB_LOG_LEVEL=info: alarms go by warnings")
    if level == "debug":
        return doubt("everything is logged", "CONTENTHUB_LOG_LEVEL=info, once the search is over")
    return good(level)


def creator(name: str) -> Answer:
    """Whether articles are written by somebody."""
    if name == DRAFTS:
        return doubt(f"{name}: its articles are drafts from a template", code=Code.DRAFTS_ALONE)
    return good(name)


def settings_file(site: Site) -> Answer:
    """Whether the settings stand where each process finds them."""
    path = site.settings.home_folder / ".env"
    if path.is_file():
        return good(str(path))
    return doubt(
        f"there is no {path}", "what is set in an environment alone is not in force elsewhere"
    )


def _of_a_file(check: Item) -> Item:
    return Item(
        check.name,
        check.ensures,
        lambda site: check.check(site) if db.is_sqlite() else good(_NO_FILE),
        asks_database=True,
    )


def _of_a_server(check: Item) -> Item:
    return Item(
        check.name,
        check.ensures,
        lambda site: good(_NO_SERVER) if db.is_sqlite() else check.check(site),
        asks_database=True,
    )


def _encryption(site: Site) -> Answer:
    address = site.settings.database
    dsn = address.dsn if isinstance(address, PostgresServer) else ""
    return encryption(dsn, installation.server().encrypted)


ITEMS = (
    _examined("settings", "each value is allowed, each name means something", "not looked at"),
    Item("settings file", "each process finds the same settings", settings_file),
    Item(
        "log level",
        "the log says what alarms go by",
        lambda site: log_level(site.settings.log_level),
    ),
    _examined("database", "it is whole, and takes every write", "not looked at"),
    _examined("schema", "the database is of this version", "not looked at"),
    Item(
        "write time",
        "nobody holds the database",
        lambda _: write_time(installation.write_seconds()),
        asks_database=True,
    ),
    _of_a_file(
        Item(
            "journal mode",
            "readers and the writer do not wait for each other",
            lambda _: journal(health.journal_mode()),
        )
    ),
    _of_a_file(
        Item(
            "database log",
            "SQLite's log is cut back",
            lambda _: log_size(sqlite_file.log_size(db.sqlite_path())),
        )
    ),
    _of_a_file(
        Item(
            "free pages",
            "the file is as large as what it holds",
            lambda _: free_space(*installation.free_bytes()),
        )
    ),
    _of_a_server(
        Item(
            "database encoding",
            "each text can be stored",
            lambda _: encoding(installation.server()),
        )
    ),
    _of_a_server(
        Item(
            "database user",
            "the service has no rights on other databases",
            lambda _: user(installation.server()),
        )
    ),
    _of_a_server(
        Item(
            "database connections",
            "more processes can be started",
            lambda _: connections(installation.server()),
        )
    ),
    _of_a_server(Item("database encryption", "nobody reads along", _encryption)),
    _examined("broker", "Redis does what the work needs", "not looked at"),
    Item(
        "broker door",
        "nobody else rings",
        lambda site: broker_door(site.settings.redis_url),
    ),
)
