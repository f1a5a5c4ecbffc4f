"""Tokens of the API and kept answers, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Token:
    """What a program may ask for; the token itself is not in it."""

    id: int
    name: str
    digest: str
    scope: str
    account_ids: list[int]  # empty: all accounts
    who: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a call was answered, and the digest of what it had asked for."""

    id: int
    key: str
    digest: str
    status: int
    headers: dict[str, str]
    body: str
