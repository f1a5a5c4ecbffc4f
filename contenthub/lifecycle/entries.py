"""Entries of the publish pool: how they come in, what a person changes, how they go out.

An entry is never forgotten while its content exists: what was taken out comes back with what is
known of it. How one is published is in ``publications``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Account, Entry
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, EntryEvent, EntryState


def enqueue(
    unit: Unit,
    content_id: int,
    task_id: str,
    account: Account,
    settings: Settings,
    *,
    priority: int | None = None,
    at: datetime | None = None,
    planned: datetime | None = None,
    new: bool = False,
) -> int | None:
    """Put a content into the pool; None when it is there already (which is no error).

    One that was in the pool before comes back with what is known of it: its time and priority
    unless ``at`` and ``priority`` say others, and that it was tried. Otherwise ``planned`` is
    the time, and the content's own the priority.
    """
    before = None if new else entry_of(content_id)
    if before is not None:
        return _restore(unit, before, account, settings, priority, at)
    due_at = max(at or planned or unit.now, unit.now)
    entry_id = insert_row(
        PublishEntry,
        {
            "content": content_id,
            "task_id": task_id,
            "account": account.id,
            "publisher": account.publisher or settings.publisher,
            "status": EntryState.QUEUED,
            "priority": _priority_of(content_id) if priority is None else priority,
            "scheduled_at": due_at,
            "due_at": due_at,
            "max_retries": settings.max_retries,
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )
    unit.created(
        Entity.ENTRY, entry_id, task_id, EntryEvent.CREATE, EntryState.QUEUED, due_at=due_at
    )
    return entry_id


def entry_of(content_id: int) -> Entry | None:
    """The content's entry, also one that was taken out; locked until the unit commits."""
    found = records.select(Entry, f"WHERE content_id = ?{db.for_update()}", (content_id,))
    return found[0] if found else None


def _restore(
    unit: Unit,
    entry: Entry,
    account: Account,
    settings: Settings,
    priority: int | None,
    at: datetime | None,
) -> int | None:
    """Back into the pool: what was tried is looked up first, the rest waits for its time."""
    if entry.state is not EntryState.WITHDRAWN:
        return None
    when = max(at or entry.scheduled_at, unit.now)
    event = EntryEvent.RESTORE_TRIED if entry.tried else EntryEvent.RESTORE
    unit.move(
        Entity.ENTRY,
        entry,
        event,
        attempt=entry.attempt + 1,
        retry_count=0,
        looks=0,
        priority=entry.priority if priority is None else priority,
        scheduled_at=when,
        due_at=unit.now if entry.tried else when,
        max_retries=settings.max_retries,
        publisher=publisher_of(entry, account, settings),
    )
    return entry.id


def _priority_of(content_id: int) -> int:
    row = db.execute("SELECT priority FROM contents WHERE id = ?", (content_id,)).fetchone()
    return int(row[0])


def publisher_of(entry: Entry, account: Account, settings: Settings) -> str:
    """Who publishes it: the one that was tried, or the account's as long as none was."""
    return entry.publisher if entry.tried else account.publisher or settings.publisher


def reschedule(
    unit: Unit, entry: Entry, *, at: datetime | None = None, priority: int | None = None
) -> bool:
    """A person changes time or priority of a waiting entry."""
    values: dict[str, Any] = {"priority": entry.priority if priority is None else priority}
    if at is not None:
        values |= {"scheduled_at": at, "due_at": max(at, unit.now)}
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.RESCHEDULE,
        data={"at": at and at.isoformat(), "priority": priority},
        **values,
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
        due_at=unit.now,
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
        data={"place": entry.place},
        attempt=entry.attempt + 1,
        place=None,
        maybe_published_since=None,
        retry_count=0,
        crash_count=0,
        looks=0,
        error_message=None,
        due_at=None if out else max(entry.scheduled_at, unit.now),
        **FREE,
    )


def release(
    unit: Unit, settings: Settings, *, account_ids: list[int] | None, limit: int | None
) -> int:
    """Put approved contents of accounts with --no-auto-publish into the pool.

    The oldest first, at most ``limit`` for each account; what a person took out stays out.
    ``account_ids`` None: of all accounts. Returns how many there were, and rings for what is due.
    """
    found = records.select(Account, "WHERE active = ? ORDER BY id", (True,))
    accounts = [one for one in found if account_ids is None or one.id in account_ids]
    released = 0
    for account in accounts:
        rows = db.execute(_HELD_BACK, (account.id, limit or MOST_RELEASED)).fetchall()
        for content_id, task_id, priority, at in rows:
            when = PublishEntry.scheduled_at.python_value(at)
            released += (
                enqueue(
                    unit,
                    content_id,
                    task_id,
                    account,
                    settings,
                    at=when,
                    priority=priority,
                    new=True,
                )
                is not None
            )
    unit.ring(ActorName.PUBLISH, (0, 0))
    return released


MOST_RELEASED = 10_000  # for an account, in one go
_HELD_BACK = (  # what was taken out has an entry that says so
    "SELECT id, generation_task_id, priority, scheduled_publish_at FROM contents"
    " WHERE account_id = ? AND review_status = 'approved' AND NOT auto_publish"
    " AND NOT EXISTS (SELECT 1 FROM publish_entries e WHERE e.content_id = contents.id)"
    " ORDER BY id LIMIT ?"
)


def withdraw(unit: Unit, entry: Entry, reason: str) -> bool:
    """Take an entry that waits or has failed out of the pool; what is known of it is kept."""
    return unit.move(Entity.ENTRY, entry, EntryEvent.REMOVE, reason=reason, due_at=None, **FREE)


def remove_for_good(unit: Unit, entry: Entry, reason: str) -> None:
    """Forget an entry together with its content."""
    db.execute("DELETE FROM publish_entries WHERE id = ?", (entry.id,))
    unit.removed(Entity.ENTRY, entry, EntryEvent.REMOVE, reason)
