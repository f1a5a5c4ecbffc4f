"""Failures by cause over the API: who sees which, and what is retried."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2

from tests.support.api import Served

ACCOUNTS = ("tea-blog", "tea-blog", "coffee-blog")


def get(client: httpx2.Client, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_failures_are_grouped_for_who_sees_them_and_retried_together(
    server: Served, admin: httpx2.Client, bound: httpx2.Client
) -> None:
    made = [
        admin.post("/api/v1/tasks", json={"topic": f"f{n}", "account": one}).json()["task_id"]
        for n, one in enumerate(ACCOUNTS)
    ]
    (file,) = Path(server.processes.home).glob("*.db")
    with closing(sqlite3.connect(file)) as connection, connection:
        for number, task_id in enumerate(made):
            connection.execute(
                "UPDATE generation_tasks SET status = 'failed', due_at = NULL, error_message = ?,"
                " completed_at = updated_at WHERE task_id = ?",
                (f"answered 401 (call {number})", task_id),
            )
    (everything,) = get(admin, "monitor/failed")
    (own,) = get(bound, "monitor/failed")
    assert (everything["tasks"], own["tasks"]) == (3, 2)
    assert own["group"] == everything["group"]
    assert own["task_id"] in made[:2]
    assert "task_ids" not in own
    place = f"/api/v1/monitor/failed/{own['group']}/retry"
    answer = bound.post(place).json()
    assert (answer["changed"], answer["failed"]) == (2, 0)
    assert {row["task_id"] for row in answer["data"]} == set(made[:2])
    assert get(bound, "monitor/failed") == []
    assert [row["tasks"] for row in get(admin, "monitor/failed")] == [1]
    assert admin.post(place).json()["changed"] == 1
