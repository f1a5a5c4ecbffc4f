"""What both ways to the generator content-creator share: its words for an order and a result.

The generator reads the topic, the requirements and the hard constraints of an asynchronous
task, and drops its audience, tone and keywords. So the requirements say all of it, and the
fields of their own repeat it for builds that read them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contenthub.articles.cleaning import one_line
from contenthub.articles.reading import read
from contenthub.articles.text import has_control_characters
from contenthub.creators.base import Article, Observation, Phase, Request, Rewrite
from contenthub.creators.results import ending_of
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.usage import MOST_TOKENS, Usage, said_cost

_TOPIC_LIMIT = 500
_REQUIREMENTS_LIMIT = 2000
_AUDIENCE_LIMIT = 500
_TONE_LIMIT = 100

_STEPS = ("search", "organize", "write", "check_text", "generate_image", "check_image")

PHASES = {
    "pending": Phase.RUNNING,
    "running": Phase.RUNNING,
    "processing": Phase.RUNNING,
    "waiting": Phase.RUNNING,
    "completed": Phase.COMPLETED,
    "failed": Phase.FAILED,
    "cancelled": Phase.CANCELLED,
}

_HTML = re.compile(r"\s*<(!doctype|[a-z][a-z0-9]*)[\s/>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """The sentences of an order in one language."""

    readers: str
    language: str
    tone: str
    audience: str
    keywords: str
    required: str
    banned: str
    at_least: str
    at_most: str
    rewrite: str  # of the title and the note
    text: str


_ENGLISH = _Words(
    readers="general readers",
    language="Write in this language: {}.",
    tone="Tone: {}.",
    audience="For these readers: {}.",
    keywords="Keywords: {}.",
    required="These words must appear: {}.",
    banned="These words must not appear: {}.",
    at_least="At least {} words.",
    at_most="At most {} words.",
    rewrite="There is an article “{}” on this topic. Write it anew. What has to be different: {}",
    text="Its text:\n{}",
)
_CHINESE = _Words(
    readers="普通读者",
    language="写作语言：{}。",
    tone="语气：{}。",
    audience="目标受众：{}。",
    keywords="关键词：{}。",
    required="必须出现的词：{}。",
    banned="禁止出现的词：{}。",
    at_least="不少于{}字。",
    at_most="不超过{}字。",
    rewrite="该主题已有文章《{}》，请重写。需要修改的地方：{}",
    text="原文：\n{}",
)


@dataclass(frozen=True, slots=True)
class Order:
    """A request in the generator's terms. ``urgency`` is 1-4, 4 first."""

    topic: str
    requirements: str
    audience: str
    tone: str
    keywords: tuple[str, ...]
    required_words: tuple[str, ...]
    urgency: int
    min_words: int | None
    max_words: int | None


def compose(request: Request, reference: str = "") -> Order:
    """The order for a request, with ``reference`` as the last line of its requirements.

    Raises PermanentError for what the generator would refuse: a text that is too long is not
    cut, because the cut could take away the very rule that matters.
    """
    account = request.account
    words = _CHINESE if request.language.startswith("zh") else _ENGLISH
    topic = _checked("topic", request.topic.strip(), _TOPIC_LIMIT)
    lines = [*_rules(request, words), *([reference] if reference else [])]
    if request.rewrite is not None:
        lines = _rewritten(request.rewrite, words, lines)
    return Order(
        topic=topic,
        requirements=_checked("requirements", "\n".join(lines), _REQUIREMENTS_LIMIT),
        audience=(account.audience or words.readers)[:_AUDIENCE_LIMIT],
        tone=(request.tone or account.tone)[:_TONE_LIMIT],
        keywords=request.keywords,
        required_words=account.required_words,
        urgency=_urgency(request.priority),
        min_words=account.min_length,
        max_words=account.max_length,
    )


def reference_of(idempotency_key: str) -> str:
    """A short mark for one attempt, which survives in the generator's list of tasks."""
    return f"[ref:{hashlib.sha256(idempotency_key.encode()).hexdigest()[:16]}]"


def observation(
    external_id: str, status: object, *, step: object = None, progress: object = None
) -> Observation:
    """One look, from the generator's word for a status; FAILED and COMPLETED lack their rest."""
    phase = PHASES.get(status) if isinstance(status, str) else None
    if phase is None:
        said = TransientError(f"content-creator says that its task is {status!r}")
        return Observation(external_id, Phase.UNREACHABLE, error=said)
    named = step if isinstance(step, str) else ""
    percent = progress if isinstance(progress, int) else _progress(named)
    return Observation(external_id, phase, progress=percent, step=named)


def failed(external_id: str, reason: object) -> Observation:
    """A generation that ended without an article; models and searches fail for a while."""
    said = in_message(reason) if isinstance(reason, str) else ""
    error = TransientError(f"content-creator failed: {said or 'it gave no reason'}")
    return Observation(external_id, Phase.FAILED, error=error)


def in_message(text: str) -> str:
    """What the generator said, fit for an error message."""
    return one_line(text)[:1000]


def completed(external_id: str, result: Mapping[str, Any]) -> Observation:
    """A generation that ended well, or FAILED if its result holds no article."""
    try:
        article = article_of(result)
    except BackendError as error:
        error.usage = _usage(result.get("metrics"))
        return Observation(external_id, Phase.FAILED, error=error)
    return Observation(external_id, Phase.COMPLETED, progress=100, article=article)


def unreachable(external_id: str, error: BackendError) -> Observation:
    """No answer, which says nothing about the generation."""
    return Observation(external_id, Phase.UNREACHABLE, error=error)


def article_of(result: Mapping[str, Any]) -> Article:
    """The article of a result ``{content, htmlContent, images, qualityScore, metrics …}``.

    ``htmlContent`` is documented as HTML; in fact it is the Markdown with its image
    placeholders filled in, and then the better content. Raises PermanentError for a result
    that cannot be understood, TransientError for one without text or that says that it failed.
    """
    ending = ending_of(result, "content-creator")
    raw, final = result.get("content"), result.get("htmlContent")
    if not (isinstance(raw, str | None) and isinstance(final, str | None)):
        raise PermanentError("content-creator's result has a content that is not text")
    html = final if final and _HTML.match(final) else None
    content = (final if html is None else None) or raw or ""
    reading = read(content)
    if not reading.body.strip():
        raise TransientError("content-creator ended well, but its article is empty")
    return Article(
        content=reading.body,
        title=reading.title,
        summary=reading.summary,
        tags=reading.tags,
        html=html,
        images=tuple(_images(result.get("images"))),
        quality_score=_number(result.get("qualityScore")),
        usage=_usage(result.get("metrics")),
        metadata=ending | ({"word_count": result["wordCount"]} if result.get("wordCount") else {}),
    )


def _rules(request: Request, words: _Words) -> Iterator[str]:
    account = request.account
    separator = "、" if words is _CHINESE else ", "
    yield from filter(None, (account.requirements.strip(), request.requirements.strip()))
    yield words.language.format(request.language)
    for sentence, value in (
        (words.tone, request.tone or account.tone),
        (words.audience, account.audience),
        (words.keywords, separator.join(request.keywords)),
        (words.required, separator.join(account.required_words)),
        (words.banned, separator.join(account.banned_words)),
        (words.at_least, account.min_length),
        (words.at_most, account.max_length),
    ):
        if value:
            yield sentence.format(value)


def _rewritten(rewrite: Rewrite, words: _Words, lines: list[str]) -> list[str]:
    """The note before all else, and the present text where it fits: half of one would mislead."""
    with_note = [words.rewrite.format(rewrite.title, rewrite.note), *lines]
    whole = [with_note[0], words.text.format(rewrite.content), *lines]
    return whole if len("\n".join(whole)) <= _REQUIREMENTS_LIMIT else with_note


def _checked(what: str, text: str, limit: int) -> str:
    text = text.replace("\r\n", "\n")
    if has_control_characters(text):
        raise PermanentError(f"the {what} hold control characters, which cannot be handed over")
    if not 0 < len(text) <= limit:
        raise PermanentError(
            f"the {what} are {len(text)} characters long, the account's rules included; "
            f"content-creator takes 1 to {limit}"
        )
    return text


def _urgency(priority: int) -> int:
    """1-10, 10 first, on the generator's scale: 1 low, 2 normal, 3 high, 4 urgent."""
    return 1 + sum(priority >= bound for bound in (4, 7, 9))


def _progress(step: str) -> int | None:
    """Percent, reckoned as the generator's own server does it."""
    return round(100 * (_STEPS.index(step) + 1) / len(_STEPS)) if step in _STEPS else None


def _images(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else []:
        address = item.get("url") if isinstance(item, dict) else item
        if isinstance(address, str) and address:
            yield address


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _usage(metrics: object) -> Usage | None:
    """The generator counts tokens in one sum, kept as output; zeros mean that it did not count."""
    if not isinstance(metrics, dict):
        return None
    tokens, cost = _number(metrics.get("tokensUsed")), _number(metrics.get("cost"))
    counted = int(tokens) if tokens is not None and 0 < tokens <= MOST_TOKENS else None
    known = Usage(output_tokens=counted, cost=said_cost(cost or None))
    return None if known == Usage() else known
