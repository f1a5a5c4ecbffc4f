"""Calls at fixed paths are found at once, and are those that the routers have."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Match

from contenthub.api.asked import Route
from contenthub.api.routes import ROUTERS
from contenthub.api.straight import StraightRoute

_straight = StraightRoute(ROUTERS)


def _found(method: str, path: str, root: str = "") -> tuple[Match, Any]:
    scope = {"type": "http", "method": method, "path": path, "root_path": root}
    match, told = _straight.matches(scope)
    return match, told.get("endpoint")


@pytest.mark.parametrize(
    ("method", "path", "root", "name"),
    [
        ("POST", "/api/v1/tasks", "", "submit"),
        ("GET", "/api/v1/tasks", "", "list_"),
        ("GET", "/api/v1/contents", "", "list_"),
        ("GET", "/hub/api/v1/tasks", "/hub", "list_"),
        ("GET", "/api/v1/tasks", "/hub", "list_"),
        ("GET", "/hubapi/v1/tasks", "/hub", None),
        ("PUT", "/api/v1/tasks", "", None),
        ("GET", "/api/v1/tasks/", "", None),
        ("GET", "/api/v1/tasks/x", "", None),
        ("GET", "/health", "", None),
        ("GET", "", "", None),
    ],
)
def test_a_path_and_a_method_lead_to_their_call(
    method: str, path: str, root: str, name: str | None
) -> None:
    match, endpoint = _found(method, path, root)
    assert match is (Match.NONE if name is None else Match.FULL)
    assert getattr(endpoint, "__name__", None) == name


def test_each_call_that_reads_for_itself_at_a_fixed_path_is_found_as_its_router_has_it() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, Route)]
    fixed = [route for route in routes if "{" not in route.path and route.by_itself is not None]
    for route in fixed:
        for method in route.methods or ():
            assert _found(method, route.path) == (Match.FULL, route.endpoint)
    assert len(fixed) > 20
