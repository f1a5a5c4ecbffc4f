"""Calls publishers: whatever they raise becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from contenthub import clock, logs
from contenthub.boot import App
from contenthub.errors import (
    BackendError,
    ContentHubError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
    UnreachableError,
)
from contenthub.lifecycle.publication_jobs import Job
from contenthub.publishers.base import (
    Accepted,
    BatchPublisher,
    HandedOver,
    Proof,
    Publication,
    Publisher,
    Refused,
    Taken,
    UpdatingPublisher,
)

log = logs.get_logger("contenthub.publish")

CALL_TIMEOUT = 240.0  # seconds for which a publisher's call is given its lease


class PublisherCalls:
    """The publishers of one process, as the pool and the actors need them."""

    def __init__(self, app: App) -> None:
        self._backends = app.backends
        self._default = app.settings.publisher

    def in_batches(self, publisher: str) -> bool:
        """Whether it takes many publications at once."""
        return self._backends.publishes_batches(publisher)

    def place(self, job: Job) -> dict[str, Any] | None:
        """What decides where it goes; None where that is not known."""
        try:
            return self._backends.place(self._publication(job), job.entry.publisher)
        except ContentHubError:
            return None  # the call will say the same, and nothing has a place then
        except Exception:
            log.exception("publisher_broke", task_id=job.entry.task_id)
            return None

    def publish(
        self, jobs: list[Job], still_held: Callable[[], frozenset[str]], now: datetime
    ) -> list[Taken | BackendError]:
        """One answer per job; all of them have the same publisher.

        ``still_held`` tells at the last moment which keys are still this worker's to publish;
        ``now`` is the moment of publication that readers are told.
        """
        try:
            publisher = self._within_reach(jobs[0])
            publications = [
                replace(self._publication(job), still_held=still_held, published_at=now)
                for job in jobs
            ]
            if isinstance(publisher, BatchPublisher):
                answers = publisher.publish_many(publications)
            else:
                answers = [publisher.publish(publications[0])]
            return _believable(answers, len(jobs))
        except BackendError as error:
            return [error] * len(jobs)
        except UnreachableError as error:  # met at the last moment: what went out is looked up
            return [OutcomeUnknownError(str(error))] * len(jobs)
        except ContentHubError as error:
            return [PermanentError(str(error))] * len(jobs)
        except Exception as error:  # a publisher's mistake: whether it is out there is not known
            log.exception("publisher_broke", task_id=jobs[0].entry.task_id)
            unknown = OutcomeUnknownError(f"the publisher broke: {type(error).__name__}: {error}")
            return [unknown] * len(jobs)

    def update(
        self, job: Job, still_held: Callable[[], frozenset[str]]
    ) -> Proof | HandedOver | BackendError:
        """Send a newer text to where the article is; whatever goes wrong is told as an error."""
        entry = job.entry
        try:
            publisher = self._within_reach(job)
            if not isinstance(publisher, UpdatingPublisher):
                return PermanentError(f"the publisher {entry.publisher} sends nothing out again")
            wanted = self._publication(job)
            now = wanted.published_at
            wanted = replace(
                wanted,
                published_at=entry.published_at or now,
                updated_at=now,
                still_held=still_held,
            )
            answer = publisher.update(wanted)
        except BackendError as error:
            return error
        except UnreachableError as error:  # met at the last moment
            return TransientError(str(error))
        except ContentHubError as error:
            return PermanentError(str(error))
        except Exception as error:  # a publisher's mistake
            log.exception("publisher_broke", task_id=entry.task_id)
            return TransientError(f"the publisher broke: {type(error).__name__}: {error}")
        if not isinstance(answer, Proof | HandedOver) or _is_empty(answer):
            return TransientError(_EMPTY)
        return answer

    def look(self, job: Job) -> Taken | Refused | BackendError | None:
        """What the target holds of it; None where it certainly does not."""
        entry = job.entry
        try:
            found = self._within_reach(job).verify(self._publication(job))
        except ContentHubError as error:
            return error if isinstance(error, BackendError) else PermanentError(str(error))
        except Exception as error:  # a publisher's mistake tells nothing
            log.exception("publisher_broke", task_id=entry.task_id)
            return TransientError(f"the publisher broke: {type(error).__name__}: {error}")
        return TransientError(_EMPTY) if _is_empty(found) else found

    def _within_reach(self, job: Job) -> Publisher:
        """The publisher by which it went there. Raises PermanentError where it cannot be asked."""
        if why := self._backends.out_of_reach(job.entry, job.target):
            raise PermanentError(why)
        return self._backends.publisher(job.entry.publisher)

    def _publication(self, job: Job) -> Publication:
        entry, content, account, target = job.entry, job.content, job.account, job.target
        of_target = entry.publisher == (target.publisher or self._default)
        return Publication(
            key=entry.publication_key,
            content_id=content.id,
            account=account.name,
            title=content.title,
            body=content.body,
            created_at=content.created_at,
            version=content.attempt,
            html=content.html,
            published_at=clock.now(),
            folder_name=target.folder_below(account),
            place=entry.place or {},
            external_id=entry.external_id,
            proof=entry.proof or "",
            summary=content.summary,
            language=content.language,
            category=content.category,
            keywords=tuple(content.keywords),
            tags=tuple(content.tags),
            images=tuple(content.images),
            metadata=content.metadata,
            settings=target.settings if of_target else {},
        )


_EMPTY = "the publisher gave an empty proof"


def _is_empty(answer: Taken | Refused | BackendError | None) -> bool:
    """An answer that says nothing: without a place there is no proof, without an id no look."""
    match answer:
        case Proof(location="") | HandedOver(location="") | Accepted(external_id=""):
            return True
    return False


def _believable(answers: list[Taken | BackendError], wanted: int) -> list[Taken | BackendError]:
    """Without a proof for each nothing is known: such an answer is as good as none."""
    if len(answers) != wanted:
        return [OutcomeUnknownError("the publisher did not answer for each publication")] * wanted
    return [OutcomeUnknownError(_EMPTY) if _is_empty(answer) else answer for answer in answers]
