"""How a plain function becomes a call of the API: token, threads, keys, encoding, in one place.

A handler takes an ``Access`` and what FastAPI read from the call, asks operations and queries, and
answers rows. It runs from its first line to its encoded answer in one thread of the server.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import APIRouter, Header
from fastapi.params import Query
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from contenthub.api import asked, etags, idempotency
from contenthub.api.access import Access
from contenthub.api.described import answers_of
from contenthub.errors import InputError
from contenthub.operations.caller import caused_by
from contenthub.operations.tokens import Scope

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Register(Protocol):
    """Makes a handler a call of the API, and leaves it as it is."""

    def __call__(self, handler: Handler) -> Handler: ...


JSON = "application/json"
KeyHeader = Annotated[
    str | None,
    Header(
        alias=asked.KEY,
        min_length=1,
        max_length=255,
        description="A call that is repeated under the same key has its effect once, and gets the"
        " first answer; keys are kept for 7 days.",
    ),
]


class Json(bytes):
    """An answer that is JSON already."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is not just a value: with another status than usual, or with headers."""

    value: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What every call of an endpoint has to meet, and how it is answered."""

    scope: Scope
    status: int
    repeatable: bool  # under an idempotency key
    tagged: bool  # with an ETag
    queries: frozenset[str] | None  # the names that may be asked by; None: its model knows them
    lists: frozenset[str]  # those of them that may come several times


class Resource:
    """The calls of one resource; ``router`` is what the application includes."""

    def __init__(self, tag: str) -> None:
        self.router = APIRouter(prefix="/api/v1", tags=[tag], route_class=asked.Route)

    def get(self, path: str, answer: Any, *, tagged: bool = False, **options: Any) -> Register:
        """A look. ``tagged``: callers who have it already are told so."""
        return self._call("GET", path, answer, tagged=tagged, **options)

    def post(self, path: str, answer: Any, *, repeatable: bool = True, **options: Any) -> Register:
        """A call that may be repeated under an idempotency key.

        Not ``repeatable``: it waits for others, which no transaction may, and changes nothing here.
        """
        return self._call("POST", path, answer, repeatable=repeatable, **options)

    def patch(self, path: str, answer: Any, **options: Any) -> Register:
        """A change of single fields."""
        return self._call("PATCH", path, answer, **options)

    def delete(self, path: str, answer: Any, **options: Any) -> Register:
        """A removal."""
        return self._call("DELETE", path, answer, **options)

    def _call(
        self,
        method: str,
        path: str,
        answer: Any,
        *,
        scope: Scope = Scope.READ,
        status: int = 200,
        errors: Sequence[int] = (),
        repeatable: bool = False,
        tagged: bool = False,
        responses: Mapping[int | str, Any] | None = None,
    ) -> Register:
        def register(handler: Handler) -> Handler:
            rule = Rule(scope, status, repeatable, tagged, _queries(handler), _lists(handler))
            self.router.add_api_route(
                path,
                _endpoint(handler, rule),
                methods=[method],
                response_model=answer,
                status_code=status,
                operation_id=f"{handler.__module__.rpartition('.')[2]}_{handler.__name__}",
                responses=answers_of(method, errors, tagged=tagged) | dict(responses or {}),
                openapi_extra={"security": [{"token": [scope.value]}]},
            )
            return handler

        return register


def _queries(handler: Callable[..., Any]) -> frozenset[str] | None:
    """The names in an address that a handler knows; a model refuses others by itself."""
    names = []
    for name, parameter in _parameters(handler).items():
        if asked.model_of(parameter.annotation) is not None:
            return None
        marks = getattr(parameter.annotation, "__metadata__", ())
        if any(isinstance(mark, Query) for mark in marks):
            names.append(name)
    return frozenset(names)


def _lists(handler: Callable[..., Any]) -> frozenset[str]:
    models = (asked.model_of(one.annotation) for one in _parameters(handler).values())
    return frozenset().union(*(asked.lists_of(model) for model in models if model is not None))


def _parameters(handler: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """What FastAPI has to find for a handler: all but who calls."""
    found = dict(inspect.signature(handler, eval_str=True).parameters)
    found.pop("access")
    return found


def _endpoint(handler: Callable[..., Any], rule: Rule) -> Callable[..., Any]:
    async def endpoint(request: Request, **values: Any) -> Response:
        key = values.pop("idempotency_key", None)
        demand_known_queries(request, rule.queries)
        asked.demand_one_each(request, rule.lists)
        asked.demand_no_condition(request)

        def serve() -> Response:
            access = admit(request, rule.scope)
            with caused_by(request.state.request_id):
                return _answer(request, rule, key, access, lambda: handler(access, **values))

        state = request.app.state
        response: Response = await state.threads.run(serve, request_id=request.state.request_id)
        return response

    given = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in _parameters(handler).values()
    ]
    if rule.repeatable:
        given.append(_keyword("idempotency_key", KeyHeader, None))
    endpoint.given = {  # type: ignore[attr-defined]  # for routes that read it by themselves
        one.name: one.annotation for one in given
    }
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # FastAPI reads it
        [_keyword("request", Request), *given]
    )
    endpoint.__name__ = handler.__name__
    endpoint.__doc__ = handler.__doc__
    endpoint.rule = rule  # type: ignore[attr-defined]  # for calls that FastAPI refuses
    return endpoint


def _keyword(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> Any:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, annotation=annotation, default=default)


def admit(request: Request, scope: Scope) -> Access:
    """Who calls, in a thread of the server; the call's log line names it from now on."""
    access: Access = request.app.state.doorman.admit(request, scope)
    request.state.who = access.caller.who
    return access


def demand_known_queries(request: Request, known: frozenset[str] | None) -> None:
    """Raise InputError for a name in the address that means nothing: it would be passed over."""
    unknown = sorted(set(request.query_params) - known) if known is not None else []
    if unknown:
        raise InputError(
            f"query.{unknown[0][:60]}: unknown field",
            fields=[
                {"field": f"query.{name[:60]}", "message": "unknown field"} for name in unknown
            ],
        )


def _answer(
    request: Request, rule: Rule, key: str | None, access: Access, act: Callable[[], Any]
) -> Response:
    if key is not None:
        return idempotency.answered_once(request, access, key, lambda: _encoded(rule, act()))
    value = act()
    if isinstance(value, Response):  # of another kind than JSON
        return value
    status, headers, body = _encoded(rule, value)
    if rule.tagged:
        return etags.tagged(request, body, headers)
    return Response(body, status, headers, JSON)


def _encoded(rule: Rule, value: Any) -> tuple[int, dict[str, str], bytes]:
    reply = value if isinstance(value, Reply) else Reply(value)
    body = reply.value if isinstance(reply.value, Json) else to_json(reply.value)
    return reply.status or rule.status, dict(reply.headers), body
