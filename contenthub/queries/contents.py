"""Contents as people ask for them: a page of them, and one with everything about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contenthub.articles import gate, rendering
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotFoundError
from contenthub.models import Account, Content
from contenthub.queries import opinions, pages, publications, revisions
from contenthub.queries.rows import Columns, read, where
from contenthub.states import ReviewState

NOT_IN_POOL = "none"  # the publish status of a content without an entry

_CONTENT = {name: ("c", field) for name, field in Content._meta.combined.items()}
_PUBLICATION = tuple(publications.summed([]))  # see ``_read``
# what a list needs of a content; the long texts are in ``details``
_LISTED: Columns = {
    "id": _CONTENT["id"],
    "account": ("a", Account.name),
    **{
        name: _CONTENT[name]
        for name in ("title", "word_count", "review_status", "review_reason", "language")
    },
    **dict.fromkeys(_PUBLICATION, _CONTENT["id"]),
    "planned_for": _CONTENT["planned_for"],
    "revision": _CONTENT["attempt"],
    "account_id": _CONTENT["account_id"],
    "task_id": _CONTENT["generation_task_id"],
    "quality_score": _CONTENT["quality_score"],
    "created_at": _CONTENT["created_at"],
}
_WHOLE: Columns = {
    **_LISTED,
    **{
        name: _CONTENT[name]
        for name in (
            "topic",
            "category",
            "keywords",
            "tags",
            "images",
            "reviewed_by",
            "reviewed_at",
            "auto_publish",
            "findings",
            "metadata",
            "updated_at",
            "summary",
            "body",
            "html",
        )
    },
}
_FROM = "FROM contents c LEFT JOIN accounts a ON a.id = c.account_id"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One content that a person may decide on; ``held``: by which checks of the gate."""

    id: int
    review: ReviewState
    revision: int  # the number of its text
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which contents are meant; None does not narrow."""

    review: str | None = None
    account_id: int | None = None
    publish: str | None = None  # an entry's state, or NOT_IN_POOL
    batch_id: str | None = None
    since: datetime | None = None  # made at or after
    until: datetime | None = None  # made before
    proposed: bool = False  # a new text waits for a person
    check: str | None = None  # of the gate: what it finds holds it, whatever a person said
    within: tuple[int, ...] | None = None  # the accounts that whoever asks may see; None: all

    def __bool__(self) -> bool:
        return replace(self, within=None) != Filter()


def page(chosen: Filter, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """The newest contents first, as rows for a list."""
    return list(stream(chosen, limit, offset))


def stream(chosen: Filter, limit: int, offset: int = 0) -> Iterator[dict[str, Any]]:
    """The same one by one: a list of any length, see ``pages``."""
    for ids in pages.newest([_source(chosen)], limit, offset):
        marks = ", ".join("?" * len(ids))
        rows = _read(_LISTED, f"{_FROM} WHERE c.id IN ({marks})", ids)
        yield from pages.in_order(ids, {row["id"]: row for row in rows})


def listed(
    chosen: Filter, limit: int, after: int | None = None
) -> list[tuple[int, dict[str, Any]]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row."""
    found: list[tuple[int, dict[str, Any]]] = []
    sources = [_source(one) for one in pages.by_account(chosen)]
    for ids in pages.newest(sources, limit, below=after):
        marks = ", ".join("?" * len(ids))
        rows = _read(_LISTED, f"{_FROM} WHERE c.id IN ({marks})", ids)
        in_order = pages.in_order(ids, {row["id"]: row for row in rows})
        found += [(row["id"], row) for row in in_order]
    return found


def accounts_of(ids: Sequence[int]) -> dict[int, int]:
    """Whose these contents are, by id; unknown ones are left out."""
    found: dict[int, int] = {}
    for part in db.portions(ids, pages.ROWS):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT id, account_id FROM contents WHERE id IN ({marks})"
        found |= dict(db.execute(sql, tuple(part)).fetchall())
    return found


def matching(
    chosen: Filter,
    reviews: Sequence[ReviewState],
    span: tuple[int, int] | None = None,
    most: int = sys.maxsize,
) -> Iterator[Candidate]:
    """The contents with one of these reviews that a filter means, the ``most`` oldest first.

    ``span``: only ids from one to another. What the gate found in them is read page by page.
    """
    joined, condition, params = _condition(chosen)
    condition += f" AND c.review_status IN ({', '.join('?' * len(reviews))})"
    params += reviews
    if span is not None:
        condition, params = f"{condition} AND c.id BETWEEN ? AND ?", [*params, *span]
    sql = f"SELECT c.id FROM {joined} WHERE {condition} ORDER BY c.id LIMIT ?"
    ids = [row[0] for row in db.execute(sql, (*params, most)).fetchall()]
    for part in db.portions(ids, pages.ROWS):
        marks = ", ".join("?" * len(part))
        found = db.execute(
            f"SELECT id, review_status, attempt, findings FROM contents WHERE id IN ({marks})",
            tuple(part),
        ).fetchall()
        rows = {
            id_: Candidate(id_, ReviewState(review), number, _held_by(text))
            for id_, review, number, text in found
        }
        yield from (rows[id_] for id_ in part if id_ in rows and rows[id_].review in reviews)


def _held_by(findings: str) -> frozenset[str]:
    return gate.held_by(Content.findings.python_value(findings))


def _by_entry(chosen: Filter) -> bool:
    return chosen.publish is not None and chosen.publish != NOT_IN_POOL


def _by_proposal(chosen: Filter) -> bool:
    return chosen.proposed and not _by_entry(chosen)


def _by_check(chosen: Filter) -> bool:
    return chosen.check is not None and not _by_entry(chosen) and not _by_proposal(chosen)


def _source(chosen: Filter) -> pages.Source:
    """Contents by themselves or, where something beside them is asked for, by that.

    Which is the state of their publication, a new text that waits, or a check that holds them.
    """
    joined, condition, params = _condition(chosen)
    beside = (
        "e"
        if _by_entry(chosen)
        else "r"
        if _by_proposal(chosen)
        else "h"
        if _by_check(chosen)
        else ""
    )
    key = f"{beside}.content_id" if beside else "c.id"
    hint = "" if beside else _index(chosen)
    return pages.Source(f"FROM {joined}{hint} WHERE {condition}", tuple(params), key, key)


def _index(chosen: Filter) -> str:
    """The index that passes over most of what is not meant; see ``db.execute``."""
    if chosen.batch_id:
        return " INDEXED BY content_batch"
    if chosen.account_id and chosen.review:
        return " INDEXED BY content_account_review"
    return "" if chosen.account_id or chosen.review else " NOT INDEXED"


_FIRST = (  # of several entries of a content in one state: a content is listed once
    "NOT EXISTS (SELECT 1 FROM publish_entries f WHERE f.content_id = e.content_id"
    " AND f.status = e.status AND f.id < e.id)"
)


_FIRST_PROPOSED = (
    "NOT EXISTS (SELECT 1 FROM revisions q WHERE q.content_id = r.content_id"
    " AND q.status = 'proposed' AND q.id < r.id)"
)
_HELD = "EXISTS (SELECT 1 FROM held_contents h WHERE h.check_name = ? AND h.content_id = c.id)"
_PROPOSED = "EXISTS (SELECT 1 FROM revisions r WHERE r.content_id = c.id AND r.status = 'proposed')"


def _condition(chosen: Filter) -> tuple[str, str, list[Any]]:
    """The tables, with ``c`` among them, and the condition on these with its parameters."""
    # an entry is of the account of its content: so both its state and its account narrow
    whose = "e" if _by_entry(chosen) else "c"
    condition, params = where(
        {
            f"c.id = e.content_id AND e.status = ? AND {_FIRST}": [chosen.publish]
            if _by_entry(chosen)
            else None,
            f"c.id = r.content_id AND r.status = 'proposed' AND {_FIRST_PROPOSED}": []
            if _by_proposal(chosen)
            else None,
            "c.id = h.content_id AND h.check_name = ?": [chosen.check]
            if _by_check(chosen)
            else None,
            "c.review_status = ?": _given(chosen.review),
            f"{whose}.account_id = ?": _given(chosen.account_id),
            f"c.account_id IN ({', '.join('?' * len(chosen.within or ()))})": chosen.within,
            "NOT EXISTS (SELECT 1 FROM publish_entries e WHERE e.content_id = c.id)": []
            if chosen.publish == NOT_IN_POOL
            else None,
            "c.batch_id = ?": _given(chosen.batch_id),
            _PROPOSED: [] if chosen.proposed and _by_entry(chosen) else None,
            _HELD: [chosen.check] if chosen.check and not _by_check(chosen) else None,
            **pages.made("contents", "c", chosen.since, chosen.until),
        }
    )
    joined = "contents c"
    if _by_entry(chosen):
        hint = " INDEXED BY entry_account_content" if chosen.account_id else ""
        joined = f"publish_entries e{hint} CROSS JOIN contents c"
    elif _by_proposal(chosen):
        joined = "revisions r INDEXED BY revision_proposed CROSS JOIN contents c"
    elif _by_check(chosen):
        joined = "held_contents h CROSS JOIN contents c"
    return joined, condition, params


def details(content_id: int) -> dict[str, Any] | None:
    """Everything about one content, its HTML fit to be shown; None where there is none."""
    found = _read(_WHOLE, f"{_FROM} WHERE c.id = ?", (content_id,))
    if not found:
        return None
    row = found[0]
    return row | {
        "html": row["html"] and rendering.sanitised(row["html"]),
        "publications": publications.of_contents([content_id]).get(content_id, []),
        "opinions": opinions.of_content(content_id),
    }


def body(content_id: int) -> str:
    """The Markdown of one content; it has to exist."""
    found = read({"body": _CONTENT["body"]}, "FROM contents c WHERE c.id = ?", (content_id,))
    return str(found[0]["body"])


def findings_of(content_id: int) -> list[dict[str, Any]]:
    """What the gate finds in one content as it is now; it has to exist."""
    found = read(
        {"findings": _CONTENT["findings"]}, "FROM contents c WHERE c.id = ?", (content_id,)
    )
    return list(found[0]["findings"])


def standing(content_id: int) -> dict[str, Any]:
    """Where one content stands, as a row for a list.

    Raises NotFoundError: what somebody has just changed, another one may have removed since.
    """
    found = _read(_LISTED, f"{_FROM} WHERE c.id = ?", (content_id,))
    if not found:
        raise NotFoundError(f"no content {content_id}", code=Code.NO_CONTENT)
    return found[0]


def _read(columns: Columns, tail: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows with the sum of their publications.

    ``proposals`` is how many new texts wait for a person.
    """
    rows = read(columns, tail, params)
    ids = [row["id"] for row in rows]
    entries, proposals = publications.of_contents(ids), revisions.waiting(ids)
    for row in rows:
        row["proposals"] = proposals.get(row["id"], 0)
        its = entries.get(row["id"], [])
        row |= publications.summed(its)
        row["publish_states"] = publications.states_of([one["status"] for one in its])
    return rows


def _given(value: Any) -> list[Any] | None:
    return None if value is None else [value]
