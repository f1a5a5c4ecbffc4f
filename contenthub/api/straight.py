"""Calls at fixed paths go straight to what serves them.

FastAPI tries the routes of one router after another, twice, and puts three wrappers around a call
whose parameters it reads itself. Of a submit that takes as long as to find out who calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from contenthub.api.asked import Route

_Called = tuple[str, str]  # method and path


class StraightRoute(BaseRoute):
    """Stands for those routes of these routers that have no parameter in their path.

    Each of them has to read its calls by itself. What is called otherwise is left to the others,
    which know all paths and their methods.
    """

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self._routes = dict(_fixed(routers))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a call has the path and the method of one of these; handlers of errors see it."""
        route = self._routes.get(_called(scope))
        if route is None:
            return Match.NONE, {}
        return Match.FULL, {"endpoint": route.endpoint, "path_params": {}}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer such a call. Raises what its route raises."""
        handle: Any = self._routes[_called(scope)].by_itself
        response = await handle(Request(scope, receive, send))
        await response(scope, receive, send)


def _called(scope: Scope) -> _Called:
    """Behind a proxy the path may begin with where the API stands there."""
    path: str = scope["path"]
    inner = path.removeprefix(scope.get("root_path", ""))
    return scope.get("method", ""), inner if inner.startswith("/") else path


def _fixed(routers: Iterable[APIRouter]) -> Iterator[tuple[_Called, Route]]:
    for route in (route for router in routers for route in router.routes):
        if isinstance(route, Route) and route.by_itself is not None and "{" not in route.path:
            yield from (((method, route.path), route) for method in route.methods or ())
