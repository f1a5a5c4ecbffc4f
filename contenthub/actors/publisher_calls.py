"""Calls publishers: whatever they raise becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
from contenthub.publishers.base import BatchPublisher, Proof, Publication
from contenthub.records import Account, Content, Entry

log = logs.get_logger("contenthub.publish")

Job = tuple[Entry, Content, Account]


class PublisherCalls:
    """The publishers of one process, as the pool and the actors need them."""

    def __init__(self, app: App) -> None:
        self._backends = app.backends
        self._default = app.settings.publisher

    def in_batches(self, publisher: str) -> bool:
        """Whether it takes many publications at once."""
        return self._backends.publishes_batches(publisher)

    def place(self, entry: Entry, content: Content, account: Account) -> dict[str, Any] | None:
        """What decides where it goes; None where that is not known."""
        try:
            publisher = self._backends.publisher(entry.publisher)
            return publisher.place(self._publication((entry, content, account)))
        except ContentHubError:
            return None  # the call will say the same, and nothing has a place then
        except Exception:
            log.exception("publisher_broke", task_id=entry.task_id)
            return None

    def publish(
        self, jobs: list[Job], still_held: Callable[[], frozenset[str]]
    ) -> list[Proof | BackendError]:
        """One answer per job; all of them have the same publisher.

        ``still_held`` tells at the last moment which task ids are still this worker's.
        """
        try:
            publisher = self._backends.publisher(jobs[0][0].publisher)
            publications = [replace(self._publication(job), still_held=still_held) for job in jobs]
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
            log.exception("publisher_broke", task_id=jobs[0][0].task_id)
            unknown = OutcomeUnknownError(f"the publisher broke: {type(error).__name__}: {error}")
            return [unknown] * len(jobs)

    def look(self, job: Job) -> Proof | BackendError | None:
        """What the target holds of it; None where it certainly does not."""
        entry = job[0]
        try:
            found = self._backends.publisher(entry.publisher).verify(self._publication(job))
        except ContentHubError as error:
            return error if isinstance(error, BackendError) else PermanentError(str(error))
        except Exception as error:  # a publisher's mistake tells nothing
            log.exception("publisher_broke", task_id=entry.task_id)
            return TransientError(f"the publisher broke: {type(error).__name__}: {error}")
        if found is not None and not found.location:
            return TransientError("the publisher gave an empty proof")
        return found

    def _publication(self, job: Job) -> Publication:
        entry, content, account = job
        of_account = entry.publisher == (account.publisher or self._default)
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
            settings=account.publisher_settings if of_account else {},
        )


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
