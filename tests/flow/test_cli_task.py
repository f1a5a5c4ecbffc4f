"""`contenthub task …`: what people are shown of tasks, and what they can do to them."""

from __future__ import annotations

import csv
import io
import json
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.creators.base import Article
from contenthub.database import db
from contenthub.errors import PermanentError
from contenthub.lifecycle import accounts, by_hand, contents, submission, task_sums, tasks
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from tests.support import fakes, texts
from tests.support.processes import Processes
from tests.support.servers import valkey

Cli = Callable[..., Any]


def _end_all(status: str) -> None:
    with db.transaction():
        db.execute(
            "UPDATE generation_tasks SET status = ?, due_at = NULL, timeout_at = NULL,"
            " started_at = created_at, completed_at = updated_at",
            (status,),
        )


class TestStatus:
    def test_one_task_is_told_whole_as_one_json_object(
        self, cli: Cli, submit: Any, line: Any, until: Any, story: Any
    ) -> None:
        line()
        task_id = submit("茶", category="饮品")
        until(lambda: story.published(task_id), "the publication")
        told = cli("task", "status", task_id, "-f", "json").json
        assert told["task_id"] == task_id
        assert (told["status"], told["progress"], told["attempt"]) == ("completed", 100, 1)
        assert (told["topic"], told["category"], told["account"]) == ("茶", "饮品", "default")
        assert told["publish_status"] == "published"
        assert Path(told["proof"]).is_file()
        assert told["content_id"]
        assert told["title"]
        assert told["review_status"] == "approved"
        assert told["late_result"] is False
        assert told["created_at"].endswith("Z")

    def test_several_tasks_are_a_json_list_in_the_order_asked_for(
        self, cli: Cli, submit: Any
    ) -> None:
        ids = [submit("a"), submit("b")]
        told = cli("task", "status", *reversed(ids), "-f", "json").json
        assert [one["task_id"] for one in told] == ids[::-1]

    def test_an_unknown_id_does_not_hide_the_known_one(self, cli: Cli, submit: Any) -> None:
        task_id = submit()
        answer = cli("task", "status", "nobody", task_id)
        assert answer.code == 3
        assert task_id in answer.out
        assert answer.err == "contenthub: no task 'nobody'; `contenthub task list` shows them\n"

    def test_people_see_a_failed_tasks_error(
        self, cli: Cli, submit: Any, line: Any, until: Any, story: Any
    ) -> None:
        line({"fake": fakes.Direct([PermanentError("this topic is not for me")])})
        task_id = submit(creator="fake")
        until(lambda: story.status(task_id) == "failed", "the failure")
        out = cli("task", "status", task_id).out
        assert "this topic is not for me" in out

    def test_csv_has_a_line_for_each_task(self, cli: Cli, submit: Any) -> None:
        ids = [submit("a"), submit("b")]
        rows = list(csv.DictReader(io.StringIO(cli("task", "status", *ids, "-f", "csv").out)))
        assert [row["task_id"] for row in rows] == ids


class TestList:
    def test_the_newest_come_first_and_more_are_announced(self, cli: Cli, submit: Any) -> None:
        ids = [submit(f"topic {n}") for n in range(5)]
        answer = cli("task", "list", "--limit", "2", "-f", "json")
        assert [row["task_id"] for row in answer.json] == [ids[4], ids[3]]
        assert "--offset 2" in answer.err
        rest = cli("task", "list", "--limit", "3", "--offset", "2", "-f", "json")
        assert [row["task_id"] for row in rest.json] == [ids[2], ids[1], ids[0]]
        assert rest.err == ""

    def test_an_empty_list_says_so_and_is_valid_json(self, cli: Cli, database: Any) -> None:
        assert cli("task", "list").out == "no tasks yet\n"
        assert cli("task", "list", "-f", "json").json == []

    def test_several_states_are_merged_newest_first(self, cli: Cli, submit: Any) -> None:
        ids = [submit(f"{n}") for n in range(6)]
        for task_id, status in zip(ids, ["failed", "timeout", "completed"] * 2, strict=True):
            db.execute(
                "UPDATE generation_tasks SET status = ? WHERE task_id = ?", (status, task_id)
            )
        rows = cli("task", "list", "-s", "failed", "-s", "timeout", "-f", "json").json
        assert [row["task_id"] for row in rows] == [ids[4], ids[3], ids[1], ids[0]]
        page = cli(
            "task",
            "list",
            "-s",
            "failed",
            "-s",
            "timeout",
            "--limit",
            "2",
            "--offset",
            "1",
            "-f",
            "json",
        ).json
        assert [row["task_id"] for row in page] == [ids[3], ids[1]]

    def test_each_option_narrows(self, cli: Cli, submit: Any, database: Any) -> None:
        other = accounts.add("茶馆")
        plain, named = submit("plain"), submit("named", account=other, creator="command")
        batch = submission.submit([NewTask("b", other)], database, "test", "b1")[0].task_id

        def found(*options: str) -> set[str]:
            return {r["task_id"] for r in cli("task", "list", *options, "-f", "json").json}

        assert found("-a", "茶馆") == {named, batch}
        assert found("-a", str(other.id)) == {named, batch}
        assert found("--creator", "command") == {named}
        assert found("--batch", "b1") == {batch}
        assert found("--since", "1h") == {plain, named, batch}
        assert found("--until", "1h") == set()
        assert found("-a", "茶馆", "--creator", "outline") == {batch}

    def test_since_and_until_cut_at_the_moment_given(self, cli: Cli, submit: Any) -> None:
        long_ago = datetime(2026, 1, 1, tzinfo=UTC)
        with clock.use(lambda: long_ago):
            old = submit("old")
        new = submit("new")
        listed = cli("task", "list", "--until", "2026-01-01T00:00:01Z", "-f", "json").json
        assert [row["task_id"] for row in listed] == [old]
        listed = cli("task", "list", "--since", "2026-01-01T00:00:01Z", "-f", "json").json
        assert [row["task_id"] for row in listed] == [new]

    @pytest.mark.parametrize(
        ("options", "code", "says"),
        [
            (["--status", "done"], 2, "--status is 'done'; allowed: pending, submitted"),
            (["--since", "yesterday"], 2, "'yesterday' is no time; allowed"),
            (["--account", "nobody"], 3, "no account 'nobody'"),
            (
                ["--limit", "-1"],
                2,
                "--limit is '-1'; allowed: a whole number, 0 or more",
            ),
            (["--batch", " "], 2, "--batch is empty"),
            (["-f", "xml"], 2, "'xml'"),
        ],
    )
    def test_bad_input_is_one_line(
        self, cli: Cli, database: Any, options: list[str], code: int, says: str
    ) -> None:
        answer = cli("task", "list", *options)
        assert (answer.code, answer.out) == (code, "")
        assert says in answer.err
        assert answer.err.count("\n") == 1

    @pytest.mark.parametrize("statuses", [(), ("failed",), ("failed", "running")])
    def test_the_list_is_read_from_an_index_and_not_sorted(
        self, database: Any, submit: Any, statuses: tuple[str, ...]
    ) -> None:
        from contenthub.queries.tasks import Filter, page

        submit()
        seen: list[str] = []
        db.database.connection().set_trace_callback(seen.append)
        page(Filter(statuses), 50)
        db.database.connection().set_trace_callback(None)
        plan = " ".join(str(row) for row in db.execute(f"EXPLAIN QUERY PLAN {seen[0]}").fetchall())
        assert ("COVERING INDEX task_status" in plan) is bool(statuses)
        if len(statuses) < 2:  # several: the newest of each are merged, no more than a page
            assert "TEMP B-TREE" not in plan

    def test_reading_needs_none_of_the_heavy_parts(self, tmp_path: Path) -> None:
        import subprocess
        import sys

        with Processes(tmp_path) as processes:
            code = (
                "import sys; from contenthub.cli import run; run(['task', 'list']);"
                "print([m for m in ('structlog', 'dramatiq', 'jinja2', 'rich', 'redis', 'httpx2')"
                " if m in sys.modules], file=sys.stderr)"
            )
            done = subprocess.run(
                [sys.executable, "-c", code],
                env=processes.environment(),
                capture_output=True,
                text=True,
                check=True,
                cwd=tmp_path,
            )
        assert done.stderr == "[]\n"


class TestCancel:
    def test_what_has_not_begun_is_cancelled_at_once(
        self, cli: Cli, submit: Any, story: Any
    ) -> None:
        ids = [submit("a"), submit("b")]
        answer = cli("task", "cancel", *ids, "--reason", "wrong topic", "-f", "json")
        assert answer.code == 0
        assert [(r["task_id"], r["outcome"]) for r in answer.json] == [
            (task_id, "cancelled") for task_id in ids
        ]
        assert [story.status(task_id) for task_id in ids] == ["cancelled"] * 2
        assert "wrong topic" in story.reasons(ids[0])

    def test_what_runs_is_only_said_to_be_requested_until_its_creator_confirms(
        self, tmp_path: Path, submit: Any, line: Any, until: Any, story: Any
    ) -> None:
        line({"fake": fakes.Direct([fakes.until_stopped])})
        task_id = submit(creator="fake")
        until(lambda: story.status(task_id) == "running", "the start")
        with Processes(tmp_path) as processes:
            done = processes.run("task", "cancel", task_id, "-f", "json")
        row = json.loads(done.stdout)[0]
        assert row["status"] == "running"
        assert row["outcome"] == "cancel requested, until its creator confirms"
        until(lambda: story.status(task_id) == "cancelled", "the confirmation")

    def test_every_id_is_acted_on_and_the_first_failure_is_the_exit_code(
        self, cli: Cli, submit: Any, story: Any
    ) -> None:
        ended, fine = submit("ended"), submit("fine")
        db.execute("UPDATE generation_tasks SET status = 'completed' WHERE task_id = ?", (ended,))
        answer = cli("task", "cancel", ended, "nobody", fine)
        assert answer.code == 4
        assert story.status(fine) == "cancelled"
        assert f"task {ended} is completed; only open ones are cancelled" in answer.err
        assert "no task 'nobody'" in answer.err

    def test_a_filter_means_open_tasks_only(self, cli: Cli, submit: Any, story: Any) -> None:
        first = submit("first")
        _end_all("completed")
        second = submit("second")
        rows = cli("task", "cancel", "-a", "default", "-f", "json").json
        assert [row["task_id"] for row in rows] == [second]
        assert story.status(first) == "completed"

    @pytest.mark.parametrize("command", ["cancel", "retry"])
    def test_nothing_is_meant_without_ids_and_options(
        self, cli: Cli, submit: Any, story: Any, command: str
    ) -> None:
        task_id = submit()
        answer = cli("task", command)
        assert answer.code == 2
        assert "say which tasks" in answer.err
        assert story.status(task_id) == "pending"

    def test_ids_and_a_filter_together_are_refused(self, cli: Cli, submit: Any) -> None:
        answer = cli("task", "cancel", submit(), "--since", "1h")
        assert (answer.code, "not both" in answer.err) == (2, True)

    def test_an_empty_option_does_not_widen_what_is_cancelled(
        self, cli: Cli, submit: Any, story: Any
    ) -> None:
        task_id = submit()
        assert cli("task", "cancel", "--batch", "").code == 2
        assert story.status(task_id) == "pending"

    def test_a_state_that_cannot_be_cancelled_is_refused(self, cli: Cli, database: Any) -> None:
        answer = cli("task", "cancel", "--status", "completed")
        assert answer.code == 2
        assert "allowed: pending, submitted, running" in answer.err

    def test_with_redis_away_it_succeeds_and_says_so(
        self, cli: Cli, submit: Any, story: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = [submit("a"), submit("b")]
        _end_all("failed")
        monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
        answer = cli("task", "retry", *ids)
        assert answer.code == 0
        assert answer.err.count("Redis cannot be reached (it does not answer") == 1
        assert "the service will see it by itself" in answer.err
        assert "broker_lost" not in answer.err
        assert [story.status(task_id) for task_id in ids] == ["pending"] * 2

    def test_with_redis_the_worker_is_rung(
        self, cli: Cli, submit: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        task_id = submit()
        _end_all("failed")
        with valkey() as server:
            monkeypatch.setenv("REDIS_URL", server.url)
            answer = cli("task", "retry", task_id)
            with server.client() as client:
                assert client.llen("contenthub:line") == 1
        assert answer.code == 0


class TestRetry:
    def test_a_failed_task_gets_a_new_attempt(self, cli: Cli, submit: Any, story: Any) -> None:
        task_id = submit()
        _end_all("failed")
        answer = cli("task", "retry", "--status", "failed", "-f", "json")
        assert answer.json == [{"task_id": task_id, "status": "pending", "outcome": "retried"}]
        assert (story.status(task_id), story.task(task_id).attempt) == ("pending", 2)
        assert "no service runs" in answer.err

    def test_a_filter_leaves_completed_and_open_tasks_alone(
        self, cli: Cli, submit: Any, story: Any
    ) -> None:
        done = submit("done")
        _end_all("completed")
        still_open = submit("open")
        answer = cli("task", "retry", "--since", "1h", "-f", "json")
        assert (answer.code, answer.json) == (0, [])
        assert (story.status(done), story.status(still_open)) == ("completed", "pending")

    def test_an_open_task_is_not_retried(self, cli: Cli, submit: Any) -> None:
        answer = cli("task", "retry", submit())
        assert answer.code == 4
        assert "only ended ones are retried" in answer.err


class TestAdopt:
    def test_a_late_result_becomes_the_content(
        self, cli: Cli, submit: Any, line: Any, until: Any, story: Any, tmp_path: Path
    ) -> None:
        released = threading.Event()

        def late(request: Any, control: Any) -> Article:
            released.wait(60)  # does not listen to the stop
            return fakes.ARTICLE

        line({"fake": fakes.Direct([late])})
        task_id = submit(creator="fake")
        until(lambda: story.status(task_id) == "running", "the start")
        with Processes(tmp_path) as processes:
            processes.run("task", "cancel", task_id)
        released.set()
        until(lambda: story.status(task_id) == "cancelled", "the end")
        told = cli("task", "status", task_id)
        assert texts.SECOND not in told.out  # the article is not poured out for people
        assert cli("task", "status", task_id, "-f", "json").json["late_result"] is True
        retried = cli("task", "retry", "--status", "cancelled", "-f", "json")
        assert retried.code == 4  # a new attempt would throw it away, and be paid again
        assert "task adopt" in retried.out + retried.err
        adopted = cli("task", "adopt", task_id, "-f", "json")
        assert adopted.code == 0, adopted.err
        assert adopted.json["status"] == "completed"
        assert adopted.json["title"] == fakes.ARTICLE.title
        assert story.content(task_id).id == adopted.json["content_id"]

    def test_it_is_thrown_away_only_where_that_is_asked_for(
        self, cli: Cli, submit: Any, story: Any
    ) -> None:
        task_id = submit(creator="outline")
        late = contents.Draft("T", "A whole text.", "", "en", 3)
        by_hand.request_cancel(task_id, "test")
        with Unit("test") as unit:
            tasks.keep_late_result(unit, story.task(task_id), late)
        assert cli("task", "retry", task_id).code == 4
        assert cli("task", "cleanup", "--days", "0", "-f", "json").json["removed"] == 0
        assert story.task(task_id).result["article"]["body"] == "A whole text."
        assert cli("task", "retry", task_id, "--discard-result").code == 0
        assert story.task(task_id).result is None

    def test_cleanup_removes_it_only_when_told_to(self, cli: Cli, submit: Any, story: Any) -> None:
        task_id = submit(creator="outline")
        by_hand.request_cancel(task_id, "test")
        with Unit("test") as unit:
            draft = contents.Draft("T", "A whole text.", "", "en", 3)
            tasks.keep_late_result(unit, story.task(task_id), draft)
        everything = ("task", "cleanup", "--days", "0", "--late-results", "-f", "json")
        assert cli("task", "cleanup", "--days", "0", "--dry-run").code == 0
        assert cli(*everything, "--dry-run").json["would_remove"] == 1
        assert cli(*everything).json["removed"] == 1

    def test_there_must_be_a_late_result(self, cli: Cli, submit: Any) -> None:
        answer = cli("task", "adopt", submit())
        assert (answer.code, "no late result" in answer.err) == (4, True)

    def test_an_unknown_task_is_not_found(self, cli: Cli, database: Any) -> None:
        assert cli("task", "adopt", "nobody").code == 3


class TestCleanup:
    def test_only_what_ended_long_ago_goes(self, cli: Cli, submit: Any) -> None:
        with clock.use(lambda: datetime.now(UTC) - timedelta(days=10)):
            submit("old")
        _end_all("failed")
        submit("open")
        dry = cli("task", "cleanup", "--days", "7", "--dry-run", "-f", "json").json
        assert dry["would_remove"] == 1
        assert cli("task", "cleanup", "--days", "30", "-f", "json").json["removed"] == 0
        assert cli("task", "cleanup", "--days", "7", "-f", "json").json["removed"] == 1
        assert [r["topic"] for r in cli("task", "list", "-f", "json").json] == ["open"]

    def test_it_does_not_run_without_days(self, cli: Cli, database: Any) -> None:
        assert cli("task", "cleanup").code == 2


class TestStats:
    def test_counts_rate_duration_and_cost(self, cli: Cli, submit: Any) -> None:
        for _ in range(3):
            submit(creator="outline")
        _end_all("completed")
        with db.transaction():
            db.execute("UPDATE generation_tasks SET status = 'failed' WHERE id = 1")
            db.execute(
                "UPDATE generation_tasks SET input_tokens = 10, output_tokens = 5,"
                " cost_micros = 250000, currency = 'USD',"
                " started_at = '2026-01-01T00:00:00.000000+00:00',"
                " completed_at = '2026-01-01T00:00:02.500000+00:00' WHERE status = 'completed'"
            )
        task_sums.count_anew()
        submit("waits", creator="command")
        told = cli("task", "stats", "-f", "json").json
        assert (told["total"], told["completed"], told["failed"], told["pending"]) == (4, 2, 1, 1)
        assert told["success_rate"] == pytest.approx(0.6667)
        assert told["mean_seconds"] == pytest.approx(2.5, abs=0.001)
        assert (told["input_tokens"], told["output_tokens"], told["cost"]) == (20, 10, 0.5)
        assert told["oldest_pending_seconds"] >= 0
        assert told["stuck"] == 0
        rows = cli("task", "stats", "--by", "creator", "-f", "json").json
        assert [(r["creator"], r["total"]) for r in rows] == [("outline", 3), ("command", 1)]
        rows = cli("task", "stats", "--by", "account", "-f", "json").json
        assert [(r["account"], r["total"]) for r in rows] == [("default", 4)]

    def test_overdue_and_abandoned_tasks_are_stuck(self, cli: Cli, submit: Any) -> None:
        overdue, lost, neglected, _fine = (submit(f"{n}") for n in range(4))
        past = "2026-01-01T00:00:00.000000+00:00"
        for task_id, column, status in [
            (overdue, "timeout_at", "pending"),
            (lost, "lease_until", "running"),
            (neglected, "due_at", "submitted"),
        ]:
            db.execute(
                f"UPDATE generation_tasks SET {column} = ?, status = ? WHERE task_id = ?",
                (past, status, task_id),
            )
        assert cli("task", "stats", "-f", "json").json["stuck"] == 3

    def test_an_unknown_grouping_is_refused(self, cli: Cli, database: Any) -> None:
        answer = cli("task", "stats", "--by", "moon")
        assert (answer.code, "allowed: creator, account" in answer.err) == (2, True)


class TestEvents:
    def test_the_story_goes_from_the_request_to_the_publication(
        self, cli: Cli, submit: Any, line: Any, until: Any, story: Any
    ) -> None:
        line()
        task_id = submit()
        until(lambda: story.published(task_id), "the publication")
        rows = cli("task", "events", task_id, "-f", "json").json
        told = [f"{row['entity']}.{row['event']}" for row in rows]
        assert told[0] == "task.create"
        assert told[-1] == "entry.publish"
        assert {"task.dispatch", "task.start", "content.create", "task.complete"} <= set(told)
        assert rows[0]["who"] == "test"
        table = cli("task", "events", task_id).out
        assert "publish" in table
        assert "proof" in table

    def test_an_unknown_task_is_not_found(self, cli: Cli, database: Any) -> None:
        assert cli("task", "events", "nobody").code == 3


class TestWatch:
    def test_it_follows_until_all_is_published(
        self, tmp_path: Path, submit: Any, line: Any, database: Any, account: Any, until: Any
    ) -> None:
        go = threading.Event()
        creator = fakes.Direct([fakes.after(go)])
        requests = [replace(NewTask(f"t{n}", account), creator="fake") for n in range(2)]
        done = submission.submit(requests, database, "test", "b1")
        other = submit("not watched")
        with Processes(tmp_path) as processes:
            watching = processes.contenthub("task", "watch", "--batch", "b1", "-f", "json")
            until(lambda: "watching 2 tasks" in watching.stderr(), "the watch")
            line({"fake": creator})
            until(lambda: watching.stdout().count('"start"') == 2, "the starts, live")
            assert watching.running
            go.set()
            assert watching.wait() == 0, watching.report()
            rows = [json.loads(text) for text in watching.stdout().splitlines()]
        assert {row["task_id"] for row in rows} == {one.task_id for one in done}
        assert other not in watching.stdout()
        assert sum(r["event"] == "publish" and r["entity"] == "entry" for r in rows) == 2
        assert "2 completed" in watching.stderr()
        assert "a person has to look" not in watching.stderr()

    def test_what_waits_for_a_person_is_not_told_as_done(
        self, submit: Any, line: Any, story: Any, until: Any, cli: Cli
    ) -> None:
        """The last line once said "1 completed" alone, of an article that nobody would publish."""
        line()
        task_id = submit(auto_approve=False)
        until(lambda: story.counts() == {"completed": 1}, "the article")
        answer = cli("task", "watch", task_id)
        assert answer.code == 0
        assert answer.err.endswith(
            "1 completed\na person has to look at 1 article:"
            " contenthub content list --review pending\n"
        )

    def test_a_failed_task_is_told_by_the_exit_code(self, cli: Cli, submit: Any) -> None:
        task_id = submit()
        _end_all("failed")
        answer = cli("task", "watch", task_id)
        assert answer.code == 6
        assert f"1 of 1 did not succeed; see `contenthub task events {task_id}`" in answer.err

    def test_what_failed_before_is_not_held_against_a_filter(self, cli: Cli, submit: Any) -> None:
        submit()
        _end_all("failed")
        assert cli("task", "watch", "--account", "default").code == 0

    def test_ctrl_c_ends_it_quietly_with_130(self, tmp_path: Path, submit: Any, until: Any) -> None:
        with Processes(tmp_path) as processes:
            watching = processes.contenthub("task", "watch")
            until(lambda: "watching everything" in watching.stderr(), "the watch")
            task_id = submit("seen")
            until(lambda: task_id in watching.stdout(), "the event")
            watching.signal(signal.SIGINT)
            assert watching.wait() == 130
        assert "Traceback" not in watching.stderr()

    def test_an_unknown_task_is_not_found(self, cli: Cli, database: Any) -> None:
        assert cli("task", "watch", "nobody").code == 3
