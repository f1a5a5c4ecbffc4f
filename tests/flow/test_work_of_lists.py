"""A page of a list takes the same work however many rows there are that are not meant.

Work is counted in steps of SQLite's machine, which are the same on every computer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.queries import contents, pool, tasks
from contenthub.settings import Settings
from tests.support.articles import article

MINE, OTHERS = 1, 2  # accounts
PAGE = 51
WANTED = 60  # rows that are meant
STEP = 5  # steps after which SQLite tells of them
MOST = 1.3  # times the work with few others


class Kind(NamedTuple):
    """What articles have in common."""

    account: int
    task: str
    review: str
    entry: str
    batch: str | None


MEANT = Kind(MINE, "failed", "pending", "failed", "x")
NOT_MEANT = (  # each is like those that are meant in something; they came later
    Kind(OTHERS, "failed", "pending", "failed", None),
    Kind(MINE, "completed", "approved", "published", None),
    Kind(OTHERS, "failed", "pending", "failed", "y"),
)
_SERIES = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)"


def _copy(kind: Kind, number: int, count: int) -> None:
    """So many articles of this kind, with their tasks and their entries in the pool."""
    id_ = f"{number * 100_000} + s.n"
    batch = "NULL" if kind.batch is None else f"'{kind.batch}'"
    own = {"id": id_, "account_id": str(kind.account)}
    task_id = f"'{number}-' || s.n"
    changed = {
        "generation_tasks": {
            "task_id": task_id,
            "status": f"'{kind.task}'",
            "batch_id": batch,
            "content_id": id_,
        },
        "contents": {
            "generation_task_id": task_id,
            "review_status": f"'{kind.review}'",
            "batch_id": batch,
        },
        "publish_entries": {
            "content_id": id_,
            "task_id": task_id,
            "publication_key": task_id,
            "status": f"'{kind.entry}'",
        },
    }
    for table, values in changed.items():
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
        values = own | values
        selected = ", ".join(values.get(name, f"t.{name}") for name in names)
        db.execute(
            f"{_SERIES} INSERT INTO {table} ({', '.join(names)}) SELECT {selected}"
            f" FROM s JOIN {table} t ON t.id = 1",
            (count,),
        )


def _steps(act: Callable[[], Any]) -> int:
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
    assert len(found) == PAGE
    return STEP * told[0]


def _of_tasks(*states: str, **values: Any) -> Callable[[], Any]:
    return lambda: tasks.listed(tasks.Filter(states, **values), PAGE)


def _of_contents(**values: Any) -> Callable[[], Any]:
    return lambda: contents.listed(contents.Filter(**values), PAGE)


def _of_entries(*states: str, **values: Any) -> Callable[[], Any]:
    return lambda: pool.listed(pool.Filter(states, **values), PAGE)


LISTS = {
    "tasks of an account in a state": _of_tasks("failed", account_id=MINE),
    "tasks in a state, for who sees one account": _of_tasks("failed", within=(MINE,)),
    "tasks in two states, for who sees one": _of_tasks("failed", "timeout", within=(MINE,)),
    "tasks of a batch": _of_tasks(batch_id="x"),
    "tasks of a batch in a state": _of_tasks("failed", batch_id="x"),
    "tasks of a batch, for who sees one account": _of_tasks(batch_id="x", within=(MINE,)),
    "contents of an account in a state": _of_contents(review="pending", account_id=MINE),
    "contents in a state, for who sees one": _of_contents(review="pending", within=(MINE,)),
    "contents of a batch": _of_contents(batch_id="x"),
    "contents of a batch in a state": _of_contents(review="pending", batch_id="x"),
    "entries of an account in a state": _of_entries("failed", account_id=MINE),
    "entries in a state, for who sees one account": _of_entries("failed", within=(MINE,)),
    "all entries, for who sees one account": _of_entries(within=(MINE,)),
}


@pytest.fixture
def work(database: Settings) -> Callable[[int], dict[str, int]]:
    """Steps for the first page of each list, with so many more others of each kind."""
    first = accounts.default()
    accounts.add("others")
    assert (first.id, article(database, approved=True)) == (MINE, 1)
    _copy(MEANT, 1, WANTED)
    numbers = iter(range(2, 1_000))

    def measure(others: int) -> dict[str, int]:
        for kind in NOT_MEANT:
            _copy(kind, next(numbers), others)
        return {name: _steps(act) for name, act in LISTS.items()}

    return measure


def test_a_page_takes_no_more_work_with_many_others_than_with_few(
    work: Callable[[int], dict[str, int]],
) -> None:
    few, many = work(60), work(3_000)
    grown = {name: (few[name], many[name]) for name in LISTS if many[name] > MOST * few[name]}
    assert grown == {}


def test_work_that_grows_is_found(database: Settings) -> None:
    article(database, approved=True)
    _copy(MEANT, 1, WANTED)
    sql = "SELECT id FROM generation_tasks ORDER BY topic || id LIMIT ?"

    def asked() -> Any:
        return db.execute(sql, (PAGE,)).fetchall()

    few = _steps(asked)
    _copy(MEANT._replace(batch=None), 2, 1_000)
    assert _steps(asked) > MOST * few
