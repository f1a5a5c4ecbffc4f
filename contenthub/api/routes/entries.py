"""Publish entries, the publish pool: what goes out where and when, put in, moved, taken out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import moments, paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Resource
from contenthub.api.shapes import entries as shapes
from contenthub.api.shapes.base import MOST_TOGETHER, Changed, Page
from contenthub.errors import InputError
from contenthub.operations import entries, pool, reasons, updates, verification
from contenthub.operations.tokens import Scope
from contenthub.queries.pool import Filter
from contenthub.states import EntryState
from contenthub.validation import MOST_ID

Row = dict[str, Any]
EntryId = Annotated[int, Path(ge=1, le=MOST_ID, description="The entry's id.")]

_INNER = {"lease_owner", "lease_until", "crash_count"}  # of the work on it

resource = Resource("publish entries")


@resource.get("/publish-entries", Page[shapes.Entry])
def list_(access: Access, wanted: Annotated[shapes.EntryList, Query()]) -> Row:
    """List the entries of the publish pool, newest first."""
    chosen = _filter(access, wanted, wanted.status, everything=wanted.all)

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return entries.listed(chosen, most, after)

    return paging.page("entries", wanted, access.accounts, read)


@resource.get("/publish-entries/{entry_id}", shapes.WholeEntry, tagged=True, errors=(404,))
def show(access: Access, entry_id: EntryId) -> Row:
    """One entry: its time, where it goes, its proof, its tries, its last error, any doubt."""
    visible.demand(access, visible.ENTRIES, entry_id)
    row = entries.details(entry_id)
    return {name: value for name, value in row.items() if name not in _INNER}


@resource.post("/publish-entries", Changed[shapes.AddedItem], scope=Scope.WRITE)
def add(access: Access, wanted: shapes.NewEntries) -> Row:
    """Put approved contents into the publish pool; what is there already stays as it is."""
    moments.demand_future(wanted.at)

    def change(content_id: int) -> Row:
        added = pool.add(
            access.caller,
            content_id,
            at=wanted.at,
            priority=wanted.priority,
            target=wanted.target,
        )
        rows = [pool.shown(row) for row in added.entries]
        outcome = "added" if added.new else "was_there"
        status = rows[0]["status"] if rows else None
        return {"status": status, "outcome": outcome, "entries": rows}

    return visible.on_each(access, visible.POOLED, wanted.content_ids, change)


@resource.post("/publish-entries/remove", Changed[shapes.EntryItem], scope=Scope.WRITE)
def remove(access: Access, wanted: shapes.RemoveEntries) -> Row:
    """Take entries out of the pool that are not published; their contents stay approved."""
    why = reasons.optional(wanted.reason)

    def change(entry_id: int) -> Row:
        return _item(entries.remove(access.caller, entry_id, why), "removed")

    return _on_each(access, wanted, entries.REMOVABLE, change)


@resource.post("/publish-entries/reschedule", Changed[shapes.EntryItem], scope=Scope.WRITE)
def reschedule(access: Access, wanted: shapes.MoveEntries) -> Row:
    """Change when entries that wait are published, or before which others."""
    moments.demand_future(wanted.at)
    if wanted.at is None and wanted.priority is None and not wanted.next_slot:
        raise InputError("nothing to change: give `at` or `next_slot`, `priority` or both")
    if wanted.at is not None and wanted.next_slot:
        raise InputError("give either `at` or `next_slot`")

    def change(entry_id: int) -> Row:
        at, priority, moved = wanted.at, wanted.priority, None
        if wanted.next_slot:
            moved = entries.to_next_slot(access.caller, entry_id)
        if moved is None or priority is not None:
            moved = entries.reschedule(access.caller, entry_id, at=at, priority=priority)
        return _item(moved, "rescheduled")

    return _on_each(access, wanted, entries.MOVABLE, change)


@resource.post("/publish-entries/publish", Changed[shapes.EntryItem], scope=Scope.WRITE)
def publish(access: Access, wanted: shapes.PublishEntries) -> Row:
    """Publish entries now: what waits becomes due, what failed is looked up at its target first.

    The answer comes at once; the running service publishes. Live events, and
    `GET /api/v1/publish-entries/{entry_id}`, tell the end. What is published, or about to be, is
    left alone, and its item fails; with `again` it is looked up at its target as well, and
    published where it is not there any more.
    """

    def change(entry_id: int) -> Row:
        return _item(entries.publish(access.caller, entry_id, again=wanted.again), "due")

    return _on_each(access, wanted, entries.PUBLISHABLE, change)


@resource.post("/publish-entries/update", Changed[shapes.EntryItem], scope=Scope.WRITE)
def update(access: Access, wanted: shapes.UpdateEntries) -> Row:
    """Send edited articles out again, to the targets that have an older text of them.

    The answer comes at once; the running service sends them. Live events, and
    `GET /api/v1/publish-entries/{entry_id}`, tell the end: the entry is `published` or
    `handed_over` as before, and where the newer text could not be sent its `error_message` says
    why. What has the present text already is left alone, and its item fails.
    """

    def change(entry_id: int) -> Row:
        return _item(updates.request_one(access.caller, entry_id, again=wanted.again), "due")

    if wanted.outdated and not wanted.ids:
        given = wanted.filter or shapes.EntryFilter()
        chosen = _filter(access, given, [], everything=True)
        ids = updates.outdated(chosen, MOST_TOGETHER + 1)
        return visible.on_each(access, visible.ENTRIES, ids, change)
    return _on_each(access, wanted, entries.UPDATABLE, change)


@resource.post("/publish-entries/verify", Changed[shapes.EntryItem], scope=Scope.WRITE)
def verify(access: Access, wanted: shapes.WhichEntries) -> Row:
    """Look at the targets now: is it there?

    The answer comes at once; the running service looks. Live events, and
    `GET /api/v1/publish-entries/{entry_id}`, tell the end. What is out and not found at its target
    stays as it is, with an `error_message` that says so; what was in doubt is published where it is
    not there.
    """

    def change(entry_id: int) -> Row:
        return _item(verification.request_one(access.caller, entry_id), "due")

    return _on_each(access, wanted, entries.CHECKABLE, change)


@resource.post("/publish-entries/confirm-there", Changed[shapes.EntryItem], scope=Scope.REVIEW)
def confirm_there(access: Access, wanted: shapes.ConfirmThere) -> Row:
    """Say that a person looked at the target and it is published there.

    For what failed, was accepted or handed over, or is being looked up. It counts as published
    from then on, and the address as its proof.
    """
    why = reasons.of_presence(wanted.reason)
    address = verification.checked(wanted.address)

    def change(entry_id: int) -> Row:
        row = verification.confirm_one(access.caller, entry_id, address, why)
        return _item(row, "confirmed")

    return visible.on_each(access, visible.ENTRIES, [wanted.entry_id], change)


@resource.post("/publish-entries/confirm-absent", Changed[shapes.EntryItem], scope=Scope.REVIEW)
def confirm_absent(access: Access, wanted: shapes.ConfirmAbsent) -> Row:
    """Say that a person looked at the target and it does not hold these.

    For what may be published and cannot be looked up. What failed or is being looked up is
    published again by that; if it was there after all, it is there twice then.
    """
    why = reasons.of_absence(wanted.reason)

    def change(entry_id: int) -> Row:
        return _item(entries.confirm_absent(access.caller, entry_id, why), "confirmed")

    return visible.on_each(access, visible.ENTRIES, wanted.ids, change)


def _item(row: Row, outcome: str) -> Row:
    return {"status": row["status"], "outcome": outcome, "entry": row}


def _filter(
    access: Access,
    wanted: shapes.EntryFilter,
    states: list[EntryState],
    *,
    everything: bool,
) -> Filter:
    return pool.which(
        states,
        visible.account(access, wanted.account),
        wanted.target,
        everything=everything,
        content_ids=wanted.content_ids,
        within=access.accounts,
    )


def _on_each(
    access: Access,
    wanted: shapes.WhichEntries,
    states: Collection[EntryState],
    change: Callable[[int], Row],
) -> Row:
    given = wanted.filter or shapes.EntryFilter()
    chosen = _filter(access, given, given.status, everything=True)
    ids = entries.to_change(wanted.ids or [], chosen, states, MOST_TOGETHER + 1)
    return visible.on_each(access, visible.ENTRIES, ids, change)
