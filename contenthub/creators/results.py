"""Turns the JSON document of a program into an article, or says which field is wrong."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from contenthub import json_documents, usage
from contenthub.articles.cleaning import clean, one_line
from contenthub.articles.reading import read
from contenthub.articles.text import tail
from contenthub.creators.base import MOST_ID, Article
from contenthub.creators.endings import facts_of
from contenthub.creators.error_answers import error_message
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.usage import Cost, Usage

_SNIPPET = 80
_MOST_ACCEPTED = 10_000  # bytes of an answer that only says that the order was taken
_FAILED = frozenset({"failed", "failure", "error", "cancelled", "canceled", "timeout", "aborted"})


def accepted_id(output: bytes) -> str | None:
    """The id in ``{"accepted": "ID"}``; None for everything else.

    Raises PermanentError for an id that cannot be kept.
    """
    document = None
    if len(output) <= _MOST_ACCEPTED and b'"accepted"' in output:
        with suppress(PermanentError):  # of what is no JSON says more who expects an article
            document = _load(output)
    if document is None or "accepted" not in document or "content" in document:
        return None
    found = document["accepted"]
    if not isinstance(found, str) or not found or one_line(found) != found or len(found) > MOST_ID:
        raise _wrong("accepted", f"an id of 1 to {MOST_ID} characters in one line", found)
    return found


def parse_article(output: bytes) -> Article:
    """The article in ``output``: one JSON object in UTF-8 with at least ``content``.

    ``title``, ``summary``, ``html``, ``images``, ``tags``, ``quality_score`` and ``usage``
    may be missing or null; so may ``error``, ``finish_reason`` and ``truncated``, by which a
    program says that there is no article, or not all of it. Other fields are ignored. Raises
    PermanentError that names the field, TransientError for a result that says that it failed.
    """
    return article_of(_load(output))


def article_of(document: dict[str, Any]) -> Article:
    """The article in a document that was read; see ``parse_article``."""
    try:
        return _article(document)
    except BackendError as error:
        with suppress(BackendError):
            error.usage = usage_of(document)
        raise


def _article(document: dict[str, Any]) -> Article:
    ending = ending_of(document)
    content = clean(_text(document, "content", required=True)).strip()
    if not content:
        raise PermanentError("the result's field content is empty")
    reading = read(content)
    if not reading.body:
        raise PermanentError("the result's field content holds no article")
    html = document.get("html")
    return Article(
        content=reading.body,
        title=one_line(_text(document, "title")) or reading.title,
        summary=clean(_text(document, "summary")).strip() or reading.summary,
        html=None if html is None else clean(_text(document, "html")),
        images=_texts(document, "images"),
        tags=_texts(document, "tags") or reading.tags,
        quality_score=_number(document, "quality_score"),
        usage=usage_of(document),
        metadata=ending,
    )


def ending_of(document: Mapping[str, Any], who: str = "the result") -> dict[str, Any]:
    """What a result says of its end, for the article's metadata; {} where it says nothing.

    Raises TransientError for a result that says that it failed, and what ``facts_of`` raises.
    """
    said = one_line(str(document.get("status") or "")).lower()
    error = document.get("error")
    if error or said in _FAILED or document.get("success") is False:
        why = error_message(error or document.get("message") or said)
        raise TransientError(f"{who} says that it failed: {why}")
    for name in ("finish_reason", "finishReason", "stop_reason", "stopReason"):
        if document.get(name) is not None:
            return facts_of(document[name], who)
    return facts_of("length", who) if document.get("truncated") is True else {}


def _load(output: bytes) -> dict[str, Any]:
    try:
        document = json_documents.read(output.decode("utf-8-sig"))
    except json_documents.DoubledNameError as error:
        raise PermanentError(f"the result is ambiguous: {error}") from None
    except (ValueError, RecursionError) as error:
        start = one_line(output[:_SNIPPET].decode("utf-8", "replace"))
        raise PermanentError(
            f"the result is not one JSON document ({tail(one_line(str(error)), 120)}); "
            f"it starts with {start!r}"
        ) from error
    if not isinstance(document, dict):
        raise PermanentError("the result is not a JSON object")
    return document


def _wrong(field: str, wanted: str, value: Any) -> PermanentError:
    return PermanentError(
        f"the result's field {field} has to be {wanted}, not"
        f" {one_line(reprlib.repr(value)[:_SNIPPET])}"
    )


def _text(document: dict[str, Any], field: str, *, required: bool = False, name: str = "") -> str:
    value = document.get(field)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise _wrong(name or field, "a string", value)
    return value


def _texts(document: dict[str, Any], field: str) -> tuple[str, ...]:
    value = document.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(field, "a list of strings", value)
    return tuple(line for item in value if (line := one_line(item)))


def _number(document: dict[str, Any], field: str, name: str = "") -> float | None:
    value = document.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise _wrong(name or field, "a number", value)
    return float(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond every float
        return False


def usage_of(document: dict[str, Any]) -> Usage | None:
    """What a result says that it took; None where it says nothing. Raises PermanentError."""
    value = document.get("usage")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _wrong("usage", "an object", value)
    return Usage(
        input_tokens=_count(value, "input_tokens"),
        output_tokens=_count(value, "output_tokens"),
        cost=_cost(value),
        cached_input_tokens=_count(value, "cached_input_tokens"),
        reasoning_tokens=_count(value, "reasoning_tokens"),
        model=one_line(_text(value, "model", name="usage.model")),
    )


def _cost(counts: dict[str, Any]) -> Cost | None:
    said = _number(counts, "cost", "usage.cost")
    cost = usage.said_cost(said)
    if said is not None and cost is None:
        raise _wrong("usage.cost", "an amount from 0", said)
    return cost


def _count(counts: dict[str, Any], field: str) -> int | None:
    value = counts.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(f"usage.{field}", "a whole number from 0", value)
    return value
