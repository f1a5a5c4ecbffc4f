"""Reads the state of the whole line: what rules judge, and what `monitor` and `/metrics` show.

Each question reads the rows of its window, or the end of an index: how many tasks there ever were
makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.monitoring.snapshot import (
    SECONDS,
    Backlog,
    Counts,
    Ended,
    Processes,
    Queue,
    Reviews,
    ScheduleTrouble,
    Slots,
    SlowGate,
    Snapshot,
    StuckWork,
    TargetTrouble,
    Window,
)
from contenthub.queries import failing_creators, failing_reviewers, open_work, schedules, service
from contenthub.records import moment
from contenthub.states import FINAL_TASK_STATES, ActorName

_TASK, _DUE = "generation_tasks", "due_at <= ?"
# Who looks at what is due, and where those rows are.
_QUEUES: dict[ActorName, str] = {
    ActorName.DISPATCH: f"{_TASK} INDEXED BY task_pending_due WHERE status = 'pending' AND {_DUE}",
    ActorName.GENERATE: (
        f"{_TASK} INDEXED BY task_due WHERE due_at IS NOT NULL AND status <> 'pending'"
        f" AND status = 'submitted' AND {_DUE}"
    ),
    ActorName.POLL: (
        f"{_TASK} INDEXED BY task_due WHERE due_at IS NOT NULL AND status <> 'pending'"
        f" AND status = 'running' AND {_DUE}"
    ),
    ActorName.PUBLISH: (
        f"publish_entries INDEXED BY entry_queued_due WHERE status = 'queued' AND {_DUE}"
    ),
    ActorName.VERIFY: (
        "publish_entries INDEXED BY entry_due WHERE due_at IS NOT NULL AND status <> 'queued'"
        f" AND {_DUE}"
    ),
    ActorName.REVIEW: f"opinions INDEXED BY opinion_due WHERE due_at IS NOT NULL AND {_DUE}",
    ActorName.TICK: f"ticks INDEXED BY tick_due WHERE due_at IS NOT NULL AND {_DUE}",
}
AWAY_AFTER = 3  # tries; an index holds what had as many
_TARGETS = (
    "SELECT e.target_id, e.account_id, a.name, g.name, e.status, COUNT(*), MAX(e.error_message)"
    " FROM publish_entries e {} JOIN targets g ON g.id = e.target_id"
    " JOIN accounts a ON a.id = e.account_id WHERE {} GROUP BY 1, 2, 3, 4, 5"
)


def take() -> Snapshot:
    """The state of the line at this moment. The database must be open."""
    now = clock.now()
    queues = _queues(now)
    return Snapshot(
        at=now,
        windows=_windows(now),
        backlog=Backlog(queues[ActorName.DISPATCH], _later(now)),
        queues=queues,
        slots=slots(),
        processes=_processes(now),
        schedules=_schedules(),
        targets=_targets(now),
        creators=failing_creators.read(now),
        reviewer=failing_reviewers.read(now),
        slow_gates=tuple(
            SlowGate(f"{one.kind} on {one.host}, pid {one.pid}", seconds)
            for one, seconds in service.slow_gates()
        ),
        unverified=_count("publish_entries WHERE status = 'unverified'"),
        reviews=_reviews(now),
        stuck=tuple(
            StuckWork(one.what, one.why, one.count)
            for one in open_work.standing_still()
            if one.stuck
        ),
    )


def _windows(now: datetime) -> dict[Window, Counts]:
    """One look through the day tells of all windows."""
    starts = _starts(now)
    ended = {
        state: _by_creator(
            f"{_TASK} INDEXED BY task_ended WHERE status = '{state}'", "completed_at", starts
        )
        for state in FINAL_TASK_STATES
    }
    submitted = _totals(f"{_TASK} INDEXED BY task_created WHERE 1 = 1", "created_at", starts)
    published = _totals(
        "publish_entries INDEXED BY entry_published WHERE status = 'published'",
        "published_at",
        starts,
    )
    failed = _totals(
        "publish_entries INDEXED BY entry_failed WHERE status = 'failed'", "updated_at", starts
    )
    return {
        window: Counts(
            submitted[number],
            Ended(**{s: sum(c[number] for c in rows.values()) for s, rows in ended.items()}),
            _ended_by_creator(ended, number),
            published[number],
            failed[number],
        )
        for number, window in enumerate(Window)
    }


def _ended_by_creator(ended: dict[Any, dict[str, list[int]]], number: int) -> dict[str, Ended]:
    names = {name for rows in ended.values() for name, counts in rows.items() if counts[number]}
    return {
        name: Ended(**{s: rows[name][number] for s, rows in ended.items() if name in rows})
        for name in sorted(names)
    }


def _starts(now: datetime) -> list[Any]:
    return [moment(now - timedelta(seconds=SECONDS[window])) for window in Window]


def _counted(column: str) -> str:
    """How many rows each window has; the longest one is the condition."""
    return f"COUNT(*) FILTER (WHERE {column} > ?), COUNT(*) FILTER (WHERE {column} > ?), COUNT(*)"


def _totals(rows: str, column: str, starts: Sequence[Any]) -> list[int]:
    sql = f"SELECT {_counted(column)} FROM {rows} AND {column} > ?"
    return [int(count) for count in db.execute(sql, tuple(starts)).fetchone()]


def _by_creator(rows: str, column: str, starts: Sequence[Any]) -> dict[str, list[int]]:
    sql = f"SELECT creator, {_counted(column)} FROM {rows} AND {column} > ? GROUP BY creator"
    return {row[0]: [*map(int, row[1:])] for row in db.execute(sql, tuple(starts)).fetchall()}


def _queues(now: datetime) -> dict[str, Queue]:
    at = moment(now)
    return {
        actor.value: _queue(f"SELECT COUNT(*), MIN(due_at) FROM {rows}", at, now)
        for actor, rows in _QUEUES.items()
    }


def _queue(sql: str, at: Any, now: datetime) -> Queue:
    count, oldest = db.execute(sql, (at,)).fetchone()
    return Queue(int(count), _age(oldest, now))


def _age(oldest: Any, now: datetime) -> float:
    since = GenerationTask.due_at.python_value(oldest)
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _later(now: datetime) -> int:
    rows = f"{_TASK} INDEXED BY task_pending_due WHERE status = 'pending' AND due_at > ?"
    return _count(rows, moment(now))


def slots() -> Slots:
    """How many generations are under way, and how many may be."""
    rows = f"{_TASK} INDEXED BY task_status WHERE status IN ('submitted', 'running')"
    total = max((one.slots for one in service.living_workers() if one.queues), default=0)
    return Slots(_count(rows), total)


def _processes(now: datetime) -> Processes:
    living, found = service.living_workers(), schedules.overview()
    return Processes(
        workers=sum(bool(one.queues) for one in living),
        schedulers=sum(one.kind in service.SCHEDULING for one in living),
        apis=sum(one.kind in service.ANSWERING for one in living),
        work=open_work.for_now(),
        active_schedules=found.active,
        late_schedules=tuple(found.late),
        api_is_used=_api_is_used(now),
    )


def _api_is_used(now: datetime) -> bool:
    day = moment(now - timedelta(days=1))
    used = (
        "SELECT 1 FROM api_tokens WHERE revoked_at IS NULL AND last_used_at > ?"
        " UNION ALL SELECT 1 FROM calling_creators WHERE heard_at > ? LIMIT 1"
    )
    return db.execute(used, (day, day)).fetchone() is not None


def _schedules() -> tuple[ScheduleTrouble, ...]:
    rows = db.execute(
        "SELECT name, failures, status, status_reason FROM schedules"
        " WHERE (status = 'active' AND failures > 0)"
        " OR (status = 'paused' AND status_reason LIKE ?) ORDER BY id",
        (schedules.GIVEN_UP,),
    ).fetchall()
    return tuple(
        ScheduleTrouble(name, int(failures), status == "paused", reason)
        for name, failures, status, reason in rows
    )


def _targets(now: datetime) -> tuple[TargetTrouble, ...]:
    failed = _TARGETS.format("INDEXED BY entry_failed", "e.status = 'failed' AND e.updated_at > ?")
    unknown = _TARGETS.format("INDEXED BY entry_status", "e.status = 'unverified'")
    away = _TARGETS.format(
        "INDEXED BY entry_away", f"e.status = 'queued' AND e.retry_count >= {AWAY_AFTER}"
    )
    older = _TARGETS.format(
        "INDEXED BY entry_status", f"e.status = 'updating' AND e.retry_count >= {AWAY_AFTER}"
    )
    day = moment(now - timedelta(days=1))
    found: dict[tuple[Any, ...], dict[str, tuple[int, str]]] = {}
    several = (db.execute(failed, (day,)), *map(db.execute, (unknown, away, older)))
    for row in (row for rows in several for row in rows.fetchall()):
        found.setdefault(tuple(row[:4]), {})[row[4]] = (int(row[5]), row[6] or "")
    return tuple(_target(key, counts) for key, counts in sorted(found.items()))


def _target(key: tuple[Any, ...], counts: dict[str, tuple[int, str]]) -> TargetTrouble:
    target_id, account_id, account, target = key
    (failed, error), (unverified, doubt), (away, silence), (older, other) = (
        counts.get(state, (0, "")) for state in ("failed", "unverified", "queued", "updating")
    )
    example = error or doubt or silence or other
    trouble = (failed, unverified, example, away + older)
    return TargetTrouble(target_id, account_id, account, target, *trouble)


def _reviews(now: datetime) -> Reviews:
    waiting = "contents INDEXED BY content_review WHERE review_status = 'pending'"
    oldest = db.execute(f"SELECT created_at FROM {waiting} ORDER BY id LIMIT 1").fetchone()
    proposed = _count("revisions INDEXED BY revision_proposed WHERE status = 'proposed'")
    return Reviews(_count(waiting), _age(oldest and oldest[0], now), proposed)


def _count(tail: str, *params: Any) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {tail}", params).fetchone()[0])
