"""One word for one thing, on every command: names of commands, options, columns and fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.cli_reference import commands

Cli = Callable[..., Any]

GONE = {"info", "delete", "get", "rm"}  # show, remove
SHORT = {
    "--account": "-a",
    "--status": "-s",
    "--format": "-f",
    "--yes": "-y",
    "--priority": "-p",
}
GONE_FIELDS = {
    "error",
    "published_to",
    "publish_proof",
    "scheduled_at",
    "scheduled_publish_at",
    "publish_entry_id",
    "gate_reason",
    "deleted",
}


def test_no_command_has_a_name_of_its_own_for_what_others_do() -> None:
    last = {one.path[-1] for one in commands()}
    assert last & GONE == set()
    assert {"show", "list", "add", "update", "remove", "pause", "resume"} <= last


def test_an_option_has_the_same_short_flag_on_every_command() -> None:
    leaves = [one for one in commands() if not one.is_group]
    flags = {
        (one.name, name): set(param.opts)
        for one in leaves
        for param in one.command.params
        for name in set(param.opts) & set(SHORT)
    }
    assert flags
    assert {key for key, opts in flags.items() if SHORT[key[1]] not in opts} == set()


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in _names(one)}
    return {name for one in value for name in _names(one)} if isinstance(value, list) else set()


def test_no_answer_has_a_field_by_an_old_name(cli: Cli, database: Settings) -> None:
    made = article(database, approved=True)
    task = content_of(made).generation_task_id
    assert (
        cli(
            "scheduler",
            "create",
            "--name",
            "d",
            "--type",
            "cleanup",
            "--cron",
            "@daily",
            "--params",
            '{"days": 9}',
        ).code
        == 0
    )
    assert cli("scheduler", "backfill", "d", "--from", "3d", "--to", "1s").code == 0
    for line in (
        ("content", "list"),
        ("content", "show", made),
        ("task", "list"),
        ("task", "status", task),
        ("publish-pool", "list"),
        ("publish-pool", "show", made),
        ("scheduler", "show", "d"),
        ("scheduler", "list"),
        ("scheduler", "history"),
        ("publish-pool", "remove", made, "99"),
        ("content", "generate", "-t", "x", "--async"),
        ("content", "remove", "--yes", made, "99"),
    ):
        answer = cli(*map(str, line), "-f", "json")
        assert _names(answer.json) & GONE_FIELDS == set(), line


class TestPublishAt:
    def test_a_plan_and_the_time_of_a_publication_are_two_things_with_one_name_each(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        assert cli("content", "plan", str(made), "--at", "+2h").code == 0
        planned = content_of(made).planned_for
        assert planned is not None

        def told() -> set[tuple[str | None, str | None]]:
            (row,) = cli("content", "list", "-f", "json").json
            task = cli("task", "status", row["task_id"], "-f", "json").json
            whole = cli("content", "show", str(made), "-f", "json").json
            return {(one["planned_for"], one["publish_at"]) for one in (row, whole, task)}

        assert told() == {(clock.utc_text(planned), None)}
        assert cli("content", "approve", str(made)).code == 0
        assert told() == {(clock.utc_text(planned), clock.utc_text(planned))}
        assert cli("publish-pool", "schedule", str(made), "--at", "+4h").code == 0
        entry = entry_of(made)
        assert entry is not None
        assert told() == {(clock.utc_text(planned), clock.utc_text(entry.scheduled_at))}
        assert entry.scheduled_at > planned


class TestPoolShow:
    def test_it_tells_where_it_goes_how_it_went_and_the_doubt(
        self, cli: Cli, database: Settings
    ) -> None:
        made, since = article(database, approved=True), clock.after(-60)
        set_entry(
            made,
            "failed",
            error_message="the disk is full",
            looks=2,
            maybe_published_since=records.moment(since),
            place='{"folder": "/site", "address": "https://me:hunter2@example.org/"}',
        )
        answer = cli("publish-pool", "show", str(made), "-f", "json").json
        assert (answer["content_id"], answer["status"]) == (made, "failed")
        assert (answer["error_message"], answer["looks"]) == ("the disk is full", 2)
        assert answer["place"]["folder"] == "/site"
        assert answer["maybe_published_since"] is not None
        sheet = cli("publish-pool", "show", str(made))
        assert "place.folder" in sheet.out
        assert "maybe_published_since" in sheet.out
        assert "hunter2" not in sheet.out + str(answer)
        assert "published_at" not in sheet.out  # what is empty is left out for people

    def test_what_was_taken_out_is_still_known(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        assert cli("publish-pool", "remove", str(made)).code == 0
        assert cli("publish-pool", "show", str(made), "-f", "json").json["status"] == "withdrawn"

    def test_what_is_not_there_is_said(self, cli: Cli, database: Settings) -> None:
        waiting = article(database)
        answer = cli("publish-pool", "show", str(waiting))
        assert (answer.code, "is not in the publish pool" in answer.err) == (3, True)
        answer = cli("publish-pool", "show", "99")
        assert (answer.code, "no content 99" in answer.err) == (3, True)


@pytest.mark.parametrize("span", [timedelta(hours=30), timedelta(hours=54)])
def test_the_history_ends_before_until(cli: Cli, database: Settings, span: timedelta) -> None:
    assert (
        cli(
            "scheduler",
            "create",
            "--name",
            "d",
            "--type",
            "cleanup",
            "--cron",
            "@daily",
            "--params",
            '{"days": 9}',
        ).code
        == 0
    )
    assert cli("scheduler", "backfill", "d", "--from", "5d", "--to", "1s").code == 0
    end = (clock.now() - span).isoformat()
    every = [row["scheduled_for"] for row in cli("scheduler", "history", "-f", "json").json]
    wanted = [time for time in every if time < end]
    assert 0 < len(wanted) < len(every)
    for which in ((), ("d",)):
        rows = cli("scheduler", "history", *which, "--until", end, "-f", "json").json
        assert [row["scheduled_for"] for row in rows] == wanted
