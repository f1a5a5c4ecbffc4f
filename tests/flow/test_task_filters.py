"""Which tasks are meant: by ids or by a filter, never both, never all of them by accident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.codes import Code
from contenthub.commands.console import advice
from contenthub.errors import ContentHubError, InputError, NotFoundError
from contenthub.lifecycle import by_hand
from contenthub.operations import task_filters, tasks
from contenthub.operations.caller import Caller
from contenthub.queries.tasks import Filter
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.states import TaskState


@pytest.mark.parametrize(
    ("values", "error", "why"),
    [
        ({"statuses": ["lost"]}, InputError, "--status is 'lost'; allowed: pending, "),
        ({"account": "nosuch"}, NotFoundError, "no account 'nosuch'"),
        ({"creator": " "}, InputError, "--creator is empty"),
    ],
)
def test_a_filter_of_what_there_is_not_is_refused(
    database: Settings, values: dict[str, Any], error: type[ContentHubError], why: str
) -> None:
    with pytest.raises(error) as refused:
        task_filters.which(**values)
    assert advice.line(refused.value).startswith(why)


def test_a_state_that_cannot_be_worked_with_is_refused(database: Settings) -> None:
    with pytest.raises(InputError) as refused:
        task_filters.which(statuses=["completed"], allowed=tasks.RETRIABLE)
    assert (refused.value.code, refused.value.facts["field"]) == (Code.BAD_VALUE, "status")
    assert str(refused.value).startswith("status is 'completed'; allowed: failed, timeout")


def test_a_filter_names_each_state_once_and_the_account_by_its_id(account: Account) -> None:
    found = task_filters.which(statuses=["failed", "failed"], account=account.name)
    assert found == Filter(statuses=("failed",), account_id=account.id)


@pytest.mark.parametrize("batch", ["", "  "])
def test_an_empty_batch_does_not_widen_what_is_meant(database: Settings, batch: str) -> None:
    with pytest.raises(InputError, match=r"^batch is empty") as refused:
        task_filters.whole_batch(batch)
    assert advice.line(refused.value).startswith("--batch is empty")


class TestToChange:
    def test_a_filter_without_states_means_those_that_can_be_changed(
        self, submit: Callable[..., str], account: Account
    ) -> None:
        ended, pending = submit("tea"), submit("ink")
        by_hand.request_cancel(ended, "test")
        mine = task_filters.which(account=account.name)
        assert task_filters.to_change([], mine, tasks.CANCELLABLE) == [pending]
        assert task_filters.to_change([], mine, tasks.RETRIABLE) == [ended]

    def test_ids_are_typed_by_their_beginning(self, submit: Callable[..., str]) -> None:
        task_id = submit()
        found = task_filters.to_change([task_id[:8], "nosuch"], Filter(), tasks.CANCELLABLE)
        assert found == [task_id, "nosuch"]

    @pytest.mark.parametrize(
        ("ids", "which", "why"),
        [
            ([], Filter(), "say which tasks"),
            (["4e0c5d6a"], Filter(creator="outline"), "not both"),
        ],
    )
    def test_nothing_and_both_are_refused(
        self, database: Settings, ids: list[str], which: Filter, why: str
    ) -> None:
        with pytest.raises(InputError, match=why):
            task_filters.to_change(ids, which, tasks.CANCELLABLE)


class TestToWatch:
    def test_nothing_means_all_there_will_be(self, database: Settings) -> None:
        assert task_filters.to_watch([], Filter()) is None

    def test_a_filter_means_what_it_finds_now(
        self, submit: Callable[..., str], account: Account
    ) -> None:
        task_id = submit()
        assert task_filters.to_watch([], Filter(account_id=account.id)) == [task_id]
        assert task_filters.to_watch([], Filter(creator="nosuch")) == []
        with pytest.raises(InputError, match="not both"):
            task_filters.to_watch([task_id], Filter(creator="outline"))


class TestChanges:
    def test_a_task_that_nobody_knows_is_told_as_every_reader_tells_it(
        self, database: Settings
    ) -> None:
        caller = Caller(database, "test:ada")
        for change in (tasks.cancel, tasks.retry, tasks.adopt):
            with pytest.raises(NotFoundError, match=r"^no task 'nosuch'$") as refused:
                change(caller, "nosuch")
            assert refused.value.code is Code.NO_TASK

    def test_a_task_is_cancelled_and_begun_anew(
        self, database: Settings, submit: Callable[..., str]
    ) -> None:
        caller, task_id = Caller(database, "test:ada"), submit()
        assert tasks.cancel(caller, task_id, "changed my mind") is TaskState.CANCELLED
        assert tasks.retry(caller, task_id) is TaskState.PENDING

    def test_a_reason_without_end_is_refused(
        self, database: Settings, submit: Callable[..., str]
    ) -> None:
        with pytest.raises(InputError, match="reason has 501 characters"):
            tasks.cancel(Caller(database, "test:ada"), submit(), "x" * 501)

    def test_what_would_be_cleaned_is_there_until_it_is(
        self, database: Settings, submit: Callable[..., str]
    ) -> None:
        by_hand.request_cancel(submit(), "test")
        submit("still open")
        assert [tasks.would_clean(0).tasks for _ in range(2)] == [1, 1]
        assert tasks.clean(0).tasks == 1
        assert tasks.would_clean(0).tasks == 0

    @pytest.mark.parametrize("days", [-1, 36_501])
    def test_days_that_nothing_is_old_are_refused(self, database: Settings, days: int) -> None:
        for clean in (tasks.would_clean, tasks.clean):
            with pytest.raises(InputError, match=f"days is {days}; allowed: 0 to 36500"):
                clean(days)
