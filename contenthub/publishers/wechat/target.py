"""What a target at WeChat has to say of itself: which account, and what becomes of its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contenthub.publishers import edited_there, fields
from contenthub.publishers.fields import Field
from contenthub.publishers.wechat.media import given_cover
from contenthub.publishers.wechat.tokens import Account
from contenthub.settings.parsers import RefusedError, choice, url

NAME = "wechat"
API = "https://api.weixin.qq.com"
_address = url("http", "https")


def _app_id(text: str) -> str:
    if not (4 <= len(text) <= 64 and text.isascii() and text.isalnum()):
        raise RefusedError("the account's AppID, such as wx and 16 letters and digits")
    return text


def _base(text: str) -> str:
    return _address(text).split("?")[0].split("#")[0].rstrip("/").removesuffix("/cgi-bin")


def _cover(text: str) -> str:
    return text if given_cover(text) else _address(text)


FIELDS = {
    "app_id": Field(_app_id, required=True),
    "app_secret": Field(required=True, secret=True),
    "mode": Field(choice("draft", "publish"), default="draft"),
    "author": Field(default=""),
    "cover": Field(_cover, default=""),
    edited_there.SETTING: edited_there.FIELD,
    "url": Field(_base, default=API, where=True),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target's settings, read."""

    account: Account
    publishes: bool  # else its articles stay drafts
    author: str
    overwrites: bool  # also what people changed in a draft
    cover: str  # of articles without a picture: an address, or ``media:`` and an id


def read(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings, parsed. Raises InputError, naming the field."""
    return fields.read(NAME, FIELDS, settings)


def target(settings: Mapping[str, Any], place: Mapping[str, Any] | None = None) -> Target:
    """The target of these settings, at the ``place`` where it was first tried.

    That is the account. The address is the way to it: of a relay that moved, what is asked through
    the new one is the same account. Raises InputError for settings that cannot be used.
    """
    its = read(settings)
    where = place or place_of(its)
    secret = fields.secret("app_secret", its["app_secret"])
    return Target(
        account=Account(its["url"], str(where["app_id"]), secret),
        publishes=its["mode"] == "publish",
        author=its["author"],
        overwrites=its[edited_there.SETTING] == edited_there.OVERWRITE,
        cover=its["cover"],
    )


def place_of(its: Mapping[str, Any]) -> dict[str, Any]:
    """Where these settings lead."""
    return {"app_id": its["app_id"]}
