"""Records the statements that code runs, and reads the plans that the database makes for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from contenthub.database import db

Statement = tuple[str, tuple[Any, ...]]

# Tables that grow with the work; the others have a row for each thing that a person set up.
GROWING = (
    "generation_tasks",
    "contents",
    "publish_entries",
    "events",
    "ticks",
    "account_topics",
    "revisions",
    "deliveries",
    "delivery_attempts",
)
_READS = ("SELECT", "UPDATE", "DELETE")
_NAME = re.compile(
    r"\b(?:FROM|JOIN|UPDATE) (\w+)(?: (?:AS )?(?!WHERE|JOIN|SET|INDEXED)(\w+))?", re.I
)


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements that are run meanwhile, in every thread, each text once."""
    seen: dict[str, tuple[Any, ...]] = {}
    found: list[Statement] = []
    opened = db.database.obj
    original: Callable[..., Any] = opened.execute_sql

    def record(sql: str, params: Any = None, *rest: Any) -> Any:
        if sql not in seen and sql.lstrip("( ").upper().startswith(_READS):
            seen[sql] = tuple(params or ())
            found.append((sql, seen[sql]))
        return original(sql, params, *rest)

    opened.execute_sql = record
    try:
        yield found
    finally:
        del opened.execute_sql


def plan(statement: Statement) -> list[str]:
    """SQLite's plan, a line for each step."""
    sql, params = statement
    rows = db.database.obj.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    return [str(row[3]) for row in rows]


def faults(statement: Statement) -> list[str]:
    """The steps of its plan that read or sort a growing table whole."""
    growing = _names_of_growing(statement[0])
    if not growing:
        return []
    ordered = " LIMIT " in statement[0] and " ORDER BY " in statement[0]
    return [step for step in plan(statement) if _is_fault(step, growing, ordered)]


def _is_fault(step: str, growing: set[str], ordered: bool) -> bool:
    if step.startswith("USE TEMP B-TREE"):
        # What is counted without repeats was found before: where not by an index, a SCAN says it.
        return not step.endswith("FOR count(DISTINCT)")
    words = step.split()
    if words[0] != "SCAN" or words[1] not in growing:
        return False
    through = words[words.index("INDEX") + 1] if "INDEX" in words else None
    if through is None:  # the rows in the order of their ids, until enough are found
        return not ordered
    return not (_is_partial(through) or ordered)


def _is_partial(index: str) -> bool:
    sql = "SELECT sql FROM sqlite_master WHERE name = ?"
    row = db.database.obj.execute_sql(sql, (index,)).fetchone()
    return row is not None and row[0] is not None and " WHERE " in row[0].upper().replace("\n", " ")


def _names_of_growing(sql: str) -> set[str]:
    """The growing tables that it reads, by the names that its plan uses for them."""
    found: set[str] = set()
    for table, alias in _NAME.findall(" ".join(sql.split()).replace('"', "")):
        if table in GROWING:
            found |= {table, alias} - {""}
    return found
