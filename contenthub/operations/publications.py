"""Publish at once: what becomes due, when its end has come, and which end is a failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from contenthub.backends import Backends
from contenthub.codes import Code
from contenthub.errors import (
    ContentHubError,
    InputError,
    NotAllowedError,
    NotFoundError,
    UnreachableError,
    WorkFailedError,
)
from contenthub.lifecycle import content_by_id, publishing, targets
from contenthub.lifecycle.unit import Unit
from contenthub.operations.caller import Caller
from contenthub.queries import pool, publications
from contenthub.records import Content, Entry
from contenthub.states import OUT_ENTRY_STATES, EntryState

Rows = dict[int, list[dict[str, Any]]]  # a row per target, by the content's id

# Nothing more happens soon: what a target has accepted it may work on for hours.
_ENDED = frozenset(
    {
        *OUT_ENTRY_STATES,
        EntryState.FAILED,
        EntryState.ACCEPTED,
    }
)
_WELL = _ENDED - {EntryState.FAILED}


@dataclass(frozen=True, slots=True)
class Due:
    """The contents that are due now, and why others are not."""

    ids: list[int]
    refused: dict[int, ContentHubError]


def make_due(
    caller: Caller, content_ids: Sequence[int], target: str | None = None, *, again: bool = False
) -> Due:
    """Mark each to be published at once, at all its targets or one, each in its transaction.

    What failed before is looked up at its target first; with ``again`` also what is out, or was
    taken out of the pool. What may not be published is in ``refused``. Raises UnreachableError:
    the others would only wait for the same answer.
    """
    due = Due([], {})
    for content_id in content_ids:
        try:
            publish_now(caller, content_id, target, again=again)
            due.ids.append(content_id)
        except UnreachableError:
            raise
        except ContentHubError as error:
            due.refused[content_id] = error
    return due


def publish_now(
    caller: Caller, content_id: int, target: str | None = None, *, again: bool = False
) -> list[Entry]:
    """Mark one content to be published at once, as ``make_due`` does.

    Returns the entries that are published, or about to be, and were left alone. Raises
    NotFoundError, and NotAllowedError for a content that is not approved.
    """
    with Unit(caller.who) as unit:
        content = content_by_id.locked(unit, content_id)
        ids = targets.ids_of(content.account_id, target)
        if again:
            _demand_within_reach(caller, content, publishing.out(content.id, ids))
        return publishing.publish_now(unit, content, caller.settings, ids, again=again)


def _demand_within_reach(caller: Caller, content: Content, out: Sequence[Entry]) -> None:
    """Raise NotAllowedError where what is out cannot be looked at, so it stays published."""
    backends = Backends(caller.settings)
    there = {one.id: one for one in targets.of_account(content.account_id)}
    for entry in out:
        why = ""
        with suppress(InputError):  # a secret that this process cannot read: the service will say
            why = backends.out_of_reach(entry, there[entry.target_id])
        if why:
            raise NotAllowedError(f"content {content.id} is {entry.status}: {why} ({entry.proof})")


def standing(content_ids: Sequence[int], target: str | None = None) -> Rows:
    """The entries of these contents as rows, by the content's id; those taken out are left out."""
    found = pool.by_content(content_ids)
    wanted = {
        id_: [row for row in rows if target is None or row["target"] == target]
        for id_, rows in found.items()
    }
    return {id_: rows for id_, rows in wanted.items() if rows}


def has_ended(entry: Mapping[str, Any]) -> bool:
    """Whether this entry is published, or nothing happens by itself: it failed, or is parked."""
    return entry["status"] in _ENDED or publications.is_parked(entry)


def failure(
    content_id: int, entries: Sequence[Mapping[str, Any]], waited: float
) -> ContentHubError | None:
    """Why this content does not count as published; None where it does, at each target.

    ``entries`` are its rows after they were waited for (none: it is not in the pool any more),
    ``waited`` the seconds of that. What a target refused, now or so far, is WorkFailedError; what
    waits for a paused target is NotAllowedError; what nobody has come to yet is UnreachableError:
    the service is late or away.
    """
    if not entries:
        return NotFoundError(f"content {content_id} was taken out of the publish pool meanwhile")
    failures = [found for one in entries if (found := _failure(content_id, one, waited))]
    return failures[0] if failures else None


def _failure(content_id: int, entry: Mapping[str, Any], waited: float) -> ContentHubError | None:
    status, error = entry["status"], entry["error_message"]
    if status in _WELL:
        return None
    if status == EntryState.FAILED:
        return WorkFailedError(f"content {content_id} was not published: {error}")
    if publications.is_parked(entry):
        return NotAllowedError(
            f"content {content_id} waits: its target {entry['target']!r} is paused",
            code=Code.TARGET_PAUSED,
            target=entry["target"],
        )
    if error:
        return WorkFailedError(
            f"content {content_id} is {status} after {waited:g} s and is tried again: {error}",
            code=Code.NOT_PUBLISHED_YET,
            content_id=content_id,
        )
    return UnreachableError(
        f"content {content_id} is {status} after {waited:g} s: the service has not come to it yet",
        code=Code.NOT_PUBLISHED_YET,
        content_id=content_id,
    )
