"""Is it there? A look at the target now, and a person's word that it is: asked for, and judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NewType
from urllib.parse import urlsplit

from contenthub import clock
from contenthub.codes import Code
from contenthub.errors import (
    ContentHubError,
    InputError,
    NotAllowedError,
    UnreachableError,
    WorkFailedError,
)
from contenthub.lifecycle import content_by_id, publishing, targets, verification
from contenthub.lifecycle.unit import Unit
from contenthub.operations import entries, pool
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.states import EntryState

Row = dict[str, Any]
Address = NewType("Address", str)

MOST_ADDRESS = 2_000  # characters
_ON_THE_WAY = frozenset({EntryState.QUEUED, EntryState.PUBLISHING, EntryState.WITHDRAWN})


def checked(text: str) -> Address:
    """The address at which a person says that an article is: http or https, or an absolute path.

    Raises InputError for any other, one that is longer than 2,000 characters, has
    characters that are not seen or a password, or is no address.
    """
    address = text.strip()
    if not 0 < len(address) <= MOST_ADDRESS or not address.isprintable():
        raise _bad(f"1 to {MOST_ADDRESS} characters, none of them unseen")
    if address.startswith("/"):
        return Address(address)
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        raise _bad("an http or https address, or an absolute path") from None
    if parts.scheme not in {"http", "https"} or not host or any(map(str.isspace, address)):
        raise _bad("an http or https address, or an absolute path")
    if parts.username is not None or parts.password is not None:
        raise _bad("an address without a name and a password in it")
    return Address(address)


def _bad(allowed: str) -> InputError:
    return InputError(f"the address cannot be a proof; allowed: {allowed}", field="address")


def request(caller: Caller, content_id: int, target: str | None = None) -> list[int]:
    """Let a content's targets be looked at now; returns the entries that this is about.

    Raises NotFoundError where it is not in the pool, NotAllowedError where nothing can be looked
    up: it waits for its publication, or something else is under way at the target.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        there = publishing.entries_in_pool(content_id, ids)
        if not there:
            raise pool.not_in_pool(content_id)
        wanted = [one for one in there if one.state in entries.CHECKABLE]
        if not wanted:
            raise NotAllowedError(
                f"content {content_id} is {there[0].status}: nothing is to be looked up at its"
                " target",
                code=Code.UNDER_WAY,
                content_id=content_id,
            )
        for entry in wanted:
            verification.request(unit, entry)
    return [one.id for one in wanted]


def request_one(caller: Caller, entry_id: int) -> Row:
    """The same of one entry; returns where it stands."""
    content_id, target = entries.named(entry_id)
    request(caller, content_id, target)
    return entries.standing(entry_id)


def confirm(
    caller: Caller, content_id: int, address: Address, reason: Reason, target: str | None = None
) -> list[Row]:
    """A person looked: the content is published, and there. Returns where it stands now.

    Raises NotFoundError, and NotAllowedError where nothing is in doubt, or several targets are.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        meant = publishing.confirm_there(unit, content, address, reason, ids)
    return pool.rows_of(content_id, [meant])


def confirm_one(caller: Caller, entry_id: int, address: Address, reason: Reason) -> Row:
    """The same of one entry; returns where it stands."""
    content_id, target = entries.named(entry_id)
    confirm(caller, content_id, address, reason, target)
    return entries.standing(entry_id)


def has_ended(entry: Mapping[str, Any]) -> bool:
    """Whether the look is over: the next one is later, there is none, or it goes on otherwise."""
    at = entry["due_at"]
    return at is None or at > clock.now() or entry["status"] in _ON_THE_WAY


def failure(entry: Mapping[str, Any], waited: float) -> ContentHubError | None:
    """Why this entry does not count as being at its target; None where it is there."""
    status, error, content_id = entry["status"], entry["error_message"], entry["content_id"]
    where = f"content {content_id} at {entry['target']!r}"
    if not has_ended(entry):
        return UnreachableError(
            f"{where} was not looked up within {waited:g} s: the service has not come to it",
            code=Code.NOT_PUBLISHED_YET,
            content_id=content_id,
        )
    if status in _ON_THE_WAY:
        return WorkFailedError(f"{where} was not there; it is {status} now")
    if status == EntryState.FAILED:
        return WorkFailedError(f"{where} is not known to be there; it had failed: {error}")
    if status == EntryState.ACCEPTED:
        return WorkFailedError(
            f"{where} is not there yet; the target works on it and is asked again"
        )
    if error or status == EntryState.UNVERIFIED:
        return WorkFailedError(f"{where} is {status}; {error}")
    return None
