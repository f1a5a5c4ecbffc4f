"""Calls publishers, and looks up what may or may not have been published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contenthub import boot, clock, logs
from contenthub.actors import keeping
from contenthub.errors import (
    BackendError,
    ContentHubError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
    UnreachableError,
)
from contenthub.lifecycle import leases, pool
from contenthub.lifecycle.unit import Unit
from contenthub.publishers.base import BatchPublisher, Proof, Publication
from contenthub.records import Account, Content, Entry
from contenthub.states import ActorName, EntryState

log = logs.get_logger("contenthub.publish")

CALL_TIMEOUT = 240.0  # seconds for which a publisher's call is given its lease

Job = tuple[Entry, Content, Account]


def publish() -> None:
    """Publish what is due, highest priority first."""
    app, token = boot.current(), leases.new_token()
    jobs = pool.claim_next(token, app.settings, "publish", _Targets())
    if not jobs:
        return
    with app.leases.hold([entry for entry, _, _ in jobs], token, timeout=CALL_TIMEOUT):
        answers = dict(zip([job[0].id for job in jobs], _call(jobs, token), strict=True))
        keeping.persist(lambda: _write([job[0] for job in jobs], answers, token))


def verify(refs: list[list[int]]) -> None:
    """Look up the entries ``refs`` at their targets."""
    app, token = boot.current(), leases.new_token()
    if app.fan_out(ActorName.VERIFY, refs):
        return
    wanted = frozenset({EntryState.PUBLISHING, EntryState.UNVERIFIED})
    pairs = [(r[0], r[1]) for r in refs]
    for entry in leases.claim(Entry, pairs, wanted, token, app.settings.lease):
        with app.leases.hold([entry], token, timeout=CALL_TIMEOUT):
            answer = _look(entry) if entry.state is EntryState.UNVERIFIED else None
            keeping.persist(lambda e=entry, a=answer: _write_look(e, a, token))  # type: ignore[misc]


class _Targets:
    """What the pool asks of the publishers."""

    def in_batches(self, publisher: str) -> bool:
        return boot.current().backends.publishes_batches(publisher)

    def place(self, entry: Entry, content: Content, account: Account) -> dict[str, Any] | None:
        try:
            publisher = boot.current().backends.publisher(entry.publisher)
            return publisher.place(_publication((entry, content, account)))
        except ContentHubError:
            return None  # the call will say the same, and nothing has a place then
        except Exception:
            log.exception("publisher_broke", task_id=entry.task_id)
            return None


def _call(jobs: list[Job], token: str) -> list[Proof | BackendError]:
    """One answer per job; all of them have the same publisher."""
    entries = [entry for entry, _, _ in jobs]

    def still_held() -> frozenset[str]:
        return frozenset(entry.task_id for entry in leases.still_held(entries, token))

    try:
        publisher = boot.current().backends.publisher(jobs[0][0].publisher)
        publications = [replace(_publication(job), still_held=still_held) for job in jobs]
        if isinstance(publisher, BatchPublisher):
            answers = publisher.publish_many(publications)
        else:
            answers = [publisher.publish(publications[0])]
        return _believable(answers, len(jobs))
    except BackendError as error:
        return [error] * len(jobs)
    except UnreachableError as error:  # met at the last moment: what went out before is looked up
        return [OutcomeUnknownError(str(error))] * len(jobs)
    except ContentHubError as error:
        return [PermanentError(str(error))] * len(jobs)
    except Exception as error:  # a publisher's mistake: whether it is out there is not known
        log.exception("publisher_broke", task_id=jobs[0][0].task_id)
        unknown = OutcomeUnknownError(f"the publisher broke: {type(error).__name__}: {error}")
        return [unknown] * len(jobs)


def _believable(answers: list[Proof | BackendError], wanted: int) -> list[Proof | BackendError]:
    """Without a proof for each nothing is known: such an answer is as good as none."""
    if len(answers) != wanted:
        return [OutcomeUnknownError("the publisher did not answer for each publication")] * wanted
    return [
        OutcomeUnknownError("the publisher gave an empty proof")
        if isinstance(answer, Proof) and not answer.location
        else answer
        for answer in answers
    ]


def _look(entry: Entry) -> Proof | BackendError | None:
    try:
        publisher = boot.current().backends.publisher(entry.publisher)
        return publisher.verify(_publication(pool.with_contents([entry])[0]))
    except ContentHubError as error:
        return error if isinstance(error, BackendError) else PermanentError(str(error))
    except Exception as error:  # a publisher's mistake tells nothing
        log.exception("publisher_broke", task_id=entry.task_id)
        return TransientError(f"the publisher broke: {type(error).__name__}: {error}")


def _write(entries: list[Entry], answers: dict[int, Proof | BackendError], token: str) -> None:
    settings = boot.current().settings
    with Unit("publish") as unit:
        for entry in leases.held(entries, token):
            match answers[entry.id]:
                case Proof(location=location):
                    pool.published(unit, entry, location)
                case OutcomeUnknownError() as error:
                    pool.doubt(unit, entry, str(error), settings)
                case BackendError() as error:
                    pool.failed(unit, entry, error, settings)


def _write_look(entry: Entry, answer: Proof | BackendError | None, token: str) -> None:
    settings = boot.current().settings
    with Unit("verify") as unit:
        for held in leases.held([entry], token):
            if held.state is EntryState.PUBLISHING:
                pool.doubt(unit, held, "its worker was lost while publishing", settings)
            elif answer is None:
                pool.absent(unit, held)
            elif isinstance(answer, Proof):
                pool.published(unit, held, answer.location)
            else:
                pool.doubt(unit, held, str(answer), settings)


def _publication(job: Job) -> Publication:
    entry, content, account = job
    return Publication(
        key=content.generation_task_id,
        content_id=content.id,
        account=account.name,
        title=content.title,
        body=content.body,
        created_at=content.created_at,
        html=content.html,
        published_at=clock.now(),
        folder_name=account.folder_name,
        place=entry.place or {},
        summary=content.summary,
        language=content.language,
        category=content.category,
        keywords=tuple(content.keywords),
        tags=tuple(content.tags),
        images=tuple(content.images),
        metadata=content.metadata,
        settings=account.publisher_settings
        if entry.publisher == (account.publisher or boot.current().settings.publisher)
        else {},
    )
