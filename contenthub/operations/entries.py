"""Publish entries by ids of their own: a content at one target, moved, taken out, published.

People at a terminal name contents; programs hold on to the one thing that they were told of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from contenthub.codes import Code
from contenthub.errors import InputError, NotFoundError
from contenthub.lifecycle import lock_order, publishing
from contenthub.operations import pool, publications
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.queries import pages
from contenthub.queries import pool as stored
from contenthub.queries.pool import Filter
from contenthub.states import RESTING_ENTRY_STATES, EntryState

Row = dict[str, Any]

# What each may be done to, where a filter names no state.
REMOVABLE = frozenset({EntryState.QUEUED, EntryState.FAILED})
MOVABLE = frozenset({EntryState.QUEUED})
PUBLISHABLE = frozenset({EntryState.QUEUED, EntryState.FAILED})
CHECKABLE = frozenset({*RESTING_ENTRY_STATES, EntryState.UNVERIFIED, EntryState.ACCEPTED})
UPDATABLE = frozenset({EntryState.PUBLISHED, EntryState.HANDED_OVER})


def unknown(entry_id: int) -> NotFoundError:
    """The error for an id that no entry has."""
    return NotFoundError(f"no publish entry {entry_id}", code=Code.NO_ENTRY)


def hold(entry_ids: Sequence[int]) -> None:
    """Before many are changed in one transaction: see ``lock_order.hold``."""
    lock_order.hold(entry_ids, lock_order.contents_of_entries)


def listed(chosen: Filter, limit: int, after: int | None) -> list[tuple[int, Row]]:
    """Entries as rows for a list, each with the key by which the list goes on behind it."""
    return [(key, pool.shown(row)) for key, row in stored.listed(chosen, limit, after)]


def details(entry_id: int) -> Row:
    """All that is known of one entry, also of one that was taken out. Raises NotFoundError."""
    found = stored.details_of(entry_id)
    if found is None:
        raise unknown(entry_id)
    return pool.shown(found)


def rows(ids: Sequence[int]) -> dict[int, Row]:
    """Where these entries stand now, by their ids; unknown ones are left out."""
    found: dict[int, Row] = {}
    for start in range(0, len(ids), pages.ROWS):
        found |= stored.by_ids(ids[start : start + pages.ROWS])
    return found


def to_change(
    ids: Sequence[int], chosen: Filter, states: Collection[EntryState], most: int
) -> list[int]:
    """The entries to change, by ids or by a filter, never all of them by accident.

    ``chosen`` names no state where those are meant that can be changed so, which are ``states``;
    of those the ``most`` oldest. Raises InputError.
    """
    if ids and chosen:
        raise InputError("give either ids or what the entries have in common, not both")
    if ids:
        return list(ids)
    if not chosen:
        raise InputError(
            "say which publish entries: ids, or what they have in common",
            code=Code.NO_ENTRIES_MEANT,
        )
    if not chosen.statuses:
        chosen = replace(chosen, statuses=tuple(sorted(states)))
    return stored.matching(chosen, most)


def remove(caller: Caller, entry_id: int, reason: Reason) -> Row:
    """Take an entry out of the pool; its content stays approved. Raises as ``pool.remove``."""
    content_id, target = named(entry_id)
    pool.remove(caller, content_id, reason, target=target)
    return standing(entry_id)


def reschedule(
    caller: Caller, entry_id: int, *, at: datetime | None = None, priority: int | None = None
) -> Row:
    """Change the time or the priority of one that waits. Raises as ``pool.reschedule``."""
    content_id, target = named(entry_id)
    pool.reschedule(caller, content_id, at=at, priority=priority, target=target)
    return standing(entry_id)


def to_next_slot(caller: Caller, entry_id: int) -> Row:
    """Give one that waits its target's next free time. Raises as ``pool.to_next_slot``."""
    content_id, target = named(entry_id)
    pool.to_next_slot(caller, content_id, target=target)
    return standing(entry_id)


def publish(caller: Caller, entry_id: int, *, again: bool = False) -> Row:
    """Let it be published at once; what failed is looked up at its target first.

    With ``again`` so is what is out, and it is published where it is not there any more.

    Raises NotFoundError, and NotAllowedError for a content that is not approved and for an entry
    that is published, or about to be.
    """
    content_id, target = named(entry_id)
    if left := publications.publish_now(caller, content_id, target, again=again):
        raise publishing.refusal_to_publish(left[0])
    return standing(entry_id)


def confirm_absent(caller: Caller, entry_id: int, reason: Reason) -> Row:
    """A person looked: the target does not hold it. Raises as ``pool.confirm_absent``."""
    content_id, target = named(entry_id)
    pool.confirm_absent(caller, content_id, reason, target=target)
    return standing(entry_id)


def named(entry_id: int) -> tuple[int, str]:
    """The content of an entry and the name of its target. Raises NotFoundError."""
    row = stored.by_ids([entry_id]).get(entry_id)
    if row is None:
        raise unknown(entry_id)
    return row["content_id"], row["target"]


def standing(entry_id: int) -> Row:
    """Where an entry stands now."""
    row = stored.by_ids([entry_id]).get(entry_id)
    if row is None:
        raise unknown(entry_id)
    return pool.shown(row)
