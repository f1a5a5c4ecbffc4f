"""From wishes to tasks, whoever asks: one by itself, or many of which some cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contenthub import clock
from contenthub.errors import ContentHubError, InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import by_hand
from contenthub.operations import account_fields, accounts, generation
from contenthub.operations.caller import Caller
from contenthub.queries import progress, tasks
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.topics.wishes import Rejected, Wish


@pytest.fixture
def caller(database: Settings) -> Caller:
    return Caller(database, "test:ada")


def retire(caller: Caller, account: Account) -> None:
    accounts.update(caller, account.id, account_fields.checked({"active": False}))


class TestOne:
    def test_it_is_a_task_of_the_default_account_where_none_is_named(self, caller: Caller) -> None:
        batch = generation.submit_one(caller, Wish("tea"))
        (seen,) = progress.of(batch.task_ids)
        assert batch.is_single
        assert (seen.topic, accounts.find(seen.account_id).name) == ("tea", "default")

    @pytest.mark.parametrize(
        ("wish", "error"),
        [
            (Wish("tea", account="nosuch"), NotFoundError),
            (Wish("tea", creator="nosuch"), InputError),
        ],
    )
    def test_what_keeps_it_from_being_one_is_raised(
        self, caller: Caller, wish: Wish, error: type[ContentHubError]
    ) -> None:
        with pytest.raises(error, match="nosuch"):
            generation.submit_one(caller, wish)
        assert tasks.page(tasks.Filter(), 10) == []

    def test_a_retired_account_gets_none(self, caller: Caller, account: Account) -> None:
        retire(caller, account)
        with pytest.raises(NotAllowedError, match="inactive"):
            generation.submit_one(caller, Wish("tea", account=account.name))

    def test_the_same_key_answers_the_same_task_and_refuses_another_wish(
        self, caller: Caller
    ) -> None:
        wish = Wish("tea", idempotency_key="k")
        first = generation.submit_one(caller, wish)
        assert generation.submit_one(caller, wish).task_ids == first.task_ids
        with pytest.raises(NotAllowedError, match="'k' was used for"):
            generation.submit_one(caller, replace(wish, topic="coffee"))

    def test_a_key_outlives_its_task_and_says_what_is_left(self, caller: Caller) -> None:
        wish = Wish("tea", idempotency_key="k")
        (task_id,) = generation.submit_one(caller, wish).task_ids
        by_hand.request_cancel(task_id, "test")
        by_hand.cleanup(clock.after(1))
        again = generation.submit_one(caller, wish)
        assert again.task_ids == []
        assert [(one["task_id"], one["status"]) for one in again.removed] == [(task_id, "removed")]


class TestMany:
    def test_those_that_cannot_be_do_not_keep_the_others(
        self, caller: Caller, account: Account
    ) -> None:
        broken = Rejected(2, "{", InputError("broken JSON"))
        batch = generation.submit_many(
            caller,
            [
                (1, Wish("tea", account=account.name, idempotency_key="k")),
                (2, broken),
                (3, Wish("ink", account="nosuch")),
                (4, Wish("salt", creator="nosuch")),
                (5, Wish("paper", idempotency_key="k")),
                (6, Wish("glue", account=str(account.id))),
            ],
        )
        assert [one.topic for one in progress.of(batch.task_ids)] == ["tea", "glue"]
        assert [one.line for one in batch.rejected] == [2, 3, 4, 5]
        assert batch.rejected[0] is broken
        assert batch.asked == 6
        assert not batch.is_single
        rows = tasks.page(tasks.Filter(batch_id=batch.batch_id), 10)
        assert {row["task_id"] for row in rows} == set(batch.task_ids)


def test_callers_have_to_wait_where_the_settings_say_so(config: Settings) -> None:
    generation.demand_async(config)
    with pytest.raises(NotAllowedError, match="ASYNC_CONTENT_GENERATION_ENABLED"):
        generation.demand_async(replace(config, async_enabled=False))
