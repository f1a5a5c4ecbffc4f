"""How entries of the pool are published: what is next, and what became of each call of a publisher.

Outcomes are fenced by the token of the claim under which the publisher was called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from contenthub import clock, pacing, records
from contenthub.database import db
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import decisions, targets
from contenthub.lifecycle.entries import publisher_of
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Account, Content, Entry, Target
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, EntryEvent, EntryState
from contenthub.target_answers import Accepted, HandedOver, Proof, Refused, Taken

BATCH = 50  # publications that a publisher is handed in one go
LONGEST_ACCEPTED = 3 * 86_400.0  # seconds that a target may work on one


@dataclass(frozen=True, slots=True)
class Job:
    """One publication to be done or looked up."""

    entry: Entry
    content: Content
    account: Account
    target: Target


class Publishers(Protocol):
    """What the pool has to know of publishers."""

    def in_batches(self, publisher: str) -> bool:
        """Whether it takes many publications at once."""
        ...

    def place(self, job: Job) -> dict[str, Any] | None:
        """What decides where it goes, see ``Publisher.place``; None where that is not known."""
        ...


def claim_next(token: str, settings: Settings, who: str, publishers: Publishers) -> list[Job]:
    """Claim what is to be published next: of what is due, highest priority first, then first come.

    One entry, or up to BATCH of them where the first one's publisher takes many. Rings for
    the rest. What is tried the first time gets its place with the claim, and keeps it. What is for
    a paused target waits until that is resumed.
    """
    if not _next_queued(clock.now(), 1):  # without a write lock: mostly there is nothing
        return []
    with Unit(who) as unit:
        due = _next_queued(unit.now, BATCH + 1)
        if len(due) > BATCH:
            unit.ring(ActorName.PUBLISH, (0, 0))
        at = _targets_of(due)
        waiting = _without_parked(unit, due, at)
        if not waiting:
            return []
        served_by = {e.id: publisher_of(e, at[e.target_id], settings) for e in waiting}
        first = served_by[waiting[0].id]
        limit = BATCH if publishers.in_batches(first) else 1
        chosen = [entry for entry in waiting if served_by[entry.id] == first][:limit]
        if len(waiting) > len(chosen):
            unit.ring(ActorName.PUBLISH, (0, 0))
        claimed = unit.move_all(
            Entity.ENTRY,
            chosen,
            EntryEvent.CLAIM,
            lease_owner=token,
            publisher=first,
            lease_until=clock.after(settings.lease, unit.now),
        )
        return _placed(jobs_of([replace(one, publisher=first) for one in claimed]), publishers)


def _without_parked(unit: Unit, due: list[Entry], at: dict[int, Target]) -> list[Entry]:
    """Park what is for a paused target; returns the rest."""
    paused = targets.paused_for_now([one.id for one in at.values() if one.paused])
    parked = [entry for entry in due if entry.target_id in paused]
    unit.move_all(Entity.ENTRY, parked, EntryEvent.PARK, due_at=None)
    return [entry for entry in due if entry.target_id not in paused]


def _placed(jobs: list[Job], publishers: Publishers) -> list[Job]:
    """The claimed jobs, each with its place, which is settled at the first try, and its text."""
    found, written = [], []
    for job in jobs:
        entry, content = job.entry, job.content
        place = publishers.place(job) if entry.place is None else entry.place
        written.append((PublishEntry.place.db_value(place), content.id, content.attempt, entry.id))
        found.append(replace(job, entry=replace(entry, place=place)))
    db.execute_many(
        "UPDATE publish_entries SET place = ?, revision_id = (SELECT r.id FROM revisions r"
        " WHERE r.content_id = ? AND r.number = ?) WHERE id = ?",
        written,
    )
    return found


def jobs_of(entries: list[Entry]) -> list[Job]:
    """Each entry with its content, account and target."""
    contents = {c.id: c for c in records.by_ids(Content, [entry.content_id for entry in entries])}
    accounts, targets = records.accounts_of(entries), _targets_of(entries)
    return [
        Job(e, contents[e.content_id], accounts[e.account_id], targets[e.target_id])
        for e in entries
    ]


def _targets_of(entries: list[Entry]) -> dict[int, Target]:
    ids = sorted({entry.target_id for entry in entries})
    return {one.id: one for one in records.by_ids(Target, ids)}


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


Seen = Taken | Refused | BackendError | None  # what a look at the target told


def looked_up(unit: Unit, entry: Entry, seen: Seen, settings: Settings) -> bool:
    """What the look at the target told; None: it certainly does not hold it."""
    if isinstance(seen, Refused):  # another try is another one for the target, too
        certain = {"external_id": None, "maybe_published_since": None}
        return give_up(unit, entry, f"the target refused it: {seen.reason}", **certain)
    there = seen is not None if not isinstance(seen, BackendError) else None
    match decisions.target_looked_up(entry.state, there=there):
        case EntryEvent.PUBLISH if not (seen is None or isinstance(seen, BackendError)):
            return taken(unit, entry, seen, settings)
        case EntryEvent.ABSENT:
            return absent(unit, entry)
    lost = entry.state is EntryState.PUBLISHING
    why = "its worker was lost while publishing" if lost else str(seen)
    return doubt(unit, entry, why, settings)


def taken(unit: Unit, entry: Entry, answer: Taken, settings: Settings) -> bool:
    """The target has it: with proof, as something it works on, or as a draft of its own."""
    match answer:
        case Proof():
            return published(unit, entry, answer.location)
        case HandedOver():
            return _handed_over(unit, entry, answer.location)
    return _accepted(unit, entry, answer, settings)


def _accepted(unit: Unit, entry: Entry, answer: Accepted, settings: Settings) -> bool:
    """The target works on it: it may be out there at any moment, so it is looked up until it is.

    What takes longer than LONGEST_ACCEPTED is for a person to look at.
    """
    since = entry.maybe_published_since or unit.now
    if (unit.now - since).total_seconds() > LONGEST_ACCEPTED:
        why = f"the target has worked on it since {since:%Y-%m-%d %H:%M} UTC; look there"
        return give_up(unit, entry, why)
    wait = answer.look_after
    if wait is None:
        wait = pacing.next_look(since, unit.now, settings.poll_interval)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.ACCEPT,
        lease=entry.lease_owner,
        data={"external_id": answer.external_id},
        external_id=answer.external_id,
        maybe_published_since=since,
        looks=0,
        error_message=None,
        due_at=clock.after(max(wait, 1.0), unit.now),
        **FREE,
    )


def _handed_over(unit: Unit, entry: Entry, location: str) -> bool:
    """The target keeps it as a draft: nothing more happens by itself."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.HAND_OVER,
        lease=entry.lease_owner,
        data={"proof": location},
        proof=location,
        due_at=None,
        error_message=None,
        maybe_published_since=None,
        **FREE,
    )


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
        external_id=None,
        maybe_published_since=None,
        due_at=max(entry.scheduled_at, unit.now),
        **FREE,
    )
