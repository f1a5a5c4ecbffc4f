"""Tasks as people ask for them: one of them whole, a page of them, which of them a filter means."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

from contenthub import money
from contenthub.database import db
from contenthub.models import GenerationTask
from contenthub.queries import pages, publications, revisions
from contenthub.records import moment

CHUNK = 500  # ids in one statement
_PLANNED = "publish_at"  # until there is an entry with a time of its own

_FROM = (
    " FROM generation_tasks t LEFT JOIN accounts a ON a.id = t.account_id"
    " LEFT JOIN contents c ON c.id = t.content_id"
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
_JOINED = (
    "a.name AS account",
    "c.title",
    "c.review_status",
    f"c.scheduled_publish_at AS {_PLANNED}",
)

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
            *_made("since", ">=", "MIN", self.since),
            *_made("until", "<", "MAX", self.until),
        ]
        used = [(sql, params) for sql, params in parts if params]
        condition = " AND ".join(sql for sql, _ in used) or "1 = 1"
        return condition, [value for _, params in used for value in params]


def _made(name: str, sign: str, outermost: str, at: datetime | None) -> list[tuple[str, list[Any]]]:
    """Made before or after a moment; by their ids as well, which is where lists begin and end."""
    if at is None:
        return []
    ids = f"SELECT {outermost}({name}.id) FROM generation_tasks {name}"
    return [
        (f"t.created_at {sign} ?", [moment(at)]),
        (f"t.id {sign[0]}= ({ids} WHERE {name}.created_at {sign} ?)", [moment(at)]),
    ]


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


def listed(chosen: Filter, limit: int, after: int | None = None) -> list[tuple[int, Row]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row."""
    found: list[tuple[int, Row]] = []
    for ids in pages.newest(_sources(chosen), limit, below=after):
        rows = {row["id"]: row for row in _rows(("id", *_LISTED), "t.id", ids)}
        found += [(row.pop("id"), row) for row in pages.in_order(ids, rows)]
    return found


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
    names = tuple(field.column_name for field in GenerationTask._meta.sorted_fields)
    rows = _rows(names, "t.task_id", task_ids)
    keys, texts = _keys_of(task_ids), revisions.of_tasks(task_ids)
    for row in rows:
        row["revision"] = texts.get(row["task_id"], {}).get("number")
        row["cost"] = money.amount(row.pop("cost_micros"))
        row["idempotency_key"] = keys.get(row["task_id"])
        row["late_result"] = isinstance(row["result"], dict) and bool(row["result"].get("late"))
    return {row["task_id"]: row for row in rows}


def without_article(ids: Sequence[int]) -> set[int]:
    """Which of these row ids are tasks that have no article: open ones, and ended without one."""
    found: set[int] = set()
    for part in db.portions(ids, CHUNK):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT id FROM generation_tasks WHERE id IN ({marks}) AND content_id IS NULL"
        found |= {row[0] for row in db.execute(sql, tuple(part)).fetchall()}
    return found


def _keys_of(task_ids: Sequence[str]) -> dict[str, str]:
    """The idempotency keys under which these tasks were asked for, where there was one."""
    found: dict[str, str] = {}
    for part in db.portions(task_ids, CHUNK):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT led_to, key FROM idempotency_keys WHERE led_to IN ({marks})"
        found |= dict(db.execute(sql, tuple(part)).fetchall())
    return found


def matching(chosen: Filter, most: int = sys.maxsize) -> list[str]:
    """The task ids that a filter means, oldest first."""
    condition, params = chosen.where()
    sql = f"SELECT t.task_id FROM generation_tasks t WHERE {condition} ORDER BY t.id LIMIT ?"
    return [row[0] for row in db.execute(sql, (*params, most)).fetchall()]


def _sources(chosen: Filter) -> list[pages.Source]:
    """Each state is read from its own end of the index, so that nothing is sorted."""
    sources = []
    for one, status in product(_by_account(chosen), dict.fromkeys(chosen.statuses) or [None]):
        condition, params = one.where(statuses=() if status is None else (status,))
        narrowed = status or one.account_id or one.batch_id or one.creator
        hint = "" if narrowed else " NOT INDEXED"
        rows = f"FROM generation_tasks t{hint} WHERE {condition}"
        sources.append(pages.Source(rows, tuple(params), "t.id", "t.id"))
    return sources


def _by_account(chosen: Filter) -> list[Filter]:
    """The same in parts of one account each, where it is bound to some; they are read in order."""
    if chosen.within is None:
        return [chosen]
    if chosen.account_id is not None:
        within = chosen.account_id in chosen.within
        return [replace(chosen, within=None)] if within else []
    return [replace(chosen, account_id=one, within=None) for one in chosen.within]


def _rows(names: Sequence[str], key: str, values: Sequence[Any]) -> list[Row]:
    found: list[Row] = []
    selected = ", ".join([*(f"t.{name}" for name in names), *_JOINED])
    keys = [*names, *(column.rpartition(" ")[2].rpartition(".")[2] for column in _JOINED)]
    convert = [_converter(name) for name in keys]
    for part in db.portions(values, CHUNK):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT {selected}{_FROM} WHERE {key} IN ({marks})"
        found += [
            {name: to(value) for name, to, value in zip(keys, convert, row, strict=True)}
            for row in db.execute(sql, tuple(part)).fetchall()
        ]
    _add_publications(found)
    return found


def _add_publications(rows: Sequence[Row]) -> None:
    """What became of their contents at their targets; before that, when it was planned."""
    ids = [row["content_id"] for row in rows if row["content_id"] is not None]
    entries = publications.of_contents(ids)
    for row in rows:
        its = entries.get(row["content_id"], [])
        planned = row.pop(_PLANNED)
        row |= {"entry_id": its[0]["entry_id"] if its else None} | publications.summed(its)
        row["publish_at"] = row["publish_at"] or planned


def _converter(name: str) -> Callable[[Any], Any]:
    field = GenerationTask._meta.columns.get("due_at" if name == _PLANNED else name)
    convert: Callable[[Any], Any] = field.python_value if field is not None else _as_it_is
    return convert


def _as_it_is(value: Any) -> Any:
    return value
