"""What creators deliver, checked and complete: a draft of a content, or why it is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contenthub import logs
from contenthub.articles import fingerprints
from contenthub.articles.gate.finished import UNTITLED
from contenthub.articles.summary import summarise
from contenthub.articles.text import clean, printable, word_count
from contenthub.articles.thoughts import without_thoughts
from contenthub.articles.titles import first_heading, plain_title, split_title
from contenthub.creators.base import AcceptedError, Article, Request, StoppedError
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.lifecycle.drafts import Draft
from contenthub.usage import Usage

log = logs.get_logger("contenthub.outcome")

Outcome = Draft | BackendError | StoppedError | AcceptedError


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
    title, body = parted(_said(article.title), body)
    return Draft(
        title=(title or present)[:500],
        body=body,
        summary=_said(article.summary) or summarise(body),
        language=article.language or request.language,
        word_count=word_count(body),
        html=_said(article.html or "") or None,
        images=tuple(clean(article.images)),
        tags=tuple(tag for tag in map(_said, article.tags) if tag),
        quality_score=article.quality_score,
        metadata=clean(article.metadata) | ({} if title else {UNTITLED: True}),
        usage=usage,
        fingerprint=fingerprints.of(body),
    )


def parted(said: str, body: str) -> tuple[str, str]:
    """The title, and the text without the heading that says the same above it.

    A target shows both: left there, the title of a page would stand on it twice.
    """
    heading, below = split_title(body)
    if heading and below.strip():
        title = plain_title(heading)
        if not said or said.split() == title.split():
            return title, below.strip("\n")
    return said or first_heading(body), body


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
    except (BackendError, StoppedError, AcceptedError) as error:
        return error
    except Exception as error:  # a creator's mistake must not look like a lost worker
        log.exception("creator_broke", task_id=request.task_id)
        return TransientError(f"the creator broke: {type(error).__name__}: {error}")
