"""The history of ticks that goes: what is old, and what a clock that was ahead recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle import portions
from contenthub.lifecycle.unit import Unit


def forget_before(before: datetime) -> int:
    """Delete the history of ticks that ended before this moment, with their events.

    Returns how many went.
    """
    removed = 0

    def portion(size: int) -> int:
        nonlocal removed
        rows = db.execute(
            "SELECT id, schedule_id, scheduled_for FROM ticks INDEXED BY tick_finished"
            " WHERE finished_at < ? ORDER BY finished_at LIMIT ?",
            (records.moment(before), size),
        ).fetchall()
        _note_forgotten({row[1]: row[2] for row in sorted(rows, key=lambda row: row[2])})
        ids = sorted((row[0],) for row in rows)
        db.execute_many(
            "DELETE FROM events WHERE task_id IS NULL AND entity_id = ? AND entity = 'tick'", ids
        )
        db.execute_many("DELETE FROM ticks WHERE id = ?", ids)
        removed += len(rows)
        return len(rows)

    portions.delete_all(portion)
    return removed


def _note_forgotten(latest: dict[int, Any]) -> None:
    """Remember up to when the schedules' history is gone: what ran then must not run again."""
    for schedule_id, at in sorted(latest.items()):
        db.execute(
            "UPDATE schedules SET forgotten_until = ? WHERE id = ?"
            " AND (forgotten_until IS NULL OR forgotten_until < ?)",
            (at, schedule_id, at),
        )


def forget_skipped_after(schedule_id: int, now: datetime) -> None:
    """Remove what a clock that was ahead recorded as skipped: those times are still to come."""
    db.execute(
        "DELETE FROM ticks WHERE schedule_id = ? AND status = 'skipped' AND scheduled_for > ?",
        (schedule_id, records.moment(now)),
    )


def due_now(unit: Unit) -> int:
    """Let pending ticks that were written ahead of the clock be looked at; returns how many."""
    now = records.moment(unit.now)
    return int(
        db.execute(
            "UPDATE ticks SET due_at = ?, updated_at = ?"
            f" WHERE {db.in_order('ticks', 'due_at > ? AND updated_at > ?')}",
            (now, now, now, now),
        ).rowcount
    )
