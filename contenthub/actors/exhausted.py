"""What becomes of a message that failed again and again: its rows are told."""

from __future__ import annotations

from typing import Any

from contenthub import boot, logs, records
from contenthub.errors import TransientError
from contenthub.lifecycle import tasks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.states import OPEN_TASK_STATES, ActorName, TaskState

log = logs.get_logger("contenthub.exhausted")

_OF_TASKS = {ActorName.GENERATE, ActorName.POLL, ActorName.CANCEL, ActorName.EXPIRE}


def exhausted(message: dict[str, Any], retries: dict[str, Any]) -> None:
    """Count a failed message against its tasks, unless another worker has them by now."""
    log.error("message_exhausted", of=message["actor_name"], args=message["args"], **retries)
    if message["actor_name"] not in _OF_TASKS:
        return  # scanning actors and entries are found again by the sweep
    attempts: dict[int, int] = dict(message["args"][0])
    error = TransientError(f"{message['actor_name']} broke {retries['retries']} times")
    settings = boot.current().settings
    with Unit("exhausted") as unit:
        for task in records.by_ids(Task, sorted(attempts)):
            free = task.lease_until is None or task.lease_until <= unit.now
            stands = task.attempt == attempts[task.id] and task.state in OPEN_TASK_STATES
            if free and stands and task.state is not TaskState.PENDING:
                tasks.fail_or_retry(unit, task, error, settings)
