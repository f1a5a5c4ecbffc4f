"""A database from before the totals begins with what its rows still tell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot, migrations
from contenthub.database import db
from contenthub.lifecycle import ledger
from contenthub.queries import integrity
from contenthub.records import moment
from contenthub.settings import Settings

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def older(
    request: pytest.FixtureRequest, config: Settings, tmp_path: Path, monkeypatch: Any
) -> Iterator[Settings]:
    """The settings of a database that was made before there were totals."""
    used = config
    if request.param == "postgresql":
        used = replace(config, database_url=request.getfixturevalue("postgresql").create_database())
    folder = tmp_path / "older"
    later = shutil.ignore_patterns("__*", "001[3-9]*", "00[2-9]?_*")
    shutil.copytree(migrations.FOLDER, folder, ignore=later)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "FOLDER", folder)
        boot.open_database(used)
        _fill()
    db.close()
    yield used
    db.close()


def _fill() -> None:
    account = _insert(
        "accounts",
        name="a",
        folder_name="a",
        language="",
        tone="",
        audience="",
        requirements="",
        banned_words="[]",
        required_words="[]",
        gate="{}",
        auto_publish=True,
        active=True,
        created_at=moment(NOON),
        updated_at=moment(NOON),
    )
    for number, (status, seconds) in enumerate(
        [("completed", 12), ("completed", 4_000), ("failed", 3), ("pending", 0)]
    ):
        _insert(
            "generation_tasks",
            task_id=f"t{number}",
            account_id=account,
            topic="x",
            keywords="[]",
            category="",
            requirements="",
            tone="",
            creator="outline",
            status=status,
            priority=5,
            lost_looks=0,
            auto_approve=True,
            attempt=1,
            crash_count=0,
            retry_count=0,
            max_retries=3,
            created_at=moment(NOON - timedelta(days=1)),
            updated_at=moment(NOON),
            started_at=moment(NOON - timedelta(seconds=seconds)),
            completed_at=None if status == "pending" else moment(NOON),
        )
    for task_id, attempt, outcome, cost in (
        ("t0", 1, "complete", 100),
        ("gone", 1, "retry", None),
        ("gone", 2, "cancel", 7),
    ):
        _insert(
            "ledger",
            task_id=task_id,
            kind="generation",
            attempt=attempt,
            account_id=account,
            creator="outline",
            outcome=outcome,
            ended_at=moment(NOON),
            cost_micros=cost,
        )


def _insert(table: str, **values: Any) -> int:
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id"
    return int(db.execute(sql, tuple(values.values())).fetchone()[0])


def test_what_is_still_there_is_counted_once(older: Settings) -> None:
    db.open_database(older.database)
    migrations.migrate()
    rows = db.execute(
        "SELECT day, SUM(submitted), SUM(completed), SUM(failed), SUM(cancelled),"
        " SUM(milliseconds), SUM(up_to_15), SUM(longer), SUM(cost_micros) FROM totals"
        " GROUP BY day ORDER BY day"
    ).fetchall()
    assert [(row[0], *map(int, row[1:])) for row in rows] == [
        ("", 5, 2, 1, 1, 4_012_000, 1, 1, 107),
        ("2026-11-30", 4, 0, 0, 0, 0, 0, 0, 0),
        ("2026-12-01", 1, 2, 1, 1, 4_012_000, 1, 1, 107),
    ]
    ledger.name_currency("EUR")
    named = db.execute("SELECT currency, SUM(cost_micros) FROM totals WHERE day = '' GROUP BY 1")
    assert {row[0]: int(row[1]) for row in named.fetchall()} == {"": 0, "EUR": 107}
    wrong = {one.check for one in integrity.findings()}
    assert "totals of the days make those of all time" not in wrong
    assert wrong.isdisjoint(integrity.SUMS)
    sums = db.execute(
        "SELECT SUM(asked), SUM(completed), SUM(failed), SUM(timed), SUM(microseconds)"
        " FROM task_sums WHERE day = ''"
    ).fetchone()
    assert tuple(map(int, sums)) == (4, 2, 1, 2, 4_012_000_000)
