"""Publishes what is due."""

from __future__ import annotations

from functools import partial

from contenthub import boot, clock
from contenthub.actors.publisher_calls import CALL_TIMEOUT, PublisherCalls
from contenthub.actors.work import Work, Write
from contenthub.errors import BackendError
from contenthub.lifecycle import leases, publication_jobs, publications, target_calls
from contenthub.lifecycle.publication_jobs import Job
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry


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

    now = clock.now()  # what a reader is told, and the row keeps: an update says it again
    said = calls.publish(jobs, still_held, now)
    answers = {entry.id: answer for entry, answer in zip(entries, said, strict=True)}

    def write(unit: Unit, held: Entry) -> None:
        answer = answers[held.id]
        if isinstance(answer, BackendError):
            publications.unproven(unit, held, answer, work.settings)
        else:
            publications.taken(unit, held, answer, work.settings, called_at=now)
        if not calls.in_batches(held.publisher):
            target_calls.freed(unit, held.target_id)

    return write
