"""The tokens by which programs may ask over the API: made, found, revoked.

A token is 32 random bytes; only their digest is kept, so that nobody who reads the database or a
copy of it can ask for anything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import peewee

from contenthub import clock, records
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotFoundError
from contenthub.lifecycle.statements import insert_row
from contenthub.models import ApiToken
from contenthub.records import Token

PREFIX = "ch_"  # so that tools which look for secrets in texts find ours
_BYTES = 32
_LONGEST = 100  # characters; ours have 46


def create(
    name: str, scope: str, account_ids: Sequence[int], expires_at: datetime | None, who: str
) -> tuple[Token, str]:
    """Make a token; returns its row, and the token itself, which nobody can read ever after.

    Raises InputError for a name that a token has which is not revoked.
    """
    text = PREFIX + secrets.token_urlsafe(_BYTES)
    row: dict[str, Any] = {
        "name": name,
        "digest": digest(text),
        "scope": scope,
        "account_ids": list(account_ids),
        "who": who,
        "created_at": clock.now(),
        "expires_at": expires_at,
    }
    try:
        with db.transaction():
            id_ = insert_row(ApiToken, row)
    except peewee.IntegrityError:
        raise InputError(
            f"there is a token {name!r} already; choose another name, or revoke that one first",
            code=Code.NAME_TAKEN,
        ) from None
    return records.by_ids(Token, [id_])[0], text


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def find(text: str) -> Token | None:
    """The token that this is, whatever became of it; None: there is no such."""
    if not text.startswith(PREFIX) or len(text) > _LONGEST:
        return None
    wanted = digest(text)
    found = records.select(Token, "WHERE digest = ?", (wanted,))
    return found[0] if found and hmac.compare_digest(found[0].digest, wanted) else None


def named(ref: str) -> Token:
    """The token of this name that is not revoked, or the one of this id. Raises NotFoundError."""
    found = records.select(Token, "WHERE name = ? AND revoked_at IS NULL", (ref,))
    if not found and ref.isascii() and ref.isdigit() and len(ref) < 10:
        found = records.by_ids(Token, [int(ref)])
    if not found:
        raise NotFoundError(f"no token {ref!r}", code=Code.NO_TOKEN)
    return found[0]


def revoke(token: Token) -> None:
    """From now on it opens nothing; one that was revoked before stays as it is."""
    with db.transaction():
        db.execute(
            "UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            (records.moment(clock.now()), token.id),
        )


def note_use(token_id: int, at: datetime) -> None:
    """Remember that it was used."""
    with db.transaction():
        db.execute(
            "UPDATE api_tokens SET last_used_at = ? WHERE id = ?", (records.moment(at), token_id)
        )
