"""What the contract says of answers that every call may get: errors, and answers not repeated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contenthub.api import problems

_MEANINGS = {
    400: "The body or the address cannot be read.",
    401: "The token is missing, unknown, expired or revoked.",
    403: "The token does not reach so far.",
    404: "It is not there, or not for this token.",
    408: "The body did not arrive in time.",
    409: "It is there, and its state does not allow this.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    421: "The host is not this service's.",
    422: "A field cannot be used; `errors` names each.",
    429: "Too many calls of this address did not show who made them.",
    502: "A creator or publisher refused.",
    503: "The database or a backend cannot be reached; `Retry-After` says when to come again.",
}
_ALWAYS = (400, 401, 403, 421, 422, 429, 503)
_WITH_BODY = (408, 413, 415)


def answers_of(
    method: str, further: Iterable[int], *, tagged: bool = False
) -> dict[int | str, dict[str, Any]]:
    """The errors of a call, and a 304 where it has a tag."""
    statuses = {*_ALWAYS, *further, *(() if method == "GET" else _WITH_BODY)}
    if method == "POST":
        statuses.add(409)  # the call may be repeated too early
    told: dict[int | str, dict[str, Any]] = {one: error(one) for one in sorted(statuses)}
    return told | ({304: {"description": "The caller has it already."}} if tagged else {})


def error(status: int) -> dict[str, Any]:
    """The description of an error."""
    schema = {"$ref": f"#/components/schemas/{problems.Problem.__name__}"}
    return {
        "description": _MEANINGS[status],
        "content": {problems.MEDIA_TYPE: {"schema": schema}},
    }
