"""Which rows have states: their tables, the column that holds the state, and what fences a move."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from contenthub.columns import Table
from contenthub.models import (
    Content,
    Delivery,
    GenerationTask,
    Incident,
    Opinion,
    PublishEntry,
    Revision,
    Schedule,
    Tick,
    Webhook,
)
from contenthub.states import Entity

TABLES: dict[Entity, type[Table]] = {
    Entity.TASK: GenerationTask,
    Entity.CONTENT: Content,
    Entity.REVISION: Revision,
    Entity.OPINION: Opinion,
    Entity.ENTRY: PublishEntry,
    Entity.SCHEDULE: Schedule,
    Entity.TICK: Tick,
    Entity.WEBHOOK: Webhook,
    Entity.DELIVERY: Delivery,
    Entity.INCIDENT: Incident,
}
STATUS_COLUMN = dict.fromkeys(Entity, "status") | {Entity.CONTENT: "review_status"}
# A revision has one attempt, by its number.
FENCE = {one: f"{column} = ? AND attempt = ?" for one, column in STATUS_COLUMN.items()} | {
    Entity.REVISION: "status = ? AND number = ?"
}


class Row(Protocol):
    """What a move has to know of the row it moves."""

    @property
    def id(self) -> int: ...
    @property
    def attempt(self) -> int: ...
    @property
    def state(self) -> StrEnum: ...
    @property
    def label(self) -> str: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def batch_id(self) -> str | None: ...
    @property
    def updated_at(self) -> datetime: ...


AnyRow = TypeVar("AnyRow", bound=Row)
