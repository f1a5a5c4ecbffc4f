"""What is published next: claimed from the queue, with all that a publisher has to know of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle import going_out, queued_past, target_calls, targets
from contenthub.lifecycle.entries import publisher_of
from contenthub.lifecycle.unit import Unit
from contenthub.models import PublishEntry
from contenthub.records import Account, Content, Entry, Target
from contenthub.settings import Settings
from contenthub.states import ActorName, Entity, EntryEvent

BATCH = 50  # publications that a publisher is handed in one go
_MOST_PARKED = 4  # times that a claim looks past paused targets for something else


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
    a paused target waits until that is resumed, and what is for one that takes no further call now
    is passed over. What would be too soon after others at its target gets a later time.
    """
    if not _is_any(clock.now(), settings, publishers):  # without a write lock
        return []
    blocked: set[int] = set()
    for _ in range(_MOST_PARKED):
        with Unit(who) as unit:
            due, at = _due(unit, settings, publishers, blocked)
            if not _parked(unit, due, at):
                return _claimed(unit, due, at, token, settings, publishers)
        if len(due) > BATCH:  # what is behind them does not wait until all of these are parked
            blocked |= {id_ for id_, target in at.items() if target.paused}
    return []


def _claimed(
    unit: Unit,
    due: list[Entry],
    at: dict[int, Target],
    token: str,
    settings: Settings,
    publishers: Publishers,
) -> list[Job]:
    """Claim of what is due and locked what may go out now."""
    may_go = going_out.that_may(unit, due, at, settings) if due else []
    if not may_go:
        return []
    served_by = {e.id: publisher_of(e, at[e.target_id], settings) for e in may_go}
    first = served_by[may_go[0].id]
    many = publishers.in_batches(first)
    chosen = [entry for entry in may_go if served_by[entry.id] == first]
    chosen = chosen[: BATCH if many else 1]
    if len(due) > len(chosen):
        unit.ring(ActorName.PUBLISH, (0, 0))
    if not many and not target_calls.is_free(chosen[0].target_id):
        return []  # somebody else began a call there; the sweep rings again
    claimed = unit.move_all(
        Entity.ENTRY,
        chosen,
        EntryEvent.CLAIM,
        lease_owner=token,
        publisher=first,
        lease_until=clock.after(settings.lease, unit.now),
        **going_out.time_of(unit, chosen[0], at[chosen[0].target_id], settings),
    )
    served = [e if e.publisher == first else replace(e, publisher=first) for e in claimed]
    return _placed(_jobs(served, at), publishers)


def _is_any(now: datetime, settings: Settings, publishers: Publishers) -> bool:
    """Whether anything is due that can be published now: mostly there is nothing."""
    if not _next_queued(now, 1):
        return False
    blocked = target_calls.full(settings.publisher, publishers.in_batches)
    return not blocked or bool(_next_queued(now, 1, blocked))


def _due(
    unit: Unit, settings: Settings, publishers: Publishers, blocked: Collection[int]
) -> tuple[list[Entry], dict[int, Target]]:
    """What is next at targets that take a call now, but for the ``blocked`` ones, and these."""
    full = target_calls.full(settings.publisher, publishers.in_batches)
    due = _next_queued(unit.now, BATCH + 1, full.union(blocked))
    if len(due) > BATCH:
        unit.ring(ActorName.PUBLISH, (0, 0))
    return due, _targets_of(due)


def _parked(unit: Unit, due: list[Entry], at: dict[int, Target]) -> bool:
    """Park what is for a paused target; False where nothing is.

    In a unit of its own: a claim that locks another target behind these would wait for whoever
    locks them in their order.
    """
    paused = targets.paused_for_now([one.id for one in at.values() if one.paused])
    parked = [entry for entry in due if entry.target_id in paused]
    unit.move_all(Entity.ENTRY, parked, EntryEvent.PARK, due_at=None)
    return bool(parked)


def _placed(jobs: list[Job], publishers: Publishers) -> list[Job]:
    """The claimed jobs, each with its place, which is settled at the first try, and its text."""
    texts = texts_of(jobs)
    found, written = [], []
    for job in jobs:
        entry, content = job.entry, job.content
        place = publishers.place(job) if entry.place is None else entry.place
        text = texts.get(content.id)
        written.append((PublishEntry.place.db_value(place), text, entry.id))
        found.append(replace(job, entry=replace(entry, place=place)))
    sql = "UPDATE publish_entries SET place = ?, revision_id = ? WHERE id = ?"
    db.execute_many(sql, written)
    return found


def texts_of(jobs: Sequence[Job]) -> dict[int, int]:
    """The ids of the present texts of these contents, by content."""
    found = _revisions_of([job.content.id for job in jobs])
    return {
        job.content.id: found[job.content.id, job.content.attempt]
        for job in jobs
        if (job.content.id, job.content.attempt) in found
    }


def _revisions_of(content_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """The ids of all texts of these contents, by content and number."""
    found: dict[tuple[int, int], int] = {}
    for part in db.portions(sorted(set(content_ids))):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT content_id, number, id FROM revisions WHERE content_id IN ({marks})"
        rows = db.execute(sql, tuple(part)).fetchall()
        found |= {(content_id, number): id_ for content_id, number, id_ in rows}
    return found


def jobs_of(entries: list[Entry]) -> list[Job]:
    """Each entry with its content, account and target."""
    return _jobs(entries, _targets_of(entries))


def _jobs(entries: list[Entry], at: dict[int, Target]) -> list[Job]:
    contents = {c.id: c for c in records.by_ids(Content, [entry.content_id for entry in entries])}
    accounts = records.accounts_of(entries)
    return [
        Job(e, contents[e.content_id], accounts[e.account_id], at[e.target_id]) for e in entries
    ]


def _targets_of(entries: list[Entry]) -> dict[int, Target]:
    ids = sorted({entry.target_id for entry in entries})
    return {one.id: one for one in records.by_ids(Target, ids)}


def _next_queued(now: datetime, limit: int, blocked: Collection[int] = ()) -> list[Entry]:
    """What is due, in its order, but for what is for the ``blocked`` targets."""
    lock = "" if limit == 1 else db.for_update_of_free()
    due = "status = 'queued' AND due_at <= ?"
    if not blocked:
        tail = f"INDEXED BY entry_queued WHERE {due} {_ORDER} LIMIT ?{lock}"
        return records.select(Entry, tail, (records.moment(now), limit))
    ids = queued_past.ids(now, limit, blocked)
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    which = f"WHERE id IN ({marks}) AND status = 'queued'{lock}"
    found = {one.id: one for one in records.select(Entry, which, tuple(ids))}
    return [found[id_] for id_ in ids if id_ in found]


_ORDER = "ORDER BY priority DESC, due_at, id"
