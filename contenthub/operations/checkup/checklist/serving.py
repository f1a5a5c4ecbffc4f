"""The checks of the API: it answers, to whom it should, and its tokens open no more than needed."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from contenthub import clock
from contenthub.codes import Code
from contenthub.operations.checkup.checklist import processes
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.operations.checkup.checklist.stores import is_here
from contenthub.operations.tokens import Scope
from contenthub.queries import service, tokens
from contenthub.settings import Settings

PATIENCE = 3.0  # seconds for an answer on this machine
SOON = timedelta(days=7)
UNUSED = timedelta(days=90)
MOST_TOKENS = 10_000
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # told apart, not bound

Row = dict[str, Any]


def answers(status: int | None, wanted: int, path: str, told: str) -> Answer:
    """Whether a call got the answer that it should; None: it got none."""
    if status == wanted:
        return good(told)
    if status is None:
        return bad(f"{path} gets no answer", "see its log; another program may have its port")
    return bad(f"{path} answers {status}, not {wanted}", "see its log, and what has its port")


def listens(host: str) -> Answer:
    """Whether calls of other machines come through a proxy with TLS."""
    if is_here(host):
        return good(f"{host}: other machines come through a proxy, if at all")
    return doubt(
        f"the API listens on {host}, without TLS",
        "CONTENTHUB_API_HOST=127.0.0.1, and a proxy before it",
    )


def public(address: str) -> Answer:
    """Whether tokens and secret addresses of callbacks go over a network unencrypted."""
    if not address:
        return good("none is told: nobody calls from elsewhere")
    parts = urlsplit(address)
    if parts.scheme != "https" and not is_here(parts.hostname or ""):
        return bad(f"{parts.scheme}://{parts.netloc} is not encrypted", "use https")
    return good(f"{parts.scheme}://{parts.netloc}")


def made(active: Sequence[Row], serves: bool) -> Answer:
    """Whether anybody can call."""
    if serves and not active:
        return doubt("the API runs, and there is no token", code=Code.NO_TOKENS)
    return good(f"{len(active)} can be used")


def ending(active: Sequence[Row], now: datetime) -> Answer:
    """Whether a program will be shut out soon."""
    soon = [one["name"] for one in active if one["expires_at"] and one["expires_at"] < now + SOON]
    if soon:
        told = f"within a week: {', '.join(map(repr, soon[:5]))}"
        return doubt(told, code=Code.TOKENS_END)
    return good("none ends within a week")


def small(active: Sequence[Row]) -> Answer:
    """Whether a token that may do everything is valid for ever."""
    wide = [
        one["name"] for one in active if one["scope"] == Scope.ADMIN and one["expires_at"] is None
    ]
    if wide:
        told = f"of scope admin, without an end: {', '.join(map(repr, wide[:5]))}"
        return doubt(told, code=Code.TOKENS_END)
    return good("none of scope admin is without an end")


def used(active: Sequence[Row], now: datetime) -> Answer:
    """Whether tokens lie about that nobody uses."""
    idle = [
        one["name"] for one in active if (one["last_used_at"] or one["created_at"]) < now - UNUSED
    ]
    if idle:
        told = f"not used for {UNUSED.days} days: {', '.join(map(repr, idle[:5]))}"
        return doubt(told, code=Code.TOKENS_UNUSED)
    return good(f"none was left unused for {UNUSED.days} days")


def status_of(host: str, port: int, path: str) -> int | None:
    """The status of a GET without a token; None where nobody answers in time."""
    connection = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _ask(site: Site, path: str, wanted: int, told: str) -> Answer:
    settings = site.settings
    if not _serves_here():
        return good("does not apply: no API runs on this machine")
    if settings.api_port == 0:
        return good("not asked: its port is any free one, which the log names")
    status = status_of(settings.api_host, settings.api_port, path)
    where = f"http://{settings.api_host}:{settings.api_port}{path}"
    return answers(status, wanted, where, told)


def _port(site: Site) -> Answer:
    if _serves_here() or site.settings.api_port == 0:
        return _ask(site, "/health", 200, f"{_place(site.settings)} answers")
    if status_of(site.settings.api_host, site.settings.api_port, "/health") is not None:
        return doubt(f"another program answers at {_place(site.settings)}", "choose another port")
    return good(f"{_place(site.settings)} is free")


def _place(settings: Settings) -> str:
    return f"{settings.api_host}:{settings.api_port}"


def _serves_here() -> bool:
    here = {one.pid for one in processes.local(service.living_workers())}
    return any(
        one.kind in {"api", "up"} and one.pid in here and one.host == socket.gethostname()
        for one in service.living_workers()
    )


def _active() -> list[Row]:
    return [one for one in tokens.listing(MOST_TOKENS) if one["status"] == "active"]


ITEMS = (
    Item("api port", "the API answers at its address", _port, asks_database=True),
    Item(
        "api ready",
        "it can do what it is asked for",
        lambda site: _ask(site, "/ready", 200, "ready"),
        asks_database=True,
    ),
    Item(
        "api door",
        "nobody gets in without a token",
        lambda site: _ask(site, "/api/v1/doctor", 401, "without a token it answers 401"),
        asks_database=True,
    ),
    Item(
        "api address",
        "calls from elsewhere are encrypted",
        lambda site: listens(site.settings.api_host),
    ),
    Item(
        "public address",
        "callbacks come over TLS",
        lambda site: public(site.settings.public_url),
    ),
    Item(
        "tokens",
        "other programs can call",
        lambda _: made(_active(), _serves_here()),
        asks_database=True,
    ),
    Item(
        "token ends",
        "no program is shut out soon",
        lambda _: ending(_active(), clock.now()),
        asks_database=True,
    ),
    Item(
        "token scopes",
        "no token may do everything for ever",
        lambda _: small(_active()),
        asks_database=True,
    ),
    Item(
        "token use",
        "no token lies about unused",
        lambda _: used(_active(), clock.now()),
        asks_database=True,
    ),
)
