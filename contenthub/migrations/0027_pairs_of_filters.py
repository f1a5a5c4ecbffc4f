"""What lists narrow by two of at once: a creator and a state, a creator and an account, an account
and how its contents were published; and articles that came too late. Frozen.
"""

from __future__ import annotations

from typing import Any

INDEXES = (
    "task_creator_status ON generation_tasks (creator, status, id)",
    "task_account_creator ON generation_tasks (account_id, creator, id)",
    "task_late ON generation_tasks (id) WHERE substr(result, 1, 13) = '{\"late\": true'",
    "entry_account_content ON publish_entries (account_id, status, content_id)",
)


def up(migrator: Any, db: Any) -> None:
    for index in INDEXES:
        db.execute_sql(f"CREATE INDEX {index}")
