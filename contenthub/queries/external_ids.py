"""Under which ids creators know the attempts of a task."""

from __future__ import annotations

from contenthub.database import db
from contenthub.models import Event
from contenthub.records import Task
from contenthub.states import Entity, TaskEvent


def of_attempt(task: Task, attempt: int) -> str | None:
    """The creator's id for this attempt of the task; None where it told none that is known."""
    if attempt == task.attempt and task.external_id is not None:
        return task.external_id
    row = db.execute(
        "SELECT data FROM events WHERE task_id = ? AND entity = ? AND attempt = ? AND event = ?"
        " ORDER BY id DESC LIMIT 1",
        (task.task_id, Entity.TASK.value, attempt, TaskEvent.START.value),
    ).fetchone()
    data = Event.data.python_value(row[0]) if row is not None and row[0] is not None else None
    found = data.get("external_id") if isinstance(data, dict) else None
    return found if isinstance(found, str) else None
