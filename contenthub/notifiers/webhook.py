"""Alerts as webhooks: JSON, signed by Standard Webhooks where a secret is set; 2xx: it arrived."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from contenthub import clock, masked_text, signing
from contenthub.errors import InputError, PermanentError, TransientError
from contenthub.inert import one_line
from contenthub.notifiers.base import TIMEOUT, Carried, Field, Letter, demand_known
from contenthub.outgoing.addresses import private_too
from contenthub.outgoing.guarded_http import Limits
from contenthub.outgoing.posting import posting
from contenthub.outgoing.retry_after import retry_after
from contenthub.settings.parsers import RefusedError, url

_LIMITS = Limits(connect=5.0, total=TIMEOUT, size=1024)
_address = url("http", "https")


class Webhook:
    """An address that takes a POST with JSON."""

    local = False
    fields = (
        Field("url", "the address that is called", required=True),
        Field("secret", "whsec_…: messages are signed by it", secret=True),
    )

    def validate(self, settings: Mapping[str, str]) -> None:
        demand_known(settings, self.fields)
        try:
            _address(settings["url"])
            if settings.get("secret"):
                signing.key_of(settings["secret"])
        except RefusedError as refused:
            raise InputError(f"url; allowed: {refused}") from None
        except ValueError as error:
            raise InputError(f"secret: {error}") from None
        if _is_shut(self.host(settings)):
            raise InputError("url is a link-local address, which nothing may be sent to")

    def host(self, settings: Mapping[str, str]) -> str:
        return urlsplit(settings["url"]).hostname or ""

    def carry(self, settings: Mapping[str, str], letter: Letter) -> Carried:
        body = _body(letter)
        try:
            with posting(_LIMITS, allowed=private_too) as poster:
                posted = poster.post(settings["url"], _headers(settings, letter, body), body)
        except PermanentError as error:
            return Carried(False, _short(str(error)), certain=True)
        except TransientError as error:
            return Carried(False, _short(str(error)))
        if 200 <= posted.status < 300:
            return Carried(True, status=posted.status)
        return Carried(
            False,
            f"it answered {posted.status}",
            status=posted.status,
            retry_after=retry_after(posted.headers),
        )


def _is_shut(host: str) -> bool:
    """Of an address; what a name stands for is looked up when something is sent."""
    try:
        return not private_too(host)
    except ValueError:
        return False


def _body(letter: Letter) -> bytes:
    document = {
        "type": "alert",
        "title": letter.title,
        "text": letter.text,
        "data": dict(letter.document),
    }
    return json.dumps(document).encode("ascii")


def _headers(settings: Mapping[str, str], letter: Letter, body: bytes) -> dict[str, str]:
    at = int(clock.now().timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": letter.id,
        "webhook-timestamp": str(at),
    }
    if settings.get("secret"):
        headers["webhook-signature"] = signing.sign(settings["secret"], letter.id, at, body)
    return headers


def _short(text: str) -> str:
    return one_line(masked_text.text(text))[:300]
