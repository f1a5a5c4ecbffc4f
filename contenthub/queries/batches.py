"""Batches of tasks, as far as they are: one of them, and all, by what their tasks say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.queries import pages
from contenthub.queries.rows import marks, where

Row = dict[str, Any]
Accounts = tuple[int, ...] | None  # that whoever asks may see; None: all

# A batch is listed by the newest of its tasks, which is found first where lists begin.
_NEWEST = (
    "t.batch_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM generation_tasks l INDEXED BY task_batch"
    " WHERE l.batch_id = t.batch_id AND l.id > t.id{})"
)


def details(batch_id: str, within: Accounts) -> Row | None:
    """How far one batch is; None: there is no such."""
    return _counted([batch_id], within).get(batch_id)


def listed(limit: int, after: int | None, within: Accounts) -> list[tuple[int, Row]]:
    """The batches, the newest first, each with the key by which the list goes on behind it."""
    found: list[tuple[int, Row]] = []
    for ids in pages.newest(_sources(within), limit, below=after):
        sql = f"SELECT id, batch_id FROM generation_tasks WHERE id IN ({marks(ids)})"
        names = dict(db.execute(sql, tuple(ids)).fetchall())
        rows = _counted(list(names.values()), within)
        found += [(id_, rows[names[id_]]) for id_ in ids if names.get(id_) in rows]
    return found


def _sources(within: Accounts) -> list[pages.Source]:
    if within is None:
        rows = f"FROM generation_tasks t INDEXED BY task_in_batch WHERE {_NEWEST.format('')}"
        return [pages.Source(rows, (), "t.id", "t.id")]
    newest = _NEWEST.format(f" AND l.account_id IN ({marks(within)})")
    mine = "FROM generation_tasks t INDEXED BY task_account_batch WHERE t.account_id = ?"
    rows = f"{mine} AND {newest}"
    return [pages.Source(rows, (one, *within), "t.id", "t.id") for one in within]


def _counted(batch_ids: Sequence[str], within: Accounts) -> dict[str, Row]:
    """When each batch was asked for, and how many of its tasks are in which state."""
    condition, params = where(
        {
            f"batch_id IN ({marks(batch_ids)})": batch_ids,
            f"account_id IN ({marks(within or ())})": within,
        }
    )
    counted = db.execute(
        "SELECT batch_id, status, COUNT(*), MIN(created_at) FROM generation_tasks"
        f" INDEXED BY task_batch WHERE {condition} GROUP BY batch_id, status"
        " ORDER BY batch_id, status",
        tuple(params),
    ).fetchall()
    found: dict[str, Row] = {}
    for batch_id, status, count, first in counted:
        at = GenerationTask.created_at.python_value(first)
        row = found.setdefault(
            batch_id, {"batch_id": batch_id, "created_at": at, "total": 0, "by_status": {}}
        )
        row["created_at"] = min(row["created_at"], at)
        row["total"] += count
        row["by_status"][status] = count
    return found
