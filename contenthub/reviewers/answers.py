"""Reads what a reviewer answers: foreign text, taken as well as that is honest, or not at all.

A model puts its JSON into a fence, or words around it, and writes a number as a text; that can be
read. What could mean two things is no answer: a text may quote an answer to its own favour.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from contenthub import json_documents
from contenthub.articles.cleaning import one_line
from contenthub.articles.gate import Level
from contenthub.articles.thoughts import without_thoughts
from contenthub.errors import TransientError
from contenthub.reviewers.base import BEST, Opinion, Remark

MOST_ANSWER = 256 * 1024  # bytes that are read
_MOST_REMARKS = 50
_MOST_MESSAGE, _MOST_QUOTE = 500, 300  # characters
_MOST_OBJECTS = 100  # places in prose at which an object may begin
_SHOWN = 80
_SUFFIXES = ("/100", "%")


def parse(answer: str) -> tuple[Opinion, dict[str, Any]]:
    """The opinion in ``answer`` without its usage, and the object in which it stood.

    Raises TransientError where there is none: the next answer may be another one.
    """
    document = _object_in(answer[:MOST_ANSWER])
    score = _score(document.get("score"))
    return Opinion(score, tuple(_remarks(document.get("findings")))), document


def _object_in(text: str) -> dict[str, Any]:
    """The one object with a score: the text itself, or what stands in a fence or in prose."""
    if not text.strip():
        raise TransientError("the reviewer's answer is empty; it has to be JSON with a score")
    whole = _loaded(text)
    if isinstance(whole, dict):
        return whole
    found = [one for one in _objects(without_thoughts(text)) if "score" in one]
    if not found:
        raise TransientError(f"the reviewer's answer holds no score; it starts with {_begin(text)}")
    if any(one != found[0] for one in found):
        raise TransientError("the reviewer gave several answers that differ")
    return found[0]


def _loaded(text: str) -> Any:
    try:
        return json_documents.read(text, constants=False)
    except json_documents.DoubledNameError as error:
        raise _ambiguous(error) from None
    except (ValueError, RecursionError):
        return None


def _ambiguous(error: json_documents.DoubledNameError) -> TransientError:
    return TransientError(f"the reviewer's answer says {_begin(error.name)} twice")


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects that stand in a text, one behind the other."""
    decoder = json.JSONDecoder(
        object_pairs_hook=json_documents.each_once, parse_constant=json_documents.refuse
    )
    at = 0
    for _ in range(_MOST_OBJECTS):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except json_documents.DoubledNameError as error:
            raise _ambiguous(error) from None
        except (ValueError, RecursionError):
            at += 1
            continue
        if isinstance(found, dict):
            yield found


def _score(value: Any) -> float:
    """A number from 0 to 100, also one that is written as a text: "85", "85/100" or "85 %"."""
    if value is None:
        raise TransientError("the reviewer's answer has no score")
    number = _number(value)
    if number is None or not 0 <= number <= BEST:
        said = _begin(str(value)[: 4 * _SHOWN])
        raise TransientError(f"the reviewer's score has to be a number from 0 to 100, not {said}")
    return number


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        text = one_line(value[:_SHOWN])
        for suffix in _SUFFIXES:
            text = text.removesuffix(suffix).strip()
        value = float(text) if _is_decimal(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    with suppress(OverflowError):  # a whole number beyond every float
        return float(value) if math.isfinite(value) else None
    return None


def _is_decimal(text: str) -> bool:
    digits = text.replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _remarks(value: Any) -> list[Remark]:
    """The findings, those that hold first where there are too many."""
    items = [value] if isinstance(value, dict | str) else value
    if items is None:
        return []
    if not isinstance(items, list):
        raise TransientError("the reviewer's findings have to be a list")
    found = [_remark(item) for item in items]
    if len(found) > _MOST_REMARKS:
        found.sort(key=lambda one: one.level is not Level.HOLD)
    return found[:_MOST_REMARKS]


def _remark(item: Any) -> Remark:
    """One finding; what does not say that it only warns holds."""
    if isinstance(item, str):
        item = {"message": item}
    if not isinstance(item, dict):
        raise TransientError(f"a finding of the reviewer is {_begin(str(item)[: 4 * _SHOWN])}")
    message = _text(item.get("message"), _MOST_MESSAGE)
    quote = _text(item.get("quote"), _MOST_QUOTE)
    said = _text(item.get("level"), _SHOWN).lower()
    level = Level.WARN if said in {"warn", "warning"} else Level.HOLD
    return Remark(level, message or "the reviewer does not say what is wrong", quote)


def _text(value: Any, most: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TransientError(
            "a finding of the reviewer has something else than text in it:"
            f" {_begin(str(value)[: 4 * _SHOWN])}"
        )
    text = one_line(value[: 4 * most])
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _begin(text: str) -> str:
    return repr(one_line(text[: 4 * _SHOWN])[:_SHOWN])
