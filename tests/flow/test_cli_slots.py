"""`contenthub target slots`, `content plan` and `publish-pool schedule --next-slot`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub import clock
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of

Cli = Callable[..., Any]
AT = "default", "default"  # the account and its target


@pytest.fixture(autouse=True)
def paced(cli: Cli, database: Settings) -> None:
    article(database, "first")  # with it there is an account
    answer = cli("target", "update", *AT, "--slots", "08:00,18:00", "--at-least", "2h apart")
    assert answer.code == 0, answer.err


class TestSlots:
    def test_what_is_free_and_what_is_taken_is_listed(self, cli: Cli, database: Settings) -> None:
        made = article(database, "Tea", approved=True)
        rows = cli("target", "slots", *AT, "--days", "3", "-f", "json").json
        taken = [row for row in rows if row["status"] == "taken"]
        assert [(row["content_id"], row["title"], row["by_slot"]) for row in taken] == [
            (made, "Tea", True)
        ]
        assert {row["status"] for row in rows} == {"taken", "free"}
        assert 5 <= len(rows) <= 7
        shown = cli("target", "slots", *AT, "--days", "3").out
        assert shown.splitlines()[0].split() == ["day", "at", "status", "content", "id", "title"]

    def test_an_entry_says_its_slot(self, cli: Cli, database: Settings) -> None:
        made = article(database, "Tea", approved=True)
        entry = entry_of(made)
        assert entry is not None
        assert entry.slot_at is not None
        (row,) = cli("publish-pool", "list", "-f", "json").json
        shown = cli("publish-pool", "show", str(made), "-f", "json").json
        told = clock.utc_text(entry.slot_at)
        assert row["slot_at"] == row["publish_at"] == shown["slot_at"] == told
        assert "queued in a slot" in cli("publish-pool", "list").out
        assert cli("publish-pool", "schedule", str(made), "--at", "+5d").code == 0
        assert cli("publish-pool", "show", str(made), "-f", "json").json["slot_at"] is None
        moved = cli("publish-pool", "schedule", str(made), "--next-slot", "-f", "json")
        assert (moved.code, moved.json[0]["slot_at"]) == (0, told)

    @pytest.mark.parametrize("arguments", [[], ["--at", "+2h", "--next-slot"]])
    def test_one_way_to_say_when_is_needed(
        self, arguments: list[str], cli: Cli, database: Settings
    ) -> None:
        made = article(database, "Tea", approved=True)
        answer = cli("publish-pool", "schedule", str(made), *arguments)
        assert (answer.code, "either --at or --next-slot" in answer.err) == (2, True)

    def test_a_target_without_slots_has_no_next_one(self, cli: Cli, database: Settings) -> None:
        made = article(database, "Tea", approved=True)
        emptied = cli("target", "update", *AT, "--slots", "", "--at-least", "", "-f", "json")
        assert (emptied.json["slots"], emptied.json["next_free"]) == (None, [])
        answer = cli("publish-pool", "schedule", str(made), "--next-slot")
        assert answer.code == 2
        assert "no slots and no distance" in answer.err
        assert "--slots TEXT` sets slots" in answer.err

    @pytest.mark.parametrize(
        ("option", "text"),
        [("--slots", "MO 8"), ("--at-least", "soon"), ("--at-most", "3/week")],
    )
    def test_what_cannot_be_understood_is_refused_and_changes_nothing(
        self, option: str, text: str, cli: Cli
    ) -> None:
        before = cli("target", "show", *AT, "-f", "json").json
        answer = cli("target", "update", *AT, option, text)
        assert (answer.code, text in answer.err) == (2, True)
        assert cli("target", "show", *AT, "-f", "json").json["slots"] == before["slots"]


class TestPlan:
    def test_it_is_moved_freely_until_the_content_is_in_the_pool(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, "Tea")
        for when in ("+2h", "+3h"):
            planned = cli("content", "plan", str(made), "--at", when, "-f", "json")
            assert planned.code == 0, planned.err
            (row,) = planned.json
            assert row["publish_at"] is None
            at = content_of(made).planned_for
            assert at is not None
            assert row["planned_for"] == clock.utc_text(at)
        listed = cli("content", "list", "--review", "pending", "-f", "csv").out
        assert "planned_for" in listed.splitlines()[0]
        assert cli("content", "approve", str(made), "--because", "good").code == 0
        entry = entry_of(made)
        assert entry is not None
        assert (entry.scheduled_at, entry.slot_at) == (at, None)
        refused = cli("content", "plan", str(made), "--clear")
        assert refused.code == 4
        assert f"publish-pool schedule {made} --at TIME` moves it" in refused.err

    def test_what_was_taken_out_comes_back_with_its_new_plan_or_in_a_slot(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, "Tea", approved=True)
        for arguments, by_slot in ((["--at", "+90d"], False), (["--clear"], True)):
            assert cli("publish-pool", "remove", str(made)).code == 0
            assert cli("content", "plan", str(made), *arguments).code == 0
            assert cli("publish-pool", "add", str(made)).code == 0
            entry = entry_of(made)
            assert entry is not None
            assert (entry.slot_at is not None) is by_slot
            assert (entry.scheduled_at == content_of(made).planned_for) is not by_slot

    @pytest.mark.parametrize("arguments", [[], ["--at", "+2h", "--clear"]])
    def test_one_of_both_has_to_be_said(self, arguments: list[str], cli: Cli) -> None:
        answer = cli("content", "plan", "1", *arguments)
        assert (answer.code, "either --at or --clear" in answer.err) == (2, True)

    def test_one_that_is_not_there_is_not_found(self, cli: Cli) -> None:
        assert cli("content", "plan", "999", "--clear").code == 3
