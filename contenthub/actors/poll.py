"""Looks at remote generations."""

from __future__ import annotations

from contenthub import boot
from contenthub.actors import observe
from contenthub.actors.work import Work
from contenthub.records import Task
from contenthub.states import TaskState

_LOOKED_AT = frozenset({TaskState.RUNNING, TaskState.TIMEOUT})


def poll(refs: list[list[int]]) -> None:
    """Look at the tasks ``refs``, many at once."""
    work = Work(boot.current(), "poll")
    claimed = work.claim(Task, work.app.not_spooled(refs), _LOOKED_AT, passed="due_at")
    if claimed:
        observe.look(work, claimed)
