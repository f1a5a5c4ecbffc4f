"""What creators are asked for, from a task and its account."""

from __future__ import annotations

from contenthub.articles.text import guess_language
from contenthub.creators.base import Profile, Request, Rewrite
from contenthub.errors import PermanentError
from contenthub.queries import revisions
from contenthub.records import Account, Task


def request_for(task: Task, account: Account, timeout: float, *, callback_url: str = "") -> Request:
    """What the creator is asked for, and where it may tell how far it is."""
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
        callback_url=callback_url,
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
