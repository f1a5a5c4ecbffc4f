"""The publish pool: entries, their order, and what became of each call of a publisher."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from contenthub import clock, db, records, states
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Account, Content, Entry
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, EntryEvent, EntryState

BATCH = 50  # publications that a publisher is handed in one go
VERIFY_TRIES = 20  # looks at a silent target before a person is asked

_FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}


def enqueue(
    unit: Unit,
    content_id: int,
    task_id: str,
    account: Account,
    settings: Settings,
    *,
    priority: int = 5,
    at: datetime | None = None,
    new: bool = False,
) -> int | None:
    """Put a content into the pool; None when it is there already (which is no error).

    One that was in the pool before and may have reached its target then is looked up first.
    """
    if not new and records.select(Entry, "WHERE content_id = ?", (content_id,)):
        return None
    due_at = at if at is not None and at > unit.now else unit.now
    doubtful = not new and _was_tried(task_id)
    state = EntryState.UNVERIFIED if doubtful else EntryState.QUEUED
    entry_id = insert_row(PublishEntry, {
        "content": content_id, "task_id": task_id, "account": account.id,
        "publisher": account.publisher or settings.publisher, "status": state,
        "priority": priority, "scheduled_at": due_at, "due_at": due_at,
        "max_retries": settings.max_retries, "created_at": unit.now, "updated_at": unit.now,
    })  # fmt: skip
    unit.created(Entity.ENTRY, entry_id, task_id, EntryEvent.CREATE, state, due_at=due_at)
    return entry_id


def claim_next(
    token: str, settings: Settings, who: str, in_batches: Callable[[str], bool]
) -> list[tuple[Entry, Content, Account]]:
    """Claim what is to be published next: of what is due, highest priority first, then first come.

    One entry, or up to BATCH of them where the first one's publisher takes many. Rings for
    the rest.
    """
    if not _next_queued(clock.now(), 1):  # without a write lock: mostly there is nothing
        return []
    with Unit(who) as unit:
        waiting = _next_queued(unit.now, BATCH + 1)
        if not waiting:
            return []
        first = waiting[0].publisher
        limit = BATCH if in_batches(first) else 1
        chosen = [entry for entry in waiting if entry.publisher == first][:limit]
        claimed = unit.move_all(Entity.ENTRY, chosen, EntryEvent.CLAIM, lease_owner=token,
                                lease_until=clock.after(settings.lease, unit.now))  # fmt: skip
        if len(waiting) > len(chosen):
            unit.ring(ActorName.PUBLISH, (0, 0))
    return with_contents(claimed)


def with_contents(entries: list[Entry]) -> list[tuple[Entry, Content, Account]]:
    """Each entry with its content and account."""
    texts = {c.id: c for c in records.by_ids(Content, [entry.content_id for entry in entries])}
    accounts = records.accounts_of(entries)
    return [(e, texts[e.content_id], accounts[e.account_id]) for e in entries]


def _next_queued(now: datetime, limit: int) -> list[Entry]:
    lock = "" if db.is_sqlite() or limit == 1 else " FOR UPDATE SKIP LOCKED"
    return records.select(
        Entry,
        f"WHERE status = 'queued' AND due_at <= ? ORDER BY priority DESC, due_at, id LIMIT ?{lock}",
        (records.moment(now), limit),
    )


def published(unit: Unit, entry: Entry, proof: str) -> bool:
    """The target gave its proof: the only way to "published"."""
    if not proof:
        raise ValueError("a publication without proof is none")
    return unit.move(Entity.ENTRY, entry, EntryEvent.PUBLISH, lease=entry.lease_owner,
                     data={"proof": proof}, proof=proof, published_at=unit.now, due_at=None,
                     error_message=None, **_FREE)  # fmt: skip


def failed(unit: Unit, entry: Entry, error: BackendError, settings: Settings) -> bool:
    """Certainly not published: again later if that may help, else failed."""
    if not error.transient or entry.retry_count >= entry.max_retries:
        return give_up(unit, entry, str(error))
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = states.backoff(entry.retry_count + 1, settings.retry_backoff, asked=asked)
    return unit.move(Entity.ENTRY, entry, EntryEvent.RETRY, lease=entry.lease_owner,
                     reason=str(error), error_message=str(error), attempt=entry.attempt + 1,
                     retry_count=entry.retry_count + 1,
                     due_at=clock.after(wait, unit.now), **_FREE)  # fmt: skip


def give_up(unit: Unit, entry: Entry, reason: str) -> bool:
    """No further try by itself."""
    return unit.move(Entity.ENTRY, entry, EntryEvent.FAIL, lease=entry.lease_owner, reason=reason,
                     error_message=reason, due_at=None, **_FREE)  # fmt: skip


def doubt(unit: Unit, entry: Entry, reason: str, settings: Settings) -> bool:
    """Whether it is published is not known: it is looked up, never blindly repeated.

    After VERIFY_TRIES looks that told nothing, or too many publications that broke off, a person
    has to decide.
    """
    broke_off = entry.state is EntryState.PUBLISHING
    crashes, looks = entry.crash_count + broke_off, 0 if broke_off else entry.looks + 1
    if crashes > settings.max_crashes and broke_off:
        return give_up(unit, entry, f"quarantined after {crashes} publications broke off: {reason}")
    if looks > VERIFY_TRIES:
        return give_up(unit, entry, f"could not be verified, look at the target: {reason}")
    wait = 0.0 if broke_off else states.backoff(min(looks, 5), settings.retry_backoff)
    return unit.move(Entity.ENTRY, entry, EntryEvent.DOUBT, lease=entry.lease_owner, reason=reason,
                     error_message=reason, crash_count=crashes, looks=looks,
                     due_at=clock.after(wait, unit.now), **_FREE)  # fmt: skip


def absent(unit: Unit, entry: Entry) -> bool:
    """Looked up: the target certainly does not hold it, so it may be published."""
    return unit.move(Entity.ENTRY, entry, EntryEvent.ABSENT, lease=entry.lease_owner,
                     attempt=entry.attempt + 1, looks=0,
                     due_at=max(entry.scheduled_at, unit.now), **_FREE)  # fmt: skip


def reschedule(unit: Unit, entry: Entry, *, at: datetime | None = None,
               priority: int | None = None) -> bool:  # fmt: skip
    """A person changes time or priority of a waiting entry."""
    values: dict[str, Any] = {"priority": entry.priority if priority is None else priority}
    if at is not None:
        values |= {"scheduled_at": at, "due_at": max(at, unit.now)}
    return unit.move(Entity.ENTRY, entry, EntryEvent.RESCHEDULE, data={
        "at": at and at.isoformat(), "priority": priority}, **values)  # fmt: skip


def revive(unit: Unit, entry: Entry) -> bool:
    """A person wants a failed entry tried again: looked up first, then published."""
    return unit.move(Entity.ENTRY, entry, EntryEvent.REVIVE, attempt=entry.attempt + 1,
                     retry_count=0, crash_count=0, looks=0, error_message=None,
                     due_at=unit.now)  # fmt: skip


def release(
    unit: Unit, settings: Settings, *, account_ids: list[int] | None, limit: int | None
) -> int:
    """Put approved contents of accounts that do not publish by themselves into the pool.

    The oldest first, at most ``limit`` for each account; what a person took out stays out.
    ``account_ids`` None: of all accounts. Returns how many there were, and rings for what is due.
    """
    found = records.select(Account, "WHERE active = ? ORDER BY id", (True,))
    accounts = [one for one in found if account_ids is None or one.id in account_ids]
    released = 0
    for account in accounts:
        rows = db.execute(_HELD_BACK, (account.id, limit or MOST_RELEASED)).fetchall()
        for content_id, task_id, at in rows:
            when = PublishEntry.scheduled_at.python_value(at)
            released += enqueue(unit, content_id, task_id, account, settings, at=when) is not None
    unit.ring(ActorName.PUBLISH, (0, 0))
    return released


MOST_RELEASED = 10_000  # for an account, in one go
_HELD_BACK = (
    "SELECT id, generation_task_id, scheduled_publish_at FROM contents"
    " WHERE account_id = ? AND review_status = 'approved' AND NOT auto_publish"
    " AND NOT EXISTS (SELECT 1 FROM publish_entries e WHERE e.content_id = contents.id)"
    " AND NOT EXISTS (SELECT 1 FROM events v WHERE v.task_id = contents.generation_task_id"
    " AND v.entity = 'entry' AND v.event = 'remove') ORDER BY id LIMIT ?"
)


def withdraw(unit: Unit, entry: Entry, reason: str) -> None:
    """Take an entry that waits or has failed out of the pool."""
    db.execute("DELETE FROM publish_entries WHERE id = ?", (entry.id,))
    unit.removed(Entity.ENTRY, entry, EntryEvent.REMOVE, reason)


def _was_tried(task_id: str) -> bool:
    """True if a publisher was called for this task's content before, in an earlier entry."""
    return bool(
        db.execute(
            "SELECT 1 FROM events WHERE task_id = ? AND entity = 'entry' AND event = 'claim' LIMIT 1",
            (task_id,),
        ).fetchall()
    )
