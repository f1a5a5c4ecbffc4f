"""The settings of what answers over the network: where it listens, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.settings import parsers
from contenthub.settings.alerting import Alerting
from contenthub.settings.spec import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving(Alerting):
    """The part of ``Settings`` that the REST API goes by."""

    api_host: str = setting(
        "CONTENTHUB_API_HOST",
        parsers.host,
        "127.0.0.1",
        "the address of this machine on which the API listens; 0.0.0.0: on all of them",
    )
    api_port: int = setting(
        "CONTENTHUB_API_PORT",
        parsers.number(int, 0, 65_535),
        18010,
        "the port of the API; 0: any free one, which the log names",
    )
    api_allowed_hosts: tuple[str, ...] = setting(
        "CONTENTHUB_API_ALLOWED_HOSTS",
        parsers.hosts,
        (),
        "the names by which callers reach the API, separated by commas; loopback is always allowed",
    )
    api_root_path: str = setting(
        "CONTENTHUB_API_ROOT_PATH",
        parsers.root_path,
        "",
        "the path below which a reverse proxy shows the API, such as /contenthub",
    )
    api_docs: bool = setting(
        "CONTENTHUB_API_DOCS",
        parsers.flag,
        True,
        "false: /docs and /openapi.json ask for a token also on loopback",
    )
    public_url: str = setting(
        "CONTENTHUB_PUBLIC_URL",
        parsers.url("http", "https"),
        "",
        "the address by which others reach the API, for links and for generators that call back",
    )
    max_webhooks: int = setting(
        "CONTENTHUB_MAX_WEBHOOKS",
        parsers.number(int, 0, 10_000),
        100,
        "webhooks that there may be; each costs time with everything that it is told",
    )
    max_webhooks_per_account: int = setting(
        "CONTENTHUB_MAX_WEBHOOKS_PER_ACCOUNT",
        parsers.number(int, 0, 10_000),
        20,
        "how many of them tokens below admin may make for one account, and for all together",
    )
    callback_secrets: tuple[str, ...] = setting(
        "CONTENTHUB_CALLBACK_SECRETS",
        parsers.webhook_secrets,
        (),
        "the secrets `whsec_…` of who signs callbacks, separated by blanks; all of them are valid",
        secret=True,
    )
