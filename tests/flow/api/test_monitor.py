"""What watches the line over the API: who sees what of it."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

ACCOUNTS = ("tea-blog", "tea-blog", "coffee-blog")


@pytest.fixture(scope="module", autouse=True)
def asked(admin: httpx2.Client) -> list[str]:
    """Two tasks of one account and one of another, the first of which was cancelled."""
    made = [
        admin.post("/api/v1/tasks", json={"topic": f"t{n}", "account": one}).json()["task_id"]
        for n, one in enumerate(ACCOUNTS)
    ]
    admin.post("/api/v1/tasks/cancel", json={"ids": made[:1]})
    return made


def get(client: httpx2.Client, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return told["data"] if set(told) == {"data"} else told


def test_figures_are_of_all_accounts_and_for_who_sees_them_all(
    reader: httpx2.Client, bound: httpx2.Client
) -> None:
    found = get(reader, "monitor/metrics")
    assert (found["waiting"], found["apis"], found["workers"]) == (2, 1, 0)
    assert found["windows"][0]["cancelled"] == 1
    assert found["at"].endswith("Z")
    for path in ("metrics", "health"):
        assert bound.get(f"/api/v1/monitor/{path}").status_code == 403


def test_health_says_that_nobody_works(reader: httpx2.Client) -> None:
    found = get(reader, "monitor/health")
    assert found["health"] == "unhealthy"
    assert "worker" in [one["subject"] for one in found["reasons"]]


def test_what_waits_and_what_ended_is_of_the_caller_s_accounts(
    reader: httpx2.Client, bound: httpx2.Client, asked: list[str]
) -> None:
    assert [row["task_id"] for row in get(reader, "monitor/pending")] == asked[1:]
    (own,) = get(bound, "monitor/pending")
    assert (own["task_id"], own["waits"].partition(":")[0]) == (asked[1], "no worker is alive")
    (ended,) = get(bound, "monitor/recent")
    assert (ended["task_id"], ended["status"], ended["took_seconds"]) == (
        asked[0],
        "cancelled",
        None,
    )


def test_a_task_is_explained_to_who_sees_it(
    reader: httpx2.Client, bound: httpx2.Client, asked: list[str]
) -> None:
    found = get(reader, f"tasks/{asked[2]}/explanation")
    assert found["waits"] == "no worker is alive: nothing happens to any task"
    assert found["deadline"].endswith("Z")
    assert bound.get(f"/api/v1/tasks/{asked[2]}/explanation").status_code == 404
    assert reader.get("/api/v1/tasks/none/explanation").status_code == 404


def test_statistics_are_of_the_caller_s_accounts(
    reader: httpx2.Client, bound: httpx2.Client
) -> None:
    assert get(reader, "monitor/stats", days=1)[0]["submitted"] == 3
    assert get(bound, "monitor/stats", days=1)[0]["submitted"] == 2
    rows = get(bound, "monitor/stats", by="account")
    assert [(row["account"], row["submitted"], row["cancelled"]) for row in rows] == [
        ("tea-blog", 2, 1)
    ]
    names = {row["account"] for row in get(reader, "monitor/stats", by="account")}
    assert names == {"tea-blog", "coffee-blog"}
    assert reader.get("/api/v1/monitor/stats", params={"by": "moon"}).status_code == 422


def test_a_group_that_is_not_there_is_not_retried(
    writer: httpx2.Client, reader: httpx2.Client
) -> None:
    assert get(reader, "monitor/failed") == []
    assert writer.post("/api/v1/monitor/failed/0123abcd/retry").status_code == 404
    assert reader.post("/api/v1/monitor/failed/0123abcd/retry").status_code == 403
