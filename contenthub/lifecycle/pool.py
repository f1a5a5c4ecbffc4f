"""The publish pool: entries, their order, and what became of each call of a publisher."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from contenthub import clock, pacing, records
from contenthub.database import db
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


class Targets(Protocol):
    """What the pool has to know of publishers."""

    def in_batches(self, publisher: str) -> bool:
        """Whether it takes many publications at once."""
        ...

    def place(self, entry: Entry, content: Content, account: Account) -> dict[str, Any] | None:
        """What decides where it goes, see ``Publisher.place``; None where that is not known."""
        ...


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
        publisher=_publisher_of(entry, account, settings),
    )
    return entry.id


def _priority_of(content_id: int) -> int:
    row = db.execute("SELECT priority FROM contents WHERE id = ?", (content_id,)).fetchone()
    return int(row[0])


def _publisher_of(entry: Entry, account: Account, settings: Settings) -> str:
    """The one that was tried, or the account's as long as none was."""
    return entry.publisher if entry.tried else account.publisher or settings.publisher


def claim_next(
    token: str, settings: Settings, who: str, targets: Targets
) -> list[tuple[Entry, Content, Account]]:
    """Claim what is to be published next: of what is due, highest priority first, then first come.

    One entry, or up to BATCH of them where the first one's publisher takes many. Rings for
    the rest. What is tried the first time gets its place with the claim, and keeps it.
    """
    if not _next_queued(clock.now(), 1):  # without a write lock: mostly there is nothing
        return []
    with Unit(who) as unit:
        waiting = _next_queued(unit.now, BATCH + 1)
        if not waiting:
            return []
        accounts = records.accounts_of(waiting)
        served_by = {e.id: _publisher_of(e, accounts[e.account_id], settings) for e in waiting}
        first = served_by[waiting[0].id]
        limit = BATCH if targets.in_batches(first) else 1
        chosen = [entry for entry in waiting if served_by[entry.id] == first][:limit]
        jobs = with_contents([replace(entry, publisher=first) for entry in chosen], accounts)
        claimed = unit.move_all(
            Entity.ENTRY,
            chosen,
            EntryEvent.CLAIM,
            lease_owner=token,
            publisher=first,
            lease_until=clock.after(settings.lease, unit.now),
        )
        placed = _put_places(jobs, {entry.id for entry in claimed}, targets)
        if len(waiting) > len(chosen):
            unit.ring(ActorName.PUBLISH, (0, 0))
    return placed


def _put_places(
    jobs: list[tuple[Entry, Content, Account]], claimed: set[int], targets: Targets
) -> list[tuple[Entry, Content, Account]]:
    """The claimed jobs, each with its place; a new one is written."""
    found, new = [], []
    for entry, content, account in jobs:
        if entry.id not in claimed:
            continue
        place = entry.place
        if place is None and (place := targets.place(entry, content, account)) is not None:
            new.append((PublishEntry.place.db_value(place), entry.id))
        found.append((replace(entry, place=place), content, account))
    if new:
        db.execute_many("UPDATE publish_entries SET place = ? WHERE id = ?", new)
    return found


def with_contents(
    entries: list[Entry], accounts: dict[int, Account] | None = None
) -> list[tuple[Entry, Content, Account]]:
    """Each entry with its content and account."""
    texts = {c.id: c for c in records.by_ids(Content, [entry.content_id for entry in entries])}
    known = records.accounts_of(entries) if accounts is None else accounts
    return [(e, texts[e.content_id], known[e.account_id]) for e in entries]


def _next_queued(now: datetime, limit: int) -> list[Entry]:
    lock = "" if db.is_sqlite() or limit == 1 else " FOR UPDATE SKIP LOCKED"
    return records.select(
        Entry,
        "INDEXED BY entry_queued WHERE status = 'queued' AND due_at <= ?"
        f" ORDER BY priority DESC, due_at, id LIMIT ?{lock}",
        (records.moment(now), limit),
    )


def published(unit: Unit, entry: Entry, proof: str) -> bool:
    """The target gave its proof: the only way to "published"."""
    if not proof:
        raise ValueError("a publication without proof is none")
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.PUBLISH,
        lease=entry.lease_owner,
        data={"proof": proof},
        proof=proof,
        published_at=unit.now,
        due_at=None,
        error_message=None,
        maybe_published_since=None,
        **_FREE,
    )


def failed(unit: Unit, entry: Entry, error: BackendError, settings: Settings) -> bool:
    """Certainly not published: again later if that may help, else failed."""
    if not error.transient or entry.retry_count >= entry.max_retries:
        return give_up(unit, entry, str(error))
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = pacing.backoff(entry.retry_count + 1, settings.retry_backoff, asked=asked)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.RETRY,
        lease=entry.lease_owner,
        reason=str(error),
        error_message=str(error),
        attempt=entry.attempt + 1,
        retry_count=entry.retry_count + 1,
        due_at=clock.after(wait, unit.now),
        **_FREE,
    )


def give_up(unit: Unit, entry: Entry, reason: str, **values: Any) -> bool:
    """No further try by itself."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.FAIL,
        lease=entry.lease_owner,
        reason=reason,
        error_message=reason,
        due_at=None,
        **values,
        **_FREE,
    )


def doubt(unit: Unit, entry: Entry, reason: str, settings: Settings) -> bool:
    """Whether it is published is not known: it is looked up, never blindly repeated.

    After VERIFY_TRIES looks that told nothing, or too many publications that broke off, a person
    has to decide. The doubt stays with the entry, whatever is tried next, until there is proof.
    """
    broke_off = entry.state is EntryState.PUBLISHING
    crashes, looks = entry.crash_count + broke_off, 0 if broke_off else entry.looks + 1
    since = entry.maybe_published_since or (entry.updated_at if broke_off else unit.now)
    if crashes > settings.max_crashes and broke_off:
        why = f"quarantined after {crashes} publications broke off: {reason}"
        return give_up(unit, entry, why, maybe_published_since=since)
    if looks > VERIFY_TRIES:
        why = f"could not be verified, look at the target: {reason}"
        return give_up(unit, entry, why, maybe_published_since=since)
    wait = 0.0 if broke_off else pacing.backoff(min(looks, 5), settings.retry_backoff)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.DOUBT,
        lease=entry.lease_owner,
        reason=reason,
        error_message=reason,
        crash_count=crashes,
        looks=looks,
        maybe_published_since=since,
        due_at=clock.after(wait, unit.now),
        **_FREE,
    )


def absent(unit: Unit, entry: Entry) -> bool:
    """Looked up: the target certainly does not hold it, so it may be published."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.ABSENT,
        lease=entry.lease_owner,
        attempt=entry.attempt + 1,
        looks=0,
        maybe_published_since=None,
        due_at=max(entry.scheduled_at, unit.now),
        **_FREE,
    )


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
        **_FREE,
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
    return unit.move(Entity.ENTRY, entry, EntryEvent.REMOVE, reason=reason, due_at=None, **_FREE)


def remove_for_good(unit: Unit, entry: Entry, reason: str) -> None:
    """Forget an entry together with its content."""
    db.execute("DELETE FROM publish_entries WHERE id = ?", (entry.id,))
    unit.removed(Entity.ENTRY, entry, EntryEvent.REMOVE, reason)
