"""Takes over what lost workers left behind."""

from __future__ import annotations

from contenthub import boot
from contenthub.lifecycle import rescue as rescuing
from contenthub.lifecycle.unit import Unit


def rescue(refs: list[list[int]]) -> None:
    """Decide about the tasks ``refs`` whose lease ran out."""
    app = boot.current()
    with Unit("rescue") as unit:
        for task in rescuing.lost(unit, [r[0] for r in refs]):
            if app.leases.is_alive(task.lease_owner):
                continue  # only late: its heartbeat renews it
            direct = app.backends.is_direct(task.creator)
            rescuing.rescue(unit, task, direct=direct, settings=app.settings)
