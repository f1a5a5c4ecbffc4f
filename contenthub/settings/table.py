"""Every setting there is: its variable, its type, its default and what it means.

A bad value is refused with the variable, the value and what is allowed. The table is also what
``config show``, ``.env.example`` and the documentation are checked against. Where values come
from is the business of ``reading``.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from contenthub import database_address, masking
from contenthub.database_address import DatabaseAddress
from contenthub.errors import SettingError
from contenthub.settings import parsers
from contenthub.settings.alerting import Alerting
from contenthub.settings.publishing import Publishing
from contenthub.settings.reviewing import Reviewing
from contenthub.settings.serving import Serving
from contenthub.settings.spec import Spec, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Reviewing):
    """All settings, parsed and checked. Times are in seconds."""

    # the six names of the system this one replaces
    async_enabled: bool = setting(
        "ASYNC_CONTENT_GENERATION_ENABLED",
        parsers.flag,
        True,
        "false: asking for articles without waiting for them is refused",
    )
    max_concurrent_tasks: int = setting(
        "ASYNC_MAX_CONCURRENT_TASKS",
        parsers.number(int, 1, 100_000),
        5,
        "generations at the same time, over all processes",
    )
    task_timeout: float = setting(
        "ASYNC_TASK_TIMEOUT", parsers.seconds, 1800.0, "seconds a generation may take"
    )
    poll_interval: float = setting(
        "ASYNC_POLL_INTERVAL",
        parsers.seconds,
        30.0,
        "longest time in seconds between two looks at a remote generation",
    )
    auto_approve: bool = setting(
        "ASYNC_AUTO_APPROVE",
        parsers.flag,
        True,
        "approve finished content without a person, unless account or call say otherwise",
    )
    creator_cli_path: tuple[str, ...] = setting(
        "CREATOR_CLI_PATH",
        parsers.words,
        (),
        "the content-creator command, for the creator content-creator-cli",
    )

    database_url: str = setting(
        "DATABASE_URL",
        parsers.database,
        "",
        "where everything is kept; default: SQLite in CONTENTHUB_HOME",
        secret=True,
    )
    redis_url: str = setting(
        "REDIS_URL",
        parsers.url("redis", "rediss", "unix"),
        "",
        "the broker; not set: embedded, no broker needed",
        secret=True,
    )

    home: Path | None = setting(
        "CONTENTHUB_HOME",
        parsers.path,
        None,
        "database, published files and templates; default: the platform's user data folder",
    )
    format: str = setting(
        "CONTENTHUB_FORMAT",
        parsers.choice("table", "json", "csv"),
        "table",
        "how commands print data: table, json or csv",
    )
    creator: str = setting(
        "CONTENTHUB_CREATOR", str, "outline", "the creator of accounts and calls that name none"
    )
    publisher: str = setting(
        "CONTENTHUB_PUBLISHER", str, "files", "the publisher of accounts that name none"
    )

    command: tuple[str, ...] = setting(
        "CONTENTHUB_COMMAND",
        parsers.words,
        (),
        "the program of the creator `command`, with its arguments",
    )
    openai_base_url: str = setting(
        "CONTENTHUB_OPENAI_BASE_URL",
        parsers.url("http", "https"),
        "",
        "the OpenAI-compatible server, up to and with /v1",
    )
    openai_api_key: str = setting("CONTENTHUB_OPENAI_API_KEY", str, "", "its key", secret=True)
    openai_model: str = setting("CONTENTHUB_OPENAI_MODEL", str, "", "its model")
    openai_price_input: float | None = setting(
        "CONTENTHUB_OPENAI_PRICE_INPUT",
        parsers.number(float, 0, 1e6),
        None,
        "price of a million input tokens; not set: no cost is recorded",
    )
    openai_price_output: float | None = setting(
        "CONTENTHUB_OPENAI_PRICE_OUTPUT",
        parsers.number(float, 0, 1e6),
        None,
        "price of a million output tokens; not set: no cost is recorded",
    )
    currency: str = setting(
        "CONTENTHUB_CURRENCY",
        parsers.currency,
        "USD",
        "the currency of prices and costs: its ISO 4217 code, such as USD, CNY or EUR",
    )
    openai_max_tokens: int | None = setting(
        "CONTENTHUB_OPENAI_MAX_TOKENS",
        parsers.number(int, 16, 10_000_000),
        None,
        "tokens a model may write for one article; not set: by the account's longest article",
    )
    openai_first_token_timeout: float = setting(
        "CONTENTHUB_OPENAI_FIRST_TOKEN_TIMEOUT",
        parsers.seconds,
        600.0,
        "seconds until the first token; servers let requests wait and load models first",
    )
    openai_stall_timeout: float = setting(
        "CONTENTHUB_OPENAI_STALL_TIMEOUT",
        parsers.seconds,
        60.0,
        "seconds between two tokens after which a stream counts as stalled",
    )
    creator_url: str = setting(
        "CONTENTHUB_CREATOR_URL",
        parsers.url("http", "https"),
        "",
        "the content-creator server, for the creator content-creator-http",
    )

    max_retries: int = setting(
        "CONTENTHUB_MAX_RETRIES",
        parsers.number(int, 0, 100),
        3,
        "how often a task is tried again by itself",
    )
    retry_backoff: float = setting(
        "CONTENTHUB_RETRY_BACKOFF",
        parsers.seconds,
        30.0,
        "seconds before the first retry; doubled for each further one, with jitter",
    )
    max_crashes: int = setting(
        "CONTENTHUB_MAX_CRASHES",
        parsers.number(int, 1, 100),
        5,
        "lost workers after which a row is quarantined as failed",
    )
    pending_timeout: float = setting(
        "CONTENTHUB_PENDING_TIMEOUT",
        parsers.seconds,
        86_400.0,
        "seconds a task may wait for a free slot, and a text for its reviewer",
    )
    lease: float = setting(
        "CONTENTHUB_LEASE",
        parsers.duration(0.5, 3600),
        15.0,
        "seconds after which a silent worker's rows are taken over",
    )
    shutdown_timeout: float = setting(
        "CONTENTHUB_SHUTDOWN_TIMEOUT",
        parsers.seconds,
        20.0,
        "seconds running work may take to finish after SIGTERM before it is handed back",
    )
    timezone: str = setting(
        "CONTENTHUB_TIMEZONE",
        parsers.zone,
        "",
        "the zone in which times are read and shown, such as Asia/Shanghai; not set: this"
        " machine's",
    )
    topic_similarity: float = setting(
        "CONTENTHUB_TOPIC_SIMILARITY",
        parsers.number(float, 50, 100),
        90.0,
        "percent from which a schedule's topic counts as a repetition; 100: only the same words",
    )
    topics_across_accounts: bool = setting(
        "CONTENTHUB_TOPICS_ACROSS_ACCOUNTS",
        parsers.flag,
        False,
        "true: a topic that any account had is a repetition for all of them",
    )
    copies_across_accounts: bool = setting(
        "CONTENTHUB_COPIES_ACROSS_ACCOUNTS",
        parsers.flag,
        False,
        "true: the gate holds a near copy of any account's content, not only of its own account's",
    )
    allow_private_networks: bool = setting(
        "CONTENTHUB_ALLOW_PRIVATE_NETWORKS",
        parsers.flag,
        False,
        "true: feeds may be read from loopback and private addresses",
    )
    log_level: str = setting(
        "CONTENTHUB_LOG_LEVEL",
        parsers.choice("debug", "info", "warning", "error"),
        "info",
        "the least serious level that is logged",
    )
    log_format: str = setting(
        "CONTENTHUB_LOG_FORMAT",
        parsers.choice("auto", "json", "text"),
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


_PARTS = [{f.name for f in fields(part)} for part in (Reviewing, Serving, Alerting, Publishing)]
SPECS: dict[str, Spec] = {  # as people look for them: those of single parts after all others
    f.name: f.metadata["spec"]
    for f in sorted(fields(Settings), key=lambda f: sum(f.name in part for part in _PARTS))
}

# Variables that no program of others gets to see: the secret settings, and what `env:NAME` names.
SECRET_VARIABLES = {spec.env for spec in SPECS.values() if spec.secret}


def _masked(spec: Spec, value: Any) -> Any:
    if isinstance(value, tuple):
        return "***" if spec.secret and value else masking.command(value)
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
