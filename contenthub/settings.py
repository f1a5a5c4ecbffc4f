"""Every setting there is: its variable, its type, its default and what it means.

A bad value is refused with the variable, the value and what is allowed. The table is also what
``config show``, ``.env.example`` and the documentation are checked against. Where values come
from is the business of ``configuration``.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contenthub import database_address, masking
from contenthub.database_address import DatabaseAddress
from contenthub.errors import InputError, SettingError
from contenthub.timetable import spans

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class RefusedError(Exception):
    """A parser's word for what is allowed."""


def _flag(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise RefusedError("true or false")


def _number(kind: type[int] | type[float], low: float, high: float) -> Callable[[str], Any]:
    def parse(text: str) -> int | float:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise RefusedError(
                f"a {'whole ' if kind is int else ''}number from {low:.12g} to {high:.12g}"
            )
        return value

    return parse


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in allowed:
            raise RefusedError("one of " + ", ".join(allowed))
        return text.lower()

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            parts = urlsplit(text)
            place = parts.hostname if parts.scheme.startswith("http") else parts.netloc + parts.path
            if parts.scheme.startswith(("http", "redis")):
                _ = parts.port  # refuses one that cannot be
            usable = parts.scheme in schemes and bool((place or "").strip("/"))
        except ValueError:  # such as half an IPv6 address
            usable = False
        if not usable:
            raise RefusedError(
                "an address that starts with " + " or ".join(f"{s}://" for s in schemes)
            )
        return text

    return parse


def _database(text: str) -> str:
    try:
        database_address.parse(text, Path.cwd())
    except ValueError as error:
        raise RefusedError(str(error)) from None
    return text


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise RefusedError(f"a command line with balanced quotes ({error})") from None


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~nobody
        raise RefusedError(f"a path ({error})") from None


def _zone(text: str) -> str:
    from contenthub.zones import zone

    try:
        return zone(text).key
    except InputError as error:
        advice = str(error).partition("; ")[2]
        near = f"; {advice}" if advice.startswith("did you mean") else ""
        raise RefusedError(
            f"an IANA time zone such as UTC, Asia/Shanghai or Europe/Berlin{near}"
        ) from None


@dataclass(frozen=True, slots=True)
class Spec:
    """What the table says of one setting."""

    env: str
    parse: Callable[[str], Any]
    help: str
    secret: bool = False


def _setting(
    env: str, parse: Callable[[str], Any], default: Any, help: str, *, secret: bool = False
) -> Any:
    return field(default=default, metadata={"spec": Spec(env, parse, help, secret)})


def _duration(low: float, high: float) -> Callable[[str], float]:
    """Seconds, or a span such as 30m."""
    number = _number(float, low, high)

    def parse(text: str) -> float:
        seconds = text
        with suppress(InputError):  # no span, or one that no calendar holds
            seconds = repr(spans.parse(text).total_seconds())
        try:
            return float(number(seconds))
        except RefusedError as refused:
            raise RefusedError(f"{refused} of seconds, or a span such as 30m or 2h") from None

    return parse


_seconds = _duration(0.05, 31_536_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, parsed and checked. Times are in seconds."""

    # the six names of the system this one replaces
    async_enabled: bool = _setting(
        "ASYNC_CONTENT_GENERATION_ENABLED",
        _flag,
        True,
        "false: `content generate --async` is refused",
    )
    max_concurrent_tasks: int = _setting(
        "ASYNC_MAX_CONCURRENT_TASKS",
        _number(int, 1, 100_000),
        5,
        "generations at the same time, over all processes",
    )
    task_timeout: float = _setting(
        "ASYNC_TASK_TIMEOUT", _seconds, 1800.0, "seconds a generation may take"
    )
    poll_interval: float = _setting(
        "ASYNC_POLL_INTERVAL",
        _seconds,
        30.0,
        "longest time in seconds between two looks at a remote generation",
    )
    auto_approve: bool = _setting(
        "ASYNC_AUTO_APPROVE",
        _flag,
        True,
        "approve finished content without a person, unless account or call say otherwise",
    )
    creator_cli_path: tuple[str, ...] = _setting(
        "CREATOR_CLI_PATH",
        _words,
        (),
        "the content-creator command, for the creator content-creator-cli",
    )

    database_url: str = _setting(
        "DATABASE_URL",
        _database,
        "",
        "where everything is kept; default: SQLite in CONTENTHUB_HOME",
        secret=True,
    )
    redis_url: str = _setting(
        "REDIS_URL",
        _url("redis", "rediss", "unix"),
        "",
        "the broker; not set: embedded, no broker needed",
        secret=True,
    )

    home: Path | None = _setting(
        "CONTENTHUB_HOME",
        _path,
        None,
        "database, published files and templates; default: the platform's user data folder",
    )
    format: str = _setting(
        "CONTENTHUB_FORMAT",
        _choice("table", "json", "csv"),
        "table",
        "how commands print data: table, json or csv",
    )
    creator: str = _setting(
        "CONTENTHUB_CREATOR", str, "outline", "the creator of accounts and calls that name none"
    )
    publisher: str = _setting(
        "CONTENTHUB_PUBLISHER", str, "files", "the publisher of accounts that name none"
    )

    command: tuple[str, ...] = _setting(
        "CONTENTHUB_COMMAND", _words, (), "the program of the creator `command`, with its arguments"
    )
    openai_base_url: str = _setting(
        "CONTENTHUB_OPENAI_BASE_URL",
        _url("http", "https"),
        "",
        "the OpenAI-compatible server, up to and with /v1",
    )
    openai_api_key: str = _setting("CONTENTHUB_OPENAI_API_KEY", str, "", "its key", secret=True)
    openai_model: str = _setting("CONTENTHUB_OPENAI_MODEL", str, "", "its model")
    openai_price_input: float | None = _setting(
        "CONTENTHUB_OPENAI_PRICE_INPUT",
        _number(float, 0, 1e6),
        None,
        "price of a million input tokens; not set: no cost is recorded",
    )
    openai_price_output: float | None = _setting(
        "CONTENTHUB_OPENAI_PRICE_OUTPUT",
        _number(float, 0, 1e6),
        None,
        "price of a million output tokens",
    )
    openai_max_tokens: int | None = _setting(
        "CONTENTHUB_OPENAI_MAX_TOKENS",
        _number(int, 16, 10_000_000),
        None,
        "tokens a model may write for one article; not set: by the account's longest article",
    )
    openai_first_token_timeout: float = _setting(
        "CONTENTHUB_OPENAI_FIRST_TOKEN_TIMEOUT",
        _seconds,
        600.0,
        "seconds until the first token; servers let requests wait and load models first",
    )
    openai_stall_timeout: float = _setting(
        "CONTENTHUB_OPENAI_STALL_TIMEOUT",
        _seconds,
        60.0,
        "seconds between two tokens after which a stream counts as stalled",
    )
    creator_url: str = _setting(
        "CONTENTHUB_CREATOR_URL",
        _url("http", "https"),
        "",
        "the content-creator server, for the creator content-creator-http",
    )

    max_retries: int = _setting(
        "CONTENTHUB_MAX_RETRIES",
        _number(int, 0, 100),
        3,
        "how often a task or a publication is tried again by itself",
    )
    retry_backoff: float = _setting(
        "CONTENTHUB_RETRY_BACKOFF",
        _seconds,
        30.0,
        "seconds before the first retry; doubled for each further one, with jitter",
    )
    max_crashes: int = _setting(
        "CONTENTHUB_MAX_CRASHES",
        _number(int, 1, 100),
        5,
        "lost workers after which a row is quarantined as failed",
    )
    pending_timeout: float = _setting(
        "CONTENTHUB_PENDING_TIMEOUT", _seconds, 86_400.0, "seconds a task may wait for a free slot"
    )
    lease: float = _setting(
        "CONTENTHUB_LEASE",
        _duration(0.5, 3600),
        15.0,
        "seconds after which a silent worker's rows are taken over",
    )
    shutdown_timeout: float = _setting(
        "CONTENTHUB_SHUTDOWN_TIMEOUT",
        _seconds,
        20.0,
        "seconds running work may take to finish after SIGTERM before it is handed back",
    )
    timezone: str = _setting(
        "CONTENTHUB_TIMEZONE",
        _zone,
        "",
        "the zone in which times are read and shown, such as Asia/Shanghai; not set: this"
        " machine's",
    )
    topic_similarity: float = _setting(
        "CONTENTHUB_TOPIC_SIMILARITY",
        _number(float, 50, 100),
        90.0,
        "percent from which a schedule's topic counts as a repetition; 100: only the same words",
    )
    topics_across_accounts: bool = _setting(
        "CONTENTHUB_TOPICS_ACROSS_ACCOUNTS",
        _flag,
        False,
        "true: a topic that any account had is a repetition for all of them",
    )
    allow_private_networks: bool = _setting(
        "CONTENTHUB_ALLOW_PRIVATE_NETWORKS",
        _flag,
        False,
        "true: feeds may be read from loopback and private addresses",
    )
    log_level: str = _setting(
        "CONTENTHUB_LOG_LEVEL",
        _choice("debug", "info", "warning", "error"),
        "info",
        "the least serious level that is logged",
    )
    log_format: str = _setting(
        "CONTENTHUB_LOG_FORMAT",
        _choice("auto", "json", "text"),
        "auto",
        "auto: text on a terminal, else JSON lines",
    )

    def __post_init__(self) -> None:
        if self.home is None:
            object.__setattr__(self, "home", default_home())

    @property
    def home_folder(self) -> Path:
        """``home``, which is always set once the settings exist."""
        return self.home or default_home()

    @property
    def database(self) -> DatabaseAddress:
        """Where the database is, with the default filled in. Raises SettingError."""
        if self.database_url:
            try:
                return database_address.parse(self.database_url, Path.cwd())
            except ValueError as error:
                raise SettingError(f"DATABASE_URL cannot be understood; allowed: {error}") from None
        return database_address.SqliteFile(self.home_folder / "contenthub.db")

    @property
    def embedded(self) -> bool:
        """True where no Redis is configured: the broker lives in the process."""
        return not self.redis_url

    def shown(self) -> list[dict[str, Any]]:
        """Each setting as people may see it: no passwords, no keys."""
        return [
            {"name": spec.env, "value": _masked(spec, getattr(self, name)), "help": spec.help}
            for name, spec in SPECS.items()
        ]


SPECS: dict[str, Spec] = {f.name: f.metadata["spec"] for f in fields(Settings)}

# Variables that no program of others gets to see: the secret settings, and what `env:NAME` names.
SECRET_VARIABLES = {spec.env for spec in SPECS.values() if spec.secret}


def _masked(spec: Spec, value: Any) -> Any:
    if isinstance(value, tuple):
        return masking.command(value)
    if isinstance(value, Path):
        return str(value)
    if spec.env.endswith("_URL") and value:
        return masking.address(value)
    return "***" if spec.secret and value else value


def default_home() -> Path:
    if sys.platform == "linux":  # what platformdirs answers there, without its import
        base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
        return Path(base).expanduser() / "contenthub"
    from platformdirs import user_data_path

    return user_data_path("contenthub", appauthor=False)
