"""What our own reading of a call makes of it, beside what FastAPI makes of the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Header, Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contenthub.api import asked
from contenthub.api.shapes.base import Asked, Moment

KeyHeader = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=9)]


class Inner(Asked):
    name: str = "x"


class Body(Asked):
    topic: str = Field(max_length=5)
    at: Moment | None = None
    number: int | None = Field(default=None, ge=1)
    inner: list[Inner] = []


class Asks(Asked):
    limit: int = Field(default=5, ge=1)
    status: list[str] = []


def outcome(route: type[APIRoute], method: str, query: str, body: bytes, key: str | None) -> Any:
    """What the handler is given, or the error that is raised for it."""
    app, seen = FastAPI(), []
    endpoint = _endpoint(method, seen.append)
    app.router.add_api_route("/x", endpoint, methods=[method], route_class_override=route)
    for error in (RequestValidationError, HTTPException):
        app.add_exception_handler(error, _note(seen.append))
    headers = [(b"content-type", b"application/json")]
    headers += [(b"idempotency-key", key.encode())] if key is not None else []
    scope = {
        "type": "http",
        "method": method,
        "path": "/x",
        "query_string": query.encode(),
        "headers": headers,
        "state": {"body": body},
    }
    asyncio.run(app(scope, _receives(body), _sends))
    (found,) = seen
    return found


def _endpoint(method: str, see: Callable[[Any], None]) -> Callable[..., Any]:
    async def post(request: Request, wanted: Body, key: KeyHeader = None) -> Response:
        see((wanted.model_dump(), key))
        return Response()

    async def get(request: Request, wanted: Annotated[Asks, Query()]) -> Response:
        see((wanted.model_dump(), None))
        return Response()

    post.given = {"wanted": Body, "key": KeyHeader}  # type: ignore[attr-defined]  # as endpoints do
    get.given = {"wanted": Annotated[Asks, Query()]}  # type: ignore[attr-defined]
    return post if method == "POST" else get


def _note(see: Callable[[Any], None]) -> Callable[..., Response]:
    def handle(request: Request, error: Any) -> Response:
        see(error.errors() if isinstance(error, RequestValidationError) else error.status_code)
        return Response()

    return handle


def _receives(body: bytes) -> Any:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _sends(message: Any) -> None:
    pass


@pytest.mark.parametrize("key", [None, "k", "", "much too long"])
@pytest.mark.parametrize(
    "body",
    [
        b'{"topic": "tea"}',
        b'{"topic": "tea", "at": "2026-11-26T08:00:00+08:00", "number": "7", "inner": [{}]}',
        b"",
        b"   ",
        b"null",
        b"[]",
        b'"tea"',
        b"{}",
        b'{"topic": 1, "at": "2026-11-26T08:00:00", "number": 0}',
        b'{"topic": "too long", "unknown": 1, "inner": [{"name": 1}, {"other": 2}, 3]}',
        b'{"topic": "tea"} and more',
        b'{"topic": ',
        b'\xef\xbb\xbf{"topic": "tea"}',
        b'{"topic": "tea", "number": NaN}',
        b'{"topic": "tea", "number": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_body_and_a_key_are_read_as_fastapi_reads_them(body: bytes, key: str | None) -> None:
    expected = outcome(APIRoute, "POST", "", body, key)
    assert outcome(asked.Route, "POST", "", body, key) == expected


@pytest.mark.parametrize(
    "query",
    ["", "limit=7&status=a&status=b", "limit=0", "limit=x&other=1", "limit=1&limit=2", "status="],
)
def test_a_query_is_read_as_fastapi_reads_it(query: str) -> None:
    expected = outcome(APIRoute, "GET", query, b"", None)
    assert outcome(asked.Route, "GET", query, b"", None) == expected


def test_what_it_cannot_read_is_left_to_fastapi() -> None:
    """And what it reads does not pass through FastAPI's own reading."""
    own = [asked._reader(kind) is not None for kind in (Body, KeyHeader, Annotated[Asks, Query()])]
    left = [asked._reader(kind) is None for kind in (str, Annotated[int, Query()], Body | None)]
    assert own + left == [True] * 6
