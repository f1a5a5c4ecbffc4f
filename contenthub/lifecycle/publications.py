"""How entries of the pool are published: what is next, and what became of each call of a publisher.

Outcomes are fenced by the token of the claim under which the publisher was called.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from contenthub import clock, pacing, records
from contenthub.database import db
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import decisions
from contenthub.lifecycle.entries import publisher_of
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Account, Content, Entry
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, EntryEvent, EntryState

BATCH = 50  # publications that a publisher is handed in one go


class Targets(Protocol):
    """What the pool has to know of publishers."""

    def in_batches(self, publisher: str) -> bool:
        """Whether it takes many publications at once."""
        ...

    def place(self, entry: Entry, content: Content, account: Account) -> dict[str, Any] | None:
        """What decides where it goes, see ``Publisher.place``; None where that is not known."""
        ...


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
        served_by = {e.id: publisher_of(e, accounts[e.account_id], settings) for e in waiting}
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
        **FREE,
    )


def unproven(unit: Unit, entry: Entry, error: BackendError, settings: Settings) -> bool:
    """The publisher gave no proof: again later, failed, or in doubt where it may be out there."""
    failure, retry_left = decisions.failure_of(error), entry.retry_count < entry.max_retries
    match decisions.publication_failed(failure, retry_left=retry_left):
        case EntryEvent.DOUBT:
            return doubt(unit, entry, str(error), settings)
        case EntryEvent.RETRY:
            return _retry(unit, entry, error, settings)
    return give_up(unit, entry, str(error))


def looked_up(
    unit: Unit, entry: Entry, answer: str | BackendError | None, settings: Settings
) -> bool:
    """What the look at the target told: the proof, None where it does not hold it, or an error."""
    there = answer is not None if not isinstance(answer, BackendError) else None
    match decisions.target_looked_up(entry.state, there=there):
        case EntryEvent.PUBLISH:
            return published(unit, entry, str(answer))
        case EntryEvent.ABSENT:
            return absent(unit, entry)
    lost = entry.state is EntryState.PUBLISHING
    why = "its worker was lost while publishing" if lost else str(answer)
    return doubt(unit, entry, why, settings)


def _retry(unit: Unit, entry: Entry, error: BackendError, settings: Settings) -> bool:
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
        **FREE,
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
        **FREE,
    )


def doubt(unit: Unit, entry: Entry, reason: str, settings: Settings) -> bool:
    """Whether it is published is not known: it is looked up, never blindly repeated.

    After too many looks that told nothing, or too many publications that broke off, a person has
    to decide. The doubt stays with the entry, whatever is tried next, until there is proof.
    """
    broke_off = entry.state is EntryState.PUBLISHING
    now = decisions.in_doubt(entry.state, entry.crash_count, entry.looks, settings.max_crashes)
    since = entry.maybe_published_since or (entry.updated_at if broke_off else unit.now)
    if now.event is EntryEvent.FAIL:
        why = (
            f"quarantined after {now.crashes} publications broke off: {reason}"
            if broke_off
            else f"could not be verified, look at the target: {reason}"
        )
        return give_up(unit, entry, why, maybe_published_since=since)
    wait = 0.0 if broke_off else pacing.backoff(min(now.looks, 5), settings.retry_backoff)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.DOUBT,
        lease=entry.lease_owner,
        reason=reason,
        error_message=reason,
        crash_count=now.crashes,
        looks=now.looks,
        maybe_published_since=since,
        due_at=clock.after(wait, unit.now),
        **FREE,
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
        **FREE,
    )
