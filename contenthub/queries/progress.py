"""How far submitted tasks are: what a waiting command looks at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contenthub.articles import gate
from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.queries import opinions, publications, revisions
from contenthub.queries.opinions import Question
from contenthub.states import FINAL_TASK_STATES, OUT_ENTRY_STATES, EntryState, TaskState

_SETTLED = frozenset(  # what a target has accepted it may work on for hours
    {
        *OUT_ENTRY_STATES,
        EntryState.FAILED,
        EntryState.WITHDRAWN,
        EntryState.ACCEPTED,
    }
)
_OVER = _SETTLED - {EntryState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Progress:
    """One task, its content and its publication, as far as they exist."""

    task_id: str
    account_id: int
    topic: str
    status: TaskState
    attempt: int
    progress: int | None
    step: str | None
    error_message: str | None
    content_id: int | None
    title: str | None
    review_status: str | None
    review_reason: str | None
    held: bool  # by the gate: approving it needs a reason
    publish_status: str | None  # of several targets: of the one that says most
    publish_sum: str | None  # of all targets
    proof: str | None
    publish_error: str | None
    publish_due: bool
    paused_targets: tuple[str, ...] = ()  # at which it waits until they are resumed
    is_reviewed: bool = False  # its reviewer has yet to answer
    question: Question | None = None  # what that is asked; None: answered a moment ago
    revision: int | None = None  # of a new text for a content that was there before: its number
    due_at: datetime | None = None  # when the task is taken up next; None: nothing waits for a time

    @property
    def settled(self) -> bool:
        """True when nothing more happens by itself soon: ended, and published if it is due."""
        if self.status not in FINAL_TASK_STATES or self.is_reviewed:
            return False
        waits = self.publish_status is not None and self.publish_due
        return not waits or self.publish_status in _SETTLED

    @property
    def is_over(self) -> bool:
        """True when nothing more happens by itself, but for what is scheduled for later."""
        if self.status not in FINAL_TASK_STATES or self.is_reviewed:
            return False
        if self.publish_status is None or self.publish_status in _OVER:
            return True
        scheduled = not self.publish_due and self.publish_error is None
        return self.publish_status == EntryState.QUEUED and scheduled

    @property
    def is_failure(self) -> bool:
        """True when it ended without what was wanted of it."""
        return self.status is not TaskState.COMPLETED or self.publish_status == EntryState.FAILED

    def facts(self) -> dict[str, Any]:
        """What callers are told."""
        return {
            "task_id": self.task_id,
            "status": self.status.value,
            "account_id": self.account_id,
            "topic": self.topic,
            "content_id": self.content_id,
            "title": self.title,
            "attempt": self.attempt,
            "error_message": self.error_message,
            "review_status": self.review_status,
            "review_reason": self.review_reason,
            "publish_status": self.publish_sum,
            "proof": self.proof,
            **({} if self.revision is None else {"revision": self.revision}),
        }


def of(task_ids: Sequence[str]) -> list[Progress]:
    """The progress of these tasks, in their order."""
    found: dict[str, Progress] = {}
    revised: list[str] = []
    for part in db.portions(task_ids):
        marks = ", ".join("?" * len(part))
        rows = db.execute(
            "SELECT t.task_id, t.account_id, t.topic, t.status, t.attempt, t.progress, t.step,"
            " t.error_message, t.content_id, c.title, c.review_status, c.review_reason,"
            " c.findings, t.completed_at, c.id, t.revises_content_id, EXISTS (SELECT 1"
            " FROM opinions o WHERE o.content_id = c.id AND o.number = c.attempt"
            " AND o.status = 'wanted' AND c.review_status = 'pending'), t.due_at"
            " FROM generation_tasks t LEFT JOIN contents c ON c.generation_task_id = t.task_id"
            f" WHERE t.task_id IN ({marks})",
            tuple(part),
        ).fetchall()
        entries = publications.of_contents([row[14] for row in rows if row[14] is not None])
        questions = opinions.open_questions([row[14] for row in rows if row[16]])
        for row in rows:
            held = bool(gate.holds(json.loads(row[12] or "[]")))
            ended = GenerationTask.completed_at.python_value(row[13])
            publication = _publication(entries.get(row[14], []), ended)
            values = [*row[:3], TaskState(row[3]), *row[4:12], held, *publication, bool(row[16])]
            due_at = GenerationTask.due_at.python_value(row[17])
            found[row[0]] = replace(
                Progress(*values), due_at=due_at, question=questions.get(row[14])
            )
            revised += [row[0]] if row[15] is not None and row[14] is None else []
    for task_id, text in revisions.of_tasks(revised).items():
        held = bool(gate.holds(text["findings"]))
        found[task_id] = replace(
            found[task_id], title=text["title"], held=held, revision=text["number"]
        )
    return [found[task_id] for task_id in task_ids if task_id in found]


def _publication(
    entries: Sequence[dict[str, Any]], ended: datetime | None
) -> tuple[str | None, str | None, str | None, str | None, bool, tuple[str, ...]]:
    """The last fields of a progress; due is what was to be published when the task ended.

    As long as one of several is due and on its way, that one says how it stands. What waits for a
    paused target is not due.
    """
    if not entries:
        return None, None, None, None, False, ()
    told = publications.summed(entries)
    going = [one for one in entries if ended is not None and _is_going(one, ended)]
    most = publications.weightiest(going or entries)
    return (
        most["status"],
        told["publish_status"],
        told["proof"],
        told["publish_error"],
        bool(going),
        tuple(one["target"] for one in entries if publications.is_parked(one)),
    )


def _is_going(entry: dict[str, Any], ended: datetime) -> bool:
    """Whether something happens to it by itself now; ``ended`` is when its task did."""
    if entry["status"] in _SETTLED or publications.is_parked(entry):
        return False
    on_its_way = entry["status"] != EntryState.QUEUED
    return on_its_way or bool(entry["publish_at"] <= ended)


def of_removed(task_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is known of those of these tasks that were cleaned up: their contents stay."""
    there = {one.task_id for one in of(task_ids)}
    gone = [task_id for task_id in dict.fromkeys(task_ids) if task_id not in there]
    names = (
        "account_id",
        "topic",
        "content_id",
        "title",
        "review_status",
        "publish_status",
        "proof",
    )
    found: dict[str, dict[str, Any]] = {
        id_: {"task_id": id_, "status": "removed"} | dict.fromkeys(names) for id_ in gone
    }
    for part in db.portions(gone):
        rows = db.execute(
            "SELECT generation_task_id, account_id, topic, id, title, review_status FROM contents"
            f" WHERE generation_task_id IN ({', '.join('?' * len(part))})",
            tuple(part),
        ).fetchall()
        entries = publications.of_contents([row[3] for row in rows])
        for task_id, *values in rows:
            told = publications.summed(entries.get(values[2], []))
            values += [told["publish_status"], told["proof"]]
            found[task_id] |= dict(zip(names, values, strict=True))
    for task_id, text in revisions.of_tasks(gone).items():
        if found[task_id]["content_id"] is None:  # its text is one of a content of another task
            told = {"content_id": text["content_id"], "title": text["title"]}
            found[task_id] |= told | {"revision": text["number"]}
    return found
