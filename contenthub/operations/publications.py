"""Publish at once: what becomes due, when its end has come, and which end is a failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contenthub.errors import ContentHubError, NotFoundError, UnreachableError, WorkFailedError
from contenthub.lifecycle import content_by_id, publishing
from contenthub.lifecycle.unit import Unit
from contenthub.operations.caller import Caller
from contenthub.queries import pool
from contenthub.states import EntryState

Rows = dict[int, dict[str, Any]]

_ENDED = {EntryState.PUBLISHED.value, EntryState.FAILED.value}


@dataclass(frozen=True, slots=True)
class Due:
    """The contents that are due now, and why others are not."""

    ids: list[int]
    refused: dict[int, ContentHubError]


def make_due(caller: Caller, content_ids: Sequence[int]) -> Due:
    """Mark each to be published at once, in a transaction of its own.

    What failed before is looked up at its target first. What may not be published is in
    ``refused``. Raises UnreachableError: the others would only wait for the same answer.
    """
    due = Due([], {})
    for content_id in content_ids:
        try:
            with Unit(caller.who) as unit:
                content = content_by_id.locked(unit, content_id)
                publishing.publish_now(unit, content, caller.settings)
            due.ids.append(content_id)
        except UnreachableError:
            raise
        except ContentHubError as error:
            due.refused[content_id] = error
    return due


def standing(content_ids: Sequence[int]) -> Rows:
    """The entries of these contents as rows, by the content's id; those taken out are left out."""
    return pool.by_content(content_ids)


def has_ended(entry: Mapping[str, Any]) -> bool:
    """Whether this entry is published, or not tried again by itself."""
    return entry["status"] in _ENDED


def failure(
    content_id: int, entry: Mapping[str, Any] | None, waited: float
) -> ContentHubError | None:
    """Why this content does not count as published; None where it does.

    ``entry`` is its row after it was waited for (None: it is not in the pool any more),
    ``waited`` the seconds of that. What a target refused, now or so far, is WorkFailedError; what
    nobody has come to yet is UnreachableError: the service is late or away.
    """
    if entry is None:
        return NotFoundError(f"content {content_id} was taken out of the publish pool meanwhile")
    status, error = entry["status"], entry["error_message"]
    if status == EntryState.PUBLISHED:
        return None
    if status == EntryState.FAILED:
        return WorkFailedError(f"content {content_id} was not published: {error}")
    follow = f"follow: `contenthub publish-pool show {content_id}`"
    if error:
        return WorkFailedError(
            f"content {content_id} is {status} after {waited:g} s and is tried again: "
            f"{error}; {follow}"
        )
    return UnreachableError(
        f"content {content_id} is {status} after {waited:g} s: the service "
        f"has not come to it yet; {follow}"
    )
