"""`contenthub scheduler preview`, `backfill` and `history`: times to come, and times that were."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.commands.console import output
from contenthub.commands.console.screen import Screen
from contenthub.database import db
from contenthub.lifecycle.schedules import backfill as backfilling
from contenthub.lifecycle.schedules import definitions, ticks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Tick
from contenthub.settings import Settings

Cli = Callable[..., Any]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOPICS = json.dumps({"account_ids": [1], "topics": ["tea", "coffee", "bread"]})


@pytest.fixture
def noon(database: Settings) -> Any:
    """A clock that stands at noon of a Sunday."""
    with clock.use(lambda: NOW):
        yield NOW


@pytest.fixture
def daily(cli: Cli, noon: datetime) -> str:
    """A schedule at 08:00 in Berlin, which is 07:00 UTC in winter."""
    answer = cli(
        "scheduler",
        "create",
        "--name",
        "每日",
        "--type",
        "async_content_generation",
        "--cron",
        "0 8 * * *",
        "--timezone",
        "Europe/Berlin",
        "--params",
        TOPICS,
    )
    assert answer.code == 0, answer.err
    return "每日"


def preview(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    answer = cli("scheduler", "preview", *arguments, "-f", "json")
    assert answer.code == 0, answer.err
    rows: list[dict[str, Any]] = answer.json
    return rows


def backfill(cli: Cli, *arguments: str) -> list[tuple[str, str]]:
    """Each time (its day and hour in UTC) with its outcome."""
    answer = cli("scheduler", "backfill", *arguments, "-f", "json")
    assert answer.code == 0, answer.err
    return [(row["scheduled_for"][5:13], row["outcome"]) for row in answer.json]


def tick(time: datetime) -> Tick:
    return records.select(Tick, "WHERE tick_id = ?", (ticks.tick_id_of(1, time),))[0]


class TestPreview:
    def test_a_schedules_times_stand_on_its_clocks_and_in_utc(self, cli: Cli, daily: str) -> None:
        rows = preview(cli, daily, "--count", "2")
        assert rows == [
            {
                "number": 1,
                "local": "2026-11-23 08:00:00+01:00",
                "scheduled_for": "2026-11-23T07:00:00.000000Z",
                "weekday": "Monday",
                "oddity": "",
            },
            {
                "number": 2,
                "local": "2026-11-24 08:00:00+01:00",
                "scheduled_for": "2026-11-24T07:00:00.000000Z",
                "weekday": "Tuesday",
                "oddity": "",
            },
        ]
        assert len(preview(cli, daily)) == 10

    @pytest.mark.parametrize(
        ("cron", "start", "local", "said"),
        [
            ("30 2 * * *", "2027-03-28", "2027-03-28 03:00:00+02:00", "02:30 does not exist"),
            ("30 2 * * *", "2026-10-25", "2026-10-25 02:30:00+02:00", "the first time only"),
            ("30 2 * * *", "2027-03-29", "2027-03-29 02:30:00+02:00", ""),
        ],
    )
    def test_it_points_out_what_a_change_of_clocks_does(
        self, cli: Cli, cron: str, start: str, local: str, said: str
    ) -> None:
        (row,) = preview(
            cli, "--cron", cron, "--timezone", "Europe/Berlin", "--from", start, "--count", "1"
        )
        assert row["local"] == local
        assert said in row["oddity"]
        assert bool(said) == bool(row["oddity"])

    def test_triggers_without_a_schedule_leave_no_trace(self, cli: Cli, noon: datetime) -> None:
        rows = preview(cli, "--every", "90m", "--timezone", "Asia/Shanghai", "--count", "2")
        assert [row["local"] for row in rows] == [
            "2026-11-22 21:30:00+08:00",
            "2026-11-22 23:00:00+08:00",
        ]
        (row,) = preview(cli, "--at", "2026-12-01 08:00", "--timezone", "America/Sao_Paulo")
        assert (row["local"], row["scheduled_for"]) == (
            "2026-12-01 08:00:00-03:00",
            "2026-12-01T11:00:00.000000Z",
        )
        assert cli("scheduler", "list", "-f", "json").json == []

    def test_the_zone_is_the_setting_where_none_is_given(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CONTENTHUB_TIMEZONE", "Australia/Lord_Howe")
        (row,) = preview(cli, "--cron", "15 2 * * *", "--from", "2026-10-04", "--count", "1")
        assert row["local"] == "2026-10-04 02:30:00+11:00"
        assert "02:15 does not exist" in row["oddity"]

    def test_a_table_and_a_csv_have_the_same_columns(self, cli: Cli, daily: str) -> None:
        table = cli("scheduler", "preview", daily, "--count", "1").out.splitlines()
        assert table[0].split() == ["number", "local", "scheduled", "for", "weekday", "oddity"]
        (row,) = csv.DictReader(
            io.StringIO(cli("scheduler", "preview", daily, "--count", "1", "-f", "csv").out)
        )
        assert row["local"] == "2026-11-23 08:00:00+01:00"
        assert list(row) == ["number", "local", "scheduled_for", "weekday", "oddity"]

    def test_that_a_schedule_does_not_fire_is_said(self, cli: Cli, daily: str) -> None:
        assert cli("scheduler", "pause", daily).code == 0
        answer = cli("scheduler", "preview", daily)
        assert answer.code == 0
        assert "is paused (paused by cli:" in answer.err
        assert cli("scheduler", "resume", daily).code == 0
        assert cli("scheduler", "update", daily, "--at", "+1h").code == 0
        late = cli("scheduler", "preview", daily, "--from", "+2h")
        assert (late.code, "does not fire any more" in late.out) == (0, True)

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            ((), 2, "say what"),
            (("每日", "--cron", "@daily"), 2, "either a schedule or"),
            (("每日", "--timezone", "UTC"), 2, "either a schedule or"),
            (("nightly",), 3, "no schedule 'nightly'"),
            (("--cron", "@daily", "--every", "1h"), 2, "exclude each other"),
            (("--cron", "x"), 2, "cron has five fields"),
            (("每日", "--from", "soon"), 2, "no time"),
            (("每日", "--from", "0001-01-01"), 2, "too far away"),
            (("每日", "--count", "0"), 2, "--count"),
        ],
    )
    def test_bad_input_is_refused(
        self, cli: Cli, daily: str, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        answer = cli("scheduler", "preview", *arguments)
        assert (answer.code, said in answer.err) == (code, True), answer.err
        assert len(answer.err.splitlines()) == 1


class TestBackfill:
    def test_a_dry_run_says_what_would_be_and_changes_nothing(self, cli: Cli, daily: str) -> None:
        wanted = [("11-20T07", "created"), ("11-21T07", "created")]
        range_ = ("--from", "2026-11-20 08:00", "--to", "2026-11-21 08:00")
        assert backfill(cli, daily, *range_, "--dry-run") == wanted
        assert (
            "2 of 2 would be run" in cli("scheduler", "backfill", daily, *range_, "--dry-run").err
        )
        assert cli("scheduler", "history", "-f", "json").json == []
        assert backfill(cli, daily, *range_) == wanted
        assert backfill(cli, daily, *range_, "--dry-run") == [
            ("11-20T07", "pending"),
            ("11-21T07", "pending"),
        ]
        rows = cli("scheduler", "history", daily, "-f", "json").json
        assert [(row["status"], row["origin"]) for row in rows] == [("pending", "backfill")] * 2

    @pytest.mark.parametrize("width", [60, 80])
    def test_the_history_of_all_says_whose_each_time_is_on_a_narrow_screen(
        self, cli: Cli, daily: str, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        backfill(cli, daily, "--from", "2026-11-20 08:00", "--to", "2026-11-20 08:00")
        monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
        heading, _, row = cli("scheduler", "history").out.splitlines()
        assert ("schedule " in heading, daily in row.split()) == (True, True)

    def test_a_dry_run_and_the_real_one_judge_alike(self, cli: Cli, daily: str) -> None:
        range_ = ("--from", "2026-11-17", "--to", "2026-11-21")  # a day is meant as a whole
        backfill(cli, daily, *range_)
        for day, status, tasks in (
            (18, "failed", 0),
            (19, "failed", 1),
            (20, "skipped", 0),
            (21, "completed", 1),
        ):
            db.execute(
                "UPDATE ticks SET status = ?, tasks = ?, due_at = NULL WHERE tick_id = ?",
                (status, tasks, f"schedule-1-202611{day}T070000Z"),
            )
        planned = backfill(cli, daily, *range_, "--dry-run")
        assert planned == [
            ("11-17T07", "pending"),
            ("11-18T07", "created"),
            ("11-19T07", "failed"),
            ("11-20T07", "created"),
            ("11-21T07", "completed"),
        ]
        assert backfill(cli, daily, *range_) == planned
        assert tick(datetime(2026, 11, 18, 7, tzinfo=UTC)).status == "pending"
        assert tick(datetime(2026, 11, 19, 7, tzinfo=UTC)).status == "failed"

    def test_times_without_an_offset_are_the_schedules(self, cli: Cli, daily: str) -> None:
        assert backfill(
            cli, daily, "--from", "2026-11-21 08:00", "--to", "2026-11-21 08:00", "--dry-run"
        ) == [("11-21T07", "created")]
        assert (
            backfill(
                cli,
                daily,
                "--from",
                "2026-11-21T07:00:01Z",
                "--to",
                "2026-11-21T08:00Z",
                "--dry-run",
            )
            == []
        )
        assert (
            "has no times there"
            in cli("scheduler", "backfill", daily, "--from", "2h", "--to", "1h").out
        )

    def test_what_is_to_come_is_cut_off(self, cli: Cli, daily: str) -> None:
        answer = cli("scheduler", "backfill", daily, "--from", "1d", "--to", "+30d", "-f", "json")
        assert answer.code == 0
        assert [row["scheduled_for"][:13] for row in answer.json] == ["2026-11-22T07"]
        assert "cut at now, 2026-11-22 13:00:00+01:00" in answer.err

    def test_ticks_that_wait_for_a_service_are_announced(self, cli: Cli, daily: str) -> None:
        answer = cli("scheduler", "backfill", daily, "--from", "1d", "--to", "2026-11-22 12:00")
        assert (answer.code, "no service runs" in answer.err) == (0, True)
        assert "2026-11-22 08:00:00+01:00" in answer.out

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("每日", "--from", "1d", "--to", "2d"), 2, "is after --to"),
            (("每日", "--from", "+1d", "--to", "+2d"), 2, "is in the future"),
            (("每日", "--from", "1d"), 2, "--to"),
            (("每日", "--from", "x", "--to", "1d"), 2, "'x' is no time"),
            (("每日", "--from", "1900-01-01", "--to", "1d"), 2, "narrow it"),
            (("nightly", "--from", "2d", "--to", "1d"), 3, "no schedule"),
        ],
    )
    def test_bad_input_is_refused(
        self, cli: Cli, daily: str, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        answer = cli("scheduler", "backfill", *arguments)
        assert (answer.code, said in answer.err) == (code, True), answer.err
        assert cli("scheduler", "history", "-f", "json").json == []


class TestHistory:
    @pytest.fixture
    def past(self, cli: Cli, daily: str, noon: datetime) -> None:
        """Three days of the one schedule, an hour of another one."""
        backfill(cli, daily, "--from", "3d", "--to", "1h")
        assert (
            cli(
                "scheduler",
                "create",
                "--name",
                "hourly",
                "--type",
                "cleanup",
                "--cron",
                "@hourly",
                "--params",
                '{"days": 9}',
            ).code
            == 0
        )
        backfill(cli, "hourly", "--from", "65m", "--to", "30m")
        for day, status, begun, ended, reason in (
            (20, "failed", 1.5, 3.0, "all 3 tasks ended without content"),
            (21, "skipped", None, None, "missed: no scheduler ran (catch-up: skip)"),
        ):
            time = datetime(2026, 11, day, 7, tzinfo=UTC)
            moments = [
                None if s is None else records.moment(time + timedelta(seconds=s))
                for s in (begun, ended)
            ]
            db.execute(
                "UPDATE ticks SET status = ?, started_at = ?, finished_at = ?, due_at = NULL,"
                " error_message = ? WHERE tick_id = ?",
                (status, *moments, reason, ticks.tick_id_of(1, time)),
            )

    def test_a_schedules_ticks_come_with_delay_duration_and_reason(
        self, cli: Cli, daily: str, past: None
    ) -> None:
        rows = cli("scheduler", "history", daily, "-f", "json").json
        assert [row["tick_id"] for row in rows] == [
            f"schedule-1-202611{day}T070000Z" for day in (22, 21, 20)
        ]
        failed = rows[2]
        assert (failed["delay"], failed["duration"]) == (1.5, 1.5)
        assert failed["scheduled_for"] == "2026-11-20T07:00:00.000000Z"
        assert failed["error_message"] == "all 3 tasks ended without content"
        assert (failed["stands_for"], failed["task_ids"], failed["result"]) == (1, [], None)
        assert (rows[1]["delay"], rows[1]["started_at"]) == (None, None)

    def test_nothing_lasted_less_than_nothing_where_a_clock_was_set_back(
        self, cli: Cli, daily: str, past: None
    ) -> None:
        db.execute("UPDATE ticks SET finished_at = scheduled_for")
        failed = cli("scheduler", "history", daily, "-f", "json").json[2]
        assert (failed["delay"], failed["duration"]) == (1.5, 0.0)

    def test_it_can_be_narrowed_and_paged(self, cli: Cli, daily: str, past: None) -> None:
        def schedules_of(*arguments: str) -> list[str]:
            return [
                row["schedule"]
                for row in cli("scheduler", "history", *arguments, "-f", "json").json
            ]

        assert schedules_of() == ["hourly", daily, daily, daily]
        assert schedules_of("hourly") == ["hourly"]
        assert len(schedules_of("--status", "failed", "--status", "skipped")) == 2
        assert schedules_of(daily, "--since", "2026-11-22 00:00Z") == [daily]
        assert schedules_of("--since", "2h") == ["hourly"]
        assert schedules_of("--limit", "1", "--offset", "1") == [daily]
        assert "--offset 1" in cli("scheduler", "history", "--limit", "1").err

    def test_a_table_shows_the_reason(self, cli: Cli, daily: str, past: None) -> None:
        table = cli("scheduler", "history", daily).out
        assert "missed: no scheduler ran" in table
        rows = csv.DictReader(io.StringIO(cli("scheduler", "history", daily, "-f", "csv").out))
        assert [row["delay"] for row in rows] == ["", "", "1.5"]

    def test_one_tick_is_shown_with_its_tasks(
        self, cli: Cli, daily: str, past: None, submit: Callable[..., str]
    ) -> None:
        tick_id = "schedule-1-20261122T070000Z"
        task_ids = [submit(topic) for topic in ("茶", "coffee")]
        for task_id in task_ids:
            db.execute(
                "UPDATE generation_tasks SET batch_id = ? WHERE task_id = ?", (tick_id, task_id)
            )
        db.execute("UPDATE ticks SET tasks = 2 WHERE tick_id = ?", (tick_id,))
        whole = cli("scheduler", "history", "--tick", tick_id, "-f", "json").json
        assert whole["task_ids"] == task_ids
        assert [(row["topic"], row["status"]) for row in whole["task_details"]] == [
            ("茶", "pending"),
            ("coffee", "pending"),
        ]
        table = cli("scheduler", "history", "--tick", tick_id).out
        assert table.count(task_ids[0]) == 1
        assert "茶" in table

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("nightly",), 3, "no schedule 'nightly'"),
            (("--tick", "x"), 3, "no tick 'x'"),
            (("每日", "--tick", "x"), 2, "--tick shows one tick"),
            (("--status", "lost"), 2, "--status"),
            (("--since", "soon"), 2, "'soon' is no time"),
        ],
    )
    def test_bad_input_is_refused(
        self, cli: Cli, daily: str, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        answer = cli("scheduler", "history", *arguments)
        assert (answer.code, said in answer.err) == (code, True), answer.err

    def test_nothing_is_said_where_nothing_was(self, cli: Cli, daily: str) -> None:
        assert "nothing was scheduled yet" in cli("scheduler", "history").out
        assert "no such ticks" in cli("scheduler", "history", "--status", "failed").out


def test_the_last_ticks_are_part_of_what_is_shown_of_a_schedule(cli: Cli, daily: str) -> None:
    backfill(cli, daily, "--from", "8d", "--to", "1h")
    found = cli("scheduler", "show", daily, "-f", "json").json
    assert [row["scheduled_for"][8:10] for row in found["ticks"]] == ["22", "21", "20", "19", "18"]
    listed = cli("scheduler", "list", "-f", "json").json[0]
    assert (listed["last_status"], listed["last_at"][8:10]) == ("pending", "22")


def test_a_triggers_tick_is_in_the_history_of_a_paused_schedule(cli: Cli, daily: str) -> None:
    assert cli("scheduler", "pause", daily).code == 0
    with Unit("test") as unit:
        made = backfilling.trigger(unit, definitions.find(daily))
    (row,) = cli("scheduler", "history", daily, "-f", "json").json
    assert (row["tick_id"], row["origin"], row["status"]) == (made, "manual", "pending")
