"""The publish pool as people ask for it.

Its entries, by the content they belong to, and its state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

from contenthub import clock
from contenthub.database import db
from contenthub.models import Account, Content, PublishEntry, Revision, Target
from contenthub.queries import pages, targets
from contenthub.queries.rows import Columns, marks, read, where
from contenthub.records import moment
from contenthub.states import EntryState

Row = dict[str, Any]

DAY = 86_400.0  # seconds
MOST_TARGETS = 50  # that have one name, up to which each is read by itself
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
    "slot_at": _ENTRY["slot_at"],
    "deferred_from": _ENTRY["deferred_from"],
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
    content_ids: tuple[int, ...] | None = None
    within: tuple[int, ...] | None = None  # the accounts that whoever asks may see; None: all

    def __bool__(self) -> bool:
        return replace(self, within=None) != Filter()

    def conditions(self) -> dict[str, Sequence[Any] | None]:
        """Each condition on the entries with its parameters, but for the state."""
        return {
            "account_id = ?": None if self.account_id is None else [self.account_id],
            f"account_id IN ({marks(self.within or ())})": self.within,
            _AT_TARGET: None if self.target is None else [self.target],
            f"content_id IN ({marks(self.content_ids or ())})": self.content_ids,
        }


def stream(chosen: Filter, limit: int, offset: int = 0) -> Iterator[Row]:
    """These entries, what came last first: a list of any length, see ``pages``."""
    for ids in pages.newest(_sources(chosen), limit, offset):
        yield from pages.in_order(ids, by_ids(ids))


def contents_within(
    span: tuple[int, int], statuses: Sequence[EntryState], target: str | None = None
) -> list[int]:
    """The contents with ids from one to another that have an entry in one of these states.

    ``target``: at targets of this name.
    """
    at = "" if target is None else f" AND {_AT_TARGET}"
    rows = db.execute(
        "SELECT DISTINCT content_id FROM publish_entries WHERE content_id BETWEEN ? AND ?"
        f" AND status IN ({marks(statuses)}){at} ORDER BY content_id",
        (*span, *statuses, *([] if target is None else [target])),
    ).fetchall()
    return [row[0] for row in rows]


def listed(chosen: Filter, limit: int, after: int | None = None) -> list[tuple[int, Row]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row."""
    found: list[tuple[int, Row]] = []
    for ids in pages.newest(_sources(chosen), limit, below=after):
        found += [(row["entry_id"], row) for row in pages.in_order(ids, by_ids(ids))]
    return found


def by_ids(ids: Sequence[int]) -> dict[int, Row]:
    """These entries by their ids; unknown ones are left out. So many as one statement takes."""
    rows = read(_COLUMNS, f"{_FROM} WHERE p.id IN ({marks(ids)})", ids)
    return {row["entry_id"]: row for row in rows}


def accounts_of(ids: Sequence[int]) -> dict[int, int]:
    """Whose these entries are, by id; unknown ones are left out."""
    found: dict[int, int] = {}
    for part in db.portions(ids, pages.ROWS):
        sql = f"SELECT id, account_id FROM publish_entries WHERE id IN ({marks(part)})"
        found |= dict(db.execute(sql, tuple(part)).fetchall())
    return found


def matching(chosen: Filter, most: int) -> list[int]:
    """The ids of the entries that a filter means, the oldest first."""
    statuses = chosen.statuses or _IN_POOL
    condition, params = where({f"status IN ({marks(statuses)})": statuses} | chosen.conditions())
    sql = f"SELECT id FROM publish_entries WHERE {condition} ORDER BY id LIMIT ?"
    return [row[0] for row in db.execute(sql, (*params, most)).fetchall()]


def outdated(chosen: Filter, most: int) -> list[int]:
    """The ids of those of these entries that are out with an older text than the content's.

    The oldest first. Contents with one text alone are passed over by an index, and so are entries
    of which it is not known what went out.
    """
    condition, params = where(chosen.conditions())
    sql = (
        "SELECT id FROM publish_entries WHERE status IN ('published', 'handed_over')"
        " AND content_id IN (SELECT content_id FROM revisions WHERE number > 1)"
        f" AND {condition} AND EXISTS (SELECT 1 FROM contents c"
        " JOIN revisions r ON r.id = publish_entries.revision_id"
        " WHERE c.id = publish_entries.content_id AND c.review_status = 'approved'"
        " AND r.number <> c.attempt) ORDER BY id LIMIT ?"
    )
    return [row[0] for row in db.execute(sql, (*params, most)).fetchall()]


def _sources(chosen: Filter) -> list[pages.Source]:
    """Each state is read from its own end of the index, so that no long queue is sorted."""
    states = list(dict.fromkeys(chosen.statuses or _IN_POOL))
    return [source for one in pages.by_account(chosen) for source in _of_states(one, states)]


def _of_states(chosen: Filter, states: Sequence[str]) -> Iterator[pages.Source]:
    """Of few targets each by itself, as there may be many entries at others; else all together."""
    ids = None if chosen.target is None else targets.named(chosen.target, chosen.account_id)
    few = ids is not None and len(ids) <= MOST_TARGETS
    others = replace(chosen, target=None) if few else chosen
    for target_id, status in product((ids or []) if few else [None], states):
        parts = {"target_id = ?": None if target_id is None else [target_id]}
        condition, params = where(parts | {"status = ?": [status]} | others.conditions())
        by_account = others.account_id is not None and others.content_ids is None
        hint = " INDEXED BY entry_account_status" if by_account else ""
        hint = " INDEXED BY entry_target" if few else hint
        hint = " INDEXED BY entry_content_target" if others.content_ids is not None else hint
        yield pages.Source(
            f"FROM publish_entries{hint} WHERE {condition}", tuple(params), "id", "id"
        )


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


def details(content_id: int, target: str | None = None) -> list[Row]:
    """Everything about the entries of one content, also of those that were taken out.

    ``target`` None: at all targets.
    """
    return _details(
        {"p.content_id = ?": [content_id], "g.name = ?": None if target is None else [target]}
    )


def details_of(entry_id: int) -> Row | None:
    """The same of one entry; None where there is none of this id."""
    return next(iter(_details({"p.id = ?": [entry_id]})), None)


def _details(parts: dict[str, Sequence[Any] | None]) -> list[Row]:
    condition, params = where(parts)
    return read(
        {**_COLUMNS, **_WORK},
        f"{_FROM} LEFT JOIN revisions r ON r.id = p.revision_id"
        f" WHERE {condition} ORDER BY p.content_id, p.target_id",
        params,
    )


def stats(within: tuple[int, ...] | None = None) -> Row:
    """How many entries are in which state, and what is next.

    ``within`` are the accounts that whoever asks may see.
    """
    now = clock.now()
    whose = within or ()
    mine = f"account_id IN ({marks(whose)})"
    bound, narrowed = ("", "") if within is None else (f" AND {mine}", f" WHERE {mine}")
    counted = f"SELECT status, COUNT(*) FROM publish_entries{narrowed} GROUP BY status"
    counts = dict(db.execute(counted, tuple(whose)).fetchall())
    queued = f"FROM publish_entries INDEXED BY entry_queued_due WHERE status = 'queued'{bound}"

    def one(sql: str, at: datetime) -> Any:
        return db.execute(sql, (*whose, moment(at))).fetchone()[0]

    return {
        "total": sum(counts.get(state.value, 0) for state in _IN_POOL),
        **{state.value: counts.get(state.value, 0) for state in EntryState},
        "due_now": one(f"SELECT COUNT(*) {queued} AND due_at <= ?", now),
        "oldest_due_at": _moment(one(f"SELECT MIN(due_at) {queued} AND due_at <= ?", now)),
        "next_due_at": _moment(one(f"SELECT MIN(due_at) {queued} AND due_at > ?", now)),
        "published_last_24h": one(
            "SELECT COUNT(*) FROM publish_entries INDEXED BY entry_published"
            f" WHERE status = 'published'{bound} AND published_at >= ?",
            clock.after(-DAY, now),
        ),
    }


def _moment(value: Any) -> datetime | None:
    found: datetime | None = PublishEntry.due_at.python_value(value)
    return found
