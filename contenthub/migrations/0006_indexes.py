"""Indexes for every question that the line asks again and again. Frozen like the first script.

An index that holds what the question narrows by answers it alone: rows that are not meant are
passed over without being read.
"""

from __future__ import annotations

from typing import Any

CHANGED = ("task_pending", "task_pending_due", "task_due", "entry_due")
INDEXES = (
    "task_pending ON generation_tasks (priority DESC, id, due_at, timeout_at)"
    " WHERE status = 'pending'",
    "task_pending_due ON generation_tasks (due_at, timeout_at) WHERE status = 'pending'",
    "task_due ON generation_tasks (status, due_at)"
    " WHERE due_at IS NOT NULL AND status <> 'pending'",
    "task_creator ON generation_tasks (creator, id)",
    "task_created ON generation_tasks (created_at, id)",
    "task_ended ON generation_tasks (status, completed_at) WHERE completed_at IS NOT NULL",
    "content_created ON contents (created_at, id)",
    "entry_content_status ON publish_entries (status, content_id)",
    "entry_due ON publish_entries (due_at) WHERE due_at IS NOT NULL AND status <> 'queued'",
    "entry_queued_due ON publish_entries (due_at) WHERE status = 'queued'",
    "entry_published ON publish_entries (published_at) WHERE status = 'published'",
    "entry_failed ON publish_entries (updated_at) WHERE status = 'failed'",
    "tick_status ON ticks (status, id)",
    "tick_scheduled ON ticks (scheduled_for, id)",
)


def up(migrator: Any, db: Any) -> None:
    for name in CHANGED:
        db.execute_sql(f"DROP INDEX {name}")
    for index in INDEXES:
        db.execute_sql(f"CREATE INDEX {index}")
