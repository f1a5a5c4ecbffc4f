"""Calls that are repeated: one effect, one answer, whatever happened in between."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.support.api import Served, served, start
from tests.support.processes import wait_until

PATH = "/api/v1/tasks"


def asked(client: httpx2.Client, key: str, topic: str = "tea", path: str = PATH) -> httpx2.Response:
    body: dict[str, Any] = {"topic": topic}
    if path.endswith("batches"):
        body = {"tasks": [body]}
    return client.post(path, json=body, headers={"idempotency-key": key})


def tasks_called(client: httpx2.Client, topic: str) -> int:
    rows = client.get(PATH, params={"limit": 100}).json()["data"]
    return sum(row["topic"] == topic for row in rows)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program writes to the database while the block runs."""
    connection = sqlite3.connect(home / "contenthub.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_the_same_call_gets_the_first_answer(writer: httpx2.Client) -> None:
    first, again = (asked(writer, "k1", "once") for _ in range(2))
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert tasks_called(writer, "once") == 1


def test_another_call_under_the_key_is_refused(writer: httpx2.Client) -> None:
    asked(writer, "k2", "first")
    for answer in (asked(writer, "k2", "second"), asked(writer, "k2", "first", "/api/v1/batches")):
        assert (answer.status_code, answer.json()["code"]) == (422, "key_of_another_call")
    assert tasks_called(writer, "second") == 0


def test_each_token_has_keys_of_its_own(writer: httpx2.Client, reviewer: httpx2.Client) -> None:
    assert asked(writer, "k3").json()["task_id"] != asked(reviewer, "k3").json()["task_id"]


def test_a_call_that_failed_may_be_repeated_as_another_one(writer: httpx2.Client) -> None:
    assert asked(writer, "k4", "").status_code == 422
    assert asked(writer, "k4", "now it is one").status_code == 201


def test_what_many_callers_do_at_once_happens_once(server: Served, tokens: dict[str, str]) -> None:
    client = server.client(tokens["write"])

    def call(_: int) -> tuple[int, str]:
        answer = asked(client, "k5", "by a thousand")
        return answer.status_code, answer.json().get("task_id") or answer.json()["code"]

    with ThreadPoolExecutor(32) as pool:
        answers = Counter(pool.map(call, range(1_000)))
    assert {status for status, _ in answers} <= {201, 409}
    assert len({task for status, task in answers if status == 201}) == 1
    assert {code for status, code in answers if status == 409} <= {"call_repeated"}
    assert tasks_called(client, "by a thousand") == 1


def test_while_the_first_call_runs_the_next_one_is_told_to_come_again(
    server: Served, writer: httpx2.Client
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with locked(server.processes.home):
            first = pool.submit(asked, writer, "k6", "slow")
            # whichever of the two the server takes first, the other one is told
            answer = asked(writer, "k6", "slow")
            assert (answer.status_code, answer.headers["retry-after"]) in [(409, "2"), (503, "2")]
        first.result()
    wait_until(lambda: asked(writer, "k6", "slow").status_code == 201, 60, "the answer")
    assert tasks_called(writer, "slow") == 1


def test_a_server_that_is_killed_in_the_middle_leaves_nothing_half_done(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        token = server.token("shop", "--scope", "write")
        client = server.client(token)
        with locked(server.processes.home), ThreadPoolExecutor(1) as pool:
            call = pool.submit(asked, client, "k7", "killed")
            wait_until(
                lambda: any(line["event"] == "call_begins" for line in server.log()),
                60,
                "the call",
                server.process,
            )
            server.process.kill()
            assert isinstance(call.exception(60), httpx2.HTTPError)
        again = start(server.processes)
        try:
            answer = asked(again.client(token), "k7", "killed")
            assert answer.status_code == 201
            assert "idempotent-replayed" not in answer.headers
            assert asked(again.client(token), "k7", "killed").content == answer.content
            assert tasks_called(again.client(token), "killed") == 1
        finally:
            again.close()


def test_an_answer_that_did_not_arrive_is_given_again(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        token = server.token("shop", "--scope", "write")
        first = asked(server.client(token), "k8", "lost")
        server.process.kill()
        again = start(server.processes)
        try:
            repeated = asked(again.client(token), "k8", "lost")
            assert repeated.content == first.content
            assert repeated.headers["idempotent-replayed"] == "true"
        finally:
            again.close()
