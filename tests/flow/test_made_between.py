"""Lists of what was made between two moments, where the order of ids is not that of the moments."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from contenthub.database import db
from contenthub.queries import contents, tasks
from contenthub.records import moment
from contenthub.settings import Settings
from tests.support.articles import article

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _made(table: str, moments: list[datetime]) -> dict[int, datetime]:
    """Rows that were made at these moments, in the order of their ids."""
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
    for number, at in enumerate(moments, start=2):
        own = {
            "id": str(number),
            "task_id": f"'t{number}'",
            "generation_task_id": f"'t{number}'",
            "created_at": f"'{moment(at)}'",
        }
        selected = ", ".join(own.get(name, name) for name in names)
        db.execute(f"INSERT INTO {table} SELECT {selected} FROM {table} WHERE id = 1")
    db.execute(f"DELETE FROM {table} WHERE id = 1")
    return dict(enumerate(moments, start=2))


Listed = Callable[[datetime | None, datetime | None], list[int]]


def _tasks(since: datetime | None, until: datetime | None) -> list[int]:
    return [key for key, _ in tasks.listed(tasks.Filter(since=since, until=until), 1_000)]


def _contents(since: datetime | None, until: datetime | None) -> list[int]:
    return [key for key, _ in contents.listed(contents.Filter(since=since, until=until), 1_000)]


@pytest.mark.parametrize(
    ("table", "listed"), [("generation_tasks", _tasks), ("contents", _contents)]
)
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rows_made", [15, 200])
def test_what_clocks_that_differ_have_put_out_of_order_is_listed(
    database: Settings, table: str, listed: Listed, seed: int, rows_made: int
) -> None:
    """By hours; a clock that was wrong by years hides no row but those that were made by it."""
    article(database, approved=True)
    chance = random.Random(seed)
    moments = [BEGIN + n * HOUR - chance.randrange(24) * HOUR for n in range(rows_made)]
    wrong = chance.sample(range(rows_made), 4)
    for place, years in zip(wrong, (-30, -1, 1, 5), strict=True):
        moments[place] += years * 365 * 24 * HOUR
    rows = _made(table, moments)
    by_wrong_clocks = {place + 2 for place in wrong}
    for _ in range(30):
        ends = [None, *(BEGIN + chance.randrange(-30, 230) * HOUR for _ in range(3))]
        since, until = chance.choice(ends), chance.choice(ends)
        meant = [
            id_
            for id_, at in rows.items()
            if (since is None or at >= since) and (until is None or at < until)
        ]
        found = listed(since, until)
        assert found == sorted(found, reverse=True)
        assert set(found) <= set(meant)
        assert set(meant) - set(found) <= by_wrong_clocks, (since, until)


@pytest.mark.parametrize("listed", [_tasks, _contents])
def test_the_ends_of_the_calendar_can_be_asked_for(database: Settings, listed: Listed) -> None:
    article(database, approved=True)
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert listed(first, last) == [1]
    assert listed(last, first) == []
