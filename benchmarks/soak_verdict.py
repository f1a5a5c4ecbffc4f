"""What a soak has to have left behind.

Each minute once, with each of its articles published once.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contenthub.database import db
from tests.support.story import Story

ARTICLES = 2  # of each tick

_MINUTE = timedelta(minutes=1)
_TASKS = (
    "SELECT task_id, status,"
    " (SELECT COUNT(*) FROM events e WHERE e.task_id = t.task_id AND e.entity = 'entry'"
    " AND e.event = 'publish'),"
    " (SELECT COUNT(*) FROM publish_entries p WHERE p.task_id = t.task_id"
    " AND p.status = 'published') FROM generation_tasks t ORDER BY id"
)
_SPAN = (
    "SELECT MIN(created_at), MAX(created_at) FROM events"
    " WHERE entity = 'schedule' AND event IN ('create', 'pause')"
)
_PROOFS = "SELECT proof FROM publish_entries WHERE status = 'published'"


def violations(history: Sequence[dict[str, Any]], home: Path) -> list[str]:
    """Everything in the history, the database and the published files that should not be so.

    ``history`` is what ``contenthub scheduler history -f json`` printed of the only schedule,
    after it was paused and all its work had ended. ``home`` is the data home.
    """
    created_at, paused_at = map(datetime.fromisoformat, db.execute(_SPAN).fetchone())
    return [
        *_minutes(history, created_at, paused_at),
        *_outcomes(history),
        *_tasks(sum(len(tick["task_ids"]) for tick in history)),
        *_files(home),
        *Story().broken(),
    ]


def _minutes(
    history: Sequence[dict[str, Any]], created_at: datetime, paused_at: datetime
) -> Iterator[str]:
    """Each full minute from the creation to the pause has to be there once, and no other time."""
    found = Counter(datetime.fromisoformat(tick["scheduled_for"]) for tick in history)
    minute = created_at.replace(second=0, microsecond=0) + _MINUTE
    while minute <= paused_at:
        times = found.pop(minute, 0)
        if times != 1:
            yield f"{'lost' if times == 0 else 'doubled'}: the tick of {minute:%H:%M} UTC"
        minute += _MINUTE
    yield from (f"doubled: a tick of {time} that was not asked for" for time in found)


def _outcomes(history: Sequence[dict[str, Any]]) -> Iterator[str]:
    for tick in history:
        if tick["status"] != "completed":
            yield f"{tick['tick_id']} is {tick['status']}: {tick['error_message']}"
        if len(tick["task_ids"]) != ARTICLES:
            word = "lost" if len(tick["task_ids"]) < ARTICLES else "doubled"
            yield f"{word}: {tick['tick_id']} has {len(tick['task_ids'])} tasks"


def _tasks(of_ticks: int) -> Iterator[str]:
    rows = db.execute(_TASKS).fetchall()
    if len(rows) != of_ticks:
        yield f"doubled: {len(rows)} tasks, but {of_ticks} of ticks"
    for task_id, status, publications, published in rows:
        if status != "completed":
            yield f"lost: task {task_id} is {status}"
        elif (publications, published) != (1, 1):
            word = "lost" if published == 0 else "doubled"
            yield f"{word}: task {task_id} was published {publications} times, {published} entries"


def _files(home: Path) -> Iterator[str]:
    """The files that prove publications have to be there, one each, and no others."""
    proofs = [row[0] for row in db.execute(_PROOFS).fetchall()]
    files = {str(path) for path in (home / "published").rglob("*.md")}
    yield from (f"lost: the file {proof}" for proof in sorted(set(proofs) - files))
    yield from (f"doubled: the file {file}" for file in sorted(files - set(proofs)))
    if len(set(proofs)) != len(proofs):
        yield f"lost: {len(proofs)} publications share {len(set(proofs))} files"


def as_markdown(
    history: Sequence[dict[str, Any]], told: Sequence[str], minutes: float, found: Sequence[str]
) -> str:
    """The report of a soak: figures, what was done to the service, what is wrong."""
    delays = [tick["delay"] for tick in history if tick["delay"] is not None] or [0.0]
    lost, doubled = (sum(one.startswith(word) for one in found) for word in ("lost", "doubled"))
    lines = [
        "# The service under supervisord, with its parts killed",
        "",
        "Written by `python -m benchmarks.soak`. Times are UTC.",
        "",
        f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M}; {minutes:g} minutes",
        f"- Ticks: {len(history)}, tasks: {sum(len(tick['task_ids']) for tick in history)}",
        f"- Delay of a tick: p50 {statistics.median(delays):.3f} s, max {max(delays):.3f} s",
        f"- Lost: {lost}; doubled: {doubled}",
        f"- Verdict: {'passed' if not found else f'{len(found)} violations'}",
        "",
        "```",
        *told,
        "```",
    ]
    if found:
        lines += ["", "## Violations", "", *(f"- {one}" for one in found)]
    return "\n".join(lines) + "\n"
