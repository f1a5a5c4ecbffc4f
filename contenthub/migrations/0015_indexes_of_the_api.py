"""Indexes for what tokens that are bound to accounts list, and for entries at one target. Frozen.

Each list is read from its own end of an index, so what is not meant is passed over unread.
"""

from __future__ import annotations

from typing import Any

INDEXES = (
    "task_in_batch ON generation_tasks (id, batch_id) WHERE batch_id IS NOT NULL",
    "task_account_batch ON generation_tasks (account_id, id, batch_id) WHERE batch_id IS NOT NULL",
    "tick_schedule ON ticks (schedule_id, id)",
    "tick_schedule_status ON ticks (schedule_id, status, id)",
    "tick_status_time ON ticks (schedule_id, status, scheduled_for)",
    "entry_target ON publish_entries (target_id, status, id)",
)


def up(migrator: Any, db: Any) -> None:
    for index in INDEXES:
        db.execute_sql(f"CREATE INDEX {index}")
