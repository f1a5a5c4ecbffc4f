"""Looks at remote generations."""

from __future__ import annotations

from contenthub import boot
from contenthub.actors import observe
from contenthub.lifecycle import leases
from contenthub.records import Task
from contenthub.states import TaskState

_LOOKED_AT = frozenset({TaskState.RUNNING, TaskState.TIMEOUT})


def poll(refs: list[list[int]]) -> None:
    """Look at the tasks ``refs``, many at once."""
    token = leases.new_token()
    app = boot.current()
    pairs = app.not_spooled(refs)
    lease = app.settings.lease
    claimed = leases.claim(Task, pairs, _LOOKED_AT, token, lease, passed="due_at")
    if claimed:
        observe.look(claimed, token, who="poll")
