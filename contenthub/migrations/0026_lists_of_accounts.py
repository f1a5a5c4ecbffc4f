"""What lists and bound tokens narrow by most: whose it is, and how it stands. Frozen."""

from __future__ import annotations

from typing import Any

INDEXES = (
    "task_account_status ON generation_tasks (account_id, status, id)",
    "content_account_review ON contents (account_id, review_status, id)",
    "entry_account_status ON publish_entries (account_id, status, id)",
)


def up(migrator: Any, db: Any) -> None:
    for index in INDEXES:
        db.execute_sql(f"CREATE INDEX {index}")
