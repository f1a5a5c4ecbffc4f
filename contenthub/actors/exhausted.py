"""What becomes of a message that failed again and again: its rows wait a while, and say why.

The rows themselves lose nothing by it: no attempt ends, no generation is given up. The sweep
rings for them again, and their deadlines go on.
"""

from __future__ import annotations

from typing import Any

from contenthub import logs, pacing, records
from contenthub.lifecycle import looks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Task
from contenthub.states import OPEN_TASK_STATES, ActorName, TaskState

log = logs.get_logger("contenthub.exhausted")

_OF_TASKS = {ActorName.GENERATE, ActorName.POLL, ActorName.CANCEL, ActorName.EXPIRE}


def exhausted(message: dict[str, Any], retries: dict[str, Any]) -> None:
    """Put off the tasks of a failed message, unless another worker has them by now."""
    log.error("message_exhausted", of=message["actor_name"], args=message["args"], **retries)
    if message["actor_name"] not in _OF_TASKS:
        return  # scanning actors and entries are found again by the sweep
    attempts: dict[int, int] = dict(message["args"][0])
    reason = f"{message['actor_name']} broke {retries['retries']} times; it is tried again"
    with Unit("exhausted") as unit:
        for task in records.by_ids(Task, sorted(attempts)):
            stands = task.attempt == attempts[task.id] and task.state in OPEN_TASK_STATES
            if stands and task.state is not TaskState.PENDING:
                looks.put_off(unit, task, reason, pacing.BROKEN_AGAIN)
