"""What is answered where no request could be read, so that nothing else could answer it."""

from __future__ import annotations

from pydantic_core import to_json

from contenthub.api import problems
from contenthub.codes import Code
from contenthub.errors import InputError

_ADVICE = (
    "in an address other characters than ASCII's are percent-encoded, as UTF-8"
    " (such as %E8%8C%B6), and so are blanks"
)
MOST_HEAD = 32 * 1024  # bytes of a request's head that came in part


def written() -> bytes:
    """The whole answer, after which the connection ends."""
    error = InputError(
        "what came is no HTTP request that can be read",
        code=Code.BODY_UNREADABLE,
        advice=_ADVICE,
    )
    status = problems.status_of(error)
    body = to_json(problems.problem(error, status, request_id=""))
    head = (
        f"HTTP/1.1 {status} Bad Request\r\ncontent-type: {problems.MEDIA_TYPE}\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
