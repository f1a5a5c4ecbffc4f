"""Signatures of webhooks as https://www.standardwebhooks.com has them: made, and checked.

What is signed is the raw body, never JSON that was read and written again, together with an id
that stays the same when a message is repeated and the moment of each try.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contenthub.codes import Code
from contenthub.errors import NotAuthorizedError

PREFIX = "whsec_"
TOLERANCE = 300.0  # seconds that the moment of a message may be off, either way
LEAST_KEY, MOST_KEY = 24, 64  # bytes
MOST_ID = 255  # characters
_VERSION = "v1,"
_MOST_SIGNATURES = 20  # of one message: one for each secret that its sender may have


@dataclass(frozen=True, slots=True)
class Signed:
    """What the headers of a message say of it; nothing of this is checked yet."""

    id: str
    timestamp: str  # seconds since 1970
    signatures: str  # `v1,BASE64`, several with blanks between them


def key_of(secret: str) -> bytes:
    """The key in a secret ``whsec_BASE64``. Raises ValueError for what is none."""
    if not secret.startswith(PREFIX):
        raise ValueError(f"it does not start with {PREFIX}")
    text = secret.removeprefix(PREFIX)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"what follows {PREFIX} is not Base64") from None
    if not LEAST_KEY <= len(key) <= MOST_KEY:
        raise ValueError(f"its key has {len(key)} bytes, not {LEAST_KEY} to {MOST_KEY}")
    return key


def sign(secret: str, id_: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature`` of a message. Raises ValueError as ``key_of`` does."""
    message = b".".join((id_.encode(), str(timestamp).encode(), body))
    digest = hmac.new(key_of(secret), message, hashlib.sha256).digest()
    return _VERSION + base64.b64encode(digest).decode()


def read(headers: Mapping[str, str]) -> Signed | None:
    """What the headers, whose names are in small letters, say; None for a message without any.

    Raises NotAuthorizedError where some are there and others are missing.
    """
    found = [headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")]
    if not any(found):
        return None
    if not all(found):
        raise refused("it needs webhook-id, webhook-timestamp and webhook-signature")
    if len(found[0]) > MOST_ID or not (found[0].isascii() and found[0].isprintable()):
        raise refused(f"its webhook-id is no text of up to {MOST_ID} plain characters")
    return Signed(*found)


def check(signed: Signed, body: bytes, secrets: Iterable[str], now: datetime) -> None:
    """Make sure that one of the ``secrets`` signed this ``body`` not long ago.

    Each comparison takes the same time, whatever is wrong. Raises NotAuthorizedError.
    """
    timestamp = _timestamp(signed.timestamp, now)
    given = signed.signatures.split(" ")[:_MOST_SIGNATURES]
    matches = False
    for secret in secrets:
        expected = sign(secret, signed.id, timestamp, body).encode()
        for one in given:
            matches |= hmac.compare_digest(expected, one.encode())
    if not matches:
        raise refused("no signature is that of one of our secrets")


def _timestamp(text: str, now: datetime) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise refused("its webhook-timestamp is no number of seconds")
    off = now.timestamp() - int(text)
    if abs(off) > TOLERANCE:
        way = "ago" if off > 0 else "ahead"
        raise refused(f"its webhook-timestamp is {abs(off):.0f} s {way}; allowed: {TOLERANCE:g} s")
    return int(text)


def refused(why: str) -> NotAuthorizedError:
    """The error for a message that did not show who sent it."""
    return NotAuthorizedError(f"the callback is refused: {why}", code=Code.CALLBACK_REFUSED)
