"""Entries of the publish pool: how they come in, what a person changes, how they go out.

An entry is never forgotten while its content exists: what was taken out comes back with what is
known of it. How one is published is in ``publications``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from contenthub import records
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError
from contenthub.lifecycle import target_times, targets
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Content, Entry, Target
from contenthub.settings import Settings
from contenthub.states import Entity, EntryEvent, EntryState
from contenthub.target_answers import shown_place


@dataclass(frozen=True, slots=True)
class Approved:
    """A content that may be published, as far as its entries have to know it.

    ``target_ids`` None: to all targets of its account. ``planned`` is when, where that was said.
    """

    id: int
    task_id: str
    account_id: int
    batch_id: str | None
    target_ids: list[int] | None
    priority: int
    planned: datetime | None = None

    @classmethod
    def of(cls, content: Content) -> Approved:
        """The content as it was read."""
        return cls(
            content.id,
            content.task_id,
            content.account_id,
            content.batch_id,
            content.target_ids,
            content.priority,
            content.planned_for,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of new entries; None: what was planned, or known before."""

    at: datetime | None = None
    priority: int | None = None
    target_ids: Collection[int] | None = None


AS_PLANNED = Wanted()


def enqueue(
    unit: Unit,
    content: Approved,
    settings: Settings,
    wanted: Wanted = AS_PLANNED,
    *,
    new: bool = False,
) -> int:
    """Put a content into the pool, once for each of its targets; returns how many that were.

    0: it is there already, which is no error. What was in the pool before comes back with what is
    known of it: its time and priority unless others are wanted, and that it was tried. ``new``
    says that it never was there.
    """
    ids = content.target_ids if wanted.target_ids is None else wanted.target_ids
    there = {} if new else {one.target_id: one for one in entries_of(content.id)}
    count = 0
    for target in _targets(unit, content.account_id):
        if ids is not None and target.id not in ids:
            continue
        before = there.get(target.id)
        if before is None:
            _insert(unit, content, target, settings, wanted)
            count += 1
        else:
            count += _restore(unit, before, target, settings, wanted)
    return count


def _targets(unit: Unit, account_id: int) -> list[Target]:
    """The account's targets, read once for all its contents in the unit."""
    return unit.read_once(("targets", account_id), partial(targets.of_account, account_id))


def _insert(
    unit: Unit, content: Approved, target: Target, settings: Settings, wanted: Wanted
) -> None:
    when = target_times.new_time(unit, target, settings, wanted.at or content.planned)
    due_at, slot_at = when["scheduled_at"], when["slot_at"]
    entry_id = insert_row(
        PublishEntry,
        {
            "content": content.id,
            "target": target.id,
            "publication_key": f"{content.task_id}-t{target.id}",
            "task_id": content.task_id,
            "account": content.account_id,
            "batch_id": content.batch_id,
            "publisher": target.publisher or settings.publisher,
            "status": EntryState.QUEUED,
            "priority": content.priority if wanted.priority is None else wanted.priority,
            **when,
            "due_at": due_at,
            "max_retries": settings.publish_retries,
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )
    unit.created(
        Entity.ENTRY,
        entry_id,
        content.task_id,
        EntryEvent.CREATE,
        EntryState.QUEUED,
        account_id=content.account_id,
        batch_id=content.batch_id,
        data={"slot_at": slot_at.isoformat()} if slot_at else None,
        due_at=due_at,
    )


def entries_of(content_id: int) -> list[Entry]:
    """The content's entries, also those that were taken out; locked until the unit commits."""
    # locked by their ids, as everywhere; what follows locks their targets in the order of those
    found = records.select(
        Entry, f"WHERE content_id = ? ORDER BY id{db.for_update()}", (content_id,)
    )
    return sorted(found, key=lambda one: one.target_id)


def _restore(unit: Unit, entry: Entry, target: Target, settings: Settings, wanted: Wanted) -> bool:
    """Back into the pool: what was tried is looked up first, the rest waits for its time."""
    if entry.state is not EntryState.WITHDRAWN:
        return False
    said = wanted.at or (entry.scheduled_at if entry.slot_at is None else None)
    when = target_times.new_time(unit, target, settings, said)
    event = EntryEvent.RESTORE_TRIED if entry.tried else EntryEvent.RESTORE
    return unit.move(
        Entity.ENTRY,
        entry,
        event,
        attempt=entry.attempt + 1,
        retry_count=0,
        looks=0,
        priority=entry.priority if wanted.priority is None else wanted.priority,
        **when,
        deferred_from=None,
        due_at=unit.now if entry.tried else when["scheduled_at"],
        max_retries=settings.publish_retries,
        publisher=publisher_of(entry, target, settings),
    )


def publisher_of(entry: Entry, target: Target, settings: Settings) -> str:
    """Who publishes it: the one that was tried, or the target's as long as none was."""
    return entry.publisher if entry.tried else target.publisher or settings.publisher


def reschedule(
    unit: Unit, entry: Entry, *, at: datetime | None = None, priority: int | None = None
) -> bool:
    """A person changes time or priority of a waiting entry; its slot is free with another time."""
    values: dict[str, Any] = {"priority": entry.priority if priority is None else priority}
    if at is not None:
        values |= {"scheduled_at": at, "due_at": max(at, unit.now)}
        values |= {"slot_at": None, "deferred_from": None}
        target_times.give_back(entry)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.RESCHEDULE,
        data={"at": at and at.isoformat(), "priority": priority},
        **values,
    )


def to_next_slot(unit: Unit, entry: Entry, target: Target, settings: Settings) -> bool:
    """A waiting entry gets the next free time of its target, which may be the one that it has.

    Raises InputError where the target takes articles at any time.
    """
    target_times.hold(unit, target.account_id)  # before its own, or it would be out of their order
    target_times.give_back(entry)
    slot = target_times.take(unit, target, settings, but=entry.id)
    if slot is None:
        raise InputError(
            f"target {target.name!r} has no slots and no distance",
            code=Code.NO_SLOTS,
            account_id=target.account_id,
            target=target.name,
        )
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.RESCHEDULE,
        data={"at": slot.isoformat(), "slot_at": slot.isoformat()},
        scheduled_at=slot,
        slot_at=slot,
        deferred_from=None,
        due_at=slot,
    )


def revive(unit: Unit, entry: Entry) -> bool:
    """A person wants a failed entry tried again: looked up first, then published.

    With fresh tries; whether it may be out there is not forgotten with the old ones.
    """
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.REVIVE,
        attempt=entry.attempt + 1,
        retry_count=0,
        crash_count=0,
        looks=0,
        error_message=None,
        scheduled_at=unit.now,
        slot_at=None,
        deferred_from=None,
        due_at=unit.now,
    )


def again(unit: Unit, entry: Entry) -> bool:
    """A person wants it published again where it was: looked up first, as it may still be there."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.AGAIN,
        attempt=entry.attempt + 1,
        retry_count=0,
        crash_count=0,
        looks=0,
        error_message=None,
        maybe_published_since=unit.now,
        slot_at=None,
        deferred_from=None,
        due_at=unit.now,
        **FREE,
    )


def confirm_absent(unit: Unit, entry: Entry, reason: str) -> bool:
    """A person looked: the target does not hold it. The entry is as one that was never tried.

    What had failed, or was being looked up, is published anew where the account says now.
    """
    out = entry.state is EntryState.WITHDRAWN
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.CONFIRM_ABSENT,
        reason=reason,
        data={"place": shown_place(entry.place)},
        attempt=entry.attempt + 1,
        place=None,
        proof=None,
        published_at=None,
        external_id=None,
        maybe_published_since=None,
        retry_count=0,
        crash_count=0,
        looks=0,
        error_message=None,
        slot_at=entry.slot_at if out else None,
        deferred_from=entry.deferred_from if out else None,
        due_at=None if out else max(entry.scheduled_at, unit.now),
        **FREE,
    )


def withdraw(unit: Unit, entry: Entry, reason: str) -> bool:
    """Take an entry that waits or has failed out of the pool; what is known of it is kept."""
    target_times.give_back(entry)
    return unit.move(Entity.ENTRY, entry, EntryEvent.REMOVE, reason=reason, due_at=None, **FREE)


def remove_for_good(unit: Unit, entry: Entry, reason: str) -> None:
    """Forget an entry together with its content."""
    target_times.give_back(entry)
    db.execute("DELETE FROM publish_entries WHERE id = ?", (entry.id,))
    unit.removed(Entity.ENTRY, entry, EntryEvent.REMOVE, reason)
