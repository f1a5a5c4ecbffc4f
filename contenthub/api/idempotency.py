"""Calls under an ``Idempotency-Key``: the same call has its effect once, and one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from contenthub import validation
from contenthub.api.access import Access
from contenthub.operations import answers
from contenthub.operations.answers import Answer, Call

REPLAYED = "idempotent-replayed"
Encoded = tuple[int, dict[str, str], bytes]


def answered_once(
    request: Request, access: Access, key: str, act: Callable[[], Encoded]
) -> Response:
    """The answer of ``act``, or the one that the first call under this key was given.

    Raises as ``answers.once`` does.
    """
    call = Call(access.token.id, validation.idempotency_key(key), digest(request))
    given = answers.once(call, lambda: _kept(*act()))
    replayed = {REPLAYED: "true"} if given.replayed else {}
    return Response(given.body, given.status, {**given.headers, **replayed}, "application/json")


def digest(request: Request) -> str:
    """Tells what a call asks for from anything else: its method, its address and its body."""
    parts = (request.method.encode(), request.url.path.encode(), request.scope["query_string"])
    whole = hashlib.sha256()
    for part in (*parts, request.state.body):
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _kept(status: int, headers: dict[str, str], body: bytes) -> Answer:
    return Answer(status, body.decode(), headers)
