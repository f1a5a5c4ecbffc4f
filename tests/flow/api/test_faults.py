"""A database that is held, may only be read or is gone; ends with work under way; a taken port."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx2
import pytest

from tests.flow.api.test_idempotency import locked, tasks_called
from tests.support.api import Served, served, start
from tests.support.processes import Processes, wait_until

pytestmark = pytest.mark.takes_long


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A server that a test may break."""
    with served(tmp_path) as server:
        yield server


def test_a_database_that_another_program_holds_is_told(own: Served) -> None:
    client = own.client(own.token("shop", "--scope", "write"))
    with locked(own.processes.home):
        answer = client.post("/api/v1/tasks", json={"topic": "tea"})
        assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
        assert int(answer.headers["retry-after"]) > 0
        assert client.get("/api/v1/tasks").json()["data"] == []
        assert client.get("/ready").status_code == 503
        assert client.get("/health").status_code == 200
    assert client.post("/api/v1/tasks", json={"topic": "tea"}).status_code == 201
    assert tasks_called(client, "tea") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_a_database_that_may_only_be_read_is_still_read(own: Served) -> None:
    token = own.token("shop", "--scope", "write")
    own.client(token).post("/api/v1/tasks", json={"topic": "before"})
    own.process.terminate()  # what it has open it may go on writing to
    path = own.processes.home / "contenthub.db"
    path.chmod(0o400)
    try:
        with closing(start(own.processes)) as again:
            client = again.client(token)
            assert client.post("/api/v1/tasks", json={"topic": "tea"}).status_code == 503
            assert tasks_called(client, "before") == 1
    finally:
        path.chmod(0o600)


def test_a_schema_of_another_version_is_not_ready(own: Served) -> None:
    path = own.processes.home / "contenthub.db"
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_x', '')")
    connection.close()
    wait_until(lambda: not own.process.running or _code(own) == "database_newer", 60, "its refusal")
    wait_until(lambda: not own.process.running, 60, "the end of the process")
    assert own.process.wait() == 1  # its supervisor starts what is installed


def _code(server: Served) -> str:
    try:
        return str(server.client().get("/ready").json().get("code"))
    except httpx2.HTTPError:
        return ""


def test_a_call_under_way_is_finished_before_the_end(own: Served) -> None:
    client = own.client(own.token("shop", "--scope", "write"))
    answers: list[int] = []

    def call() -> None:
        answers.append(client.post("/api/v1/tasks", json={"topic": "last"}).status_code)

    with locked(own.processes.home):
        caller = threading.Thread(target=call)
        caller.start()
        wait_until(
            lambda: any(line["event"] == "call_begins" for line in own.log()), 60, "the call"
        )
        own.process.signal(signal.SIGTERM)
    caller.join(60)
    assert answers in ([201], [503])
    assert own.process.wait() == 0


def test_who_holds_a_connection_does_not_hold_the_end(own: Served) -> None:
    host, port = own.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as idle:
        idle.sendall(b"POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n")
        assert own.process.terminate(timeout=60) == 0  # CONTENTHUB_SHUTDOWN_TIMEOUT


def test_who_listens_to_live_events_does_not_hold_the_end(own: Served) -> None:
    client = own.client(own.token("shop"))
    with client.stream("GET", "/api/v1/events") as stream:
        assert stream.status_code == 200
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        assert own.process.terminate(timeout=60) == 0  # CONTENTHUB_SHUTDOWN_TIMEOUT
        with suppress(httpx2.HTTPError):
            assert not [line for line in lines if line.startswith("data:")]
    assert "Traceback" not in own.process.stderr()


class TestPort:
    def test_a_taken_one_ends_the_daemon_with_5(self, tmp_path: Path) -> None:
        with Processes(tmp_path) as processes, socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            done = processes.run("api", settings={"CONTENTHUB_API_PORT": port})
        assert done.returncode == 5
        (line,) = done.stderr.splitlines()
        assert f"port {port}" in line

    def test_a_taken_one_does_not_keep_up_from_its_work(self, tmp_path: Path) -> None:
        with Processes(tmp_path) as processes, socket.create_server(("127.0.0.1", 0)) as taken:
            settings = {"CONTENTHUB_API_PORT": str(taken.getsockname()[1])}
            up = processes.contenthub("up", settings=settings)
            wait_until(lambda: "api_not_served" in up.stdout(), 60, "its start", up)
            wait_until(lambda: '"event": "started"' in up.stdout(), 60, "its work", up)
            assert up.terminate() == 0
            assert up.stdout().count("api_not_served") == 1

    def test_up_serves_it_too_and_works_on_what_it_takes(self, tmp_path: Path) -> None:
        with served(tmp_path, "up") as server:
            client = server.client(server.token("shop", "--scope", "write"))
            place = client.post("/api/v1/tasks", json={"topic": "tea"}).headers["location"]
            wait_until(lambda: client.get(place).json()["status"] == "completed", 60, "its article")
            assert server.process.terminate() == 0

    def test_up_without_it_listens_nowhere(self, tmp_path: Path) -> None:
        with Processes(tmp_path) as processes:
            up = processes.contenthub("up", "--no-api")
            wait_until(lambda: '"event": "started"' in up.stdout(), 60, "its start", up)
            assert up.terminate() == 0
            assert "api_listens" not in up.stdout()
