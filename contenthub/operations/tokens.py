"""Tokens of the API: made, listed, revoked, and what each may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from contenthub import clock, validation
from contenthub.codes import Code
from contenthub.errors import InputError, NotAuthorizedError
from contenthub.lifecycle import accounts, tokens
from contenthub.operations.caller import Caller
from contenthub.queries import tokens as stored
from contenthub.records import Token

Row = dict[str, Any]


class Scope(StrEnum):
    """How far a token reaches; each scope includes those before it."""

    meaning: str

    def __new__(cls, word: str, meaning: str) -> Scope:
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member

    READ = "read", "looks at everything"
    WRITE = "write", "asks for articles, edits, schedules and publishes what is approved"
    REVIEW = "review", "approves and rejects, and asks for articles that approve themselves"
    ADMIN = "admin", "accounts and targets with their settings, files, removal of old tasks, doctor"

    def includes(self, other: Scope) -> bool:
        """True where who has this scope may do what ``other`` asks for."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; ``text`` is the token itself, which is shown this once."""

    row: Row
    text: str


def create(
    caller: Caller,
    name: str,
    scope: str,
    account_refs: Sequence[str] = (),
    lasts: timedelta | None = None,
) -> NewToken:
    """Make a token; with ``account_refs`` it sees and changes these accounts alone.

    ``lasts`` None: until it is revoked. Raises InputError for a name that is taken and for a scope
    that there is not, NotFoundError for an account.
    """
    checked = validation.name_unlike_id(name, "the token's name")
    ids = sorted({accounts.find(ref).id for ref in account_refs})
    token, text = tokens.create(checked, _scope(scope), ids, _end(lasts), caller.who)
    return NewToken(stored.details(token.id), text)


def listing(limit: int, offset: int = 0) -> list[Row]:
    """The tokens in the order they were made, also those that open nothing any more."""
    return stored.listing(limit, offset)


def revoke(caller: Caller, ref: str) -> Row:
    """Let a token open nothing from now on; returns what it was. Raises NotFoundError."""
    token = tokens.named(ref)
    tokens.revoke(token)
    return stored.details(token.id)


def authenticate(text: str) -> Token:
    """The token that ``text`` is. Raises NotAuthorizedError where it opens nothing."""
    token = tokens.find(text)
    if token is None:
        raise NotAuthorizedError("there is no such token")
    if token.revoked_at is not None:
        raise NotAuthorizedError(f"the token {token.name!r} was revoked")
    if token.expires_at is not None and token.expires_at <= clock.now():
        raise NotAuthorizedError(f"the token {token.name!r} has expired")
    return token


def reaches(token: Token, scope: Scope) -> bool:
    """Whether the token may do what this scope is asked for."""
    return _scope(token.scope).includes(scope)


def demand_scope(token: Token, needed: Scope) -> None:
    """Raise NotAuthorizedError where the token does not reach as far as ``needed``."""
    if not reaches(token, needed):
        raise NotAuthorizedError(
            f"this needs the scope {needed}, and the token {token.name!r} has {token.scope}",
            code=Code.SCOPE_TOO_SMALL,
        )


def note_use(token: Token, at: datetime) -> None:
    """Remember when a token was last used. Raises UnreachableError."""
    tokens.note_use(token.id, at)


def _scope(text: str) -> Scope:
    found = next((one for one in Scope if one == text), None)
    if found is None:
        names = ", ".join(Scope)
        raise InputError(
            f"scope is {text!r}; allowed: {names}",
            code=Code.BAD_VALUE,
            field="scope",
            value=text,
            allowed=names,
        )
    return found


def _end(lasts: timedelta | None) -> datetime | None:
    if lasts is None:
        return None
    try:
        return clock.now() + lasts
    except OverflowError:
        return None  # longer than the calendar
