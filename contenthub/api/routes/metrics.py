"""The figures for Prometheus, at the path where it looks for them.

A scrape that the database does not answer in time is told so at once: the scraper then notes that
it is down, which is the truth, and no thread is left waiting for each of its tries.
"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from contenthub.api.access import Access
from contenthub.api.described import answers_of
from contenthub.api.endpoints import admit, demand_known_queries
from contenthub.codes import Code
from contenthub.errors import UnreachableError
from contenthub.operations.monitoring import exposition
from contenthub.operations.tokens import Scope

PATIENCE = 4.0  # seconds; Prometheus itself waits for 10
AT_ONCE = 2  # scrapes that may wait for the database

_TEXT = "text/plain"
_EXAMPLE = """\
# HELP contenthub_tasks Tasks that have not ended, by state.
# TYPE contenthub_tasks gauge
contenthub_tasks{status="pending"} 3.0
"""

router = APIRouter(tags=["monitor"])


@router.get(
    "/metrics",
    response_class=Response,
    responses=answers_of("GET", ())
    | {
        200: {
            "description": "All metrics, in the format that the scraper prefers.",
            "content": {_TEXT: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
    openapi_extra={"security": [{"token": ["read"]}]},
    operation_id="metrics_scrape",
)
async def metrics(request: Request) -> Response:
    """All figures as Prometheus reads them, from the database as it is at this moment.

    It is of all accounts, and needs a token that sees them all.
    """
    demand_known_queries(request, frozenset())
    state = request.app.state
    waiting: set[asyncio.Future[tuple[bytes, str]]] = state.scrapes
    if len(waiting) >= AT_ONCE:
        raise _no_answer()
    accepts = request.headers.get("accept", "")

    def serve() -> tuple[bytes, str]:
        access: Access = admit(request, Scope.READ)
        access.demand_all_accounts()
        return exposition.exposition(accepts)

    scrape = asyncio.ensure_future(state.threads.run(serve, request_id=request.state.request_id))
    waiting.add(scrape)
    scrape.add_done_callback(waiting.discard)
    done, _ = await asyncio.wait({scrape}, timeout=PATIENCE)
    if not done:
        scrape.add_done_callback(_forget)
        raise _no_answer()
    body, media_type = scrape.result()
    return Response(body, media_type=media_type)


def _forget(scrape: asyncio.Future[tuple[bytes, str]]) -> None:
    """Nobody waits for it any more: what it raises is nobody's."""
    if not scrape.cancelled():
        scrape.exception()


def _no_answer() -> UnreachableError:
    return UnreachableError(
        "the database does not answer in time",
        code=Code.DATABASE_BUSY,
        advice="see what holds it; the scrape after that says how the line is",
    )
