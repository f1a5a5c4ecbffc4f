"""The tables, and nothing else. Who writes which column is ``lifecycle``'s business."""

from __future__ import annotations

from contenthub.models.columns import JsonField, MomentField, SerialField, Table
from contenthub.models.line import (
    Account,
    AccountTopic,
    Content,
    Event,
    GenerationTask,
    IdempotencyKey,
    PublishEntry,
)
from contenthub.models.processes import Lease, WorkerHeartbeat
from contenthub.models.schedules import Schedule, Tick

ALL = (
    Account,
    GenerationTask,
    Content,
    PublishEntry,
    Event,
    Schedule,
    Tick,
    AccountTopic,
    IdempotencyKey,
    Lease,
    WorkerHeartbeat,
)

__all__ = [
    "ALL",
    "Account",
    "AccountTopic",
    "Content",
    "Event",
    "GenerationTask",
    "IdempotencyKey",
    "JsonField",
    "Lease",
    "MomentField",
    "PublishEntry",
    "Schedule",
    "SerialField",
    "Table",
    "Tick",
    "WorkerHeartbeat",
]
