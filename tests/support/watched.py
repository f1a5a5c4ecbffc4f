"""A line of which the state is known: tasks that ended when and how a test says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import submission
from contenthub.lifecycle.submission import NewTask
from contenthub.records import Account, moment
from contenthub.settings import Settings


def ended(
    settings: Settings,
    account: Account,
    status: str,
    *,
    ago: float,
    creator: str = "outline",
    seconds: float = 30.0,
    error: str | None = None,
) -> str:
    """Make a task that ended ``ago`` seconds before now, after ``seconds`` of work."""
    wish = NewTask("tea", account, creator=creator)
    task_id = submission.submit([wish], settings, "test")[0].task_id
    at = clock.now() - timedelta(seconds=ago)
    put(
        task_id,
        status=status,
        completed_at=at,
        started_at=at - timedelta(seconds=seconds),
        created_at=at - timedelta(seconds=seconds + 1),
        due_at=None,
        error_message=error,
    )
    return task_id


def put(task_id: str, **values: Any) -> None:
    """Give columns of a task these values."""
    sets = ", ".join(f"{name} = ?" for name in values)
    kept = [moment(value) if hasattr(value, "tzinfo") else value for value in values.values()]
    db.execute(f"UPDATE generation_tasks SET {sets} WHERE task_id = ?", (*kept, task_id))
