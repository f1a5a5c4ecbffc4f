"""What is rare among 100,000 rows is listed without passing over the others one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts, targets
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.queries import batches, pool, ticks
from contenthub.records import Account
from tests.support.articles import article

MANY = 100_000
FEW_STEPS = 20_000  # of SQLite's machine; to pass over a row takes some
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
NOW = "'2026-11-26 08:00:00.000000+00:00'"


def listed(ask: Callable[[], list[tuple[Any, Any]]]) -> tuple[list[Any], int]:
    """The rows of a list, and how many steps SQLite took for them, in hundreds."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 100
        return 0

    connection = db.database.obj.connection()
    connection.set_progress_handler(tick, 100)
    try:
        rows = [row for _, row in ask()]
    finally:
        connection.set_progress_handler(None, 0)
    return rows, count


@pytest.fixture
def rare(account: Account) -> Account:
    """An account that has one thing of each kind, while another one has all others."""
    return accounts.add("rare", auto_approve=True)


@pytest.fixture
def many_tasks(account: Account, rare: Account) -> None:
    """Tasks without a batch, behind one small batch of each account."""
    columns = (
        "task_id, account_id, topic, keywords, category, requirements, tone, attempt, retry_count,"
        " crash_count, max_retries, lost_looks, creator, status, priority, auto_approve, batch_id,"
        " created_at, updated_at"
    )
    values = "'[]', '', '', '', 1, 0, 0, 3, 0, 'outline', 'completed', 5, 1, {batch}, {now}, {now}"
    with db.transaction():
        for number, (whose, batch, count) in enumerate(
            [(rare.id, "'mine'", 3), (account.id, "'others'", 3), (account.id, "NULL", MANY)]
        ):
            db.execute(
                f"{NUMBERS} INSERT INTO generation_tasks ({columns}) SELECT '{number}-' || i, ?,"
                f" 'tea', {values.format(batch=batch, now=NOW)} FROM n",
                (count, whose),
            )


def test_a_few_batches_among_tasks_without_one(
    many_tasks: None, rare: Account, account: Account
) -> None:
    for within, wanted in ((None, ["others", "mine"]), ((rare.id,), ["mine"])):
        found, took = listed(partial(batches.listed, 50, None, within))
        assert [row["batch_id"] for row in found] == wanted
        assert took < FEW_STEPS, within


@pytest.fixture
def many_ticks(database: Any) -> None:
    """Times of one schedule, behind a single one, which failed, of another."""
    for name in ("rare", "often"):
        wanted = Definition(
            name=name, type="publish_due", kind="every", trigger="60", timezone="UTC", params={}
        )
        definitions.create(wanted, "test")
    with db.transaction():
        for id_, count in ((1, 1), (2, MANY)):
            db.execute(
                f"{NUMBERS} INSERT INTO ticks (tick_id, schedule_id, scheduled_for, origin,"
                " status, stands_for, tasks, attempt, retry_count, crash_count, max_retries,"
                " created_at, updated_at) SELECT ? || '-' || i, ?,"
                " strftime('%Y-%m-%d %H:%M:%S.000000+00:00', 1700000000 + i, 'unixepoch'),"
                f" 'schedule', CASE WHEN ? = 1 OR i = 1 THEN 'failed' ELSE 'completed' END, 1, 0,"
                f" 1, 0, 0, 3, {NOW}, {NOW} FROM n",
                (count, id_, id_, id_),
            )


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        (ticks.Filter(schedule_ids=(1,)), ["1-1"]),
        (ticks.Filter(statuses=("failed",), schedule_ids=(1,)), ["1-1"]),
        (ticks.Filter(statuses=("failed", "partial"), schedule_ids=(1, 2)), ["2-1", "1-1"]),
        (ticks.Filter(schedule_id=2, statuses=("failed",)), ["2-1"]),
        (ticks.Filter(statuses=("failed",)), ["2-1", "1-1"]),
        (ticks.Filter(schedule_ids=()), []),
    ],
    ids=["of one", "failed of one", "failed of two", "failed by time", "failed of all", "of none"],
)
def test_a_few_times_among_those_of_other_schedules(
    many_ticks: None, chosen: ticks.Filter, wanted: list[str]
) -> None:
    found, took = listed(partial(ticks.listed, chosen, 50))
    assert [row["tick_id"] for row in found] == wanted
    assert took < FEW_STEPS


@pytest.fixture
def many_entries(database: Any, account: Account) -> None:
    """Entries at one target, behind a single one at another."""
    archive = targets.add(account, "archive")
    content_id = article(database, approved=True, account=account)
    values = (
        "task_id, account_id, publisher, status, priority, attempt, crash_count, retry_count,"
        " max_retries, looks, scheduled_at, created_at, updated_at"
    )
    db.execute("PRAGMA foreign_keys = OFF")  # contents of their own would tell nothing more
    with db.transaction():
        db.execute("DELETE FROM publish_entries")
        for target_id, first, count in (
            (archive.id, content_id, 1),
            (targets.default_of(account.id).id, 1_000_000, MANY),
        ):
            db.execute(
                f"{NUMBERS} INSERT INTO publish_entries (content_id, target_id, publication_key,"
                f" {values}) SELECT ? + i, ?, ? || '-' || i, 'x', ?, 'files', 'failed', 5, 1, 0,"
                f" 0, 3, 0, {NOW}, {NOW}, {NOW} FROM n",
                (count, first - 1, target_id, target_id, account.id),
            )


def test_a_few_entries_among_those_at_other_targets(many_entries: None, account: Account) -> None:
    for chosen in (
        pool.Filter(target="archive"),
        pool.Filter(("failed",), target="archive"),
        pool.Filter(target="archive", within=(account.id,)),
        pool.Filter(target="nowhere"),
    ):
        found, took = listed(partial(pool.listed, chosen, 50))
        assert len(found) == (chosen.target == "archive")
        assert took < FEW_STEPS, chosen
