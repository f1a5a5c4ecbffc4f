"""What a person's look at the target means, and a look that a person asks for.

Of what is at rest, nothing is looked up by itself: an article may be taken down at its target, and
nobody here is told. A look that finds it gone changes no state, as it was published; it is told.
"""

from __future__ import annotations

from typing import Any

from contenthub.errors import BackendError
from contenthub.lifecycle import publications
from contenthub.lifecycle.leases import FREE
from contenthub.lifecycle.publications import Seen
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.settings import Settings
from contenthub.states import RESTING_ENTRY_STATES, Entity, EntryEvent, EntryState
from contenthub.target_answers import Accepted, HandedOver, Proof, Refused

RESTING = frozenset(RESTING_ENTRY_STATES)


def request(unit: Unit, entry: Entry) -> bool:
    """Let the target be looked at now; whoever looks at this moment may go on."""
    if entry.lease_owner is not None:
        return False
    return unit.move(Entity.ENTRY, entry, EntryEvent.CHECK, looks=0, due_at=unit.now)


def seen(unit: Unit, entry: Entry, answer: Seen, settings: Settings) -> bool:
    """What a look told of an entry at rest; None: the target certainly does not hold it."""
    failed = entry.state is EntryState.FAILED
    match answer:
        case None:
            return _gone(unit, entry, f"not found at its target at {_told(unit)}")
        case Refused(reason=reason):
            return _gone(unit, entry, f"not at its target at {_told(unit)}: {reason}")
        case Proof() | HandedOver() if not failed and _as_known(entry, answer):
            return _rest(unit, entry, EntryEvent.THERE, proof=answer.location, error_message=None)
        case Proof() | HandedOver():
            return publications.taken(unit, entry, answer, settings)
        case Accepted() if failed:
            return publications.taken(unit, entry, answer, settings)
        case BackendError():
            return _unseen(unit, entry, str(answer))
    return _unseen(unit, entry, "the target says that it works on it")


def _told(unit: Unit) -> str:
    return f"{unit.now:%Y-%m-%d %H:%M} UTC"


def _as_known(entry: Entry, answer: Proof | HandedOver) -> bool:
    """Whether the target has it in the way that was known: published, or as a draft."""
    return isinstance(answer, Proof) == (entry.state is EntryState.PUBLISHED)


def _gone(unit: Unit, entry: Entry, why: str) -> bool:
    """Of what had failed that is the end of a doubt; of what was out it is told as an error."""
    if entry.state is EntryState.FAILED:
        return _rest(unit, entry, EntryEvent.GONE, why, maybe_published_since=None)
    return _rest(unit, entry, EntryEvent.GONE, why, error_message=why)


def _unseen(unit: Unit, entry: Entry, why: str) -> bool:
    told = f"could not be looked up at its target at {_told(unit)}: {why}"
    if entry.state is EntryState.FAILED:  # why it failed is what has to be known of it
        return _rest(unit, entry, EntryEvent.UNSEEN, told)
    return _rest(unit, entry, EntryEvent.UNSEEN, told, error_message=told)


def _rest(unit: Unit, entry: Entry, event: EntryEvent, why: str = "", **values: Any) -> bool:
    return unit.move(
        Entity.ENTRY,
        entry,
        event,
        lease=entry.lease_owner,
        reason=why,
        due_at=None,
        **values,
        **FREE,
    )


def confirm_there(unit: Unit, entry: Entry, proof: str, reason: str) -> bool:
    """A person's word that it is published, and where: what a worker is about to write is void."""
    return unit.move(
        Entity.ENTRY,
        entry,
        EntryEvent.CONFIRM_THERE,
        reason=reason,
        data={"proof": proof},
        proof=proof,
        published_at=entry.published_at or unit.now,
        due_at=None,
        looks=0,
        error_message=None,
        maybe_published_since=None,
        **FREE,
    )
