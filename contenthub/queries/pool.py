"""The publish pool as people ask for it: its entries, by the content they belong to, and its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contenthub import clock, db
from contenthub.models import Account, Content, PublishEntry
from contenthub.queries.rows import Columns, read, where
from contenthub.records import moment
from contenthub.states import EntryState

DAY = 86_400.0  # seconds
_IN_POOL = tuple(state for state in EntryState if state is not EntryState.WITHDRAWN)
MOST = 2**63 - 1  # the largest number that both databases take

_ENTRY = {name: ("p", field) for name, field in PublishEntry._meta.combined.items()}
_COLUMNS: Columns = {
    "content_id": _ENTRY["content_id"],
    "account": ("a", Account.name),
    "title": ("c", Content.title),
    **{
        name: _ENTRY[name]
        for name in (
            "status", "priority", "scheduled_at", "due_at", "publisher", "attempt",
            "retry_count", "max_retries", "error_message", "maybe_published_since", "place",
            "published_at", "proof", "task_id",
            "account_id", "created_at", "updated_at",
        )
    },
    "entry_id": _ENTRY["id"],
}  # fmt: skip
_FROM = (
    "FROM publish_entries p JOIN contents c ON c.id = p.content_id"
    " JOIN accounts a ON a.id = p.account_id"
)


def page(
    statuses: Sequence[str], account_id: int | None, limit: int, offset: int = 0
) -> list[dict[str, Any]]:
    """The entries in these states that came last first; no states: all that are in the pool.

    Each state is read from its own end of the index, so that no long queue is sorted whole.
    """
    newest, params = [], []
    for status in dict.fromkeys(statuses or _IN_POOL):
        condition, given = where({
            "status = ?": [status],
            "account_id = ?": None if account_id is None else [account_id],
        })  # fmt: skip
        ids = f"SELECT id FROM publish_entries WHERE {condition} ORDER BY id DESC LIMIT ?"
        newest.append(f"SELECT id FROM ({ids}) AS newest")
        params += [*given, min(limit + offset, MOST)]
    tail = f"WHERE p.id IN ({' UNION ALL '.join(newest)}) ORDER BY p.id DESC LIMIT ? OFFSET ?"
    return read(_COLUMNS, f"{_FROM} {tail}", (*params, limit, offset))


def by_content(content_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The entries of these contents, by the content's id; those taken out are left out."""
    rows: list[dict[str, Any]] = []
    for start in range(0, len(content_ids), 500):
        part = content_ids[start : start + 500]
        rows += read(
            _COLUMNS, f"{_FROM} WHERE p.status <> 'withdrawn'"
            f" AND p.content_id IN ({', '.join('?' * len(part))})", part
        )  # fmt: skip
    return {row["content_id"]: row for row in rows}


def stats() -> dict[str, Any]:
    """How many entries are in which state, and what is next."""
    now = clock.now()
    counts = dict(
        db.execute("SELECT status, COUNT(*) FROM publish_entries GROUP BY status").fetchall()
    )
    queued = "FROM publish_entries WHERE status = 'queued'"
    return {
        "total": sum(counts.get(state.value, 0) for state in _IN_POOL),
        **{state.value: counts.get(state.value, 0) for state in EntryState},
        "due_now": _one(f"SELECT COUNT(*) {queued} AND due_at <= ?", moment(now)),
        "oldest_due_at": _moment(_one(f"SELECT MIN(due_at) {queued} AND due_at <= ?", moment(now))),
        "next_due_at": _moment(_one(f"SELECT MIN(due_at) {queued} AND due_at > ?", moment(now))),
        "published_last_24h": _one(
            "SELECT COUNT(*) FROM publish_entries WHERE status = 'published' AND published_at >= ?",
            moment(clock.after(-DAY, now)),
        ),
    }


def _one(sql: str, *params: Any) -> Any:
    return db.execute(sql, params).fetchone()[0]


def _moment(value: Any) -> datetime | None:
    found: datetime | None = PublishEntry.due_at.python_value(value)
    return found
