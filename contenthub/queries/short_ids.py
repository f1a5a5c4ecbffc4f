"""Ids as people type them: whole, or a beginning that only one has.

Short enough for a screen, and never a guess: what could mean two rows is refused with both.
"""

from __future__ import annotations

from collections.abc import Sequence

from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotFoundError

SHORTEST = 4  # characters; fewer are more likely the id of something else
_SHOWN = 5  # candidates that are named
_LAST = "\U0010ffff"  # sorts behind every character, where bytes decide


def tasks(texts: Sequence[str]) -> list[str]:
    """The task ids that these texts mean, each once, in their order.

    A text that means none is returned as it is. Raises InputError for one that means several.
    """
    found = (_meant("task", "generation_tasks", "task_id", text) for text in texts)
    return list(dict.fromkeys(found))


def batch(text: str) -> str:
    """The batch id that is meant, or the text where it means none. Raises InputError."""
    return _meant("batch", "generation_tasks", "batch_id", text)


def tick(text: str) -> str:
    """The tick id that is meant, or the text where it means none. Raises InputError."""
    return _meant("tick", "ticks", "tick_id", text)


def unknown_task(text: str) -> NotFoundError:
    """The one line for an id that nothing has."""
    if len(text) < SHORTEST:
        why = f"the beginning of an id has at least {SHORTEST} characters"
        return NotFoundError(f"no task {text!r}: {why}", code=Code.NO_TASK)
    return NotFoundError(f"no task {text!r}", code=Code.NO_TASK)


def beginning_with(table: str, column: str, text: str, limit: int) -> list[str]:
    """Ids of this column that begin so, in order; ``table`` and ``column`` are our own names."""
    condition = f"{column} >= ? AND substr({column}, 1, ?) = ?"
    params: list[object] = [text, len(text), text]
    if db.is_sqlite():  # reads its index from here to there; other databases sort as people do
        condition += f" AND {column} < ?"
        params.append(text + _LAST)
    sql = f"SELECT DISTINCT {column} FROM {table} WHERE {condition} ORDER BY {column} LIMIT ?"
    return [row[0] for row in db.execute(sql, (*params, limit)).fetchall()]


def _meant(what: str, table: str, column: str, text: str) -> str:
    if "\0" in text:
        return text
    exact = f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1"
    if len(text) < SHORTEST or db.execute(exact, (text,)).fetchone() is not None:
        return text
    found = beginning_with(table, column, text.lower(), _SHOWN + 1)
    if len(found) > 1:
        shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise InputError(
            f"{what} {text!r} could be {shown}", code=Code.AMBIGUOUS_ID, advice="type more of it"
        )
    return found[0] if found else text
