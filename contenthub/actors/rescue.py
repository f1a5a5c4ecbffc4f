"""Takes over what lost workers left behind."""

from __future__ import annotations

from contenthub import boot
from contenthub.lifecycle import rescue as rescuing
from contenthub.lifecycle.unit import Unit


def rescue(refs: list[list[int]]) -> None:
    """Decide about the tasks ``refs`` whose lease ran out, and whose result is not on disk."""
    app = boot.current()
    with Unit("rescue") as unit:
        for task in rescuing.lost(unit, [id_ for id_, _ in app.not_spooled(refs)]):
            if app.leases.is_alive(task.lease_owner):
                continue  # only late: its heartbeat renews it
            # what a direct creator's program took to call back later goes on without its worker
            lost = task.external_id is None and app.backends.is_direct(task.creator)
            rescuing.rescue(unit, task, direct=lost, settings=app.settings)
