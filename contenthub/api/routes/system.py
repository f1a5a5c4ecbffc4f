"""What balancers ask, without a token: whether this process lives, and whether it can work."""

from __future__ import annotations

import time

from fastapi import APIRouter
from starlette.requests import Request

from contenthub.api.described import error
from contenthub.api.shapes.base import Told, example
from contenthub.operations import readiness

KEPT = 1.0  # seconds that an answer holds: asking often must not cost the work anything

router = APIRouter(tags=["health"])


class Health(Told):
    """That this process answers."""

    model_config = example(status="ok")

    status: str = "ok"


@router.get("/health", response_model=Health, operation_id="system_health")
async def health() -> Health:
    """Whether this process answers; says nothing of its database."""
    return Health()


@router.get(
    "/ready", response_model=Health, responses={503: error(503)}, operation_id="system_ready"
)
async def ready(request: Request) -> Health:
    """Whether this process can work: its database can be read and written, and has its tables.

    It speaks of no other part of the line: where a creator fails, or the gate is slow with a text,
    all processes of it would be taken away together. `GET /api/v1/monitor/health` tells of those.
    """
    state = request.app.state
    if time.monotonic() - getattr(state, "ready_at", float("-inf")) >= KEPT:
        await state.threads.run(readiness.demand_ready)
        state.ready_at = time.monotonic()
    return Health()
