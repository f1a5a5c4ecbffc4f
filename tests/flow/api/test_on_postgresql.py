"""Two servers over one PostgreSQL: a call that is repeated at the other one is still the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.flow.api.test_idempotency import asked, tasks_called
from tests.support.api import Served, served, start
from tests.support.servers import Postgres, ServerUnavailableError, postgres


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    try:
        with postgres() as one:
            yield one
    except ServerUnavailableError as unavailable:
        pytest.skip(str(unavailable))


@pytest.fixture
def pair(tmp_path: Path, database: Postgres) -> Iterator[tuple[Served, Served]]:
    """Two servers over the same database."""
    url = {"DATABASE_URL": database.create_database()}
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


def test_a_database_that_is_away_is_told_and_found_again(
    pair: tuple[Served, Served], database: Postgres
) -> None:
    client = pair[0].client(pair[0].token("shop", "--scope", "write"))
    database.stop()
    answer = client.post("/api/v1/tasks", json={"topic": "tea"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert client.get("/api/v1/tasks").status_code == 503
    assert client.get("/ready").status_code == 503
    database.start()
    assert client.post("/api/v1/tasks", json={"topic": "tea"}).status_code == 201
    assert tasks_called(client, "tea") == 1
