"""Tasks as people ask for them: one of them whole, a page of them, which of them a filter means."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import product
from typing import Any

from contenthub import money
from contenthub.database import db
from contenthub.models import Content, GenerationTask, PublishEntry
from contenthub.queries import pages, publications
from contenthub.queries.json_rows import as_json, json_object
from contenthub.queries.rows import Converters, converters_of, told_row
from contenthub.records import KEPT_LATE
from contenthub.states import EntryState

CHUNK = 500  # ids in one statement
_TARGET = "target_id"

_FROM = (
    " FROM generation_tasks t LEFT JOIN accounts a ON a.id = t.account_id"
    " LEFT JOIN contents c ON c.id = t.content_id"
    " LEFT JOIN publish_entries p ON p.content_id = t.content_id"
)
# what a list needs of a task; the long texts are in ``details``
_LISTED = (
    "task_id",
    "status",
    "topic",
    "account_id",
    "creator",
    "priority",
    "progress",
    "step",
    "attempt",
    "retry_count",
    "batch_id",
    "content_id",
    "error_message",
    "created_at",
    "updated_at",
    "started_at",
    "completed_at",
    "timeout_at",
    "cancel_requested_at",
)
# what is read beside the task, by its name in the row; of several entries there are several rows
_JOINED: dict[str, tuple[str, Any]] = {
    "account": ("a.name", None),
    "title": ("c.title", None),
    "review_status": ("c.review_status", None),
    "planned_for": ("c.planned_for", Content.planned_for),
    _TARGET: ("p.target_id", None),
    "entry_id": ("p.id", None),
    "publish_status": ("p.status", None),
    "publisher": ("p.publisher", None),
    "publish_at": ("p.scheduled_at", PublishEntry.scheduled_at),
    "published_at": ("p.published_at", PublishEntry.published_at),
    "proof": ("p.proof", None),
    "publish_error": ("p.error_message", None),
}
# what only the details of a task have: all of its row, and what is looked up for each one
_OWN = tuple(field.column_name for field in GenerationTask._meta.sorted_fields)
_BESIDE = {
    "revision": "(SELECT r.number FROM revisions r WHERE r.task_id = t.task_id)",
    "idempotency_key": "(SELECT MAX(k.key) FROM idempotency_keys k WHERE k.led_to = t.task_id)",
}
# the same of a task with one entry or none, which nearly all are: see ``_each_once``
_TOLD: dict[str, tuple[str, Any]] = {
    **{name: (f"t.{name}", GenerationTask._meta.columns[name]) for name in _LISTED},
    **{name: _JOINED[name] for name in _JOINED if name != _TARGET},
    "publish_at": (
        f"CASE WHEN p.status <> '{EntryState.WITHDRAWN}' THEN p.scheduled_at END",
        PublishEntry.scheduled_at,
    ),
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks are meant; what is empty does not narrow."""

    statuses: tuple[str, ...] = ()
    account_id: int | None = None
    batch_id: str | None = None
    creator: str | None = None
    since: datetime | None = None  # created at or after
    until: datetime | None = None  # created before
    late: bool = False  # a finished article came after their end, and nobody adopted it
    within: tuple[int, ...] | None = None  # the accounts that whoever asks may see; None: all

    def __bool__(self) -> bool:
        return replace(self, within=None) != Filter()

    def where(self, *, statuses: tuple[str, ...] | None = None) -> tuple[str, list[Any]]:
        """The condition on the table ``t``, with its parameters."""
        wanted = self.statuses if statuses is None else statuses
        parts: list[tuple[str, list[Any]]] = [
            (f"t.status IN ({', '.join('?' * len(wanted))})", list(wanted) if wanted else []),
            ("t.account_id = ?", _given(self.account_id)),
            (
                f"t.account_id IN ({', '.join('?' * len(self.within or ()))})",
                [*(self.within or ())],
            ),
            ("t.batch_id = ?", _given(self.batch_id)),
            ("t.creator = ?", _given(self.creator)),
            *_made(self.since, self.until),
        ]
        used = [(sql, params) for sql, params in parts if params]
        used += [(KEPT_LATE, [])] if self.late else []
        condition = " AND ".join(sql for sql, _ in used) or "1 = 1"
        return condition, [value for _, params in used for value in params]


def _made(since: datetime | None, until: datetime | None) -> list[tuple[str, list[Any]]]:
    found = pages.made("generation_tasks", "t", since, until)
    return [(sql, [*(params or ())]) for sql, params in found.items()]


def _given(value: Any) -> list[Any]:
    return [] if value is None else [value]


def page(chosen: Filter, limit: int, offset: int = 0) -> list[Row]:
    """The newest tasks first, as rows for a list."""
    return list(stream(chosen, limit, offset))


def stream(chosen: Filter, limit: int, offset: int = 0) -> Iterator[Row]:
    """The same one by one: a list of any length, see ``pages``."""
    for ids in pages.newest(_sources(chosen), limit, offset):
        rows = {row.pop("id"): row for row in _rows(("id", *_LISTED), "t.id", ids)}
        yield from pages.in_order(ids, rows)


def listed(chosen: Filter, limit: int, after: int | None = None) -> list[tuple[int, str]]:
    """The same as texts of JSON, with the key of each, by which a list goes on.

    ``after`` is the key of its last row.
    """
    sources = _sources(chosen)
    if len(sources) == 1:
        sql, params = pages.within(sources[0], limit, after)
        texts = _texts(f"t.id IN ({sql})", params)
    else:
        texts = {}
        for ids in pages.newest(sources, limit, below=after):
            texts |= _texts(f"t.id IN ({', '.join('?' * len(ids))})", ids)
    return sorted(texts.items(), reverse=True)


def accounts_of(task_ids: Sequence[str]) -> dict[str, int]:
    """Whose these tasks are, by task id; unknown ones are left out."""
    found: dict[str, int] = {}
    for part in db.portions(task_ids, CHUNK):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT task_id, account_id FROM generation_tasks WHERE task_id IN ({marks})"
        found |= dict(db.execute(sql, tuple(part)).fetchall())
    return found


def details(task_ids: Sequence[str]) -> dict[str, Row]:
    """Everything about these tasks, by task id; unknown ones are left out."""
    rows = _rows((*_OWN, *_BESIDE), "t.task_id", task_ids)
    entries = publications.of_contents([row["content_id"] for row in rows if row["content_id"]])
    for row in rows:
        its = entries.get(row["content_id"], [])
        row["publish_states"] = publications.states_of([one["status"] for one in its])
        row["cost"] = money.amount(row.pop("cost_micros"))
        row["late_result"] = isinstance(row["result"], dict) and bool(row["result"].get("late"))
        if row["late_result"]:
            row["result"].pop("judged", None)  # it is for the unit that takes the article
    return {row["task_id"]: row for row in rows}


def without_article(ids: Sequence[int]) -> set[int]:
    """Which of these row ids are tasks that have no article: open ones, and ended without one."""
    found: set[int] = set()
    for part in db.portions(ids, CHUNK):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT id FROM generation_tasks WHERE id IN ({marks}) AND content_id IS NULL"
        found |= {row[0] for row in db.execute(sql, tuple(part)).fetchall()}
    return found


def matching(chosen: Filter, most: int = sys.maxsize) -> list[str]:
    """The task ids that a filter means, oldest first."""
    condition, params = chosen.where()
    sql = f"SELECT t.task_id FROM generation_tasks t WHERE {condition} ORDER BY t.id LIMIT ?"
    return [row[0] for row in db.execute(sql, (*params, most)).fetchall()]


def _sources(chosen: Filter) -> list[pages.Source]:
    """Each state is read from its own end of the index, so that nothing is sorted."""
    sources = []
    for one, status in product(pages.by_account(chosen), dict.fromkeys(chosen.statuses) or [None]):
        condition, params = one.where(statuses=() if status is None else (status,))
        hint = _index(status, one)
        rows = f"FROM generation_tasks t{hint} WHERE {condition}"
        sources.append(pages.Source(rows, tuple(params), "t.id", "t.id"))
    return sources


def _index(status: str | None, chosen: Filter) -> str:
    """The index that passes over most of what is not meant; see ``db.execute``."""
    if chosen.batch_id:
        return " INDEXED BY task_batch"
    if chosen.late:
        return " INDEXED BY task_late"
    if chosen.creator and (status or chosen.account_id):
        narrower = "task_creator_status" if status else "task_account_creator"
        return f" INDEXED BY {narrower}"
    if chosen.account_id and status:
        return " INDEXED BY task_account_status"
    return "" if status or chosen.account_id or chosen.creator else " NOT INDEXED"


def _texts(condition: str, params: Sequence[Any]) -> dict[int, str]:
    """Tasks as texts of JSON, by their keys."""
    sql = f"SELECT t.id, {_told(db.is_sqlite())}{_FROM} WHERE {condition}"
    found = db.execute(sql, tuple(params)).fetchall()
    texts: dict[int, str] = dict(found)
    if len(texts) < len(found):
        several = [key for key, count in Counter(key for key, _ in found).items() if count > 1]
        rows = _rows(("id", *_LISTED), "t.id", several)
        texts |= {row.pop("id"): as_json(row) for row in rows}
    return texts


@cache
def _told(on_sqlite: bool) -> str:
    """What is selected, which the kind of database says."""
    return json_object(_TOLD, on_sqlite)


def _rows(names: Sequence[str], key: str, values: Sequence[Any]) -> list[Row]:
    """The tasks whose ``key`` is one of these values, as ``_read`` has them."""
    found: list[Row] = []
    for part in db.portions(values, CHUNK):
        condition = f"{key} IN ({', '.join('?' * len(part))})"
        found += _read(names, condition, part)
    return found


def _read(names: Sequence[str], condition: str, params: Sequence[Any]) -> list[Row]:
    """Tasks by these columns, with what lists say of them."""
    selected, told, converters = _selected(tuple(names))
    found = db.execute(f"{selected} WHERE {condition}", tuple(params)).fetchall()
    return _each_once([told_row(told, converters, values) for values in found])


@cache
def _selected(names: tuple[str, ...]) -> tuple[str, tuple[str, ...], Converters]:
    """The statement that reads these columns, the names of its values, and what they mean."""
    own = GenerationTask._meta.columns
    columns: dict[str, tuple[str, Any]] = {
        name: (_BESIDE.get(name, f"t.{name}"), own.get(name)) for name in names
    }
    columns |= _JOINED
    selected = ", ".join(f"{sql} AS {name}" for name, (sql, _) in columns.items())
    fields = [field for _, field in columns.values()]
    return f"SELECT {selected}{_FROM}", tuple(columns), converters_of(columns, fields)


def _each_once(rows: Sequence[Row]) -> list[Row]:
    """A row for each task: what became of its content at its targets."""
    by_task: dict[str, list[Row]] = {}
    for row in rows:
        by_task.setdefault(row["task_id"], []).append(row)
    found = []
    for its in by_task.values():
        row = its[0]
        if row["entry_id"] is not None:
            _add_publications(its)
            row = its[0]
        del row[_TARGET]
        found.append(row)
    return found


def _add_publications(rows: list[Row]) -> None:
    """Let the first of a task's rows say what became of its entries, which have a row each."""
    if len(rows) == 1:  # nearly always, and lists have many of them
        if rows[0]["publish_status"] == EntryState.WITHDRAWN:
            rows[0]["publish_at"] = None
        return
    rows.sort(key=lambda row: int(row[_TARGET]))
    entries = [
        row | {"status": row["publish_status"], "error_message": row["publish_error"]}
        for row in rows
    ]
    rows[0] |= publications.summed(entries)
