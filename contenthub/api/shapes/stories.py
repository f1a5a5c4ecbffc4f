"""What happened to tasks: their events, and what each of their attempts took."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.shapes.base import Moment, Told, example

_TASK_ID = "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e"


class Event(Told):
    """Something that happened."""

    model_config = example(
        id=41,
        event_id="a3a2ae3e-6f4b-4a43-bb5a-2f1f6a1a7c55",
        created_at="2026-11-26T08:00:01Z",
        type="task.completed",
        entity="task",
        entity_id=12,
        task_id=_TASK_ID,
        attempt=1,
        event="complete",
        from_state="running",
        to_state="completed",
        who="generate",
        account_id=1,
        account="tea-blog",
        batch_id=None,
        request_id=None,
        reason="",
        data=None,
    )

    id: int
    event_id: str
    created_at: Moment
    type: str
    entity: str
    entity_id: int
    task_id: str | None
    attempt: int | None
    event: str
    from_state: str | None
    to_state: str | None
    who: str
    account_id: int | None
    account: str | None
    batch_id: str | None
    request_id: str | None = Field(description="Of the call of the API that caused it.")
    reason: str
    data: Any


class Attempt(Told):
    """What an attempt took; what is not known is null."""

    model_config = example(
        task_id=_TASK_ID,
        kind="generation",
        attempt=1,
        outcome="complete",
        creator="openai",
        model="gpt-5",
        content_id=7,
        started_at="2026-11-26T08:00:00Z",
        ended_at="2026-11-26T08:01:30Z",
        input_tokens=800,
        cached_input_tokens=0,
        output_tokens=2400,
        reasoning_tokens=None,
        cost=0.0251,
        currency="USD",
        cost_source="price",
        price={"input": 1.25, "output": 10.0},
    )

    task_id: str
    kind: str
    attempt: int
    outcome: str = Field(description="The event that ended it.")
    creator: str
    model: str | None
    content_id: int | None
    started_at: Moment | None
    ended_at: Moment | None
    input_tokens: int | None
    cached_input_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost: float | None
    currency: str | None
    cost_source: str | None = Field(description="creator: it said the cost; price: as is set.")
    price: dict[str, Any] | None
