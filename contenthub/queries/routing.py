"""Which creator serves which of these tasks: what an actor asks before it claims them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from contenthub.database import db
from contenthub.states import Ref


def creators_of(refs: Sequence[Ref]) -> dict[str, list[Ref]]:
    """The messages' rows grouped by their creator's name; rows that are gone are left out."""
    attempts = dict(refs)
    marks = ", ".join("?" * len(attempts))
    rows = db.execute(
        f"SELECT id, creator FROM generation_tasks WHERE id IN ({marks}) ORDER BY id",
        tuple(attempts),
    ).fetchall()
    groups: defaultdict[str, list[Ref]] = defaultdict(list)
    for id_, creator in rows:
        groups[creator].append((id_, attempts[id_]))
    return groups
