"""`contenthub doctor`: finds what is wrong, says what to do, and never falls ill itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot, clock, records
from contenthub.database import db
from contenthub.lifecycle import leases, workers
from contenthub.operations.checkup import examination, results
from contenthub.queries import health
from contenthub.records import moment
from contenthub.settings import Settings
from contenthub.spool import Result as KeptResult
from tests.support.api import served
from tests.support.articles import article, entry_of
from tests.support.processes import Processes
from tests.support.servers import valkey
from tests.support.web import serving

Cli = Callable[..., Any]


def _look(cli: Cli) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and the worst line of each check."""
    answer = cli("doctor", "-f", "json")
    assert "Traceback" not in answer.err
    worst = sorted(answer.json, key=lambda row: ("ok", "warning", "failed").index(row["status"]))
    return answer.code, {row["check"]: row for row in worst}


def test_a_fresh_home_is_in_order(cli: Cli) -> None:
    code, found = _look(cli)
    assert code == 0
    assert {row["status"] for row in found.values()} == {"ok"}
    assert set(found) == {
        "settings",
        "time zone",
        "home",
        "disk",
        "database",
        "schema",
        "broker",
        "creator",
        "publisher",
        "clock",
        "workers",
        "work",
    }


def test_a_column_of_advice_is_there_for_what_needs_one_and_always_for_programs(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [results.Result("clock", results.Level.OK, "it is noon")]
    monkeypatch.setattr(examination, "examine", lambda *_, **__: found)
    assert cli("doctor").out.splitlines()[0].split() == ["check", "status", "detail"]
    assert cli("doctor", "-f", "csv").out.splitlines()[0] == "check,status,detail,advice"
    found.append(results.Result("disk", results.Level.WARNING, "it is full", "free some space"))
    assert cli("doctor").out.splitlines()[0].split() == ["check", "status", "detail", "advice"]


def test_it_runs_as_a_real_program(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        done = processes.run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "creator" in done.stdout


def test_a_bad_setting_is_one_line_and_exit_code_2(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASYNC_MAX_CONCURRENT_TASKS", "many")
    answer = cli("doctor")
    assert (answer.code, answer.out) == (2, "")
    assert "ASYNC_MAX_CONCURRENT_TASKS is 'many'; allowed" in answer.err


def test_a_mistyped_setting_stops_every_command(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONTENTHUB_CREATER", "outline")
    for command in (("doctor",), ("content", "list"), ("worker", "--check"), ("config", "show")):
        answer = cli(*command)
        assert (answer.code, answer.out) == (2, "")
        assert "did you mean CONTENTHUB_CREATOR?" in answer.err
        assert answer.err.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_what_may_be_meant_for_another_program_is_a_warning(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URI", "redis://other/0")
    code, found = _look(cli)
    assert (code, found["settings"]["status"]) == (0, "warning")
    assert "ContentHub reads REDIS_URL" in found["settings"]["detail"]


def test_half_a_price_is_a_warning(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTHUB_OPENAI_PRICE_OUTPUT", "8")
    code, found = _look(cli)
    assert (code, found["settings"]["status"]) == (0, "warning")
    assert "no cost is recorded" in found["settings"]["detail"]
    monkeypatch.setenv("CONTENTHUB_OPENAI_PRICE_INPUT", "0")
    assert _look(cli)[1]["settings"]["status"] == "ok"


def test_an_address_for_callbacks_where_no_api_answers_is_a_warning(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "callbacks" not in _look(cli)[1]
    with serving() as somebody:
        for address, why in (
            ("http://127.0.0.1:9", "does not answer"),
            (somebody.url, "no API answers there (HTTP 404)"),
        ):
            monkeypatch.setenv("CONTENTHUB_PUBLIC_URL", address)
            code, found = _look(cli)
            assert (code, found["callbacks"]["status"]) == (0, "warning")
            assert why in found["callbacks"]["detail"]
    with served(tmp_path) as ours:
        monkeypatch.setenv("CONTENTHUB_PUBLIC_URL", ours.address)
        assert _look(cli)[1]["callbacks"]["status"] == "ok"


def test_a_database_that_is_none_fails_with_5(cli: Cli, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "contenthub.db").write_text("not a database, but long enough to look at" * 50)
    code, found = _look(cli)
    assert code == 5
    assert found["database"]["status"] == "failed"
    assert "not a database" in found["database"]["detail"]
    assert found["creator"]["status"] == "ok"  # the others are still looked at


def test_a_damaged_database_fails_with_5(cli: Cli, submit: Any, tmp_path: Path) -> None:
    for n in range(50):
        submit(f"topic {n}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    path = tmp_path / "home" / "contenthub.db"
    pages = path.read_bytes()
    with path.open("r+b") as file:
        for start in range(0, len(pages), 4096):
            if b"topic 49" in pages[start : start + 4096]:  # the newest row, and its indexes
                file.seek(start)
                file.write(os.urandom(4096))
    code, found = _look(cli)
    assert (code, found["database"]["status"]) == (5, "failed")
    assert "restore" in found["database"]["advice"] or "doctor" in found["database"]["advice"]


def test_a_newer_database_fails(cli: Cli, database: Any) -> None:
    db.execute("INSERT INTO schema_migration (name, applied) VALUES ('0099_later', '2026-01-01')")
    code, found = _look(cli)
    assert (code, found["database"]["status"]) == (5, "failed")
    assert "upgrade contenthub" in found["database"]["advice"]


def test_a_home_that_cannot_be_made_fails(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONTENTHUB_HOME", str(tmp_path / "file" / "home"))
    code, found = _look(cli)
    assert code == 5
    assert found["home"]["status"] == found["database"]["status"] == "failed"
    assert "CONTENTHUB_HOME" in found["home"]["advice"]


@pytest.mark.parametrize(
    ("free", "status", "code"), [(60, "warning", 0), (10, "failed", 1), (900, "ok", 0)]
)
def test_little_space_is_a_warning_and_none_a_failure(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, free: int, status: str, code: int
) -> None:
    usage = namedtuple("usage", "total used free")(10**12, 0, free * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert _look(cli)[0] == code
    assert _look(cli)[1]["disk"]["status"] == status


def test_redis_away_fails_with_5_and_its_password_is_not_shown(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@127.0.0.1:1/0")
    answer = cli("doctor")
    assert answer.code == 5
    assert "failed: broker" in answer.err
    assert "hunter2" not in answer.out + answer.err


def test_redis_without_a_worker_is_a_warning(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with valkey() as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        code, found = _look(cli)
    assert code == 0
    assert found["broker"]["status"] == "ok"
    assert (found["workers"]["status"], found["workers"]["advice"]) == (
        "warning",
        "start one: `contenthub worker`",
    )


def test_a_worker_on_another_broker_is_a_warning(
    cli: Cli, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers.beat("worker", "redis", ["line"], 4)
    code, found = _look(cli)
    assert (code, found["workers"]["status"]) == (0, "warning")
    assert found["workers"]["advice"] == "set the same REDIS_URL here, or start it without one"


def test_a_living_worker_is_shown(cli: Cli, database: Any) -> None:
    workers.beat("up", "embedded", ["line"], 9)
    assert f"pid {os.getpid()}, 9 threads" in _look(cli)[1]["workers"]["detail"]


def test_a_worker_that_lives_and_cannot_write_is_no_reason_to_start_another(
    cli: Cli, database: Any
) -> None:
    workers.beat("up", "embedded", ["line"], 9)
    db.execute("UPDATE worker_heartbeats SET seen_at = ?", (moment(clock.after(-60.0)),))
    _, found = _look(cli)
    assert found["workers"]["status"] == "failed"
    assert f"pid {os.getpid()}, lives" in found["workers"]["detail"]
    assert "start no second one" in found["workers"]["advice"]


@pytest.mark.parametrize("what", ["ended", "another place", "its number belongs to a younger one"])
def test_a_worker_that_does_not_live_here_is_none(cli: Cli, database: Any, what: str) -> None:
    workers.beat("up", "embedded", ["line"], 9)
    place, _, pid = leases.BOOT_ID.rpartition("-")[0].rpartition("-")
    if what == "ended":
        with subprocess.Popen([sys.executable, "-c", ""]) as ended:
            pid = str(ended.pid)
    elif what == "another place":
        place = "elsewhere-0123456789"
    started = clock.now() - timedelta(days=4000 if what.startswith("its") else 0)
    db.execute(
        "UPDATE worker_heartbeats SET boot_id = ?, started_at = ?, seen_at = ?",
        (f"{place}-{pid}-0000abcd", moment(started), moment(clock.after(-60.0))),
    )
    assert _look(cli)[1]["workers"]["detail"] == "no service runs"


def test_the_look_whether_the_database_takes_writes_leaves_nothing(cli: Cli, database: Any) -> None:
    before = db.execute("PRAGMA data_version").fetchone()
    assert _look(cli)[1]["database"]["detail"].endswith("writable")
    health.demand_writable()
    assert db.execute("SELECT COUNT(*) FROM worker_heartbeats").fetchone() == (0,)
    assert db.execute("PRAGMA data_version").fetchone() == before
    assert db.execute("PRAGMA cache_size").fetchone() == (-8000,)


def test_a_worker_of_another_version_is_a_warning(cli: Cli, database: Any) -> None:
    workers.beat("up", "embedded", ["line"], 9)
    db.execute("UPDATE worker_heartbeats SET version = '0.0.1'")
    assert "restart it" in _look(cli)[1]["workers"]["advice"]


def test_open_work_without_a_service_fails_with_6(cli: Cli, submit: Any) -> None:
    submit()
    code, found = _look(cli)
    assert (code, found["workers"]["status"]) == (6, "failed")
    assert found["workers"]["detail"] == (
        "no service runs, and there is work that is due or under way: 1 task"
    )
    assert found["workers"]["advice"] == "start one: `contenthub up`"
    assert (found["workers"]["code"], found["home"]["code"]) == ("no_service", None)


def test_what_is_planned_for_later_needs_no_service_yet(
    cli: Cli, database: Settings, submit: Any
) -> None:
    content_id = article(database, approved=True)
    later = records.moment(clock.after(86_400))
    with db.transaction():
        db.execute("UPDATE publish_entries SET due_at = ?, scheduled_at = ?", (later, later))
    code, found = _look(cli)
    assert (code, found["workers"]["status"]) == (0, "warning")
    assert found["workers"]["detail"] == "no service runs; planned for later: 1 publication"
    assert entry_of(content_id).status == "queued"
    with clock.use(lambda: datetime.now(UTC) + timedelta(days=1, minutes=1)):
        code, found = _look(cli)
    assert (code, found["workers"]["status"]) == (6, "failed")
    submit()
    assert _look(cli)[0] == 6


def test_a_creator_that_is_not_set_up_fails_with_5(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTHUB_CREATOR", "command")
    code, found = _look(cli)
    assert (code, found["creator"]["status"]) == (5, "failed")
    assert "CONTENTHUB_COMMAND" in found["creator"]["detail"]


def test_a_publisher_that_nobody_knows_fails(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTHUB_PUBLISHER", "moon")
    code, found = _look(cli)
    assert (code, found["settings"]["status"]) == (2, "failed")
    assert "CONTENTHUB_PUBLISHER is 'moon'" in found["settings"]["detail"]
    assert found["database"]["status"] == "ok"
    assert found["publisher"]["status"] == "failed"


def test_a_creator_that_nobody_knows_is_a_setting_and_no_fault_of_the_database(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTHUB_CREATOR", "outlnie")
    code, found = _look(cli)
    assert (code, found["settings"]["status"]) == (2, "failed")
    assert "CONTENTHUB_CREATOR is 'outlnie'" in found["settings"]["detail"]
    assert "outline" in found["settings"]["advice"]
    assert found["database"]["status"] == found["schema"]["status"] == "ok"


def test_rows_from_the_future_are_noticed(cli: Cli, submit: Any) -> None:
    with clock.use(lambda: datetime.now(UTC) + timedelta(hours=1)):
        submit()
    workers.beat("up", "embedded", ["line"], 9)
    code, found = _look(cli)
    assert (code, found["clock"]["status"]) == (0, "warning")
    assert "ahead" in found["clock"]["detail"]


def test_a_clock_in_another_age_fails(cli: Cli) -> None:
    with clock.use(lambda: datetime(1970, 1, 1, tzinfo=UTC)):
        code, found = _look(cli)
    assert (code, found["clock"]["status"]) == (1, "failed")


def test_stuck_work_is_named(cli: Cli, submit: Any) -> None:
    submit("a")
    submit("b")
    past = "2026-01-01T00:00:00.000000+00:00"
    db.execute("UPDATE generation_tasks SET timeout_at = ? WHERE id = 1", (past,))
    db.execute(
        "UPDATE generation_tasks SET status = 'failed', error_message = 'quarantined: 5 workers"
        " were lost on it', completed_at = ?, due_at = NULL WHERE id = 2",
        (datetime.now(UTC).isoformat(timespec="microseconds"),),
    )
    workers.beat("up", "embedded", ["line"], 9)
    answer = cli("doctor", "-f", "json")
    work = [r for r in answer.json if r["check"] == "work"]
    assert [(r["detail"], r["status"]) for r in work] == [
        ("1 task overdue, left by their worker, or due and given no free slot", "failed"),
        ("1 task quarantined in the last day", "warning"),
    ]
    assert all(r["advice"] for r in work)
    assert (answer.code, "failed: work" in answer.err) == (6, True)


def test_a_check_that_breaks_does_not_end_the_others(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contenthub.publishers.files import Files

    def broken(self: Files, settings: dict[str, Any], folder_name: str) -> str:
        raise RuntimeError("boom")

    monkeypatch.setattr(Files, "check", broken)
    code, found = _look(cli)
    assert (code, found["publisher"]["detail"]) == (5, "RuntimeError: boom")
    assert found["work"]["status"] == "ok"


def test_results_set_aside_are_told_apart_by_whether_their_task_has_an_article(
    cli: Cli, submit: Any, line: Any, story: Any, until: Any, database: Any
) -> None:
    spool = boot.spool_of(database)

    def set_aside(row_id: int) -> Path:
        result = KeptResult(row_id, "t", 1, "x:1", "2026-11-25T10:00:00+00:00", {"body": "tea"})
        return spool.set_aside(spool.keep(result))

    def told() -> list[tuple[str, str]]:
        rows = [row for row in cli("doctor", "-f", "json").json if row["check"] == "spool"]
        assert {row["status"] for row in rows} <= {"warning"}
        return [(row["detail"], row["advice"]) for row in rows]

    assert told() == []
    done = submit("done")
    line()
    until(lambda: story.status(done) == "completed", "completion")
    submit("waits", creator="nobody has this one")
    ids = dict(db.execute("SELECT topic, id FROM generation_tasks").fetchall())
    set_aside(ids["done"])
    set_aside(999)  # its task is gone
    half = set_aside(ids["waits"])
    half.rename(f"{half}.part")
    (detail, advice) = told()[0]
    assert detail.startswith("3 results without use set aside")
    assert advice == "look at them, and remove them"
    needed = set_aside(ids["waits"])
    first, second = told()
    assert first[0].startswith("1 result set aside of tasks without an article")
    assert needed.name in first[0]
    assert f"move the file into {spool.folder}" in first[1]
    assert "remove" not in first[1]
    assert second[0].startswith("3 results without use")
