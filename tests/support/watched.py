"""A line of which the state is known: tasks that ended when and how a test says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import submission, task_sums
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
    task_sums.count_anew()


def schedule(name: str, **values: Any) -> int:
    """Make an active schedule, with these columns; returns its id."""
    now = clock.now()
    row = {
        "name": name,
        "type": "cleanup",
        "kind": "every",
        "trigger": "1h",
        "timezone": "UTC",
        "params": "{}",
        "description": "",
        "status": "active",
        "status_reason": "",
        "catch_up": "one",
        "catch_up_window": 1,
        "overlap": "skip",
        "failures": 0,
        "counters": "{}",
        "anchor_at": now,
        "next_at": now + timedelta(hours=1),
        "attempt": 1,
        "created_at": now,
        "updated_at": now,
    } | values
    return _insert("schedules", row)


def tick(schedule_id: int, tick_id: str) -> int:
    """Make a time of a schedule that is under way; tasks of this batch are its own."""
    now = clock.now()
    row = {
        "tick_id": tick_id,
        "schedule_id": schedule_id,
        "scheduled_for": now,
        "origin": "schedule",
        "status": "running",
        "stands_for": 1,
        "tasks": 1,
        "attempt": 1,
        "crash_count": 0,
        "retry_count": 0,
        "max_retries": 3,
        "created_at": now,
        "updated_at": now,
    }
    return _insert("ticks", row)


def _insert(table: str, row: dict[str, Any]) -> int:
    kept = [moment(value) if hasattr(value, "tzinfo") else value for value in row.values()]
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks}) RETURNING id"
    return int(db.execute(sql, tuple(kept)).fetchone()[0])
