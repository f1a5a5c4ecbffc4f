"""What watches the line reads the same from PostgreSQL as from SQLite."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import by_hand, totals, workers
from contenthub.lifecycle.unit import Unit
from contenthub.operations.monitoring import exposition, figures, standing, statistics, tasks
from contenthub.settings import Settings
from tests.support import watched
from tests.support.line_accounts import line_account


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return used


def series() -> dict[str, float]:
    text = exposition.exposition()[0].decode()
    return {
        " ".join((one.name, *(one.labels[name] for name in sorted(one.labels)))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_figures_failures_and_statistics(settings: Settings) -> None:
    account = line_account()
    for seconds in (10, 20, 300):
        watched.ended(settings, account, "completed", ago=60, seconds=seconds)
    failed = watched.ended(settings, account, "failed", ago=60, error="answered 503 (call 1)")
    found = figures.metrics()
    assert [row["completed"] for row in found["windows"]] == [3, 3, 3]
    assert {row["p95_seconds"] for row in found["creators"]} == {300.0}
    (group,) = tasks.failed(None)
    assert (group.tasks, group.example) == (1, failed)
    assert tasks.failed(None, (account.id + 1,)) == []
    assert len(tasks.recent(None, 10)) == 4
    assert tasks.recent(None, 10, (account.id + 1,)) == []
    (day,) = statistics.statistics(1)
    assert (day["submitted"], day["success_rate"]) == (4, None)  # ends that a unit wrote


def test_what_waits_is_in_the_order_of_its_turn(settings: Settings) -> None:
    account, now = line_account(), clock.now()
    ids = [watched.ended(settings, account, "pending", ago=0) for _ in range(3)]
    for task_id, priority in zip(ids, (5, 9, 5), strict=True):
        watched.put(task_id, completed_at=None, due_at=now, priority=priority)
    watched.put(ids[2], due_at=now + timedelta(hours=1))
    workers.beat("worker", "embedded", ["line"], 4, slots=5)
    rows = tasks.pending(10)
    assert [row["task_id"] for row in rows] == [ids[1], ids[0], ids[2]]
    assert "1 task before it" in rows[1]["waits"]
    assert rows[1]["waits"] == tasks.explain(ids[0])["waits"]
    assert [row["task_id"] for row in tasks.pending(10, (account.id,))] == [
        row["task_id"] for row in rows
    ]
    assert standing.health_now(settings)[0] == "healthy"


def test_a_scrape_tells_what_the_totals_have(settings: Settings) -> None:
    account = line_account()
    task_id = watched.ended(settings, account, "pending", ago=0)
    watched.put(task_id, completed_at=None, due_at=clock.now())
    by_hand.request_cancel(task_id, "test")
    with Unit("test") as unit:
        work = totals.Work(unit.now, account.id, "outline", None)
        unit.totals.took(work, "EUR", {"cost_micros": 7, "input_tokens": 3, "output_tokens": None})
    found = series()
    assert found["contenthub_tasks_submitted_total outline"] == 1
    assert found["contenthub_tasks_finished_total outline cancelled"] == 1
    assert found[f"contenthub_cost_micros_total {account.name} EUR"] == 7
    assert found["contenthub_tokens_total outline input"] == 3
    assert found["contenthub_tasks pending"] == 0
    assert found["contenthub_missing worker"] == 0


def test_creators_without_end_are_one_label(settings: Settings, monkeypatch: Any) -> None:
    with Unit("test") as unit:
        for number in range(80):
            unit.totals.submitted(1, f"creator-{number}", None, unit.now)
    counts = [name for name in series() if name.startswith("contenthub_tasks_submitted_total")]
    assert len(counts) == 51
    assert series()["contenthub_tasks_submitted_total others"] == 30


def test_what_is_explained_follows_a_task_to_its_end(
    database: Settings, line: Any, submit: Any, until: Any
) -> None:
    task_id = submit()
    assert tasks.explain(task_id)["waits"].startswith("no worker is alive")
    line()

    def waits() -> str:
        return str(tasks.explain(task_id)["waits"])

    until(lambda: waits().startswith("it is published: "), "the publication")
    db.execute("UPDATE contents SET review_status = 'pending'")
    assert waits().startswith("its text waits for a person")
    assert tasks.explain(task_id)["next"] == "somebody approves or rejects it"
