"""What became of each call of a publisher: how entries of the pool are published.

Outcomes are fenced by the token of the claim under which the publisher was called.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import clock, pacing
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import decisions, target_times
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.settings import Settings
from contenthub.states import Entity, EntryEvent, EntryState
from contenthub.target_answers import Accepted, HandedOver, Proof, Refused, Taken
from contenthub.wording import counted


def published(unit: Unit, entry: Entry, proof: str, at: datetime | None = None) -> bool:
    """The target gave its proof: the only way to "published".

    ``at`` is the moment that it was told to be published at, where that is known.
    """
    if not proof:
        raise ValueError("a publication without proof is none")
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.PUBLISH,
        lease=entry.lease_owner,
        data={"proof": proof},
        proof=proof,
        published_at=entry.published_at or at or unit.now,
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
            return retry(unit, entry, error, settings)
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


def taken(
    unit: Unit,
    entry: Entry,
    answer: Taken,
    settings: Settings,
    *,
    called_at: datetime | None = None,
) -> bool:
    """The target has it: with proof, as something it works on, or as a draft of its own."""
    match answer:
        case Proof():
            return published(unit, entry, answer.location, called_at)
        case HandedOver():
            return _handed_over(unit, entry, answer.location)
    return _accepted(unit, entry, answer, settings)


def _accepted(unit: Unit, entry: Entry, answer: Accepted, settings: Settings) -> bool:
    """The target works on it: it may be out there at any moment, so it is looked up until it is.

    What takes longer than ``pacing.LONGEST_ACCEPTED`` is for a person to look at.
    """
    since = entry.maybe_published_since or unit.now
    # What failed is accepted again where a person had it looked up: then it is for the next look.
    too_long = (unit.now - since).total_seconds() > pacing.LONGEST_ACCEPTED
    if too_long and entry.state is not EntryState.FAILED:
        why = f"the target has worked on it since {since:%Y-%m-%d %H:%M} UTC; look there"
        return give_up(unit, entry, why)
    wait = pacing.accepted_look(answer.look_after, since, unit.now, settings.poll_interval)
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
        due_at=clock.after(wait, unit.now),
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
        published_at=None,
        due_at=None,
        error_message=None,
        maybe_published_since=None,
        **FREE,
    )


def retry(
    unit: Unit, entry: Entry, error: BackendError, settings: Settings, told: str | None = None
) -> bool:
    """The same again, later and later; ``told`` is what is shown as its error, else the error."""
    asked = error.retry_after if isinstance(error, TransientError) else None
    wait = pacing.publish_wait(entry.retry_count + 1, settings.retry_backoff, asked=asked)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.RETRY,
        lease=entry.lease_owner,
        reason=str(error),
        error_message=told or str(error),
        attempt=entry.attempt + 1,
        retry_count=entry.retry_count + 1,
        due_at=clock.after(wait, unit.now),
        **FREE,
    )


def give_up(unit: Unit, entry: Entry, reason: str, **values: Any) -> bool:
    """No further try by itself; others may have its slot."""
    target_times.give_back(entry)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.FAIL,
        lease=entry.lease_owner,
        reason=reason,
        error_message=reason,
        slot_at=None,
        deferred_from=None,
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
            f"quarantined after {counted(now.crashes, 'broken-off publication')}: {reason}"
            if broke_off
            else f"could not be verified, look at the target: {reason}"
        )
        return give_up(unit, entry, why, maybe_published_since=since)
    wait = 0.0 if broke_off else pacing.doubt_look(now.looks, settings.retry_backoff)
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
    """Looked up: the target certainly does not hold it, so it may be published.

    Its time is the one at which it was to be there.
    """
    time = max(entry.scheduled_at, entry.maybe_published_since or entry.scheduled_at)
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.ABSENT,
        lease=entry.lease_owner,
        attempt=entry.attempt + 1,
        looks=0,
        external_id=None,
        proof=None,
        published_at=None,
        maybe_published_since=None,
        scheduled_at=time,
        due_at=max(time, unit.now),
        **FREE,
    )
