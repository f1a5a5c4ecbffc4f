"""What generations bring back, and how it is written: shared by all actors that call creators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from contenthub import logs
from contenthub.actors.work import Work
from contenthub.articles import fingerprints
from contenthub.articles.summary import summarise
from contenthub.articles.text import clean, guess_language, percent, printable, word_count
from contenthub.articles.thoughts import without_thoughts
from contenthub.articles.titles import first_heading
from contenthub.creators.base import (
    Article,
    Profile,
    Request,
    Rewrite,
    StoppedError,
    StopReason,
)
from contenthub.errors import BackendError, PermanentError, TransientError, UnreachableError
from contenthub.lifecycle import judging, looks, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.queries import revisions
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.usage import Usage

log = logs.get_logger("contenthub.outcome")

MOST_STEP = 500  # characters

Outcome = Draft | BackendError | StoppedError
R = TypeVar("R")


class Progress:
    """The latest word of a direct creator on how far it is.

    Noted in whatever thread the creator has; written by the lease heartbeat, now and then.
    """

    def __init__(self, task: Task, token: str) -> None:
        self._task = task
        self._token = token
        self._latest: tuple[int | None, str] | None = None

    def note(self, progress: int | None, step: str) -> None:
        """Remember it."""
        self._latest = percent(progress), printable(step)[:MOST_STEP]

    def write(self) -> None:
        """Write what came since the last time."""
        latest, self._latest = self._latest, None
        if latest is not None:
            looks.note_progress(self._task, self._token, *latest)


def request_for(task: Task, account: Account, timeout: float) -> Request:
    """What the creator is asked for."""
    language = account.language if account.language != "auto" else guess_language(task.topic)
    return Request(
        task_id=task.task_id,
        idempotency_key=task.creator_key,
        attempt=task.attempt,
        topic=task.topic,
        account=profile_of(account, language),
        keywords=tuple(task.keywords),
        category=task.category,
        requirements=task.requirements,
        tone=task.tone or account.tone,
        language=language,
        priority=task.priority,
        timeout=timeout,
        rewrite=_rewrite(task),
    )


def profile_of(account: Account, language: str) -> Profile:
    """An account as creators and reviewers know it; it may leave its language to the order."""
    return Profile(
        name=account.name,
        language=language,
        tone=account.tone,
        audience=account.audience,
        requirements=account.requirements,
        banned_words=tuple(account.banned_words),
        required_words=tuple(account.required_words),
        min_length=account.min_length,
        max_length=account.max_length,
    )


def _rewrite(task: Task) -> Rewrite | None:
    """The text that the task writes anew, the same in every attempt; None also where it is gone."""
    if task.revises_content_id is None:
        return None
    found = revisions.text(task.revises_content_id, task.revises_number or 0)
    return None if found is None else Rewrite(*found, note=task.note or "")


def demand_text(task: Task, request: Request) -> None:
    """Raise PermanentError where the content is gone whose text was to be written anew."""
    if task.revises_content_id is not None and request.rewrite is None:
        raise PermanentError(
            f"content {task.revises_content_id} was removed: there is no text to write anew"
        )


def draft_of(article: Article, request: Request) -> Draft:
    """The article, checked and completed.

    Its creator has read it (``articles.reading``); a second reading would find the article without
    its heading, and might take its beginning for thoughts. Raises PermanentError where it cannot
    be a content.
    """
    body = printable(article.content).strip()
    usage = _usage_of(article)
    if not body:
        raise _refused("the creator delivered an empty article", usage)
    present = request.topic if request.rewrite is None else request.rewrite.title
    return Draft(
        title=(_said(article.title) or first_heading(body) or present)[:500],
        body=body,
        summary=_said(article.summary) or summarise(body),
        language=article.language or request.language,
        word_count=word_count(body),
        html=_said(article.html or "") or None,
        images=tuple(clean(article.images)),
        tags=tuple(tag for tag in map(_said, article.tags) if tag),
        quality_score=article.quality_score,
        metadata=clean(article.metadata),
        usage=usage,
        fingerprint=fingerprints.of(body),
    )


def _usage_of(article: Article) -> Usage:
    """What it took, as it can be stored."""
    said = article.usage or Usage()
    return replace(said, model=printable(said.model).strip()).bounded()


def _refused(why: str, usage: Usage) -> PermanentError:
    error = PermanentError(why)
    error.usage = usage
    return error


def unstorable(made: object, why: str) -> PermanentError:
    """The end of an attempt whose outcome, mostly an article, the database does not take."""
    return _refused(why, made.usage if isinstance(made, Draft) else Usage())


def _said(text: str) -> str:
    """A text beside the article, without thoughts; "" where it is nothing else."""
    try:
        return without_thoughts(printable(text).strip(), closing_alone=False)
    except TransientError:
        return ""


def attempt(call: Callable[[], Article], request: Request) -> Outcome:
    """Call a creator; whatever it raises becomes an outcome."""
    try:
        return draft_of(call(), request)
    except (BackendError, StoppedError) as error:
        return error
    except Exception as error:  # a creator's mistake must not look like a lost worker
        log.exception("creator_broke", task_id=request.task_id)
        return TransientError(f"the creator broke: {type(error).__name__}: {error}")


def write(
    work: Work, claimed: Sequence[tuple[Task, Account]], outcomes: dict[int, Outcome]
) -> None:
    """Write what became of each claimed task, in one unit; what was taken over is dropped."""
    accounts = {task.id: account for task, account in claimed}
    findings = {
        task.id: judging.of_draft(made, task, account)
        for task, account in claimed
        if isinstance(made := outcomes[task.id], Draft)
    }

    def write_one(unit: Unit, task: Task) -> None:
        match outcomes[task.id]:
            case Draft() as draft:
                account, judged = accounts[task.id], findings[task.id]
                tasks.take_result(unit, task, account, draft, work.settings, judged)
            case StoppedError(reason=reason):
                _stopped(unit, task, reason, work.settings)
            case BackendError() as error:
                tasks.fail_or_retry(unit, task, error, work.settings)

    work.write([task for task, _ in claimed], write_one)


def _stopped(unit: Unit, task: Task, reason: StopReason, settings: Settings) -> None:
    if reason is StopReason.TIMEOUT:
        tasks.expire(unit, task, f"no result within {settings.task_timeout:g} s", settings)
    else:  # for its own cancel, for another one's, or because this process ends
        why = "stopped" if reason is StopReason.CANCEL else "worker shut down"
        tasks.stopped(unit, task, settings, why=why)


def one_by_one(
    rows: Sequence[R], write_rows: Callable[[Sequence[R]], None], refuse: Callable[[R, str], None]
) -> None:
    """Write all rows in one go; if that breaks, each by itself, so that one costs no other.

    ``refuse`` is told of a row whose result cannot be written at all. Raises UnreachableError
    for a database that is away: that is no row's fault.
    """
    try:
        write_rows(rows)
        return
    except UnreachableError:
        raise
    except Exception:
        log.exception("results_refused", rows=len(rows))
    for row in rows:
        try:
            write_rows([row])
        except UnreachableError:
            raise
        except Exception as error:
            refuse(row, f"its result cannot be stored: {type(error).__name__}: {error}")
