"""Turns the JSON document of a program into an article, or says which field is wrong."""

from __future__ import annotations

import json
import math
import reprlib
from typing import Any

from contenthub.creators.base import Article, Usage
from contenthub.creators.markdown import clean, one_line
from contenthub.errors import PermanentError
from contenthub.text import tail

_SNIPPET = 80


def parse_article(output: bytes) -> Article:
    """The article in ``output``: one JSON object in UTF-8 with at least ``content``.

    ``title``, ``summary``, ``html``, ``images``, ``tags``, ``quality_score`` and ``usage``
    may be missing or null; other fields are ignored. Raises PermanentError that names the
    field.
    """
    document = _load(output)
    content = clean(_text(document, "content", required=True)).strip()
    if not content:
        raise PermanentError("the result's field content is empty")
    html = document.get("html")
    return Article(
        content=content,
        title=one_line(_text(document, "title")),
        summary=clean(_text(document, "summary")).strip(),
        html=None if html is None else clean(_text(document, "html")),
        images=_texts(document, "images"),
        tags=_texts(document, "tags"),
        quality_score=_number(document, "quality_score"),
        usage=_usage(document),
    )


def _load(output: bytes) -> dict[str, Any]:
    try:
        document = json.loads(output.decode("utf-8-sig"))
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
        f"the result's field {field} has to be {wanted}, not {one_line(reprlib.repr(value)[:_SNIPPET])}"
    )


def _text(document: dict[str, Any], field: str, *, required: bool = False) -> str:
    value = document.get(field)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise _wrong(field, "a string", value)
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


def _usage(document: dict[str, Any]) -> Usage | None:
    value = document.get("usage")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _wrong("usage", "an object", value)
    return Usage(
        input_tokens=_count(value, "input_tokens"),
        output_tokens=_count(value, "output_tokens"),
        cost=_number(value, "cost", "usage.cost"),
    )


def _count(usage: dict[str, Any], field: str) -> int:
    value = usage.get(field, 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(f"usage.{field}", "a whole number from 0", value)
    return value
