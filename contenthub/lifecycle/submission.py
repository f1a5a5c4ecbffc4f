"""Submission: requests become rows, many in one transaction, none of them twice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from contenthub import clock, records
from contenthub.lifecycle import accounts, idempotency, targets, webhooks
from contenthub.lifecycle.idempotency import Fingerprint, Known
from contenthub.lifecycle.statements import default_values, insert_numbered, insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import TaskAddress
from contenthub.models import AccountTopic, GenerationTask
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.states import Entity, TaskEvent, TaskState
from contenthub.topics.duplicates import key
from contenthub.topics.wishes import Wish

CHUNK = 2_000  # rows a transaction: short enough for others to get in between


@dataclass(frozen=True, slots=True)
class Revises:
    """Which text a task writes anew, and what is to be another in it."""

    content_id: int
    number: int  # of the revision that its creator is given
    note: str
    creator: str | None = None  # that was asked for by name


@dataclass(frozen=True, slots=True)
class NewTask:
    """A request that was checked; None where account or settings decide."""

    topic: str
    account: Account
    keywords: tuple[str, ...] = ()
    category: str = ""
    requirements: str = ""
    tone: str = ""
    priority: int = 5
    creator: str | None = None
    auto_approve: bool | None = None
    target_ids: tuple[int, ...] | None = None
    idempotency_key: str | None = None
    revises: Revises | None = None  # None: it makes a content of its own
    webhook: TaskAddress | None = None  # who is told how it ends

    @classmethod
    def of(
        cls,
        wish: Wish,
        account: Account,
        target_ids: Sequence[int] | None = None,
        webhook: TaskAddress | None = None,
    ) -> NewTask:
        """What a wish asks for, for this account and those of its targets that it names."""
        return cls(
            topic=wish.topic,
            account=account,
            keywords=wish.keywords,
            category=wish.category,
            requirements=wish.requirements,
            tone=wish.tone,
            priority=wish.priority,
            creator=wish.creator,
            auto_approve=wish.auto_approve,
            target_ids=None if target_ids is None else tuple(target_ids),
            idempotency_key=wish.idempotency_key,
            webhook=webhook,
        )


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of one request; ``existing`` when its idempotency key was known."""

    task_id: str
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that was not taken: its idempotency key was used for another one."""

    topic: str
    reason: str


Answer = Submitted | Refused
SCOPE = "generate"  # of the idempotency keys
SCOPE_OF_REVISIONS = "regenerate"


def submit(
    requests: Sequence[NewTask], settings: Settings, who: str, batch_id: str | None = None
) -> list[Answer]:
    """Create a pending task for each request, in order; all that is due is rung once.

    A request whose idempotency key is known, in the database or earlier in ``requests``,
    returns the existing task, which may have been cleaned up; one that asks for something else
    under a known key is refused.
    """
    done: list[Answer] = []
    for start in range(0, len(requests), CHUNK):
        with Unit(who) as unit:
            done += submit_in(unit, requests[start : start + CHUNK], settings, batch_id)
    return done


def submit_in(
    unit: Unit,
    requests: Sequence[NewTask],
    settings: Settings,
    batch_id: str | None = None,
    reason: str = "",
    *,
    scope: str = SCOPE,
) -> list[Answer]:
    """``submit`` as a part of ``unit``; ``reason`` says in the events why they were asked for."""
    known = idempotency.known(scope, [r.idempotency_key for r in requests if r.idempotency_key])
    new: dict[str, Known] = {}
    done: list[Answer] = []
    rows = []
    for request in requests:
        key = request.idempotency_key
        before = (known.get(key) or new.get(key)) if key else None
        if before is not None:
            done.append(_answer(request, before))
            continue
        task_id = str(uuid.uuid4())
        if key:
            new[key] = Known(task_id, _fingerprint(request))
        done.append(Submitted(task_id))
        rows.append((task_id, request))
    _insert(unit, rows, settings, batch_id, reason)
    _remember(unit, rows)
    told = {task_id: (one.account.id, one.webhook) for task_id, one in rows if one.webhook}
    webhooks.add_for_tasks(unit, told)
    idempotency.remember(scope, new, unit.now)
    return done


def _answer(request: NewTask, before: Known) -> Answer:
    """What a request under a used key is told."""
    different = before.differing(_fingerprint(request))
    if not different:
        return Submitted(before.led_to, existing=True)
    verb = "is another one" if len(different) == 1 else "are others"
    return Refused(
        request.topic,
        f"the idempotency key {request.idempotency_key!r} was used for "
        f"another request, which led to task {before.led_to}: {_listed(different)} "
        f"{verb}; use another key, or repeat that request",
    )


def _listed(names: Sequence[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _fingerprint(request: NewTask) -> Fingerprint:
    """Of what the caller asked for, not of what accounts and settings made of it.

    Keys that are older than targets do not know any, and are not held against a request.
    """
    if request.revises is not None:
        one = request.revises
        asked = {"content": one.content_id, "note": one.note, "creator": one.creator}
        return idempotency.fingerprint(asked)
    return idempotency.fingerprint(
        {
            "topic": request.topic,
            "account": request.account.id,
            "keywords": list(request.keywords),
            "category": request.category,
            "requirements": request.requirements,
            "tone": request.tone,
            "priority": request.priority,
            "creator": request.creator,
            "auto_approve": request.auto_approve,
            "targets": request.target_ids and list(request.target_ids),
            "webhook": request.webhook and request.webhook.url,
        }
    )


def _insert(
    unit: Unit,
    rows: Sequence[tuple[str, NewTask]],
    settings: Settings,
    batch_id: str | None,
    reason: str,
) -> None:
    if not rows:
        return
    targets.demand({one for _, request in rows for one in request.target_ids or ()})
    common = {
        "task_id": "",  # the first of the columns: by it the rows' own ids are told
        **default_values(GenerationTask),
        "status": TaskState.PENDING,
        "max_retries": settings.max_retries,
        "batch_id": batch_id,
        "due_at": unit.now,
        "timeout_at": clock.after(settings.pending_timeout, unit.now),
        "created_at": unit.now,
        "updated_at": unit.now,
    }
    values = [common | _columns(task_id, request, settings) for task_id, request in rows]
    ids = insert_numbered(GenerationTask, tuple(values[0]), [tuple(row.values()) for row in values])
    for task_id, request in rows:
        unit.created(
            Entity.TASK,
            ids[task_id],
            task_id,
            TaskEvent.CREATE,
            TaskState.PENDING,
            account_id=request.account.id,
            batch_id=batch_id,
            reason=reason,
            due_at=unit.now,
        )
    for row in values:
        unit.totals.submitted(row["account"], row["creator"], batch_id, unit.now)


def _remember(unit: Unit, rows: Sequence[tuple[str, NewTask]]) -> None:
    """Accounts remember what was asked for, so that schedules do not ask for it again."""
    insert_rows(
        AccountTopic,
        ("account", "key", "topic", "task_id", "created_at"),
        [
            (request.account.id, key(request.topic), request.topic, task_id, unit.now)
            for task_id, request in rows
            if request.revises is None  # its content's topic is known
        ],
    )


def _columns(task_id: str, request: NewTask, settings: Settings) -> dict[str, object]:
    account = request.account
    by_itself = request.auto_approve
    if by_itself is None:
        by_itself = accounts.approves_itself(account, settings)
    return {
        "task_id": task_id,
        "account": account.id,
        "topic": request.topic,
        "keywords": list(request.keywords),
        "category": request.category,
        "requirements": request.requirements,
        "tone": request.tone,
        "priority": request.priority,
        "creator": request.creator or account.creator or settings.creator,
        "auto_approve": by_itself,
        "target_ids": request.target_ids and list(request.target_ids),
        **_what_it_revises(request.revises),
    }


def _what_it_revises(revises: Revises | None) -> dict[str, object]:
    if revises is None:
        return {"revises_content_id": None, "revises_number": None, "note": None}
    return {
        "revises_content_id": revises.content_id,
        "revises_number": revises.number,
        "note": revises.note,
    }


def by_task_id(task_id: str) -> Task | None:
    """The task with this public id."""
    found = records.select(Task, "WHERE task_id = ?", (task_id,))
    return found[0] if found else None
