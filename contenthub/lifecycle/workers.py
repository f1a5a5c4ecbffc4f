"""The heartbeat rows of processes that work: who lives, since when, with what."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from datetime import datetime

from contenthub import __version__, clock
from contenthub.database import db
from contenthub.lifecycle.leases import BOOT_ID
from contenthub.models import WorkerHeartbeat

FORGET = 86_400.0  # seconds after which the row of a dead process goes


def beat(
    kind: str,
    broker: str,
    queues: Sequence[str],
    threads: int,
    *,
    home: str = "",
    home_id: str = "",
    slots: int = 0,
    gate_waits_since: datetime | None = None,
) -> None:
    """Write or refresh this process's row.

    ``home`` and ``home_id`` say where it publishes files; ``slots`` how many generations it
    allows at a time over all processes; ``gate_waits_since`` from when on its gate has been reading
    one text, None while it reads none.
    """
    now = clock.now()
    row = {
        "boot_id": BOOT_ID,
        "kind": kind,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "version": __version__,
        "broker": broker,
        "queues": list(queues),
        "threads": threads,
        "started_at": now,
        "seen_at": now,
        "home": home,
        "home_id": home_id,
        "slots": slots,
        "gate_waits_since": gate_waits_since,
    }
    with db.transaction():
        refreshed = (
            WorkerHeartbeat.update(seen_at=now, gate_waits_since=gate_waits_since)
            .where(WorkerHeartbeat.boot_id == BOOT_ID)
            .execute()
        )
        if not refreshed:
            WorkerHeartbeat.insert(**row).execute()
            WorkerHeartbeat.delete().where(
                WorkerHeartbeat.seen_at < clock.after(-FORGET, now)
            ).execute()


def leave() -> None:
    """Remove this process's row: it ended in good order."""
    with db.transaction():
        WorkerHeartbeat.delete().where(WorkerHeartbeat.boot_id == BOOT_ID).execute()
