"""A server of live events in a process of its own: ``python -m tests.support.live_server PORT``.

It has the settings of its environment. Who sends ``x-accounts: 1,2`` may hear of these accounts
only, ``x-accounts: none`` is refused. ``/work`` is a call beside the streams. ``/limits`` sets a
patience anew, so that no test has to sit through the real one.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from contenthub import boot, logs
from contenthub.api.live import listener, stream
from contenthub.api.live.desk import MOST, LiveDesk
from contenthub.api.live.serving import StreamingServer, connection
from contenthub.api.parsers import fastest
from contenthub.api.routes import events
from contenthub.database import db
from contenthub.errors import ContentHubError, InputError, NotAllowedError, NotFoundError
from contenthub.settings import reading

_LIMITS = {"patience": (stream, "PATIENCE"), "heartbeat": (listener, "HEARTBEAT")}
_LIMITS["ask_again"] = (listener, "ASK_AGAIN")
_revoked: set[str] = set()


async def _admit(request: Request) -> frozenset[int] | None:
    told = request.headers.get("x-accounts", "")
    if told == "none" or told in _revoked:
        raise NotAllowedError("may not listen")
    return frozenset(map(int, told.split(","))) if told else None


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.live = LiveDesk(_admit, most=app.state.most)
    yield
    app.state.live.close()


async def _on_error(request: Request, error: Any) -> JSONResponse:
    kinds = ((InputError, 422), (NotFoundError, 404), (NotAllowedError, 403))
    status = next((number for kind, number in kinds if isinstance(error, kind)), 503)
    return JSONResponse({"detail": str(error), "code": error.code}, status)


def build(most: int = MOST) -> FastAPI:
    """The application, with the one line by which the events get into it."""
    app = FastAPI(lifespan=_lifespan)
    app.state.most = most
    app.include_router(events.router)
    app.add_exception_handler(ContentHubError, _on_error)

    @app.get("/work")
    def work() -> int:
        try:
            return int(db.execute("SELECT COUNT(*) FROM accounts").fetchone()[0])
        finally:
            db.close()

    @app.get("/listeners")
    async def listeners() -> int:
        return int(app.state.live.listeners)

    @app.get("/revoke/{accounts}")
    async def revoke(accounts: str) -> None:
        _revoked.add(accounts)

    @app.get("/limits/{name}/{seconds}")
    async def limit(name: str, seconds: float) -> None:
        setattr(*_LIMITS[name], seconds)

    return app


def main(port: int, most: int) -> None:
    """Serve until SIGTERM."""
    settings = reading.load()
    logs.configure("info", "auto")
    boot.open_database(settings)
    config = uvicorn.Config(
        build(most),
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        http=connection(fastest()),
        ws="none",
        timeout_graceful_shutdown=10,
    )
    StreamingServer(config).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MOST)
