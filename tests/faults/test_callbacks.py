"""Creators that call back, in processes of their own, while everything around them goes wrong."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from contenthub import boot
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import by_hand, callback_keys, submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.operations import tasks as asked
from contenthub.operations.caller import Caller
from contenthub.settings import Settings
from tests.flow.api.test_idempotency import locked
from tests.support import servers
from tests.support.line_accounts import line_account
from tests.support.processes import Process, Processes, wait_until
from tests.support.story import Story

pytestmark = pytest.mark.takes_long


@dataclass
class Line:
    """A generator, the service with its API, and the database of both."""

    processes: Processes
    generator: str
    port: int
    settings: Settings
    story: Story

    def service(self, *arguments: str, **more: str) -> Process:
        """Start it, and wait until its API answers."""
        process = self.processes.contenthub(*(arguments or ("up",)), settings=more)
        wait_until(self._answers, 60, "the API", process)
        return process

    def _answers(self) -> bool:
        try:
            return self.ask(f"http://127.0.0.1:{self.port}/ready").status_code == 200
        except httpx2.HTTPError:
            return False

    def ask(self, url: str, body: Any = None) -> httpx2.Response:
        with httpx2.Client(timeout=30, trust_env=False) as client:
            return client.get(url) if body is None else client.post(url, json=body)

    def set(self, **options: Any) -> None:
        """Change how the generator behaves."""
        self.ask(f"{self.generator}/control", options)

    def log(self) -> Any:
        """What the generator saw."""
        return self.ask(f"{self.generator}/log").json()

    def submit(self, *topics: str, creator: str = "content-creator-http") -> str:
        """Ask for an article on each topic; returns the id of the last task."""
        account = line_account()
        requests = [NewTask(topic, account, creator=creator) for topic in topics or ("green tea",)]
        return submission.submit(requests, self.settings, "test")[-1].task_id

    def until(self, task_id: str, status: str, timeout: float = 60.0) -> None:
        wait_until(lambda: self.story.status(task_id) == status, timeout, status)

    def address(self, task_id: str) -> str:
        """The secret address of its present attempt."""
        return callback_keys.address(self.story.task(task_id), self.settings)

    def sound(self, task_id: str) -> None:
        sql = "SELECT COUNT(*) FROM contents WHERE generation_task_id = ?"
        assert db.execute(sql, (task_id,)).fetchone()[0] == 1
        assert self.story.events(task_id).count("task.complete") == 1
        assert self.story.broken() == []


@pytest.fixture
def calling_line(tmp_path: Path) -> Iterator[Line]:
    port = servers.free_port()
    public = f"http://127.0.0.1:{port}"
    with Processes(tmp_path) as processes:
        command = [sys.executable, "-m", "tests.support.calling_generator"]
        generator = processes.start(command, talks=True)
        wait_until(lambda: generator.stdout().strip(), 60, "the generator", generator)
        url = generator.stdout().strip()
        processes.configure(
            {
                "CONTENTHUB_API_PORT": str(port),
                "CONTENTHUB_PUBLIC_URL": public,
                "CONTENTHUB_CREATOR_URL": url,
                "CONTENTHUB_LOG_FORMAT": "json",
                "ASYNC_POLL_INTERVAL": "600",
            }
        )
        settings = Settings(home=processes.home, public_url=public)
        boot.open_database(settings)
        try:
            yield Line(processes, url, port, settings, Story())
        finally:
            unit.hang_bell(None)
            db.close()


def expect_callbacks(line: Line) -> None:
    """One article by a callback: from then on nobody looks before ten minutes are over."""
    first = line.submit("the first one")
    line.until(first, "completed")
    line.sound(first)


def test_the_generators_own_callbacks_end_the_task(calling_line: Line) -> None:
    calling_line.service()
    expect_callbacks(calling_line)
    task_id = calling_line.submit()
    calling_line.until(task_id, "completed")
    calling_line.sound(task_id)
    log = calling_line.log()
    assert log["answers"] == [["progress", 200], ["completed", 200]] * 2
    order = log["orders"][-1]
    assert order["callbackUrl"] == calling_line.address(task_id)
    assert (order["callbackEnabled"], order["callbackEvents"]) == (
        True,
        ["completed", "failed", "progress"],
    )
    content = calling_line.story.content(task_id)
    assert content is not None
    assert content.title == "How green tea is brewed"
    assert (content.quality_score, calling_line.story.column(task_id, "cost_micros")) == (
        8.5,
        30_000,
    )


def test_a_generator_that_is_quicker_than_its_answer_is_heard(calling_line: Line) -> None:
    calling_line.set(early=True)
    calling_line.service()
    task_id = calling_line.submit()
    calling_line.until(task_id, "completed")
    calling_line.sound(task_id)
    assert calling_line.story.column(task_id, "external_id") == f"{task_id}-1"
    assert ["completed", 200] in calling_line.log()["answers"]


def test_a_generator_with_ids_of_its_own_is_heard_when_it_calls_again(calling_line: Line) -> None:
    calling_line.set(id="job-7", held=True)
    calling_line.service()
    task_id = calling_line.submit()
    calling_line.until(task_id, "running")
    calling_line.set(held=False)
    calling_line.until(task_id, "completed")
    calling_line.sound(task_id)
    assert calling_line.log()["answers"][-1] == ["completed", 200]


def test_a_failure_is_told_and_the_next_attempt_has_another_address(calling_line: Line) -> None:
    calling_line.set(error="the model is away")
    calling_line.service(CONTENTHUB_RETRY_BACKOFF="0.1")
    task_id = calling_line.submit()
    calling_line.until(task_id, "failed")
    addresses = [order["callbackUrl"] for order in calling_line.log()["orders"]]
    assert len(set(addresses)) == len(addresses) == calling_line.story.task(task_id).attempt > 1
    assert "the model is away" in calling_line.story.reasons(task_id)


def test_looks_go_on_when_callbacks_stop_coming(calling_line: Line) -> None:
    calling_line.service(ASYNC_POLL_INTERVAL="1.5")
    expect_callbacks(calling_line)
    calling_line.set(silent=True)
    quiet = calling_line.submit("a silent one")
    calling_line.until(quiet, "completed")
    calling_line.sound(quiet)
    row = db.execute("SELECT heard_at, missed_at FROM calling_creators").fetchone()
    assert row[1] > row[0]


def test_a_callback_and_a_look_at_the_same_moment_make_one_content(calling_line: Line) -> None:
    calling_line.set(held=True)
    calling_line.service(ASYNC_POLL_INTERVAL="0.05", ASYNC_MAX_CONCURRENT_TASKS="20")
    calling_line.submit(*(f"tea number {number}" for number in range(12)))
    wait_until(lambda: calling_line.story.counts()["running"] == 12, 60, "all of them running")
    calling_line.set(held=False)
    wait_until(lambda: calling_line.story.counts()["completed"] == 12, 60, "all articles")
    assert db.execute("SELECT COUNT(*) FROM contents").fetchone()[0] == 12
    assert calling_line.story.broken() == []


def test_a_database_that_is_held_costs_no_callback(calling_line: Line) -> None:
    calling_line.service()
    expect_callbacks(calling_line)
    calling_line.set(held=True)
    task_id = calling_line.submit()
    calling_line.until(task_id, "running")
    wait_until(lambda: calling_line.log()["answers"][-1][0] == "progress", 60, "its progress")
    with locked(calling_line.settings.home_folder):
        calling_line.set(held=False)
        wait_until(lambda: ["completed", 503] in calling_line.log()["answers"], 60, "a refusal")
    calling_line.until(task_id, "completed")
    calling_line.sound(task_id)


def test_an_api_that_is_killed_within_a_callback_costs_none(calling_line: Line) -> None:
    with servers.valkey() as broker:
        settings = {"REDIS_URL": broker.url, "CONTENTHUB_LOG_LEVEL": "debug"}
        calling_line.processes.configure(settings)
        api = calling_line.service("api")
        calling_line.processes.contenthub("worker")
        expect_callbacks(calling_line)
        calling_line.set(held=True, retry_delay=6.0)
        task_id = calling_line.submit()
        calling_line.until(task_id, "running")
        wait_until(lambda: calling_line.log()["answers"][-1][0] == "progress", 60, "its progress")
        before = _begun(api)
        with locked(calling_line.settings.home_folder):
            calling_line.set(held=False)
            wait_until(lambda: _begun(api) > before, 60, "the callback within the API", api)
            api.signal(signal.SIGKILL)
            api.wait()
        assert calling_line.story.status(task_id) == "running"
        calling_line.service("api")
        calling_line.until(task_id, "completed")
        calling_line.sound(task_id)
        answers = calling_line.log()["answers"]
        assert answers[-1] == ["completed", 200]
        assert ["completed", 0] in answers


def _begun(api: Process) -> int:
    """How many callbacks the API has begun to serve."""
    lines = [line for line in api.stdout().splitlines() if '"call_begins"' in line]
    return sum("/callbacks/" in line for line in lines)


ACCEPTS = """\
import json, subprocess, sys
request = json.load(sys.stdin)
body = {{"task_id": request["task_id"], "attempt": request["attempt"], "id": "job-1"}}
with open({orders!r}, "a") as orders:
    orders.write(json.dumps([request["callback_url"], body]) + "\\n")
print(json.dumps({{"accepted": "job-1"}}))
"""


def accepted(line: Line, folder: Path) -> tuple[str, str, Any]:
    """A task that a program only took: its id, the address, how callbacks have to name it."""
    orders = folder / "orders"
    program = folder / "accepts.py"
    program.write_text(ACCEPTS.format(orders=str(orders)))
    line.service(CONTENTHUB_COMMAND=f"{sys.executable} {program}", CONTENTHUB_LEASE="1")
    task_id = line.submit(creator="command")
    wait_until(lambda: line.story.task(task_id).external_id == "job-1", 60, "its acceptance")
    url, named = json.loads(orders.read_text().splitlines()[-1])
    return task_id, url, named


def test_a_program_may_hand_an_order_on_and_let_others_call_back(
    calling_line: Line, tmp_path: Path
) -> None:
    task_id, url, named = accepted(calling_line, tmp_path)
    task = calling_line.story.task(task_id)
    assert (task.status, task.lease_owner, task.due_at) == ("running", None, task.timeout_at)
    progress = {"type": "generation.progress", "data": named | {"progress": 30, "step": "half"}}
    assert calling_line.ask(url, progress).json() == {"outcome": "noted"}
    assert calling_line.story.column(task_id, "progress") == 30
    article = {"content": "# Tea\n\nIt is brewed cool, and not for long."}
    done = {"type": "generation.completed", "data": named | {"article": article}}
    assert calling_line.ask(url, done).json() == {"outcome": "taken"}
    assert calling_line.ask(url, done).json() == {"outcome": "known"}
    calling_line.sound(task_id)


def test_what_was_handed_on_is_not_said_to_be_cancelled(calling_line: Line, tmp_path: Path) -> None:
    task_id, url, named = accepted(calling_line, tmp_path)
    with pytest.raises(NotAllowedError, match="handed it on") as refused:
        asked.cancel(Caller(calling_line.settings, "test"), task_id)
    assert refused.value.code is Code.GOES_ON_ELSEWHERE
    assert calling_line.story.task(task_id).cancel_requested_at is None
    by_hand.request_cancel(task_id, "test")  # as by somebody who was earlier than its answer
    wait_until(
        lambda: "task.refuse_cancel" in calling_line.story.events(task_id), 60, "the refusal"
    )
    wait_until(
        lambda: (
            calling_line.story.task(task_id).due_at == calling_line.story.task(task_id).timeout_at
        ),
        60,
        "its waiting",
    )
    assert calling_line.story.status(task_id) == "running"
    done = {"type": "generation.completed", "data": named | {"article": {"content": "Tea."}}}
    assert calling_line.ask(url, done).json() == {"outcome": "taken"}
    calling_line.sound(task_id)
