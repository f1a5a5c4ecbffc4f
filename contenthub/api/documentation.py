"""The contract for people and programs: ``/docs`` and ``/openapi.json``, without a foreign host."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from contenthub.api import hosts
from contenthub.api.endpoints import admit
from contenthub.codes import Code
from contenthub.errors import NotFoundError
from contenthub.operations.tokens import Scope
from contenthub.settings import Settings

STATIC = Path(__file__).parent / "static"
PAGE = "docs.html"
ASSETS = {  # what the page asks for
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "docs.js": "text/javascript",
}
# Swagger UI sets styles of single elements; its pictures are in its style sheet.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {"content-security-policy": _POLICY, "x-content-type-options": "nosniff"}


def add(app: FastAPI, settings: Settings) -> None:
    """Add them to the application. On loopback they need no token, unless the settings say so."""

    async def openapi(request: Request) -> Response:
        await _demand_access(request, settings)
        servers = {"servers": [{"url": settings.api_root_path or "/"}]}
        return JSONResponse(app.openapi() | servers)

    async def page(request: Request) -> Response:
        await _demand_access(request, settings)
        return FileResponse(STATIC / PAGE, headers=_HEADERS, media_type="text/html")

    async def asset(request: Request) -> Response:
        await _demand_access(request, settings)
        name = request.path_params["name"]
        if name not in ASSETS:
            raise NotFoundError(f"there is no {request.url.path}", code=Code.NO_SUCH_PATH)
        return FileResponse(STATIC / name, headers=_HEADERS, media_type=ASSETS[name])

    app.add_route("/openapi.json", openapi, include_in_schema=False)
    app.add_route("/docs", page, include_in_schema=False)
    app.add_route("/docs/{name}", asset, include_in_schema=False)


async def _demand_access(request: Request, settings: Settings) -> None:
    client = request.client.host if request.client else ""
    named = hosts.name_in(request.headers.get("host", ""))
    if settings.api_docs and hosts.is_loopback(client) and hosts.is_loopback(named):
        return
    await request.app.state.threads.run(lambda: admit(request, Scope.READ))
