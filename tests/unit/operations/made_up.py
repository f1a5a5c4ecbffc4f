"""A content that is in no database, for decisions that look at one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from contenthub.records import Content

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def content(**values: Any) -> Content:
    """A content with these values and plain ones for the rest."""
    plain: dict[str, Any] = {
        "id": 7,
        "generation_task_id": "t7",
        "account_id": 1,
        "topic": "tea",
        "title": "Tea",
        "body": "Green.",
        "html": None,
        "summary": "",
        "images": [],
        "tags": [],
        "keywords": [],
        "category": "",
        "language": "en",
        "word_count": 1,
        "quality_score": None,
        "metadata": {},
        "findings": [],
        "review_status": "pending",
        "review_reason": None,
        "auto_publish": True,
        "priority": 5,
        "planned_for": None,
        "target_ids": None,
        "batch_id": None,
        "attempt": 1,
        "created_at": THEN,
        "updated_at": THEN,
    }
    return Content(**(plain | values))
