"""The work that a list takes: counted in steps of SQLite's machine, the same on every computer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from contenthub.database import db

STEP = 5  # steps after which SQLite tells of them
MOST = 1.3  # times the work with few others


class Of(NamedTuple):
    """What a filter is given, and the trait of the rows that it means."""

    value: Any
    trait: str


def steps(act: Callable[[], Sequence[Any]], expected: int) -> int:
    """How much work it is for SQLite to read a page of so many rows."""
    told = [0]

    def count() -> int:
        told[0] += 1
        return 0

    connection = db.database.obj.connection()
    connection.set_progress_handler(count, STEP)
    try:
        found = act()
    finally:
        connection.set_progress_handler(None, 0)
    assert len(found) == expected
    return STEP * told[0]


def alone_and_in_pairs(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """No filter, each one by itself, and each two of them."""
    yield ()
    yield from ((one,) for one in names)
    yield from combinations(names, 2)


def grown(few: Mapping[str, int], many: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The lists that take more work with many others than with few."""
    return {name: (few[name], many[name]) for name in few if many[name] > MOST * few[name]}
