"""The publish pool as people ask for it.

Its entries, by the content they belong to, and its state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import Account, Content, PublishEntry, Revision, Target
from contenthub.queries import pages
from contenthub.queries.rows import Columns, read, where
from contenthub.records import moment
from contenthub.states import EntryState

DAY = 86_400.0  # seconds
_IN_POOL = tuple(state for state in EntryState if state is not EntryState.WITHDRAWN)

_ENTRY = {name: ("p", field) for name, field in PublishEntry._meta.combined.items()}
_COLUMNS: Columns = {
    "content_id": _ENTRY["content_id"],
    "account": ("a", Account.name),
    "title": ("c", Content.title),
    "target": ("g", Target.name),
    "target_paused": ("g", Target.paused),
    "status": _ENTRY["status"],
    "priority": _ENTRY["priority"],
    "publish_at": _ENTRY["scheduled_at"],
    **{
        name: _ENTRY[name]
        for name in (
            "due_at",
            "publisher",
            "attempt",
            "retry_count",
            "max_retries",
            "error_message",
            "maybe_published_since",
            "place",
            "external_id",
            "published_at",
            "proof",
            "task_id",
            "account_id",
            "created_at",
            "updated_at",
        )
    },
    "entry_id": _ENTRY["id"],
}
_WORK: Columns = {  # what only the details have: who looks at it, and how that went
    **{name: _ENTRY[name] for name in ("looks", "crash_count", "lease_owner", "lease_until")},
    "revision": ("r", Revision.number),  # that went out, or was tried the last time
    "present_revision": ("c", Content.attempt),
}
_AT_TARGET = "(SELECT name FROM targets WHERE id = target_id) = ?"
_FROM = (
    "FROM publish_entries p LEFT JOIN contents c ON c.id = p.content_id"
    " LEFT JOIN accounts a ON a.id = p.account_id LEFT JOIN targets g ON g.id = p.target_id"
)

_ORDER = "ORDER BY p.content_id, p.target_id"  # as an index has them


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are meant; None does not narrow. No states: all that are in the pool."""

    statuses: tuple[str, ...] = ()
    account_id: int | None = None
    target: str | None = None  # its name, at whichever account


def stream(chosen: Filter, limit: int, offset: int = 0) -> Iterator[dict[str, Any]]:
    """These entries, what came last first: a list of any length, see ``pages``."""
    for ids in pages.newest(_sources(chosen), limit, offset):
        marks = ", ".join("?" * len(ids))
        rows = read(_COLUMNS, f"{_FROM} WHERE p.id IN ({marks})", ids)
        yield from pages.in_order(ids, {row["entry_id"]: row for row in rows})


def _sources(chosen: Filter) -> list[pages.Source]:
    """Each state is read from its own end of the index, so that no long queue is sorted."""
    sources = []
    for status in dict.fromkeys(chosen.statuses or _IN_POOL):
        condition, params = where(
            {
                "status = ?": [status],
                "account_id = ?": None if chosen.account_id is None else [chosen.account_id],
                _AT_TARGET: None if chosen.target is None else [chosen.target],
            }
        )
        rows = f"FROM publish_entries WHERE {condition}"
        sources.append(pages.Source(rows, tuple(params), "id", "id"))
    return sources


def by_content(
    content_ids: Sequence[int], target_ids: Collection[int] | None = None
) -> dict[int, list[dict[str, Any]]]:
    """The entries of these contents, by the content's id; those taken out are left out.

    ``target_ids`` None: at all targets.
    """
    found: dict[int, list[dict[str, Any]]] = {}
    for part in db.portions(content_ids):
        marks = ", ".join("?" * len(part))
        for row in read(
            {**_COLUMNS, "target_id": _ENTRY["target_id"]},
            f"{_FROM} WHERE p.status <> 'withdrawn' AND p.content_id IN ({marks}) {_ORDER}",
            part,
        ):
            target_id = row.pop("target_id")
            if target_ids is None or target_id in target_ids:
                found.setdefault(row["content_id"], []).append(row)
    return found


def details(content_id: int, target: str | None = None) -> list[dict[str, Any]]:
    """Everything about the entries of one content, also of those that were taken out.

    ``target`` None: at all targets.
    """
    condition, params = where(
        {"p.content_id = ?": [content_id], "g.name = ?": None if target is None else [target]}
    )
    return read(
        {**_COLUMNS, **_WORK},
        f"{_FROM} LEFT JOIN revisions r ON r.id = p.revision_id"
        f" WHERE {condition} ORDER BY p.content_id, p.target_id",
        params,
    )


def stats() -> dict[str, Any]:
    """How many entries are in which state, and what is next."""
    now = clock.now()
    counts = dict(
        db.execute("SELECT status, COUNT(*) FROM publish_entries GROUP BY status").fetchall()
    )
    queued = "FROM publish_entries INDEXED BY entry_queued_due WHERE status = 'queued'"
    return {
        "total": sum(counts.get(state.value, 0) for state in _IN_POOL),
        **{state.value: counts.get(state.value, 0) for state in EntryState},
        "due_now": _one(f"SELECT COUNT(*) {queued} AND due_at <= ?", moment(now)),
        "oldest_due_at": _moment(_one(f"SELECT MIN(due_at) {queued} AND due_at <= ?", moment(now))),
        "next_due_at": _moment(_one(f"SELECT MIN(due_at) {queued} AND due_at > ?", moment(now))),
        "published_last_24h": _one(
            "SELECT COUNT(*) FROM publish_entries INDEXED BY entry_published"
            " WHERE status = 'published' AND published_at >= ?",
            moment(clock.after(-DAY, now)),
        ),
    }


def _one(sql: str, *params: Any) -> Any:
    return db.execute(sql, params).fetchone()[0]


def _moment(value: Any) -> datetime | None:
    found: datetime | None = PublishEntry.due_at.python_value(value)
    return found
