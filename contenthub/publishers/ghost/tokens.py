"""The tokens that Ghost's Admin API asks for: JSON Web Tokens (RFC 7519) signed by its key.

Ghost counts their five minutes from ``iat``, whatever ``exp`` says, so each call gets its own, and
a clock that differs by more makes each of them worthless.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from contenthub.errors import InputError

_KEY = re.compile(r"([0-9a-f]{24}):([0-9a-f]{64})")
LIFE = 300  # seconds


@dataclass(frozen=True, slots=True)
class Key:
    """An Admin API key: the id that Ghost knows it by, and what its tokens are signed with."""

    id: str
    secret: bytes = field(repr=False)


def key(text: str) -> Key:
    """The key as Ghost shows it, ``ID:SECRET``. Raises InputError, without showing it."""
    found = _KEY.fullmatch(text.strip().lower())
    if not found:
        raise InputError(
            "admin_key is (hidden); allowed: an Admin API key of Ghost, 24 characters, a colon and "
            "64 characters, as under Settings, Integrations (the Content API key is another one)"
        )
    return Key(found[1], bytes.fromhex(found[2]))


def token(key: Key, now: datetime) -> str:
    """A token for one call at ``now``."""
    issued = int(now.timestamp())
    header = {"alg": "HS256", "typ": "JWT", "kid": key.id}
    claims = {"iat": issued, "exp": issued + LIFE, "aud": "/admin/"}
    signed = b".".join(_part(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.digest(key.secret, signed, hashlib.sha256)
    return b".".join((signed, _part(signature))).decode("ascii")


def _part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
