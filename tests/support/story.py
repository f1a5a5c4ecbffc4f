"""What the database says happened, and the invariants that hold whatever happened."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contenthub import records
from contenthub.database import db
from contenthub.records import Content, Entry, Task

# the events that end an attempt of a task
_ENDS = (
    "complete",
    "retry",
    "fail",
    "expire",
    "cancel",
    "requeue",
    "hand_back",
    "quarantine",
)
_OPEN = (
    "SELECT (SELECT COUNT(*) FROM ticks WHERE finished_at IS NULL)"
    " + (SELECT COUNT(*) FROM generation_tasks"
    " WHERE status NOT IN ('completed', 'failed', 'timeout', 'cancelled'))"
    " + (SELECT COUNT(*) FROM publish_entries"
    " WHERE status NOT IN ('published', 'handed_over', 'failed', 'withdrawn'))"
    " + (SELECT COUNT(*) FROM opinions WHERE status = 'wanted')"
)


_MADE = (
    "SELECT t.task_id, t.status,"
    " (SELECT COUNT(*) FROM contents c WHERE c.generation_task_id = t.task_id),"
    " (SELECT COUNT(*) FROM revisions r WHERE r.task_id = t.task_id),"
    " (SELECT c.id FROM contents c WHERE c.id = t.revises_content_id) FROM generation_tasks t"
)


def _wanted(status: str, revises: int | None) -> tuple[int, int, int | None]:
    """How many contents and texts a task in this state has made, with what it revises."""
    made = int(status == "completed")
    return (0 if revises else made, made, revises)


class Story:
    """Questions that tests ask again and again."""

    def task(self, task_id: str) -> Task:
        return records.select(Task, "WHERE task_id = ?", (task_id,))[0]

    def content(self, task_id: str) -> Content | None:
        found = records.select(Content, "WHERE generation_task_id = ?", (task_id,))
        return found[0] if found else None

    def entry(self, task_id: str) -> Entry | None:
        """Its entry in the pool; None also for one that was taken out."""
        found = records.select(Entry, "WHERE task_id = ? AND status <> 'withdrawn'", (task_id,))
        return found[0] if found else None

    def status(self, task_id: str) -> str:
        return self.task(task_id).status

    def published(self, task_id: str) -> bool:
        entry = self.entry(task_id)
        return entry is not None and entry.status == "published"

    def events(self, task_id: str) -> list[str]:
        """Each event as ``entity.event``, in order."""
        rows = db.execute(
            "SELECT entity, event FROM events WHERE task_id = ? ORDER BY id", (task_id,)
        )
        return [f"{entity}.{event}" for entity, event in rows.fetchall()]

    def reasons(self, task_id: str) -> str:
        """All reasons that were given, as one text."""
        rows = db.execute("SELECT reason FROM events WHERE task_id = ? ORDER BY id", (task_id,))
        return "\n".join(row[0] for row in rows.fetchall())

    def counts(self, table: str = "generation_tasks") -> Counter[str]:
        rows = db.execute(f"SELECT status, COUNT(*) FROM {table} GROUP BY status").fetchall()
        return Counter(dict(rows))

    def column(self, task_id: str, name: str) -> Any:
        row = db.execute(f"SELECT {name} FROM generation_tasks WHERE task_id = ?", (task_id,))
        return row.fetchone()[0]

    def open_rows(self) -> int:
        """How many ticks, tasks, opinions and publish entries have not come to their end."""
        return int(db.execute(_OPEN).fetchone()[0])

    def broken(self) -> list[str]:
        """Every broken invariant; empty whatever faults there were.

        One text per completed task and none else, proof for whatever is published, no lease
        on what has ended, events that lead from state to state without a gap, a row of the ledger
        for each attempt that began and ended, and for no other.
        """
        found = [
            f"task {row[0]} is {row[1]} with {row[2]} contents and {row[3]} revisions"
            for row in db.execute(_MADE).fetchall()
            if row[2:] != _wanted(row[1], row[4])
        ]
        found += [
            f"entry {row[0]} is published without proof"
            for row in db.execute(
                "SELECT id FROM publish_entries WHERE status = 'published'"
                " AND (proof IS NULL OR proof = '' OR published_at IS NULL)"
            ).fetchall()
        ]
        found += [
            f"task {row[0]} has ended and is leased"
            for row in db.execute(
                "SELECT task_id FROM generation_tasks WHERE lease_owner IS NOT NULL"
                " AND status IN ('completed', 'failed', 'timeout', 'cancelled')"
            ).fetchall()
        ]
        return found + self._gaps() + self._ledger()

    def _ledger(self) -> list[str]:
        """Attempts that began and ended without a row of the ledger, and rows of none such."""
        found = [
            f"attempt {row[1]} of task {row[0]} ended by {row[2]} is not in the ledger"
            for row in db.execute(
                "SELECT e.task_id, e.attempt, e.event FROM events e WHERE e.entity = 'task'"
                f" AND e.event IN ({db.listed(_ENDS)}) AND (e.from_state <> 'pending'"
                " OR EXISTS (SELECT 1 FROM events p WHERE p.task_id = e.task_id"
                " AND p.attempt = e.attempt AND p.event = 'postpone'))"
                " AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.task_id = e.task_id"
                " AND l.kind = 'generation' AND l.attempt = e.attempt)"
            ).fetchall()
        ]
        return found + [
            f"attempt {row[1]} of task {row[0]} is in the ledger and did not begin, or goes on"
            for row in db.execute(
                "SELECT l.task_id, l.attempt FROM ledger l JOIN generation_tasks t"
                " ON t.task_id = l.task_id WHERE l.kind = 'generation' AND (NOT EXISTS"
                " (SELECT 1 FROM events e WHERE e.task_id = l.task_id"
                " AND e.attempt = l.attempt AND e.event = 'dispatch')"
                " OR (l.attempt = t.attempt AND t.status IN ('pending', 'submitted', 'running')))"
            ).fetchall()
        ]

    def _gaps(self) -> list[str]:
        """Tasks whose events do not lead from one state to the next."""
        at: dict[str, str | None] = {}
        found = []
        for task_id, before, after in db.execute(
            "SELECT task_id, from_state, to_state FROM events WHERE entity = 'task' ORDER BY id"
        ).fetchall():
            if at.get(task_id) != before:
                found.append(f"task {task_id}: an event from {before} follows {at.get(task_id)}")
            at[task_id] = after
        now = dict(db.execute("SELECT task_id, status FROM generation_tasks").fetchall())
        found += [
            f"task {t} is {s}, its events end in {at.get(t)}"
            for t, s in now.items()
            if at.get(t) != s
        ]
        return found
