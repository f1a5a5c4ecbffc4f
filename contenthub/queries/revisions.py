"""The texts of a content as people ask for them: all of them, one of them, which went out where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from contenthub.articles import rendering
from contenthub.database import db
from contenthub.models import Content, PublishEntry, Revision, Target
from contenthub.queries.rows import Columns, read
from contenthub.states import OUT_ENTRY_STATES

Row = dict[str, Any]

_REVISION = {name: ("r", field) for name, field in Revision._meta.combined.items()}
_ABOUT: Columns = {
    name: _REVISION[name]
    for name in (
        "number",
        "status",
        "author_kind",
        "author",
        "model",
        "reason",
        "based_on",
        "status_reason",
        "task_id",
        "created_at",
        "updated_at",
    )
}
_TEXT: Columns = {
    name: _REVISION[name]
    for name in (
        "title",
        "summary",
        "body",
        "html",
        "images",
        "tags",
        "language",
        "word_count",
        "quality_score",
        "metadata",
        "findings",
    )
}


def of_content(content_id: int) -> list[Row]:
    """All texts of a content, the first one first, without the texts themselves.

    ``shown`` is the one that is the content's; ``out`` names the targets that have it, ``held``
    is why the gate held it when it was written.
    """
    from contenthub.articles import gate  # much to load, for commands that list tasks

    shown = db.execute("SELECT attempt FROM contents WHERE id = ?", (content_id,)).fetchone()
    columns = {**_ABOUT, **{name: _TEXT[name] for name in ("title", "word_count", "findings")}}
    rows = read(columns, "FROM revisions r WHERE r.content_id = ? ORDER BY r.number", [content_id])
    out = out_of(content_id)
    return [
        row
        | {
            "shown": shown is not None and row["number"] == shown[0],
            "out": [one["target"] for one in out if one["revision"] == row["number"]],
            "held": "; ".join(gate.holds(row["findings"])) or None,
        }
        for row in rows
    ]


def details(content_id: int, number: int) -> Row | None:
    """One text of a content with all that is known of it, its HTML fit to be shown."""
    found = read(
        {**_ABOUT, **_TEXT},
        "FROM revisions r WHERE r.content_id = ? AND r.number = ?",
        (content_id, number),
    )
    if not found:
        return None
    row = found[0]
    return row | {"html": row["html"] and rendering.sanitised(row["html"])}


def text(content_id: int, number: int) -> tuple[str, str] | None:
    """Title and Markdown of one text of a content; None where there is none."""
    found = db.execute(
        "SELECT title, body FROM revisions WHERE content_id = ? AND number = ?",
        (content_id, number),
    ).fetchone()
    return None if found is None else (str(found[0]), str(found[1]))


def last_creator(content_id: int) -> str | None:
    """The creator whose text was taken last; None where no text of a creator was."""
    found = db.execute(
        "SELECT author FROM revisions WHERE content_id = ? AND author_kind = 'creator'"
        " AND status = 'accepted' ORDER BY number DESC LIMIT 1",
        (content_id,),
    ).fetchone()
    return None if found is None else str(found[0])


def out_of(content_id: int) -> list[Row]:
    """The targets that have this content, each with the revision that went out; None: not known.

    ``is_present``: it is the text that the content has now, which is ``present_revision``.
    """
    rows = read(
        {
            "target": ("g", Target.name),
            "revision": _REVISION["number"],
            "present": ("c", Content.attempt),
            "status": ("p", PublishEntry.status),
        },
        "FROM publish_entries p LEFT JOIN contents c ON c.id = p.content_id"
        " LEFT JOIN targets g ON g.id = p.target_id LEFT JOIN revisions r ON r.id = p.revision_id"
        " WHERE p.content_id = ? ORDER BY p.content_id, p.target_id",
        (content_id,),
    )
    return [
        {
            "target": row["target"],
            "revision": row["revision"],
            "is_present": row["revision"] == row["present"],
            "present_revision": row["present"],
        }
        for row in rows
        if row["status"] in OUT_ENTRY_STATES
    ]


def waiting(content_ids: Sequence[int]) -> dict[int, int]:
    """How many proposed texts wait for a person, for those of these contents that have any."""
    found: Counter[int] = Counter()
    for part in db.portions(content_ids):
        marks = ", ".join("?" * len(part))
        rows = db.execute(
            "SELECT content_id FROM revisions INDEXED BY revision_proposed"
            f" WHERE status = 'proposed' AND content_id IN ({marks})",
            tuple(part),
        ).fetchall()
        found.update(int(row[0]) for row in rows)
    return dict(found)


def of_tasks(task_ids: Sequence[str]) -> dict[str, Row]:
    """The text that each of these tasks has made, by task id; without the text itself."""
    found: dict[str, Row] = {}
    names = ("task_id", "content_id", "number", "status", "title", "findings")
    columns = {name: _REVISION[name] for name in names}
    for part in db.portions(task_ids):
        marks = ", ".join("?" * len(part))
        for row in read(columns, f"FROM revisions r WHERE r.task_id IN ({marks})", part):
            found[row["task_id"]] = row
    return found
