"""Looks up what may or may not have been published."""

from __future__ import annotations

from functools import partial

from contenthub import boot
from contenthub.actors.publisher_calls import CALL_TIMEOUT, PublisherCalls
from contenthub.actors.work import Work, Write
from contenthub.errors import TransientError
from contenthub.lifecycle import publication_jobs, publications, target_calls, verification
from contenthub.lifecycle.publications import Seen
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.states import ActorName, EntryState

_LOOKED_UP = frozenset({EntryState.PUBLISHING, EntryState.UNVERIFIED, EntryState.ACCEPTED})


def verify(refs: list[list[int]]) -> None:
    """Look up the entries ``refs`` at their targets."""
    work = Work(boot.current(), "verify")
    if work.app.fan_out(ActorName.VERIFY, refs):
        return
    allowed = target_calls.may_call(PublisherCalls(work.app).in_batches)
    wanted = _LOOKED_UP | verification.RESTING
    # A look keeps the attempt: another copy of the message must not look before it is due again.
    for entry in work.claim(Entry, refs, wanted, passed="due_at", allowed=allowed):
        work.call([entry], CALL_TIMEOUT, partial(_look_up, work, entry))


def _look_up(work: Work, entry: Entry) -> Write[Entry]:
    """Ask the target, unless nobody has noted yet that it has to be asked."""
    answer: Seen = None
    rests = entry.state in verification.RESTING
    if rests and entry.lease_owner is not None:  # nothing is at stake: whoever asked asks again
        answer = TransientError("the worker that looked there was lost")
    elif entry.state is not EntryState.PUBLISHING:
        answer = PublisherCalls(work.app).look(publication_jobs.jobs_of([entry])[0])
    note = verification.seen if rests else publications.looked_up

    def write(unit: Unit, held: Entry) -> None:
        note(unit, held, answer, work.settings)
        target_calls.freed(unit, held.target_id)

    return write
