"""`contenthub scheduler trigger` and `run`, and `doctor` on schedules: with real services."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.database import db
from contenthub.lifecycle.workers import beat, leave
from contenthub.settings import Settings
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import free_port, valkey

pytestmark = pytest.mark.takes_long

Cli = Callable[..., Any]

LISTED = json.dumps({"account_ids": [1], "count_per_account": 2, "topics": ["茶", "coffee"]})


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with Processes(tmp_path) as started:
        yield started


@pytest.fixture
def generation(cli: Cli) -> str:
    """A schedule with two topics, whose time is far away."""
    answer = cli(
        "scheduler",
        "create",
        "--name",
        "每日",
        "--type",
        "async_content_generation",
        "--at",
        "2126-01-01",
        "--params",
        LISTED,
    )
    assert answer.code == 0, answer.err
    return "每日"


@pytest.fixture
def cleanup(cli: Cli) -> str:
    """A schedule that asks for no articles."""
    answer = cli(
        "scheduler",
        "create",
        "--name",
        "cleanup",
        "--type",
        "cleanup",
        "--cron",
        "@daily",
        "--timezone",
        "UTC",
        "--params",
        '{"days": 9}',
    )
    assert answer.code == 0, answer.err
    return "cleanup"


def up(cli: Cli, processes: Processes, *arguments: str) -> Process:
    """A daemon that lives, as `--check` says."""
    process = processes.contenthub(*arguments)
    check = ("scheduler", "run", "--check")
    wait_until(lambda: cli(*check).code == 0, 60, f"{arguments} lives", process)
    return process


def test_who_was_killed_this_moment_is_not_alive(cli: Cli, processes: Processes) -> None:
    """Its last word that it lives is younger than the silence after which it counts as gone."""
    process = up(cli, processes, "up")
    process.kill()
    for command in (("worker", "--check"), ("scheduler", "run", "--check")):
        answer = cli(*command)
        assert (answer.code, answer.out) == (5, "")
        assert "is alive" in answer.err


def silence(schedule: str, status: str, **columns: Any) -> None:
    """Put a schedule where only time leads to."""
    names = ", ".join(f"{name} = ?" for name in ("status", *columns))
    db.execute(
        f"UPDATE schedules SET {names} WHERE name = ?", (status, *columns.values(), schedule)
    )


class TestTrigger:
    def test_without_a_service_nothing_is_written(self, cli: Cli, generation: str) -> None:
        beat("scheduler", "embedded", [], 0)  # fires, but does no work
        answer = cli("scheduler", "trigger", generation)
        assert (answer.code, answer.out) == (5, "")
        assert "no service runs, so nothing was triggered; start one: `contenthub up`" in answer.err
        assert cli("scheduler", "history", "-f", "json").json == []
        assert cli("scheduler", "trigger", "nightly").code == 3

    def test_a_worker_that_serves_other_queues_is_no_service_for_it(
        self, cli: Cli, generation: str
    ) -> None:
        beat("worker", "embedded", ["line", "generate"], 4)
        assert cli("scheduler", "trigger", generation).code == 5

    def test_the_running_service_makes_the_articles_and_says_when_topics_are_out(
        self, cli: Cli, processes: Processes, generation: str
    ) -> None:
        service = up(cli, processes, "up")
        assert cli("scheduler", "pause", generation).code == 0
        answer = cli("scheduler", "trigger", generation, "--wait", "60", "-f", "json")
        assert answer.code == 0, answer.err
        (row,) = answer.json
        assert (row["origin"], row["tasks"], len(row["task_ids"])) == ("manual", 2, 2)
        assert row["status"] in {"running", "completed"}

        def ended() -> bool:
            (tick,) = cli("scheduler", "history", generation, "-f", "json").json
            return bool(tick["status"] == "completed" and tick["duration"] is not None)

        wait_until(ended, 60, "the end of the tick", service)
        whole = cli("scheduler", "history", "--tick", row["tick_id"], "-f", "json").json
        assert [task["topic"] for task in whole["task_details"]] == ["茶", "coffee"]
        assert {task["status"] for task in whole["task_details"]} == {"completed"}
        assert cli("scheduler", "list", "-f", "json").json[0]["topics_left"] == 0

        empty = cli("scheduler", "trigger", generation, "--wait", "60", "-f", "json")
        assert empty.code == 6
        assert empty.json[0]["status"] == "failed"
        assert "failed: no topic is left" in empty.err

    def test_what_is_not_begun_in_time_goes_on_without_us(self, cli: Cli, generation: str) -> None:
        beat("up", "embedded", ["look"], 4)  # lives, and does not come to it
        answer = cli("scheduler", "trigger", generation, "--wait", "0", "-f", "json")
        assert (answer.code, answer.json[0]["status"]) == (0, "pending")
        assert f"scheduler history --tick {answer.json[0]['tick_id']}" in answer.err

    def test_redis_away_is_said_and_loses_nothing(
        self, cli: Cli, cleanup: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        beat("worker", "redis", ["look"], 4)
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
        answer = cli("scheduler", "trigger", cleanup, "--wait", "0")
        assert answer.code == 0
        assert "Redis cannot be reached (it does not answer" in answer.err
        assert "; the service will see it by itself" in answer.err
        back = cli("scheduler", "backfill", cleanup, "--from", "2d", "--to", "1h")
        assert (back.code, "Redis cannot be reached" in back.err) == (0, True)

    def test_through_redis_a_worker_runs_it(
        self, cli: Cli, processes: Processes, cleanup: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with valkey() as server:
            monkeypatch.setenv("REDIS_URL", server.url)
            assert "start one: `contenthub worker`" in cli("scheduler", "trigger", cleanup).err
            worker = processes.contenthub("worker", settings={"REDIS_URL": server.url})
            wait_until(lambda: cli("worker", "--check").code == 0, 60, "a worker", worker)
            answer = cli("scheduler", "trigger", cleanup, "--wait", "60", "-f", "json")
            worker.terminate()
        assert (answer.code, answer.json[0]["status"]) == (0, "completed"), answer.err
        assert answer.json[0]["result"] == {"tasks_removed": 0}

    def test_backfilled_times_are_run_by_the_service(
        self, cli: Cli, processes: Processes, cleanup: str
    ) -> None:
        assert cli("scheduler", "backfill", cleanup, "--from", "3d", "--to", "+1h").code == 0
        service = up(cli, processes, "up")

        def statuses() -> set[str]:
            rows = cli("scheduler", "history", cleanup, "--status", "completed", "-f", "json").json
            return {row["origin"] for row in rows if len(rows) == 3}

        assert wait_until(statuses, 60, "three times", service) == {"backfill"}


class TestRun:
    def test_one_leads_and_another_follows_until_they_are_told_to_end(
        self, cli: Cli, processes: Processes, cleanup: str
    ) -> None:
        answer = cli("scheduler", "run", "--check")
        assert (answer.code, answer.out) == (5, "")
        assert "no scheduler is alive; start one: `contenthub scheduler run`" in answer.err
        first = up(cli, processes, "scheduler", "run")
        second = processes.contenthub("scheduler", "run")

        def lines() -> list[str]:
            found: list[str] = cli("scheduler", "run", "--check").out.splitlines()
            return found if len(found) == 2 and "leads" in "".join(found) else []

        told = wait_until(lines, 60, "two schedulers, of which one leads", first, second)
        assert sorted(line.rpartition(" ")[2] for line in told) == ["follows", "leads"]
        assert {int(line.split()[-2]) for line in told} == {first.pid, second.pid}
        assert all(line.startswith("scheduler ") for line in told)
        assert first.terminate() == second.terminate() == 0
        assert cli("scheduler", "run", "--check").code == 5

    def test_what_is_created_fires_at_once_and_is_paused_and_resumed(
        self, cli: Cli, processes: Processes
    ) -> None:
        service = up(cli, processes, "up")
        made = cli(
            "scheduler",
            "create",
            "--name",
            "often",
            "--type",
            "cleanup",
            "--every",
            "1s",
            "--params",
            '{"days": 9}',
        )
        assert (made.code, made.err) == (0, "")

        def completed() -> int:
            rows = cli("scheduler", "history", "often", "--status", "completed", "-f", "json").json
            return len(rows)

        wait_until(lambda: completed() >= 2, 60, "two times", service)
        assert cli("scheduler", "pause", "often").code == 0
        assert cli("scheduler", "show", "often", "-f", "json").json["status"] == "paused"
        before = completed()
        assert cli("scheduler", "resume", "often").code == 0
        wait_until(lambda: completed() > before + 1, 60, "two more times", service)
        assert service.terminate() == 0

    def test_a_scheduler_ends_by_ctrl_c_as_well(self, cli: Cli, processes: Processes) -> None:
        scheduler = up(cli, processes, "scheduler", "run")
        scheduler.signal(signal.SIGINT)
        assert scheduler.wait() == 0


class TestDoctor:
    @staticmethod
    def look(cli: Cli, check: str = "schedules", code: int = 0) -> list[tuple[str, str, str]]:
        answer = cli("doctor", "-f", "json")
        assert answer.code == code, answer.err
        return [
            (row["status"], row["detail"], row["advice"])
            for row in answer.json
            if row["check"] == check
        ]

    @pytest.fixture
    def scheduler(self, database: Settings) -> Iterator[None]:
        """A scheduler that lives and does nothing."""
        beat("scheduler", "embedded", [], 0)
        yield
        leave()

    def test_it_says_nothing_of_schedules_where_there_are_none(self, cli: Cli) -> None:
        assert self.look(cli) == []

    def test_active_schedules_want_a_scheduler(self, cli: Cli, cleanup: str) -> None:
        (warning,) = self.look(cli)
        assert warning[:2] == ("warning", "1 active, and no scheduler runs")
        assert "`contenthub scheduler run`" in warning[2]
        cli("scheduler", "pause", cleanup)
        assert self.look(cli) == [("ok", "0 active of 1", "")]

    def test_those_that_fail_are_named_before_they_give_up(
        self, cli: Cli, cleanup: str, scheduler: None
    ) -> None:
        (ok,) = self.look(cli)
        assert ok[0] == "ok"
        assert ok[1].startswith("1 active of 1, next 20")
        silence(cleanup, "active", failures=2)
        (warning,) = self.look(cli)
        assert warning[1] == "the last 2 times of 'cleanup' failed"

    def test_a_scheduler_alone_is_no_worker(self, cli: Cli, cleanup: str, scheduler: None) -> None:
        (found,) = self.look(cli, "scheduler")
        assert found[0] == "ok"
        assert f"pid {os.getpid()}, embedded" in found[1]
        assert "threads" not in found[1]
        (workers,) = self.look(cli, "workers")
        assert workers[:2] == ("warning", "no service runs")
        assert [row[0] for row in self.look(cli)] == ["ok"]

    def test_a_schedule_that_is_late_under_a_living_scheduler_is_named(
        self, cli: Cli, cleanup: str, scheduler: None
    ) -> None:
        late = records.moment(clock.now() - timedelta(seconds=90))
        silence(cleanup, "active", next_at=late)
        (warning,) = self.look(cli)
        assert "late by more than a minute although a scheduler runs: 'cleanup'" in warning[1]

    def test_a_schedule_that_gave_up_is_named(
        self, cli: Cli, cleanup: str, scheduler: None
    ) -> None:
        silence(cleanup, "paused", status_reason="paused: 3 ticks failed in a row")
        (warning,) = self.look(cli)
        assert "'cleanup' is paused: 3 ticks failed in a row" in warning[1]
        assert "scheduler resume cleanup" in warning[2]

    def test_a_list_that_is_used_up_is_named(
        self, cli: Cli, generation: str, scheduler: None
    ) -> None:
        assert [row[0] for row in self.look(cli)] == ["ok"]
        assert cli("content", "generate", "-t", "茶", "-t", "Coffee", "--async").code == 0
        (warning,) = self.look(cli, code=6)  # and nobody works on these two
        assert "'每日' has no topic left for some account" in warning[1]
        assert "scheduler update" in warning[2]
