"""Send edited articles out again: which may be, when that has ended, and which end is a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contenthub import records
from contenthub.backends import Backends
from contenthub.codes import Code
from contenthub.errors import (
    ContentHubError,
    NotAllowedError,
    UnreachableError,
    WorkFailedError,
)
from contenthub.lifecycle import content_by_id, publishing, targets, updates
from contenthub.lifecycle.unit import Unit
from contenthub.operations import entries, pool
from contenthub.operations.caller import Caller
from contenthub.queries import pool as stored
from contenthub.queries.pool import Filter
from contenthub.records import Content, Entry, Target
from contenthub.states import OUT_ENTRY_STATES, EntryState, ReviewState


@dataclass(frozen=True, slots=True)
class Requested:
    """The entries whose newer text is on the way, and why others are left as they are."""

    ids: list[int]
    left: list[ContentHubError]


def request(
    caller: Caller, content_id: int, target: str | None = None, *, again: bool = False
) -> Requested:
    """Let a content's present text be sent where an older one is; at all targets, or at one.

    ``again``: also where the target has the present text. Raises NotFoundError for a content that
    is not in the pool, and NotAllowedError where no target gets it: it is not approved, not out,
    nothing has changed, or its publishers cannot do that.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        if content.state is not ReviewState.APPROVED:
            raise publishing.not_approved(content)
        there = publishing.entries_in_pool(content_id, ids)
        if not there:
            raise pool.not_in_pool(content_id)
        found = _Asked(Backends(caller.settings), content, again=again)
        requested = Requested([], [])
        for entry in there:
            if (refused := found.refusal(entry)) is not None:
                requested.left.append(refused)
                continue
            requested.ids.append(entry.id)
            if entry.lease_owner is None:
                updates.request(unit, entry)
        if not requested.ids:
            raise requested.left[0]
    return requested


def request_one(caller: Caller, entry_id: int, *, again: bool = False) -> dict[str, Any]:
    """The same of one entry; returns where it stands. Raises NotFoundError, NotAllowedError."""
    content_id, target = entries.named(entry_id)
    request(caller, content_id, target, again=again)
    return entries.standing(entry_id)


def outdated(chosen: Filter, most: int) -> list[int]:
    """The entries that are out with an older text than their contents have, the oldest first."""
    return stored.outdated(chosen, most)


class _Asked:
    """One content that is to be sent out again, and what its targets' publishers can do."""

    def __init__(self, backends: Backends, content: Content, *, again: bool) -> None:
        self._backends = backends
        self._content = content
        self._again = again
        self._text = updates.present_text(content)

    def refusal(self, entry: Entry) -> ContentHubError | None:
        """Why this entry is left as it is; None: it gets the newer text."""
        target, id_ = records.by_ids(Target, [entry.target_id])[0], self._content.id
        if entry.state not in OUT_ENTRY_STATES:
            told = (
                f"content {id_} is {entry.state} at {target.name!r}, so nothing is there to update"
            )
            return NotAllowedError(told, code=Code.NOT_OUT, content_id=id_)
        if not self._backends.updates(entry.publisher):
            return NotAllowedError(
                f"content {id_} is at {target.name!r}, and the publisher {entry.publisher} cannot "
                "send an article out again",
                code=Code.CANNOT_UPDATE,
            )
        if target.paused:
            return NotAllowedError(
                f"content {id_} cannot be updated: its target {target.name!r} is paused",
                code=Code.TARGET_PAUSED,
                target=target.name,
            )
        if entry.lease_owner is not None and entry.state is not EntryState.UPDATING:
            return NotAllowedError(
                f"content {id_} is being looked up at {target.name!r} at this moment; try again",
                code=Code.UNDER_WAY,
                content_id=id_,
            )
        same = self._text is not None and entry.revision_id == self._text
        if same and entry.state is not EntryState.UPDATING and not self._again:
            return NotAllowedError(
                f"{target.name!r} holds the present text of content {id_}",
                code=Code.UP_TO_DATE,
            )
        return None


def has_ended(entry: Mapping[str, Any]) -> bool:
    """Whether this entry's newer text is there, or is not sent any more."""
    return bool(entry["status"] != EntryState.UPDATING)


def failure(entry: Mapping[str, Any], waited: float) -> ContentHubError | None:
    """Why this entry does not count as updated after ``waited`` seconds; None where it does."""
    status, error, content_id = entry["status"], entry["error_message"], entry["content_id"]
    if status in OUT_ENTRY_STATES and has_ended(entry) and not error:
        return None
    where = f"content {content_id} at {entry['target']!r}"
    if status not in OUT_ENTRY_STATES:
        return WorkFailedError(f"{where} is {status} meanwhile: {error}")
    if has_ended(entry):
        return WorkFailedError(f"{where} is not updated; {error}")
    if error:
        return WorkFailedError(
            f"{where} is not updated after {waited:g} s and is tried again; {error}",
            code=Code.NOT_PUBLISHED_YET,
            content_id=content_id,
        )
    return UnreachableError(
        f"{where} is not updated after {waited:g} s: the service has not come to its end",
        code=Code.NOT_PUBLISHED_YET,
        content_id=content_id,
    )
