"""ETags of single things: who has an answer already is told so instead of getting it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def tagged(request: Request, body: bytes, headers: Mapping[str, str]) -> Response:
    """The answer with its tag; without its body where the caller names that tag."""
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    told = {**headers, "etag": tag, "cache-control": "private, no-cache"}
    if matches(",".join(request.headers.getlist("if-none-match")), tag):
        return Response(status_code=304, headers=told)
    return Response(body, 200, told, "application/json")


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header means this tag."""
    named = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag in named or named == ["*"]
