"""What the tests of WeChat ask of it and of its publisher."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx2

from contenthub import publishers
from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.publishers.base import (
    Accepted,
    Publication,
    Publisher,
)
from contenthub.settings import Settings
from tests.support.wechat_fake.started import WeChat

ADD, GET, UPDATE = "/cgi-bin/draft/add", "/cgi-bin/draft/get", "/cgi-bin/draft/update"
SUBMIT, LOOK = "/cgi-bin/freepublish/submit", "/cgi-bin/freepublish/get"
LIST, TOKEN = "/cgi-bin/freepublish/batchget", "/cgi-bin/stable_token"
LOST: list[dict[str, Any]] = [
    {"how": "cut", "when": "after"},
    {"how": "half", "when": "after"},
    {"how": "status", "status": 502, "when": "after"},
    {"how": "text", "when": "after"},
]


def another(config: Settings, **changes: Any) -> Publisher:
    """As another process, or another host with the same database, builds it."""
    settings = replace(config, **{"allow_private_networks": True, **changes})
    return publishers.create("wechat", settings, TargetNotes())


def looked(publisher: Publisher, article: Publication, taken: Any) -> Any:
    """A look as the pool makes it, once it has noted what the target took."""
    assert isinstance(taken, Accepted)
    return publisher.verify(replace(article, external_id=taken.external_id))


def out(account: WeChat) -> list[dict[str, Any]]:
    published: list[dict[str, Any]] = account.state()["published"]
    return published


def ask(account: WeChat, path: str, token: str, document: dict[str, Any]) -> Any:

    address = f"{account.url}/cgi-bin/{path}?access_token={token}"
    return httpx2.post(address, json=document, timeout=30).raise_for_status().json()
