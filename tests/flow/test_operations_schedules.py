"""What may be asked of schedules, whoever asks: no command line is needed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.commands.console import advice
from contenthub.errors import InputError, NotAllowedError, NotFoundError, UnreachableError
from contenthub.lifecycle import accounts
from contenthub.lifecycle.schedules import new_topics
from contenthub.lifecycle.schedules.new_topics import Memories, Placed, TopicRequest
from contenthub.lifecycle.unit import Unit
from contenthub.operations.caller import Caller
from contenthub.operations.schedules import changes, preview, reach, running, shown
from contenthub.operations.schedules.definition import Surroundings, Wanted
from contenthub.operations.schedules.running import Span
from contenthub.operations.tokens import Scope
from contenthub.queries import schedules
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.topics.wishes import Wish

TIDY = Wanted(name="tidy", type="cleanup", every="1h", params={"days": 9})


@pytest.fixture
def caller(database: Settings) -> Caller:
    return Caller(database, "api:ann")


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    def demand_event(event: str, arguments: dict[str, Any]) -> None:
        raise NotFoundError(f"no event {event!r}")

    return Surroundings(demand_event, tmp_path)


def test_a_schedule_is_made_changed_paused_resumed_and_removed(
    caller: Caller, around: Surroundings
) -> None:
    made = changes.create(caller, TIDY, around)
    changed = changes.update(
        caller, "tidy", Wanted(changed_params={"days": None, "history_days": 3}), around
    )
    assert (made.params, changed.params) == ({"days": 9}, {"history_days": 3})
    assert changes.update(caller, "tidy", Wanted(), around) == changed
    assert changes.pause(caller, "tidy").status_reason == "paused by api:ann"
    with pytest.raises(NotAllowedError, match="is paused already"):
        changes.pause(caller, "tidy")
    assert changes.resume(caller, "tidy").status == "active"
    assert shown.waits_for_a_scheduler(made.id)
    assert changes.remove(caller, "tidy").schedule.id == made.id
    with pytest.raises(NotFoundError, match="no schedule 'tidy'"):
        shown.find("tidy")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(name="1"), "a number alone would be taken for an id"),
        (Wanted(cron="@daily", every="1h"), "--cron and --every exclude each other"),
        (Wanted(catch_up_window="367d"), "allowed: up to 366d"),
        (Wanted(timezone="Mars/Base"), "Mars/Base"),
        (Wanted(params={"days": 1}, changed_params={"days": 2}), "give either that or --param"),
        (Wanted(type="send"), "send has no parameter 'days'"),
        (Wanted(type="send", params={"event": "x"}), "event: no event 'x'"),
        (Wanted(type="dream"), "no schedule type 'dream'"),
    ],
)
def test_what_a_schedule_cannot_be_is_refused_and_nothing_changes(
    caller: Caller, around: Surroundings, wanted: Wanted, said: str
) -> None:
    made = changes.create(caller, TIDY, around)
    with pytest.raises(InputError) as refused:
        changes.update(caller, "tidy", wanted, around)
    assert said in advice.line(refused.value)
    assert shown.find("tidy") == made


def test_secrets_in_parameters_are_not_shown(caller: Caller, around: Surroundings) -> None:
    feed = {"feed": "https://ada:hunter2@example.org/feed"}
    params = {"account_ids": ["default"], "topics": feed}
    wanted = Wanted(name="news", type="async_content_generation", every="1h", params=params)
    made = changes.create(caller, wanted, around)
    rows = [*shown.listing(caller.settings, (), 9, 0), shown.details(caller.settings, made.id)]
    assert "hunter2" in str(made.params)
    assert "hunter2" not in str(rows)
    assert shown.outside(made) is not None
    masked = rows[0]["params"]
    with pytest.raises(InputError, match="only stands for what is not shown"):
        changes.update(caller, "news", Wanted(params=masked), around)
    assert "hunter2" in str(shown.find("news").params)


def test_who_sees_some_accounts_sees_and_makes_schedules_of_these_alone(
    caller: Caller, around: Surroundings
) -> None:
    first, second = (accounts.add(name).id for name in ("one", "two"))
    bound = replace(around, within=(first,))

    def due(name: str, *ids: int) -> Wanted:
        params = {"account_ids": list(ids)} if ids else {}
        return Wanted(name=name, type="publish_due", every="1h", params=params)

    changes.create(caller, due("mine", first), bound)
    for wanted, said in (
        (due("others", second), f"no account '{second}'"),
        (due("both", first, second), f"no account '{second}'"),
        (due("all"), "account_ids is missing"),
    ):
        with pytest.raises(InputError, match=said):
            changes.create(caller, wanted, bound)
        changes.create(caller, wanted, around)

    def names(within: tuple[int, ...] | None, limit: int = 9) -> list[str]:
        rows = shown.listed(caller.settings, (), limit, None, within)
        return [row["name"] for _, row in rows]

    assert names(None) == ["mine", "others", "both", "all"]
    assert names((second,), 1) == ["others"]
    assert names((first, second)) == ["mine", "others", "both"]
    assert schedules.ids_within((first,)) == [shown.find("mine").id]


@pytest.mark.parametrize(
    ("wanted", "scope"),
    [
        (Wanted(name="x"), Scope.WRITE),
        (Wanted(changed_params={"count_per_account": 2}), Scope.WRITE),
        (Wanted(changed_params={"topics": ["a"]}), Scope.WRITE),
        (Wanted(changed_params={"topics": {"feed": "https://example.org/"}}), Scope.WRITE),
        (Wanted(changed_params={"topics": "https://example.org/"}), Scope.WRITE),
        (Wanted(changed_params={"topics": "Tea of {date}"}), Scope.WRITE),
        (Wanted(params={"auto_approve": True}), Scope.REVIEW),
        (Wanted(changed_params={"topics": "/etc/passwd"}), Scope.ADMIN),
        (Wanted(params={"topics": {"file": "a"}, "auto_approve": True}), Scope.ADMIN),
        (Wanted(type="cleanup"), Scope.ADMIN),
        (Wanted(type="publish_due"), Scope.WRITE),
        (Wanted(type="no such"), Scope.WRITE),
    ],
)
def test_what_a_schedule_is_to_do_says_who_may_change_it_so(
    caller: Caller, around: Surroundings, wanted: Wanted, scope: Scope
) -> None:
    params = {"account_ids": ["default"], "topics": ["Tea"]}
    new = Wanted(name="daily", type="async_content_generation", every="1h", params=params)
    assert reach.needed(new) is Scope.WRITE
    assert reach.needed(wanted, changes.create(caller, new, around)) is scope


@pytest.mark.parametrize(
    ("wanted", "scope"),
    [
        (Wanted(name="x", description="y"), Scope.WRITE),
        (Wanted(name="x", every="2h"), Scope.REVIEW),
        (Wanted(at="2036-01-01T00:00Z"), Scope.REVIEW),
        (Wanted(catch_up_window="9d"), Scope.REVIEW),
        (Wanted(changed_params={"topics": ["Coffee"]}), Scope.REVIEW),
        (Wanted(changed_params={"requirements": "short"}), Scope.REVIEW),
        (Wanted(changed_params={"account_ids": ["other"]}), Scope.REVIEW),
        (Wanted(changed_params={"creator": "outline"}), Scope.REVIEW),
        (Wanted(changed_params={"topics": "/etc/passwd"}), Scope.ADMIN),
        (Wanted(type="async_content_generation"), Scope.REVIEW),
        (Wanted(params={"topics": ["Coffee"]}), Scope.WRITE),
        (Wanted(changed_params={"auto_approve": None}), Scope.WRITE),
        (Wanted(changed_params={"auto_approve": False, "topics": ["Coffee"]}), Scope.WRITE),
    ],
)
def test_what_articles_that_approve_themselves_are_is_changed_by_who_may_approve(
    caller: Caller, around: Surroundings, wanted: Wanted, scope: Scope
) -> None:
    params = {"account_ids": ["default"], "topics": ["Tea"], "auto_approve": True}
    new = Wanted(name="daily", type="async_content_generation", every="1h", params=params)
    assert reach.needed(wanted, changes.create(caller, new, around)) is scope


def test_nothing_is_triggered_where_nobody_would_do_it(
    caller: Caller, around: Surroundings
) -> None:
    changes.create(caller, TIDY, around)
    with pytest.raises(UnreachableError, match="nothing was triggered"):
        running.trigger(caller, "tidy")


class TestBackfill:
    @pytest.mark.parametrize(
        ("start", "end", "said"),
        [(-1, -2, "--from 'a' is after --to 'b'"), (1, 2, "--from 'a' is in the future")],
    )
    def test_it_needs_times_that_have_passed(
        self, caller: Caller, around: Surroundings, start: int, end: int, said: str
    ) -> None:
        made = changes.create(caller, TIDY, around)
        now = clock.now()
        span = Span(now + timedelta(hours=start), now + timedelta(hours=end), "a", "b")
        with pytest.raises(InputError) as refused:
            running.times_in(made, span)
        assert advice.line(refused.value).startswith(said)

    def test_what_would_be_run_is_run_and_only_once(
        self, caller: Caller, around: Surroundings
    ) -> None:
        made = changes.create(caller, TIDY, around)
        later = clock.now() + timedelta(hours=3)
        with clock.use(lambda: later):
            span = Span(made.anchor_at, later + timedelta(days=1), "a", "b")
            times, cut = running.times_in(made, span)
            assert cut == later
            would = running.would_backfill(made, times)
            assert running.backfill(caller, made, times) == would
            assert {one.outcome for one in would} == {running.CREATED}
            again = {one.outcome for one in running.backfill(caller, made, times)}
        assert again == {"pending"}


def test_a_preview_needs_a_trigger_and_counts_its_times(database: Settings) -> None:
    with pytest.raises(InputError, match="say what"):
        preview.of_trigger(Wanted(timezone="UTC"), database)
    what = preview.of_trigger(Wanted(cron="0 8 * * *", timezone="Asia/Tokyo"), database)
    times = list(preview.upcoming(what, clock.now(), 3))
    assert [one.number for one in times] == [1, 2, 3]
    assert {one.scheduled_for.hour for one in times} == {23}


def test_topics_that_are_placed_again_after_a_break_are_counted_once(
    database: Settings, account: Account, submit: Any
) -> None:
    request = TopicRequest(
        (account.id,), 2, 90.0, False, lambda *_: iter([Wish("tea"), Wish("bread")]), True
    )
    choice = new_topics.choose(request, {}, Memories())
    submit("tea")  # meanwhile

    def broken() -> Placed:
        with suppress(OSError), Unit("test") as unit:
            placed = new_topics.place(unit, choice, "batch", database, "test")
            raise OSError("it broke")
        return placed

    assert broken() == broken() == Placed(wanted=2, tasks=1, repeated=1)
