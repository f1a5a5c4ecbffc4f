"""Live events: a stream of what happens, as server-sent events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from contenthub.api import asked
from contenthub.api.described import answers_of
from contenthub.api.live.desk import Accounts, LiveDesk
from contenthub.api.live.wire import MEDIA_TYPE
from contenthub.operations import events
from contenthub.queries.event_filter import Wanted
from contenthub.validation import MOST_ID

router = APIRouter(prefix="/api/v1", tags=["events"])

_EXAMPLE = """\
retry: 2718
id: 40

id: 41
event: task.completed
data: {"id": 41, "type": "task.completed", "task_id": "4c0831ae-…", "to_state": "completed", …}

"""


class EventsQuery(BaseModel):
    """Which events are told; all of it together."""

    model_config = ConfigDict(extra="forbid")

    type: list[str] = Field(
        default=[],
        description="Such as `task.completed`, or `task` for all of these; repeatable.",
    )
    account: str | None = Field(default=None, description="Account, by id or name.")
    task: list[str] = Field(default=[], description="Whole id of a task; repeatable.")
    batch: str | None = Field(default=None, description="Whole id of a batch.")
    after: int | None = Field(
        default=None,
        ge=0,
        le=MOST_ID,
        description="Begin after the event of this id, where there is no `Last-Event-ID`.",
    )


@router.get(
    "/events",
    response_class=Response,
    responses=answers_of("GET", ())
    | {
        200: {
            "description": "Events, as long as the connection stands.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
    openapi_extra={"security": [{"token": ["read"]}]},
    operation_id="events_stream",
)
async def stream(
    request: Request,
    query: Annotated[EventsQuery, Query()],
    last_event_id: Annotated[int | None, Header(ge=0, le=MOST_ID)] = None,
) -> Response:
    """Tell what happens as it happens, each event once and in order.

    With the header `Last-Event-ID`, or `after`, it goes on behind that event: none is left out and
    none comes twice, also after a restart and with another process. `event: gap` says that some
    of those in between were cleaned up.
    """

    def wish(accounts: Accounts) -> Wanted:
        return events.which(
            types=query.type,
            account=query.account,
            tasks=query.task,
            batch=query.batch,
            within=accounts,
            whole_ids=True,
        )

    asked.demand_one_each(request, asked.lists_of(EventsQuery))
    live: LiveDesk = request.app.state.live
    after = query.after if last_event_id is None else last_event_id
    return await live.stream(request, wish, after)
