"""Batches: how they are asked for, and how they are shown."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.shapes.base import MOST_TOGETHER, Asked, Item, Told


class NewBatch(Asked):
    """Articles that are asked for together: one batch."""

    tasks: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST_TOGETHER,
        description="Each as for a single task. One that cannot be used does not keep the others.",
        examples=[[{"topic": "Green tea"}, {"topic": "Black tea", "priority": 9}]],
    )


class SubmittedItem(Item):
    """What became of one of the articles that were asked for together."""

    number: int = Field(description="Its place in the call, from 0.")
    topic: str
    task_id: str | None


class Submitted(Told):
    """What became of articles that were asked for together."""

    batch_id: str
    submitted: int = Field(description="How many tasks there are now.")
    failed: int
    data: list[SubmittedItem] = Field(description="One for each wish, in the order of the call.")


class Batch(Told):
    """How far a batch is."""

    batch_id: str
    total: int
    by_status: dict[str, int] = Field(description="How many of its tasks are in each state.")
