"""Two servers over one PostgreSQL: a call that is repeated at the other one is still the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.flow.api.test_idempotency import asked, tasks_called
from tests.support.api import Served, served, start
from tests.support.servers import Postgres


@pytest.fixture
def pair(tmp_path: Path, postgresql: Postgres) -> Iterator[tuple[Served, Served]]:
    """Two servers over the same database."""
    url = {"DATABASE_URL": postgresql.create_database()}
    with served(tmp_path, of_all=url) as first:
        second = start(first.processes)
        try:
            yield first, second
        finally:
            second.close()


def test_one_effect_at_both(pair: tuple[Served, Served]) -> None:
    token = pair[0].token("shop", "--scope", "write")
    clients = [server.client(token) for server in pair]

    def call(number: int) -> tuple[int, str]:
        answer = asked(clients[number % 2], "k1", "tea")
        return answer.status_code, answer.json().get("task_id") or answer.json()["code"]

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(call, range(200)))
    assert {status for status, _ in answers} <= {201, 409}
    assert len({task for status, task in answers if status == 201}) == 1
    assert tasks_called(clients[0], "tea") == 1
    for client in clients:
        assert client.get("/ready").status_code == 200
        assert asked(client, "k1", "tea").headers["idempotent-replayed"] == "true"


LISTS = {  # and how many rows each has for everybody, and for who sees tea-blog alone
    "tasks": (3, 2),
    "batches": (2, 1),
    "schedules": (2, 1),
    "schedules/tea/ticks": (2, 2),
    "ticks": (4, 2),
    "targets": (3, 2),
    "publishers/files/check": (3, 2),
    "contents": (0, 0),
    "publish-entries": (0, 0),
    "accounts": (2, 1),
}


def test_who_sees_no_schedule_sees_none_of_their_times(pair: tuple[Served, Served]) -> None:
    server = pair[0]
    admin = server.client(server.token("shop", "--scope", "admin"))
    bound = server.client(server.token("bound", "--account", "tea-blog"))
    params = {"account_ids": ["coffee-blog"]}
    new = {"name": "coffee", "type": "publish_due", "cron": "0 8 * * *", "params": params}
    assert admin.post("/api/v1/schedules", json=new | {"timezone": "UTC"}).status_code == 201
    span = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T23:00:00Z"}
    assert admin.post("/api/v1/schedules/coffee/backfill", json=span).json()["created"] == 2
    assert [len(_rows(one, "ticks")) for one in (admin, bound)] == [2, 0]
    assert _rows(bound, "ticks?status=completed&status=failed") == []


def test_each_list_is_read_page_by_page(pair: tuple[Served, Served]) -> None:
    server = pair[0]
    admin = server.client(server.token("shop", "--scope", "admin"))
    bound = server.client(server.token("bound", "--scope", "admin", "--account", "tea-blog"))
    for wishes in ([("a", "tea-blog"), ("b", "tea-blog")], [("c", "coffee-blog")]):
        tasks = [{"topic": topic, "account": account} for topic, account in wishes]
        assert admin.post("/api/v1/batches", json={"tasks": tasks}).status_code == 201
    assert admin.post("/api/v1/accounts/tea-blog/targets", json={"name": "x"}).status_code == 201
    for name in ("tea", "coffee"):
        params = {"account_ids": [f"{name}-blog"]}
        new = {"name": name, "type": "publish_due", "cron": "0 8 * * *", "params": params}
        assert admin.post("/api/v1/schedules", json=new | {"timezone": "UTC"}).status_code == 201
        span = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T23:00:00Z"}
        done = admin.post(f"/api/v1/schedules/{name}/backfill", json=span)
        assert done.json()["created"] == 2, done.text
    for path, wanted in LISTS.items():
        assert tuple(len(_rows(one, path)) for one in (admin, bound)) == wanted, path
    for client in (admin, bound):
        for path in ("stats/tasks", "stats/tasks/by/account", "stats/publish-entries", "gate"):
            assert client.get(f"/api/v1/{path}").status_code == 200


def _rows(client: httpx2.Client, path: str) -> list[Any]:
    """The whole list, two rows at a time."""
    found: list[Any] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        answer = client.get(f"/api/v1/{path}", params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["data"]
        if not answer.json()["has_more"]:
            return found
        params["after"] = answer.json()["next"]


def test_a_database_that_is_away_is_told_and_found_again(
    pair: tuple[Served, Served], postgresql: Postgres
) -> None:
    client = pair[0].client(pair[0].token("shop", "--scope", "write"))
    with postgresql.away():
        answer = client.post("/api/v1/tasks", json={"topic": "tea"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert client.get("/api/v1/tasks").status_code == 503
        assert client.get("/ready").status_code == 503
    assert client.post("/api/v1/tasks", json={"topic": "tea"}).status_code == 201
    assert tasks_called(client, "tea") == 1
