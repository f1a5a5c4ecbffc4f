"""What became of contents at their targets, and the sum of that: what lists say of a content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from contenthub.database import db
from contenthub.models import PublishEntry, Target
from contenthub.queries.rows import Columns, read
from contenthub.states import EntryState

Row = dict[str, Any]

_COLUMNS: Columns = {
    "content_id": ("p", PublishEntry.content),
    "entry_id": ("p", PublishEntry.id),
    "target": ("g", Target.name),
    "target_paused": ("g", Target.paused),
    "status": ("p", PublishEntry.status),
    "publisher": ("p", PublishEntry.publisher),
    "publish_at": ("p", PublishEntry.scheduled_at),
    "published_at": ("p", PublishEntry.published_at),
    "proof": ("p", PublishEntry.proof),
    "error_message": ("p", PublishEntry.error_message),
}
_SUMMED = ("publish_status", "publisher", "publish_at", "published_at", "proof", "publish_error")
# What needs a person, or is under way, is said before what waits or is done.
_BY_WEIGHT = (
    EntryState.FAILED,
    EntryState.UNVERIFIED,
    EntryState.PUBLISHING,
    EntryState.ACCEPTED,
    EntryState.QUEUED,
    EntryState.UPDATING,
    EntryState.HANDED_OVER,
    EntryState.PUBLISHED,
    EntryState.WITHDRAWN,
)


def of_contents(content_ids: Sequence[int]) -> dict[int, list[Row]]:
    """The entries of these contents in the order they were made, also those taken out."""
    found: dict[int, list[Row]] = {}
    for part in db.portions(content_ids):
        marks = ", ".join("?" * len(part))
        for row in read(
            _COLUMNS,
            "FROM publish_entries p LEFT JOIN targets g ON g.id = p.target_id"
            f" WHERE p.content_id IN ({marks}) ORDER BY p.content_id, p.target_id",
            part,
        ):
            found.setdefault(row.pop("content_id"), []).append(row)
    return found


def is_parked(row: Mapping[str, Any]) -> bool:
    """Whether this entry waits until its target is resumed, whatever its time is."""
    return bool(row["status"] == EntryState.QUEUED and row.get("target_paused"))


def weightiest(rows: Sequence[Row]) -> Row:
    """The entry that says most of how it stands with all of them; there has to be one."""
    return min(rows, key=lambda row: _BY_WEIGHT.index(EntryState(row["status"])))


def _status_of(counted: Sequence[Row]) -> str:
    """The sum of a content's entries: the state that all have, or how many are published."""
    statuses = {row["status"] for row in counted}
    if len(statuses) == 1:
        return str(statuses.pop())
    return f"published {sum(map(is_published, counted))} of {len(counted)}"


def is_published(row: Mapping[str, Any]) -> bool:
    """Whether readers can see it there, also while its newer text is on the way."""
    was = row["status"] == EntryState.UPDATING and row["published_at"] is not None
    return was or bool(row["status"] == EntryState.PUBLISHED)


def states_of(statuses: Sequence[str]) -> dict[str, int]:
    """The same in numbers: how many entries are in each state."""
    counted = [one for one in statuses if one != EntryState.WITHDRAWN] or statuses
    return dict(Counter(counted))


def summed(rows: Sequence[Row]) -> Row:
    """What a list says of a content with these entries: of one, all that is known of it.

    Of several: the sum of their states, the first time that is to come or else has been, the last
    publication, the first proof and the first error. What was taken out has no time any more.
    """
    if len(rows) < 2:  # nearly always, and lists have many of them
        return _of_one(rows[0]) if rows else dict.fromkeys(_SUMMED)
    counted = [row for row in rows if row["status"] != EntryState.WITHDRAWN] or list(rows)

    def all_of(name: str) -> list[Any]:
        return [row[name] for row in counted if row[name] is not None]

    waiting = [row["publish_at"] for row in counted if row["status"] == EntryState.QUEUED]
    passed = [row["publish_at"] for row in counted if row["status"] != EntryState.WITHDRAWN]
    return {
        "publish_status": _status_of(counted),
        "publisher": ", ".join(dict.fromkeys(all_of("publisher"))) or None,
        "publish_at": min(waiting or passed, default=None),
        "published_at": max(all_of("published_at"), default=None),
        "proof": next(iter(all_of("proof")), None),
        "publish_error": next(iter(all_of("error_message")), None),
    }


def _of_one(row: Row) -> Row:
    return {
        "publish_status": row["status"],
        "publisher": row["publisher"] or None,
        "publish_at": None if row["status"] == EntryState.WITHDRAWN else row["publish_at"],
        "published_at": row["published_at"],
        "proof": row["proof"],
        "publish_error": row["error_message"],
    }
