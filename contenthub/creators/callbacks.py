"""What creators call back with: in the shape of content-creator, or in the documented one.

The documented shape is that of Standard Webhooks (``type``, ``timestamp``, ``data``), with an
article as the creator `command` prints one. A body says of which order it tells, and whether that
is true is for who knows the orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contenthub import json_documents
from contenthub.codes import Code
from contenthub.creators import content_creator_callback
from contenthub.creators.base import MOST_ID, Observation, Phase
from contenthub.creators.error_answers import error_message
from contenthub.creators.results import article_of
from contenthub.errors import BackendError, InputError, PermanentError, TransientError

COMPLETED, FAILED, PROGRESS = (f"generation.{word}" for word in ("completed", "failed", "progress"))
TYPES = (COMPLETED, FAILED, PROGRESS)


@dataclass(frozen=True, slots=True)
class Told:
    """What a callback tells, and of which order it says that it tells it.

    ``external_id`` is the creator's id, or the idempotency key of the attempt; "": not said.
    """

    seen: Observation
    task_id: str = ""
    attempt: int | None = None
    external_id: str = ""


def read(body: bytes) -> Told:
    """What a body tells. Raises InputError where it is in neither shape, in the words of the one
    that it is nearer to.
    """
    document = _load(body)
    is_of_content_creator = content_creator_callback.is_one(document)
    return _of_content_creator(document) if is_of_content_creator else _ours(document)


def _load(body: bytes) -> dict[str, Any]:
    try:
        document = json_documents.read(body)
    except json_documents.DoubledNameError as error:
        raise InputError(f"the body is ambiguous: {error}", code=Code.BODY_UNREADABLE) from None
    except (ValueError, RecursionError):
        raise InputError("the body is no JSON", code=Code.BODY_UNREADABLE) from None
    if not isinstance(document, dict):
        raise InputError("the body is no JSON object", code=Code.BODY_UNREADABLE)
    return document


def _of_content_creator(document: Mapping[str, Any]) -> Told:
    for name in ("event", "taskId"):
        if not isinstance(document.get(name), str):
            raise _wrong(name, "a text", document.get(name))
    seen = content_creator_callback.seen(document)
    if seen.phase is Phase.UNREACHABLE:
        status = document.get("status")
        if status is None:
            events = ", ".join(content_creator_callback.EVENTS)
            raise _wrong("event", f"one of {events}", document["event"])
        raise _wrong("status", "a status of content-creator", status)
    return Told(seen, external_id=_id(document, "taskId"))


def _ours(document: Mapping[str, Any]) -> Told:
    kind, data = document.get("type"), document.get("data")
    if kind not in TYPES:
        raise _wrong("type", f"one of {', '.join(TYPES)}", kind)
    if not isinstance(data, dict):
        raise _wrong("data", "an object", data)
    attempt = data.get("attempt")
    if attempt is not None and (isinstance(attempt, bool) or not isinstance(attempt, int)):
        raise _wrong("data.attempt", "a whole number", attempt)
    external_id = _id(data, "id", "data.")
    seen = _SEEN[kind](external_id, data)
    return Told(seen, _text(data, "task_id", "data."), attempt, external_id)


def _completed(external_id: str, data: Mapping[str, Any]) -> Observation:
    article = data.get("article")
    if not isinstance(article, dict):
        raise _wrong("data.article", "an object with `content`", article)
    if not isinstance(article.get("content"), str):
        raise _wrong("data.article.content", "a text", article.get("content"))
    try:
        return Observation(external_id, Phase.COMPLETED, progress=100, article=article_of(article))
    except BackendError as error:  # it is the end, and there is no article in it
        return Observation(external_id, Phase.FAILED, error=error)


def _failed(external_id: str, data: Mapping[str, Any]) -> Observation:
    why = error_message(data.get("error") or "it gave no reason")
    kind = PermanentError if data.get("permanent") is True else TransientError
    return Observation(external_id, Phase.FAILED, error=kind(f"the creator failed: {why}"))


def _progress(external_id: str, data: Mapping[str, Any]) -> Observation:
    progress = data.get("progress")
    usable = isinstance(progress, int | float) and not isinstance(progress, bool)
    if progress is not None and not (usable and 0 <= progress <= 100):
        raise _wrong("data.progress", "a number from 0 to 100", progress)
    percent = None if progress is None else int(progress)
    return Observation(
        external_id, Phase.RUNNING, progress=percent, step=_text(data, "step", "data.")
    )


_SEEN = {COMPLETED: _completed, FAILED: _failed, PROGRESS: _progress}


def _id(document: Mapping[str, Any], name: str, within: str = "") -> str:
    return _text(document, name, within)[: MOST_ID + 1]


def _text(document: Mapping[str, Any], name: str, within: str = "") -> str:
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(f"{within}{name}", "a text", value)
    return value or ""


def _wrong(field: str, wanted: str, value: object) -> InputError:
    said = "missing" if value is None else "something else"
    message = f"has to be {wanted}, and is {said}"
    return InputError(
        f"body.{field} {message}", fields=[{"field": f"body.{field}", "message": message}]
    )
