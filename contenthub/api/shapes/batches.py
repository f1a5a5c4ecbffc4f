"""Batches: how they are asked for, and how they are shown."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.shapes.base import MOST_TOGETHER, Asked, Item, Moment, Told, example

_BATCH_ID = "0b7d1a52-50ef-4b6f-9a43-d8f1a30f9b11"
_ITEM: dict[str, Any] = {
    "number": 0,
    "topic": "Green tea",
    "task_id": "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e",
    "status": "pending",
    "outcome": "submitted",
}


class NewBatch(Asked):
    """Articles that are asked for together: one batch."""

    model_config = example(tasks=[{"topic": "Green tea"}, {"topic": "Black tea", "priority": 9}])

    tasks: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST_TOGETHER,
        description="Each as for a single task. One that cannot be used does not keep the others.",
    )


class SubmittedItem(Item):
    """What became of one of the articles that were asked for together."""

    model_config = example(**_ITEM)

    number: int = Field(description="Its place in the call, from 0.")
    topic: str
    task_id: str | None


class Submitted(Told):
    """What became of articles that were asked for together."""

    model_config = example(batch_id=_BATCH_ID, submitted=1, failed=0, data=[_ITEM])

    batch_id: str
    submitted: int = Field(description="How many tasks there are now.")
    failed: int
    data: list[SubmittedItem] = Field(description="One for each wish, in the order of the call.")


class Batch(Told):
    """How far a batch is."""

    model_config = example(
        batch_id=_BATCH_ID,
        created_at="2026-11-26T08:00:00Z",
        total=10,
        by_status={"completed": 9, "failed": 1},
    )

    batch_id: str
    created_at: Moment = Field(description="When the first of its tasks was asked for.")
    total: int
    by_status: dict[str, int] = Field(description="How many of its tasks are in each state.")
