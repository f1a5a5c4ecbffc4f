"""Finds out what a server says went wrong: every server has a shape of its own for errors.

Known are OpenAI and what follows it, vLLM and FastChat ({"object": "error"}), FastAPI
({"detail"}), Cloudflare ({"errors"}), Anthropic ({"type": "error"}), OpenRouter (an error in a
choice), MiniMax ({"base_resp"}), Baidu ({"error_code", "error_msg"}), DashScope ({"code",
"message"}), and plain text.
"""

from __future__ import annotations

import json
from typing import Any

from contenthub.articles.cleaning import one_line
from contenthub.errors import BackendError, PermanentError, TransientError

_LASTING_TYPES = frozenset(
    {
        *("invalid_request_error", "authentication_error", "permission_error"),
        *("not_found_error", "invalid_api_key", "model_not_found"),
        *("insufficient_quota", "BadRequestError", "NotFoundError"),
        *("InvalidParameter", "InvalidApiKey", "AccessDenied"),
    }
)
_MESSAGES = (
    *("error", "errors", "message", "detail", "msg", "error_msg", "error_message", "status_msg"),
    *("base_resp", "details"),
)
_CODES = ("code", "status", "status_code", "error_code", "statusCode")
_MAX_MESSAGE = 300
_DEPTH = 4


def error_in(chunk: dict[str, Any]) -> BackendError | None:
    """The error that a document of an answer tells, or None where it tells none."""
    if chunk.get("error") or chunk.get("errors"):
        return event_error(chunk.get("error") or chunk.get("errors"))
    choices = chunk.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict) and choice.get("error"):
            return event_error(choice["error"])
    response = chunk.get("base_resp")
    if isinstance(response, dict) and response.get("status_code"):
        return event_error(response)
    if "error" in (chunk.get("object"), chunk.get("type")):
        return event_error(chunk)
    if choices is None and (chunk.keys() & {"error_code", "error_msg", "error_message", "detail"}):
        return event_error(chunk)
    if choices is None and chunk.get("message") and ("code" in chunk or "status" in chunk):
        return event_error(chunk)
    return None


def event_error(error: Any) -> BackendError:
    """The error of an error object inside an answer; transient unless it says otherwise."""
    said = f"the server broke off: {error_message(error)}"
    kinds = (error.get("type"), error.get("code")) if isinstance(error, dict) else ()
    if any(isinstance(kind, str) and kind in _LASTING_TYPES for kind in kinds):
        return PermanentError(said)
    return TransientError(said) if is_transient(_status(error)) else PermanentError(said)


def _status(error: Any) -> int:
    """The HTTP status in an error object; 500 where it has none."""
    for name in _CODES if isinstance(error, dict) else ():
        code = str(error.get(name))
        if len(code) == 3 and code.isascii() and code.isdecimal() and int(code) >= 400:
            return int(code)
    return 500


def error_message(document: Any) -> str:
    """The message in an error answer, whose shape every server chooses for itself."""
    for _ in range(_DEPTH):
        if isinstance(document, list) and document and isinstance(document[0], dict):
            document = document[0]
        if not isinstance(document, dict):
            break
        inner = (document.get(key) for key in _MESSAGES)
        document = next((value for value in inner if value), "")
    text = document if isinstance(document, str) else _as_json(document)
    return one_line(text[: 10 * _MAX_MESSAGE])[:_MAX_MESSAGE] or "no message"


def _as_json(document: Any) -> str:
    try:
        return json.dumps(document, default=str)
    except (ValueError, RecursionError):
        return ""


def is_transient(status: int) -> bool:
    """Whether a HTTP status may pass by itself: time-outs, conflicts, floods, server errors."""
    return status in {408, 409, 425, 429} or status >= 500
