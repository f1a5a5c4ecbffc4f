"""Idempotency keys: the same request under the same key is answered with what it led to.

They outlive what they led to: a key that was forgotten with its task would let a caller that
repeats itself have a second article. A key under which something else is asked for is refused,
or that caller would take another article for its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub.database import db
from contenthub.lifecycle.statements import insert_rows
from contenthub.models import IdempotencyKey

Fingerprint = dict[str, str]  # a digest of each field of a request, by the field's name


@dataclass(frozen=True, slots=True)
class Known:
    """What was asked for under a key, and what it led to."""

    led_to: str
    fingerprint: Fingerprint

    def differing(self, request: Fingerprint) -> list[str]:
        """The fields in which ``request`` asks for something else.

        Fields that one of the two does not have are not held against it: keys from before this
        table do not know everything.
        """
        both = self.fingerprint.keys() & request.keys()
        return [
            name for name in request if name in both and self.fingerprint[name] != request[name]
        ]


def fingerprint(request: Mapping[str, Any]) -> Fingerprint:
    """Digests instead of the texts: enough to compare, and nothing to keep secret."""
    return {name: _digest(value) for name, value in request.items()}


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=12).hexdigest()


def known(scope: str, keys: Sequence[str]) -> dict[str, Known]:
    """Those of these keys that were used, for a unit that may ``remember`` the others.

    Others that ask for the same scope wait until the unit commits: or two that come with the
    same key at the same time would both find it free.
    """
    if not keys:
        return {}
    db.one_at_a_time(f"idempotency {scope}")
    found: dict[str, Known] = {}
    for part in db.portions(list(dict.fromkeys(keys))):
        marks = ", ".join("?" * len(part))
        rows = db.execute(
            "SELECT key, led_to, fingerprint FROM idempotency_keys"
            f" WHERE scope = ? AND key IN ({marks})",
            (scope, *part),
        ).fetchall()
        found |= {key: Known(led_to, json.loads(prints)) for key, led_to, prints in rows}
    return found


def remember(scope: str, used: Mapping[str, Known], now: datetime) -> None:
    """Keep keys that were free, with what they led to."""
    insert_rows(
        IdempotencyKey,
        ("scope", "key", "fingerprint", "led_to", "created_at"),
        [(scope, key, one.fingerprint, one.led_to, now) for key, one in used.items()],
    )
