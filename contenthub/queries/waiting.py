"""Reads what says why tasks wait: for one of them whatever its state is, for all that are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import GenerationTask, PublishEntry
from contenthub.monitoring import waits
from contenthub.monitoring.waits import Explanation, Line
from contenthub.queries import opinions, service, snapshot, tasks
from contenthub.queries.rows import Columns, marks, read
from contenthub.queries.tasks import Row
from contenthub.records import moment
from contenthub.states import OPEN_TASK_STATES, EntryState, ReviewState, TaskState
from contenthub.timetable import pace

_TASK: Columns = {
    name: ("t", GenerationTask._meta.combined[name])
    for name in (
        "id",
        "task_id",
        "status",
        "topic",
        "account_id",
        "creator",
        "priority",
        "attempt",
        "retry_count",
        "max_retries",
        "due_at",
        "timeout_at",
        "lease_until",
        "cancel_requested_at",
        "started_at",
        "external_id",
        "progress",
        "step",
        "error_message",
        "created_at",
    )
}
_OPEN = (
    "status",
    "creator",
    "attempt",
    "retry_count",
    "max_retries",
    "due_at",
    "timeout_at",
    "lease_until",
    "cancel_requested_at",
    "started_at",
    "external_id",
    "progress",
    "step",
    "error_message",
)
_LISTED = (
    "task_id",
    "status",
    "topic",
    "account_id",
    "creator",
    "priority",
    "attempt",
    "created_at",
)
_AHEAD = (
    "SELECT COUNT(*) FROM generation_tasks INDEXED BY task_pending WHERE status = 'pending'"
    " AND due_at <= ? AND timeout_at > ? AND (priority > ? OR (priority = ? AND id < ?))"
)


def line() -> Line:
    """Who works at this moment, and how many slots are taken."""
    workers = sum(bool(one.queues) for one in service.living_workers())
    return Line(clock.now(), snapshot.slots(), workers)


def listed(limit: int, within: Sequence[int] | None = None) -> list[Row]:
    """The tasks that have not ended, each with why it waits: those under way first, then in the
    order in which they get slots, then those whose time is yet to come.
    """
    now = clock.now()
    bound = "" if within is None else f" AND t.account_id IN ({marks(within)})"
    under_way = [
        f"FROM generation_tasks t INDEXED BY task_status WHERE t.status = '{state}'{bound}"
        " ORDER BY t.id LIMIT ?"
        for state in ("running", "submitted")
    ]
    due = (
        "FROM generation_tasks t INDEXED BY task_pending WHERE t.status = 'pending'"
        f" AND t.due_at <= ?{bound} ORDER BY t.priority DESC, t.id LIMIT ?"
    )
    later = (
        "FROM generation_tasks t INDEXED BY task_pending_due WHERE t.status = 'pending'"
        f" AND t.due_at > ?{bound} ORDER BY t.due_at LIMIT ?"
    )
    at, accounts = [moment(now)], [*(within or ())]
    rows: list[Row] = []
    for tail, first in ((under_way[0], []), (under_way[1], []), (due, at), (later, at)):
        if len(rows) < limit:
            rows += read(_TASK, tail, [*first, *accounts, limit - len(rows)])
    return _told(rows, line(), within)


def _told(rows: Sequence[Row], at: Line, within: Sequence[int] | None) -> list[Row]:
    """Where all are seen, the place of a row in the list says how many are before it."""
    found, ahead = [], 0
    for row in rows:
        waits_for_slot = row["status"] == TaskState.PENDING and row["due_at"] <= at.now
        before = ahead if within is None or not waits_for_slot else _ahead(row, at.now)
        ahead += waits_for_slot
        why = waits.of_open(_open(row, before), at)
        found.append({name: row[name] for name in _LISTED} | _shown(why))
    return found


def explain(task_id: str) -> Row | None:
    """Why this task waits, what happens next and when; None where there is no such task."""
    rows = read(_TASK, "FROM generation_tasks t WHERE t.task_id = ?", (task_id,))
    if not rows:
        return None
    row, at = rows[0], line()
    if row["status"] in OPEN_TASK_STATES:
        why = waits.of_open(_open(row, _ahead(row, at.now)), at)
    else:
        why = _of_ended(tasks.details([task_id])[task_id], at)
    return {name: row[name] for name in _LISTED} | _shown(why)


def _shown(why: Explanation) -> Row:
    return {"waits": why.why, "next": why.next, "next_at": why.next_at, "deadline": why.deadline}


def _open(row: Row, ahead: int) -> waits.Open:
    values = {name: row[name] for name in _OPEN}
    return waits.Open(**values | {"status": TaskState(row["status"]), "ahead": ahead})


def _ahead(row: Row, now: datetime) -> int:
    if row["status"] != TaskState.PENDING:
        return 0
    at, priority = moment(now), row["priority"]
    found = db.execute(_AHEAD, (at, at, priority, priority, row["id"])).fetchone()
    return int(found[0])


def _of_ended(row: Row, at: Line) -> Explanation:
    if row["status"] != TaskState.COMPLETED:
        ended = waits.Ended(
            TaskState(row["status"]), row["error_message"], row["due_at"], row["late_result"]
        )
        return waits.of_ended(ended)
    content = db.execute(
        "SELECT id, review_status, review_reason, auto_publish FROM contents"
        " WHERE generation_task_id = ?",
        (row["task_id"],),
    ).fetchone()
    if content is None:
        return _of_proposal(row)
    id_, review, reason, auto_publish = content
    asked = [one["waits"] for one in opinions.of_content(id_) if one["waits"]]
    text = waits.Text(
        ReviewState(review), reason, bool(auto_publish), asked[-1] if asked else None, _entries(id_)
    )
    return waits.of_text(text, at)


def _of_proposal(row: Row) -> Explanation:
    """Its article is a new text of a content that was there before, or was removed since."""
    found = db.execute(
        "SELECT content_id, number, status FROM revisions WHERE task_id = ?", (row["task_id"],)
    ).fetchone()
    if found is None:
        return Explanation("its content was removed", "nothing: it is done")
    name = f"its text is revision {found[1]} of content {found[0]}"
    if found[2] == "proposed":
        return Explanation(f"{name}, and waits for a person", "somebody accepts or declines it")
    return Explanation(f"{name}, and was {found[2]}", "nothing: it is done")


def _entries(content_id: int) -> tuple[waits.Entry, ...]:
    rows = db.execute(
        "SELECT g.name, p.status, p.scheduled_at, p.due_at, g.paused, p.error_message, p.proof,"
        " p.slot_at, p.deferred_from, g.at_least, g.at_most FROM publish_entries p"
        " JOIN targets g ON g.id = p.target_id WHERE p.content_id = ? ORDER BY p.target_id",
        (content_id,),
    ).fetchall()
    return tuple(map(_entry, rows))


def _entry(row: Sequence[Any]) -> waits.Entry:
    when = PublishEntry.due_at.python_value
    name, status, at, due, paused, error, proof, slot, first, at_least, at_most = row
    publish_at = when(at)
    assert publish_at is not None  # noqa: S101 - the column is never null
    return waits.Entry(
        name,
        EntryState(status),
        publish_at,
        when(due),
        bool(paused),
        error,
        proof,
        when(slot),
        when(first),
        pace.limits(at_least, at_most),
    )
