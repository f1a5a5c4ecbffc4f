"""Reads what calls carry: the names and values behind the ``?`` of an address, a body, a key.

FastAPI finds out anew for each call how each field of a model is to be read and by which parser a
body is, which takes longer than the rest of a call to a list. What it describes and what it refuses
is the same here; calls with other parameters are left to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Annotated, Any, get_args, get_origin

from fastapi.exceptions import RequestValidationError
from fastapi.params import Header, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contenthub import json_documents
from contenthub.errors import InputError

KEY = "Idempotency-Key"
_CONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since")  # RFC 9110, 13.1
Parameters = dict[str, Any]  # the annotations of a handler's parameters, by their names
Read = Callable[[Request], Any]  # raises ``_Wrong``, or what FastAPI raises for the body


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The model of a whole query that a parameter is; None for anything else."""
    if get_origin(annotation) is not Annotated:
        return None
    kind, *marks = get_args(annotation)
    is_query = any(isinstance(mark, Query) for mark in marks)
    return kind if is_query and hasattr(kind, "model_fields") else None


Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A call; where it takes nothing but a model of its query, a body or a key, it reads these."""

    by_itself: Handle | None = None  # serves the call, where FastAPI has nothing to read for it

    def get_route_handler(self) -> Handle:
        """What serves the call."""
        endpoint: Any = self.endpoint
        given: Parameters = getattr(endpoint, "given", {})
        readers = {name: _reader(annotation) for name, annotation in given.items()}
        found = [(name, read) for name, read in readers.items() if read is not None]
        known = dict(reversed(found))  # a key is told of before the body, as FastAPI does
        if not known or len(known) < len(readers):
            by_fastapi = super().get_route_handler()

            async def read_by_fastapi(request: Request) -> Response:
                return await by_fastapi(_Called(request.scope, request.receive))

            return read_by_fastapi

        async def handle(request: Request) -> Response:
            response: Response = await endpoint(request=request, **_values(known, request))
            return response

        self.by_itself = handle
        return handle


class _Called(Request):
    """A call whose body FastAPI reads, in the way of all others."""

    async def json(self) -> Any:
        """The body's value. Raises as ``_value`` does, which FastAPI makes errors of its own."""
        return _value(await self.body())


class _Wrong(Exception):  # noqa: N818 - no error, but what one is made of
    """What cannot be used, as pydantic tells it."""

    def __init__(self, errors: list[Any]) -> None:
        super().__init__()
        self.errors = errors


def _values(readers: Mapping[str, Read], request: Request) -> dict[str, Any]:
    """What the call carries, by the handler's names. Raises RequestValidationError for all of it
    that cannot be used, HTTPException for a body that no parser takes.
    """
    values, wrong = {}, []
    for name, read in readers.items():
        try:
            values[name] = read(request)
        except _Wrong as told:
            wrong += told.errors
    if wrong:
        raise RequestValidationError(wrong)
    return values


def _reader(annotation: Any) -> Read | None:
    """What reads such a parameter; None where that is left to FastAPI."""
    model = model_of(annotation)
    if model is not None:
        return _of_query(model)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _of_body(annotation)
    header = next((mark for mark in get_args(annotation) if isinstance(mark, Header)), None)
    return _of_header(annotation, header.alias) if header is not None and header.alias else None


def lists_of(model: Any) -> frozenset[str]:
    """The names of a query that may come several times."""
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if _is_list(field.annotation))


def demand_one_each(request: Request, lists: frozenset[str]) -> None:
    """Raise InputError for what comes twice with values that differ: one would be passed over."""
    asked = request.query_params
    wrong = [f"query.{name[:60]}" for name in asked if name not in lists and _differ(asked, name)]
    if _differ(request.headers, KEY):
        wrong.append(f"header.{KEY}")
    if wrong:
        message = "given several times with values that differ; it takes one"
        raise InputError(
            f"{wrong[0]}: {message}", fields=[{"field": one, "message": message} for one in wrong]
        )


def demand_no_condition(request: Request) -> None:
    """Raise InputError for a change under a condition: it would be made, whatever that says."""
    wrong = [f"header.{name}" for name in _CONDITIONS if name in request.headers]
    if wrong and request.method != "GET":
        message = "changes go by no condition here; edits and reviews of a text name its `version`"
        raise InputError(
            f"{wrong[0]}: {message}", fields=[{"field": one, "message": message} for one in wrong]
        )


def _differ(given: QueryParams | Headers, name: str) -> bool:
    return len(set(given.getlist(name))) > 1


def _of_query(model: Any) -> Read:
    many = lists_of(model)

    def read(request: Request) -> Any:
        asked = request.query_params
        values = {name: asked.getlist(name) if name in many else asked[name] for name in asked}
        return _checked(model.model_validate, values, "query")

    return read


def _of_body(model: type[BaseModel]) -> Read:
    check = partial(model.model_validate, from_attributes=True)  # as FastAPI does, for its words

    def read(request: Request) -> Any:
        body: bytes = request.state.body
        if not body:
            missing = {"type": "missing", "loc": ("body",), "msg": "Field required", "input": None}
            raise _Wrong([missing])
        return _checked(check, _parsed(body), "body")

    return read


def _value(body: bytes) -> Any:
    """What JSON says. Raises HTTPException for a name that it gives two values, ValueError."""
    try:
        return json_documents.read(body)
    except json_documents.DoubledNameError as error:
        raise HTTPException(400, f"the body is ambiguous: {error}") from error


def _parsed(body: bytes) -> Any:
    try:
        return _value(body)
    except json.JSONDecodeError as error:
        place: dict[str, Any] = {"loc": ("body", error.pos), "ctx": {"error": error.msg}}
        broken = {"type": "json_invalid", "msg": "JSON decode error", "input": {}, **place}
        raise RequestValidationError([broken]) from error
    except (ValueError, RecursionError) as error:  # such as a number of 5,000 digits
        raise HTTPException(400, "There was an error parsing the body") from error


def _of_header(annotation: Any, name: str) -> Read:
    """One that may be left out."""
    check = TypeAdapter(annotation).validate_python

    def read(request: Request) -> Any:
        value = request.headers.get(name)
        return None if value is None else _checked(check, value, "header", name)

    return read


def _checked(check: Callable[[Any], Any], value: Any, *place: str) -> Any:
    try:
        return check(value)
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        raise _Wrong([{**one, "loc": (*place, *one["loc"])} for one in wrong]) from None


def _is_list(annotation: Any) -> bool:
    return list in (get_origin(annotation), *map(get_origin, get_args(annotation)))
