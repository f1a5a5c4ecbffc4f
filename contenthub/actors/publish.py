"""Publishes what is due, and looks up what may or may not have been published."""

from __future__ import annotations

from functools import partial

from contenthub import boot
from contenthub.actors.publisher_calls import PublisherCalls
from contenthub.actors.work import Work, Write
from contenthub.errors import BackendError
from contenthub.lifecycle import leases, publication_jobs, publications
from contenthub.lifecycle.publication_jobs import Job
from contenthub.lifecycle.publications import Seen
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.states import ActorName, EntryState

CALL_TIMEOUT = 240.0  # seconds for which a publisher's call is given its lease

_LOOKED_UP = frozenset({EntryState.PUBLISHING, EntryState.UNVERIFIED, EntryState.ACCEPTED})


def publish() -> None:
    """Publish what is due, highest priority first."""
    work = Work(boot.current(), "publish")
    calls = PublisherCalls(work.app)
    jobs = publication_jobs.claim_next(work.token, work.settings, work.who, calls)
    if jobs:
        entries = [job.entry for job in jobs]
        work.call(entries, CALL_TIMEOUT, partial(_publish, work, calls, jobs))


def _publish(work: Work, calls: PublisherCalls, jobs: list[Job]) -> Write[Entry]:
    """Call the publisher; answers how its answers are written."""
    entries = [job.entry for job in jobs]

    def still_held() -> frozenset[str]:
        return frozenset(entry.publication_key for entry in leases.still_held(entries, work.token))

    said = calls.publish(jobs, still_held)
    answers = {entry.id: answer for entry, answer in zip(entries, said, strict=True)}

    def write(unit: Unit, held: Entry) -> None:
        answer = answers[held.id]
        if isinstance(answer, BackendError):
            publications.unproven(unit, held, answer, work.settings)
        else:
            publications.taken(unit, held, answer, work.settings)

    return write


def verify(refs: list[list[int]]) -> None:
    """Look up the entries ``refs`` at their targets."""
    work = Work(boot.current(), "verify")
    if work.app.fan_out(ActorName.VERIFY, refs):
        return
    for entry in work.claim(Entry, refs, _LOOKED_UP):
        work.call([entry], CALL_TIMEOUT, partial(_look_up, work, entry))


def _look_up(work: Work, entry: Entry) -> Write[Entry]:
    """Ask the target, unless nobody has noted yet that it has to be asked."""
    answer: Seen = None
    if entry.state is not EntryState.PUBLISHING:
        answer = PublisherCalls(work.app).look(publication_jobs.jobs_of([entry])[0])
    return lambda unit, held: publications.looked_up(unit, held, answer, work.settings)
