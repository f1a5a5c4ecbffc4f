"""Which topics a schedule asks for, and which it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.records import Account, Schedule
from contenthub.schedules.scheduler import Scheduler
from tests.support.rounds import TOPICS, Hours, all_ticks, statuses


class TestTopics:
    def test_no_topic_is_asked_for_twice_and_the_end_of_the_list_is_a_failure(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule()
        for _ in range(5):
            hours.go(days=1)
            rounds.round()
        topics = [row[0] for row in db.execute("SELECT topic FROM generation_tasks ORDER BY id")]
        assert topics == TOPICS
        assert statuses() == ["running"] * 4 + ["failed"]
        *_, short, last = all_ticks()
        assert "2 of 3 topics are missing" in str(short.error_message)
        assert "no topic is left (10 repeated" in str(last.error_message)

    def test_what_a_person_asked_for_is_left_out_as_well(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, submit: Any
    ) -> None:
        submit("  TEA in the house!")
        submit("the bread in the house")  # nearly
        schedule()
        hours.go(days=1)
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.tasks, tick.result["repeated"], tick.result["similar"]) == (3, 1, 1)
        (left_out,) = tick.result["left_out"]
        assert (left_out["topic"], left_out["like"]) == (TOPICS[1], "the bread in the house")
        assert left_out["similarity"] >= 90
        assert f'such as "{TOPICS[1]}", like "the bread in the house" (' in str(tick.error_message)

    @pytest.mark.parametrize(("across", "second"), [(False, TOPICS[:2]), (True, TOPICS[2:4])])
    def test_topics_of_other_accounts_count_where_they_are_to(
        self,
        rounds: Scheduler,
        schedule: Callable[..., Schedule],
        hours: Hours,
        across: bool,
        second: list[str],
        account: Account,
    ) -> None:
        other = accounts.add("other")
        schedule(
            params={
                "account_ids": [account.id, other.id],
                "count_per_account": 2,
                "topics_across_accounts": across,
            }
        )
        hours.go(days=1)
        rounds.round()
        rows = db.execute(
            "SELECT topic FROM generation_tasks WHERE account_id = ? ORDER BY id", (other.id,)
        )
        assert [row[0] for row in rows] == second

    def test_a_template_counts_the_articles_of_each_account(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours
    ) -> None:
        schedule(params={"topics": {"template": "Tea of {date}, part {counter}"}})
        for _ in range(2):
            hours.go(days=1)
            rounds.round()
        topics = [row[0] for row in db.execute("SELECT topic FROM generation_tasks ORDER BY id")]
        assert topics == [
            *(f"Tea of 2026-11-23, part {n}" for n in (1, 2, 3)),
            *(f"Tea of 2026-11-24, part {n}" for n in (4, 5, 6)),
        ]

    def test_an_inactive_account_is_left_out_and_named(
        self, rounds: Scheduler, schedule: Callable[..., Schedule], hours: Hours, account: Account
    ) -> None:
        other = accounts.add("other")
        schedule(params={"account_ids": [account.id, other.id]})
        accounts.update(other, active=False)
        hours.go(days=1)
        rounds.round()
        (tick,) = all_ticks()
        assert (tick.status, tick.tasks) == ("running", 3)
        assert "account other is inactive" in str(tick.error_message)
