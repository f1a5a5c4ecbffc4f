"""What the contract says of the headers of answers: which there are, and on which answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TEXT = {"type": "string"}
_SECONDS = {"type": "integer", "minimum": 1}


def _header(description: str, schema: Mapping[str, Any] = _TEXT, **more: Any) -> dict[str, Any]:
    return {"description": description, "required": True, "schema": dict(schema)} | more


_REQUEST_ID = _header("By which the call is found in the logs: the caller's own, or one of ours.")
_LOCATION = _header("The path of what was made.", example="/api/v1/accounts/1")
_RETRY_AFTER = _header("Seconds until the call may be repeated.", _SECONDS)
_OF_REPETITION = _header("The same, where the code is `call_repeated`.", _SECONDS, required=False)
_REPLAYED = _header(
    "It is the answer that the first call under this key got.",
    {"type": "string", "const": "true"},
    required=False,
)
_ETAG = _header("Of this answer; sent as `If-None-Match` it spares the same one.")
_CACHE = _header("`private, no-cache`: to be kept, and asked about before it is used.")
_BEARER = _header("`Bearer`: what kind of token is asked for.")


def complete(call: dict[str, Any]) -> None:
    """Let each answer of a call in the contract name its headers."""
    for status, answer in call["responses"].items():
        headers = dict(_headers(call, status)) | answer.get("headers", {})
        answer["headers"] = dict(sorted(headers.items()))


def _headers(call: dict[str, Any], status: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "X-Request-Id", _REQUEST_ID
    repeatable = _is_repeatable(call)
    if status == "201":
        yield "Location", _LOCATION
    if status < "300" and repeatable:
        yield "Idempotent-Replayed", _REPLAYED
    if status in ("200", "304") and "304" in call["responses"]:
        yield "ETag", _ETAG
        yield "Cache-Control", _CACHE
    if status == "401" and "security" in call:
        yield "WWW-Authenticate", _BEARER
    if status in ("429", "503"):
        yield "Retry-After", _RETRY_AFTER
    if status == "409" and repeatable:
        yield "Retry-After", _OF_REPETITION


def _is_repeatable(call: dict[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in call.get("parameters", ()))
