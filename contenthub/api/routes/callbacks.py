"""Where creators call back. It takes no token: each callback shows by itself who sent it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from contenthub import logs
from contenthub.api.described import error
from contenthub.api.shapes import callbacks as shapes
from contenthub.errors import ContentHubError, TransientError
from contenthub.operations import callbacks
from contenthub.operations.callbacks import Incoming
from contenthub.operations.caller import caused_by

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: error(status) for status in (400, 401, 404, 408, 413, 415, 421, 422, 429, 503)
}
_ERRORS[401]["description"] = "It does not show who sent it."

log = logs.get_logger("contenthub.api")
router = APIRouter(prefix="/api/v1", tags=["callbacks"])


@router.post(
    "/callbacks/{task_id}",
    response_model=shapes.Taken,
    responses=_ERRORS,
    operation_id="callbacks_receive",
    openapi_extra={"requestBody": shapes.BODY},
)
async def receive(
    request: Request,
    task_id: Annotated[str, Path(max_length=100, description="Its whole id.")],
    key: Annotated[
        str | None,
        Query(max_length=200, description="Of a secret address, which comes with each order."),
    ] = None,
    webhook_id: Annotated[str | None, Header(description="As Standard Webhooks has it.")] = None,
    webhook_timestamp: Annotated[str | None, Header(description="Seconds since 1970.")] = None,
    webhook_signature: Annotated[
        str | None, Header(description="`v1,BASE64`, several with blanks between them.")
    ] = None,
) -> Response:
    """A creator tells how far it is. It shows who it is by the `key` of the address that it was
    given, or by a signature over the raw body (https://www.standardwebhooks.com); a callback that
    is repeated is answered as the first time.
    """
    incoming = Incoming(task_id, key or "", request.headers, request.state.body)
    request.state.who = callbacks.WHO
    state = request.app.state
    serve = partial(_take, request, incoming)
    outcome = await state.threads.run(serve, request_id=request.state.request_id)
    return Response(shapes.Taken(outcome=outcome).model_dump_json(), media_type="application/json")


def _take(request: Request, incoming: Incoming) -> str:
    """What became of it; a mistake of ours is told so that its sender tries again."""
    try:
        with caused_by(request.state.request_id):
            return callbacks.take(request.app.state.settings, incoming)
    except ContentHubError:
        raise
    except Exception as failed:
        log.exception("callback_failed", task_id=incoming.task_id)
        raise TransientError("the callback could not be taken", retry_after=10.0) from failed
