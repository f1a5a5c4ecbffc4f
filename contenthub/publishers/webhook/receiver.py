"""The receiver of a webhook target: its addresses, what it knows us by, and the calls to it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from contenthub import clock, signing
from contenthub.errors import InputError
from contenthub.masking import stands_elsewhere
from contenthub.outgoing.addresses import refusal
from contenthub.outgoing.guarded_http import Limits
from contenthub.publishers import fields, own_answers, server_calls
from contenthub.publishers.fields import Field
from contenthub.publishers.server_calls import Reply
from contenthub.settings.parsers import RefusedError, choice, url

_LIMITS = Limits(connect=10.0, total=60.0, size=own_answers.MOST)
_FOR_CHECK = Limits(connect=5.0, total=10.0, size=own_answers.MOST)
_PLACEHOLDER = re.compile(r"\{(\w{0,40})\}")

_plain_address = url("http", "https")


def _address(text: str) -> str:
    _plain_address(text)
    why = refusal(urlsplit(text).hostname or "", private=True)
    if why or not text.isascii() or any(one.isspace() for one in text):
        raise RefusedError(f"an address of the web, and {why or 'without blanks'}")
    return text


def _template(text: str) -> str:
    names = set(_PLACEHOLDER.findall(text))
    if not names or not names <= {"key", "id"}:
        raise RefusedError("an address with {key} or {id}, such as https://host/posts/{key}")
    _address(_PLACEHOLDER.sub("x", text))
    return text


def _header(text: str) -> str:
    """What a header can say; a secret that stands elsewhere is looked at when it is read."""
    if not stands_elsewhere(text):
        _demand_header(text)
    return text


def _demand_header(text: str) -> None:
    if not (text.isascii() and text.isprintable()):
        raise RefusedError("one line of ASCII, such as Bearer and a token")


FIELDS = {
    "url": Field(_address, required=True, where=True),
    "verify_url": Field(_template, where=True),
    "update_url": Field(_address, where=True),
    "secret": Field(secret=True),
    "authorization": Field(_header, secret=True),
    "answer": Field(choice("proof", "receipt"), default="proof"),
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """The receiver of a target: its addresses, and what it knows us by."""

    url: str
    verify_url: str
    update_url: str
    secret: str
    authorization: str
    receipt: bool  # its 2xx says that it has the article, and no more

    def post(self, to: str, id_: str, document: Mapping[str, Any]) -> Reply:
        """Raises as ``server_calls.call`` does."""
        body = json.dumps(document).encode("ascii")
        headers = {"Content-Type": "application/json", **self._signed(id_, body)}
        return server_calls.call("POST", to, headers, content=body, limits=_LIMITS)

    def look(self, key: str, external_id: str, brief: bool = False) -> Reply:
        """Ask ``verify_url``; ``brief``: not for long. Raises as ``server_calls.call`` does."""
        values = {"key": quote(key, safe=""), "id": quote(external_id, safe="")}
        to = _PLACEHOLDER.sub(lambda found: values[found[1]], self.verify_url)
        limits = _FOR_CHECK if brief else _LIMITS
        return server_calls.call("GET", to, self._signed(key, b""), limits=limits)

    def reach(self) -> Reply:
        """Whether somebody is there at all."""
        return server_calls.call("HEAD", self.url, self._known_by(), limits=_FOR_CHECK)

    def _signed(self, id_: str, body: bytes) -> dict[str, str]:
        at = int(clock.now().timestamp())
        headers = {"webhook-id": id_, "webhook-timestamp": str(at), **self._known_by()}
        if self.secret:
            headers["webhook-signature"] = signing.sign(self.secret, id_, at, body)
        return headers

    def _known_by(self) -> dict[str, str]:
        return {"Authorization": self.authorization} if self.authorization else {}


def read(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, parsed. Raises InputError that names the field."""
    its = fields.read("webhook", FIELDS, settings)
    secret = its["secret"]
    if secret and not stands_elsewhere(secret):
        _demand_key(secret)
    return its


def receiver(settings: Mapping[str, Any], place: Mapping[str, Any]) -> Receiver:
    """That of these settings, at the addresses of ``place`` where there are some.

    An address that was added since, to the same receiver, counts too. Raises InputError, naming the
    field, also for a secret that cannot be read.
    """
    its = read(settings)
    secrets = {
        name: fields.secret(name, its[name]) if its[name] else ""
        for name in ("secret", "authorization")
    }
    if secrets["secret"]:
        _demand_key(secrets["secret"])
    try:
        _demand_header(secrets["authorization"])
    except RefusedError as refused:
        raise InputError(f"authorization cannot be sent; allowed: {refused}") from None
    same = place.get("url", its["url"]) == its["url"]
    addresses = {
        name: str(place.get(name) or (same and its[name]) or "")
        for name in ("verify_url", "update_url")
    }
    return Receiver(
        url=str(place.get("url", its["url"])),
        **addresses,
        **secrets,
        receipt=its["answer"] == "receipt",
    )


def _demand_key(secret: str) -> None:
    try:
        signing.key_of(secret)
    except ValueError as error:
        raise InputError(f"secret: {error}") from None
