"""One text of a content as a frozen record; the other records are in ``rows``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub.states import RevisionState


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as it was read."""

    id: int
    content_id: int
    number: int
    task_id: str | None
    status: str
    author_kind: str
    author: str
    model: str | None
    reason: str
    based_on: int | None
    status_reason: str
    title: str
    body: str
    html: str | None
    summary: str
    images: list[str]
    tags: list[str]
    language: str
    word_count: int
    quality_score: float | None
    metadata: dict[str, Any]
    findings: list[dict[str, Any]]
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> RevisionState:
        return RevisionState(self.status)
