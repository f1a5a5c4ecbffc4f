"""Batches of tasks, as far as they are."""

from __future__ import annotations

from contenthub.database import db


def by_status(batch_id: str, within: tuple[int, ...] | None = None) -> dict[str, int]:
    """How many tasks of the batch are in each state that any is in; empty: there is no such.

    ``within`` are the accounts that whoever asks may see.
    """
    bound = "" if within is None else f" AND account_id IN ({', '.join('?' * len(within))})"
    return dict(
        db.execute(
            "SELECT status, COUNT(*) FROM generation_tasks INDEXED BY task_batch"
            f" WHERE batch_id = ?{bound} GROUP BY status ORDER BY status",
            (batch_id, *(within or ())),
        ).fetchall()
    )
