"""A page of a list takes the same work however many rows there are that are not meant.

All filters that lists have are tried, each by itself and with each other one, as their classes name
them: a new one needs a value here, and an index that finds its rows. Work is counted in steps of
SQLite's machine, which are the same on every computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.lifecycle import targets as lifecycle_targets
from contenthub.queries import contents, pool, tasks
from contenthub.records import moment
from contenthub.settings import Settings
from tests.support.articles import article
from tests.support.list_rows import MOST, Of, alone_and_in_pairs, grown, steps

MINE, OTHERS = 1, 2  # accounts
PAGE = 51
WANTED = 60  # rows that are meant
MEANT = 50_000_000  # ids of rows that are meant begin behind it

NOW = clock.now()
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
# What rows have that are meant, and what the others have, column by column.
TRAITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "account": {"account_id": (str(MINE), str(OTHERS))},
    "state": {"status": ("'failed'", "'published'")},  # of tasks and of entries
    "review": {"review_status": ("'pending'", "'approved'")},
    "batch": {"batch_id": ("'x'", "NULL")},
    "creator": {"creator": ("'special'", "'outline'")},
    "late": {"result": ("'{\"late\": true}'", "NULL")},
    "target": {"target_id": ("3", "1")},
    "proposed": {},  # a row beside
    "held": {},  # the same
}


LISTS: Mapping[str, tuple[Any, Callable[[Any], Any], Mapping[str, Of]]] = {
    "tasks": (
        tasks.Filter,
        lambda chosen: tasks.listed(chosen, PAGE),
        {
            "statuses": Of(("failed",), "state"),
            "account_id": Of(MINE, "account"),
            "batch_id": Of("x", "batch"),
            "creator": Of("special", "creator"),
            "since": Of(BEFORE, ""),
            "until": Of(AFTER, ""),
            "late": Of(True, "late"),
            "within": Of((MINE,), "account"),
        },
    ),
    "contents": (
        contents.Filter,
        lambda chosen: contents.listed(chosen, PAGE),
        {
            "review": Of("pending", "review"),
            "account_id": Of(MINE, "account"),
            "publish": Of("failed", "state"),
            "batch_id": Of("x", "batch"),
            "since": Of(BEFORE, ""),
            "until": Of(AFTER, ""),
            "proposed": Of(True, "proposed"),
            "check": Of("refusal", "held"),
            "within": Of((MINE,), "account"),
        },
    ),
    "entries": (
        pool.Filter,
        lambda chosen: pool.listed(chosen, PAGE),
        {
            "statuses": Of(("failed",), "state"),
            "account_id": Of(MINE, "account"),
            "target": Of("main", "target"),
            "content_ids": Of(tuple(range(MEANT + 1, MEANT + WANTED + 1)), ""),
            "within": Of((MINE,), "account"),
        },
    ),
}

_SERIES = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)"


def _copy(traits: set[str], first: int, count: int, days: int) -> None:
    """So many articles with these traits, their tasks and entries, made so many days from now."""
    id_, task_id = f"{first} + s.n", f"'{first}-' || s.n"
    made = f"'{moment(NOW + timedelta(days=days))}'"
    common = {"id": id_, "created_at": made, "task_id": task_id, "content_id": id_}
    for trait, columns in TRAITS.items():
        common |= {name: values[trait not in traits] for name, values in columns.items()}
    own: dict[str, dict[str, str]] = {
        "generation_tasks": {},
        "contents": {"generation_task_id": task_id},
        "publish_entries": {"publication_key": task_id},
    }
    if "target" in traits:  # which is one of this account
        common["account_id"] = str(MINE)
    if "proposed" in traits:
        own["revisions"] = {"task_id": "NULL", "status": "'proposed'", "number": "2"}
    for table, values in own.items():
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
        selected = ", ".join((common | values).get(name, f"t.{name}") for name in names)
        db.execute(
            f"{_SERIES} INSERT INTO {table} ({', '.join(names)}) SELECT {selected}"
            f" FROM s JOIN (SELECT * FROM {table} LIMIT 1) t",
            (count,),
        )
    if "held" in traits:
        db.execute(
            f"{_SERIES} INSERT INTO held_contents (check_name, content_id)"
            f" SELECT 'refusal', {id_} FROM s",
            (count,),
        )


def lists(of: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each list with each of its filters, and with each pair of them."""
    for name, (kind, read, given) in of.items():
        for names in alone_and_in_pairs([one.name for one in fields(kind)]):
            if _reads_few(kind, names):
                continue
            chosen = kind(**{one: given[one].value for one in names})
            yield f"{name} by {' and '.join(names)}", lambda read=read, chosen=chosen: read(chosen)


def _reads_few(kind: type, names: tuple[str, ...]) -> bool:
    """Whether a pair of filters has one that means few rows by its nature: these are all read."""
    # asked for at once; waits for a person; is held by one of many checks
    few = {"batch_id", "late", "proposed", "check"}
    unusual = {(contents.Filter, ("review", "publish"))}  # what is published is approved
    return len(names) > 1 and (bool(few & set(names)) or (kind, names) in unusual)


Work = Callable[[int], dict[str, int]]


@pytest.fixture
def work(database: Settings) -> Work:
    """Steps for the first page of each list, with so many more others of each kind."""
    mine = accounts.default()
    accounts.add("others")
    assert (mine.id, lifecycle_targets.add(mine, "main").id) == (MINE, 3)
    article(database, approved=True)
    _copy(set(TRAITS), MEANT, WANTED, 0)
    numbers = iter(range(1, 1_000))

    def measure(others: int) -> dict[str, int]:
        for traits in [*({one} for one in TRAITS), set[str]()]:  # the outermost: those of none
            away = next(numbers) * 10_000
            _copy(traits, MEANT - away, others, -3)
            _copy(traits, MEANT + away, others, 3)
        return {name: steps(act, PAGE) for name, act in lists(LISTS)}

    return measure


def test_each_filter_of_a_list_is_tried() -> None:
    for kind, _, given in LISTS.values():
        assert {one.name for one in fields(kind)} == set(given)


def test_a_page_takes_no_more_work_with_many_others_than_with_few(work: Work) -> None:
    few, many = work(60), work(3_000)
    assert grown(few, many) == {}


def test_work_that_grows_is_found(work: Work) -> None:
    sql = "SELECT id FROM generation_tasks ORDER BY topic || id LIMIT ?"

    def asked() -> Any:
        return db.execute(sql, (PAGE,)).fetchall()

    few = steps(asked, PAGE)
    _copy(set(), 2 * MEANT, 1_000, 2)
    assert steps(asked, PAGE) > MOST * few
