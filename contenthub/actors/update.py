"""Sends edited articles to the targets that have an older text of them."""

from __future__ import annotations

from functools import partial

from contenthub import boot
from contenthub.actors.publisher_calls import CALL_TIMEOUT, PublisherCalls
from contenthub.actors.work import Work, Write
from contenthub.errors import BackendError
from contenthub.lifecycle import leases, target_calls, updates
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.updates import Update
from contenthub.records import Entry
from contenthub.states import ActorName


def update(refs: list[list[int]]) -> None:
    """Send the newer texts of the entries ``refs``."""
    work = Work(boot.current(), "update")
    if work.app.fan_out(ActorName.UPDATE, refs):
        return
    pairs = [(ref[0], ref[1]) for ref in refs]
    allowed = target_calls.may_call(PublisherCalls(work.app).in_batches)
    for found in updates.claim(pairs, work.token, work.settings, work.who, allowed):
        entry = found.job.entry
        lock = partial(updates.lock, entry)
        work.call([entry], CALL_TIMEOUT, partial(_send, work, found), lock_before=lock)


def _send(work: Work, found: Update) -> Write[Entry]:
    """Call the publisher, where the text may go out; answers how its answer is written."""
    entry = found.job.entry

    def still_held() -> frozenset[str]:
        return frozenset(one.publication_key for one in leases.still_held([entry], work.token))

    answer = found.refusal or PublisherCalls(work.app).update(found.job, still_held)

    def write(unit: Unit, held: Entry) -> None:
        if isinstance(answer, BackendError):
            updates.failed(unit, held, answer, work.settings)
        else:
            updates.sent(unit, held, answer, found.text_id)
        target_calls.freed(unit, held.target_id)

    return write
