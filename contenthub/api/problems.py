"""Errors as callers get them: problem details (RFC 9457) with the stable ``code`` of the error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.responses import Response

from contenthub import errors, masked_text
from contenthub.api import advice
from contenthub.codes import Code
from contenthub.errors import ContentHubError

MEDIA_TYPE = "application/problem+json"
COME_AGAIN = 2  # seconds after which a call that could not be served may be repeated

# The first class that an error is of says its status, where its code does not.
_BY_CLASS: tuple[tuple[type[ContentHubError], int], ...] = (
    (errors.NotAuthorizedError, 401),
    (errors.InputError, 422),
    (errors.NotFoundError, 404),
    (errors.NotAllowedError, 409),
    (errors.UnreachableError, 503),
    (errors.StoppingError, 503),
    (errors.LeaseLostError, 503),
    (errors.TransientError, 503),
    (errors.BackendError, 502),
)
_BY_CODE: Mapping[Code, int] = {
    Code.SCOPE_TOO_SMALL: 403,
    Code.KEY_USED: 422,
    Code.DATABASE_OLDER: 503,
    Code.DATABASE_NEWER: 503,
    Code.DATABASE_FOREIGN: 503,
    Code.BODY_TOO_LARGE: 413,
    Code.BODY_TOO_SLOW: 408,
    Code.BODY_UNREADABLE: 400,
    Code.NO_JSON: 415,
    Code.WRONG_HOST: 421,
    Code.NO_SUCH_PATH: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.TOO_MANY_TRIES: 429,
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class FieldError(BaseModel):
    """What is wrong with one field of a call."""

    model_config = _example(field="body.priority", message="allowed: 1 to 10")

    field: str = Field(description="Where it stands, such as `body.topic` or `query.limit`.")
    message: str = Field(description="What is wrong with it.")


class Conflict(BaseModel):
    """Two texts of one thing, of which one has to give way."""

    model_config = _example(
        current={"version": 2, "title": "A"}, yours={"version": 1, "title": "B"}
    )

    current: dict[str, Any] = Field(description="What is there now, with its `version`.")
    yours: dict[str, Any] = Field(description="What the call wanted.")


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = _example(
        type="urn:contenthub:problem:no_task",
        title="no task has this id",
        status=404,
        detail="no task '4c08'",
        code="no_task",
        advice="GET /api/v1/tasks lists them",
        request_id="8f2c6d0a1b3e4c5d",
    )

    type: str = Field(description="`urn:contenthub:problem:` and the code.")
    title: str = Field(description="What such an error means in general.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong this time.")
    code: str = Field(description="The stable word by which programs tell errors apart.")
    advice: str = Field(default="", description="What to do about it; may be empty.")
    request_id: str = Field(default="", description="By which the call is found in the logs.")
    errors: list[FieldError] = Field(default=[], description="The fields that are wrong.")
    conflict: Conflict | None = Field(default=None, description="Of an edit that came too late.")


def status_of(error: ContentHubError, *, names_something: bool = True) -> int:
    """The HTTP status of an error.

    What is not there is a 404 where the call's path names something (``names_something``), else
    it stands in a field of the call, which cannot be used.
    """
    status = _BY_CODE.get(error.code)
    if status is None:
        status = next((s for kind, s in _BY_CLASS if isinstance(error, kind)), 500)
    return 422 if status == 404 and not names_something else status


def problem(error: ContentHubError, status: int, request_id: str) -> Problem:
    """What a caller is told of an error."""
    return Problem(
        type=f"urn:contenthub:problem:{error.code}",
        title=error.code.meaning,
        status=status,
        detail=masked_text.text(error.message),
        code=error.code,
        advice=masked_text.text(advice.of(error)),
        request_id=request_id,
        errors=error.facts.get("fields", []),
        conflict=error.facts.get("conflict"),
    )


def response(error: ContentHubError, request_id: str, *, names_something: bool = True) -> Response:
    """The answer that tells of an error."""
    status = status_of(error, names_something=names_something)
    headers: dict[str, Any] = {}
    if status == 401 and error.code is not Code.CALLBACK_REFUSED:
        headers["www-authenticate"] = "Bearer"
    if status in (429, 503) or error.code is Code.CALL_REPEATED:
        wait = error.retry_after if isinstance(error, errors.TransientError) else None
        headers["retry-after"] = str(round(wait or error.facts.get("wait") or COME_AGAIN))
    if status == 405:
        headers["allow"] = error.facts["allow"]
    body = to_json(problem(error, status, request_id))
    return Response(body, status, headers, MEDIA_TYPE)
