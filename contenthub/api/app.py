"""The application: all calls, and what is common to them, put together from the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from contenthub import __version__
from contenthub.api import contract, documentation, hosts, problems
from contenthub.api.access import Access, Doorman
from contenthub.api.endpoints import Rule, admit
from contenthub.api.live.desk import Accounts, LiveDesk
from contenthub.api.requests import MOST_PATH, WITHOUT_HEAD, Entrance
from contenthub.api.routes import ROUTERS
from contenthub.api.straight import StraightRoute
from contenthub.api.threads import Threads
from contenthub.api.tries import FailedTries
from contenthub.codes import Code
from contenthub.errors import ContentHubError, InputError, NotAuthorizedError, NotFoundError
from contenthub.operations.tokens import Scope
from contenthub.settings import Settings

MOST_FIELDS = 20  # wrong ones that an answer names
_OF_MOMENTS = ("datetime_", "timezone_")  # how pydantic's kinds of errors about moments begin
_NO_MOMENT = (
    "has to be a moment with its zone, such as 2026-12-01T08:00:00Z or 2026-12-01T16:00:00+08:00"
)
_IN_AN_ADDRESS = f"{_NO_MOMENT} (the + is %2B in an address)"
_TRIES = {Code.TOKEN_REFUSED, Code.CALLBACK_REFUSED}  # what is answered slowly
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def build(settings: Settings) -> FastAPI:
    """The application for these settings; the database is open."""
    app = FastAPI(
        title="ContentHub",
        version=__version__,
        summary="Articles are asked for, reviewed and published.",
        description=contract.DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry=_NO_TELEMETRY,
    )
    app.state.settings = settings
    app.state.tries = FailedTries()
    app.router.routes.append(StraightRoute(ROUTERS))
    for router in ROUTERS:
        app.include_router(router)
    documentation.add(app, settings)
    contract.complete(app)
    app.add_exception_handler(ContentHubError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_refused)
    app.add_exception_handler(HTTPException, _on_no_path)
    app.add_middleware(
        Entrance, allowed_hosts=hosts.allowed(settings), root_path=settings.api_root_path
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.threads = threads = Threads()
    app.state.doorman = Doorman(app.state.settings, threads)
    app.state.live = LiveDesk(_listener)
    app.state.scrapes = set()
    yield
    app.state.live.close()
    threads.close()


async def _listener(request: Request) -> Accounts:
    """The accounts of which the caller may hear."""
    threads, id_ = request.app.state.threads, request.state.request_id
    access: Access = await threads.run(lambda: admit(request, Scope.READ), request_id=id_)
    return None if access.accounts is None else frozenset(access.accounts)


async def _on_error(request: Request, error: Any) -> Response:
    return await _told(request, error)


async def _on_refused(request: Request, error: Any) -> Response:
    """A call whose fields cannot be used; to whom this is said is asked all the same."""
    rule: Rule | None = getattr(request.scope.get("endpoint"), "rule", None)
    try:
        if rule is not None:
            await request.app.state.threads.run(lambda: admit(request, rule.scope))
    except ContentHubError as refused:
        return await _told(request, refused)
    return await _told(request, _refusal(error))


# servers and proxies take %2F for the end of a part of the path
_BY_ID = "what has a slash in its name is called by its id"


async def _on_no_path(request: Request, error: Any) -> Response:
    method, path = request.method[:20], request.url.path[:MOST_PATH]
    if error.status_code == 405:
        told: ContentHubError = InputError(
            f"{path} takes no {method}",
            code=Code.METHOD_NOT_ALLOWED,
            allow=_methods(request, error),
        )
    elif error.status_code == 404:
        slash = b"%2f" in request.scope.get("raw_path", b"").lower()
        told = NotFoundError(
            f"there is no {path}", code=Code.NO_SUCH_PATH, advice=_BY_ID if slash else ""
        )
    else:
        told = InputError(str(error.detail), code=Code.BODY_UNREADABLE)
    return await _told(request, told)


def _methods(request: Request, error: Any) -> str:
    """What the path takes: that of the first route is known, and others may have the same path."""
    found = set((error.headers or {}).get("Allow", "").split(", "))
    for route in (route for router in ROUTERS for route in router.routes):
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    if "GET" in found and request.url.path not in WITHOUT_HEAD:
        found.add("HEAD")
    return ", ".join(sorted(found - {""}))


async def _told(request: Request, error: ContentHubError) -> Response:
    if isinstance(error, NotAuthorizedError) and error.code in _TRIES:
        client = request.client.host if request.client else "unknown"
        try:
            await request.app.state.tries.answer_slowly(client, error)
        except ContentHubError as too_many:
            error = too_many
    names_something = bool(request.path_params) or error.code is Code.NO_SUCH_PATH
    id_ = request.state.request_id
    return problems.response(error, id_, names_something=names_something)


def _refusal(error: RequestValidationError) -> InputError:
    broken = next((one for one in error.errors() if one["type"] == "json_invalid"), None)
    if broken is not None:
        why = broken.get("ctx", {}).get("error", "")
        place = _place(broken["loc"][1:])
        return InputError(
            f"the body is no JSON: {why} at character {place}", code=Code.BODY_UNREADABLE
        )
    fields = [{"field": _place(one["loc"]), "message": _message(one)} for one in error.errors()][
        :MOST_FIELDS
    ]
    told = "; ".join(f"{one['field']}: {one['message']}" for one in fields[:5])
    return InputError(told, fields=fields)


def _place(loc: tuple[Any, ...]) -> str:
    return ".".join(str(part)[:60] for part in loc)


def _message(one: Any) -> str:
    kind = one["type"]
    if kind.startswith(_OF_MOMENTS):
        return _IN_AN_ADDRESS if one["loc"][0] == "query" else _NO_MOMENT
    return "unknown field" if kind == "extra_forbidden" else str(one["msg"])
