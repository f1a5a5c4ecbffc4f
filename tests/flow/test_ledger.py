"""Every attempt that began leaves one row of the ledger, whatever ended it, and keeps it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contenthub import boot, clock, records
from contenthub.creators.base import Article
from contenthub.database import db
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.lifecycle import by_hand, handover, intake, leases, rescue, slots, task_sums, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.ledger import name_currency
from contenthub.lifecycle.unit import Unit
from contenthub.models import GenerationTask
from contenthub.queries import integrity, ledger
from contenthub.records import Account, Task
from contenthub.settings import Settings
from contenthub.spool import Result
from contenthub.states import SLOT_STATES, TaskEvent, TaskState
from contenthub.usage import Cost, CostSource, Price, Usage
from tests.support.fakes import ARTICLE, Direct, Remote
from tests.support.story import Story

TOOK = Usage(
    10, 20, Cost(180, CostSource.PRICE, Price(2_000_000, 8_000_000)), 4, 15, "a-model-2026"
)
DRAFT = Draft("Tea", "Leaves.", "Leaves.", "en", 1, usage=TOOK)
KNOWN = {
    "model": "a-model-2026",
    "input_tokens": 10,
    "cached_input_tokens": 4,
    "output_tokens": 20,
    "reasoning_tokens": 15,
    "cost": 0.00018,
    "currency": "CNY",
    "cost_source": "price",
    "price": {"input": 2.0, "output": 8.0},
}
UNKNOWN = dict.fromkeys(KNOWN)
Begin = Callable[..., Task]


@pytest.fixture
def config(config: Settings) -> Settings:
    return replace(config, currency="CNY")


@pytest.fixture
def begin(database: Settings, submit: Callable[..., str]) -> Begin:
    """Submits a task and brings it to a state; returns it as it is then."""

    def call(state: TaskState = TaskState.RUNNING, **wishes: Any) -> Task:
        task_id = submit(**wishes)
        if state is not TaskState.PENDING:
            slots.dispatch(database, "test")
        if state is TaskState.RUNNING:
            run(the(task_id), database)
        return the(task_id)

    return call


def the(task_id: str) -> Task:
    (found,) = records.select(Task, "WHERE task_id = ?", (task_id,))
    return found


def run(task: Task, settings: Settings) -> None:
    handover.start_direct([(task.id, task.attempt)], leases.new_token(), settings, who="test")


def account_of(task: Task) -> Account:
    return records.accounts_of([task])[task.account_id]


def outcomes(task: Task) -> list[tuple[int, str]]:
    return [(row["attempt"], row["outcome"]) for row in ledger.of_task(task.task_id)]


def known(task: Task) -> list[dict[str, Any]]:
    """What is known of what each attempt took."""
    return [{name: row[name] for name in KNOWN} for row in ledger.of_task(task.task_id)]


def fails(error: BackendError) -> Callable[[Unit, Task, Settings], object]:
    return lambda unit, task, settings: tasks.fail_or_retry(unit, task, error, settings)


def completes(unit: Unit, task: Task, settings: Settings) -> None:
    tasks.take_result(unit, task, account_of(task), DRAFT, settings)


# Each event that ends an attempt, and how it comes about.
ENDS: dict[TaskEvent, Callable[[Unit, Task, Settings], object]] = {
    TaskEvent.COMPLETE: completes,
    TaskEvent.RETRY: fails(TransientError("503")),
    TaskEvent.FAIL: fails(PermanentError("refused")),
    TaskEvent.EXPIRE: lambda unit, task, settings: tasks.expire(
        unit, replace(task, retry_count=99), "late", settings
    ),
    TaskEvent.CANCEL: lambda unit, task, _: tasks.cancel(unit, task),
    TaskEvent.REQUEUE: lambda unit, task, settings: rescue.rescue(
        unit, task, direct=True, settings=settings
    ),
    TaskEvent.HAND_BACK: lambda unit, task, settings: tasks.stopped(
        unit, task, settings, why="stopped"
    ),
    TaskEvent.QUARANTINE: lambda unit, task, _: tasks.quarantine(unit, task, "too many"),
}
# Events after which the attempt goes on, or which come when there is none.
GO_ON = {
    TaskEvent.CREATE,
    TaskEvent.DISPATCH,
    TaskEvent.START,
    TaskEvent.POSTPONE,
    TaskEvent.REQUEST_CANCEL,
    TaskEvent.REFUSE_CANCEL,
    TaskEvent.RECOVER,
    TaskEvent.REVIVE,
    TaskEvent.LATE_RESULT,
    TaskEvent.ADOPT,
}


def test_every_event_is_one_that_ends_an_attempt_or_one_that_does_not() -> None:
    assert set(TaskEvent) == set(ENDS) | GO_ON
    assert not set(ENDS) & GO_ON


@pytest.mark.parametrize("event", sorted(ENDS))
def test_what_ends_a_running_attempt_writes_its_row(
    event: TaskEvent, database: Settings, begin: Begin, story: Story
) -> None:
    task = begin()
    with Unit("test") as unit:
        ENDS[event](unit, task, database)
    assert outcomes(task) == [(1, event)]
    assert f"task.{event}" in story.events(task.task_id)
    (row,) = ledger.of_task(task.task_id)
    assert row["started_at"] == task.started_at
    assert row["ended_at"] == unit.now
    assert row["creator"] == task.creator
    assert known(task) == [KNOWN if event is TaskEvent.COMPLETE else UNKNOWN]
    assert story.broken() == []


@pytest.mark.parametrize("state", [TaskState.PENDING, TaskState.SUBMITTED, TaskState.RUNNING])
@pytest.mark.parametrize("end", ["cancel", "fail", "expire", "quarantine"])
def test_only_an_attempt_that_had_a_slot_has_a_row(
    end: str, state: TaskState, database: Settings, begin: Begin
) -> None:
    task = begin(state)
    with Unit("test") as unit:
        ENDS[TaskEvent(end)](unit, task, database)
    assert outcomes(task) == ([(1, end)] if state in SLOT_STATES else [])


def test_one_that_waits_after_a_hand_over_that_may_have_been_heard_has_its_row(
    database: Settings, begin: Begin
) -> None:
    submitted = begin(TaskState.SUBMITTED)
    refs = [(submitted.id, submitted.attempt)]
    (claimed,) = handover.claim_for_submit(refs, leases.new_token(), database)
    with Unit("test") as unit:
        handover.not_handed_over(
            unit,
            the(claimed.task_id),
            OutcomeUnknownError("no answer"),
            database,
            handed_over_before=False,
        )
    waiting = the(claimed.task_id)
    assert (waiting.state, waiting.attempt) == (TaskState.PENDING, 1)
    assert outcomes(waiting) == []
    with Unit("test") as unit:
        tasks.cancel(unit, waiting)
    assert outcomes(waiting) == [(1, "cancel")]


@pytest.mark.parametrize("error", [PermanentError("refused"), TransientError("no text")])
def test_a_failure_keeps_what_it_took(
    error: PermanentError | TransientError, database: Settings, begin: Begin
) -> None:
    task = begin()
    error.usage = TOOK
    with Unit("test") as unit:
        tasks.fail_or_retry(unit, task, error, database)
    assert known(task) == [KNOWN]


def test_a_lost_race_writes_no_row(database: Settings, begin: Begin) -> None:
    task = begin()
    with Unit("test") as unit:
        tasks.cancel(unit, replace(task, attempt=2))
    assert outcomes(task) == []


def test_a_late_result_completes_the_row_of_its_attempt_and_adopting_it_names_the_content(
    database: Settings, begin: Begin, story: Story
) -> None:
    task = begin()
    with Unit("test") as unit:
        tasks.cancel(unit, task)
    with Unit("test") as unit:
        tasks.take_result(unit, the(task.task_id), account_of(task), DRAFT, database)
    assert (outcomes(task), known(task)) == ([(1, "cancel")], [KNOWN])
    content_id = by_hand.adopt(task.task_id, "test", replace(database, currency="EUR"))
    assert (outcomes(task), known(task)) == ([(1, "cancel")], [KNOWN])
    assert ledger.of_task(task.task_id)[0]["content_id"] == content_id
    assert story.column(task.task_id, "currency") == "CNY"  # as it was when it was paid
    assert story.broken() == []
    assert integrity.findings() == []


def test_a_late_result_of_before_there_was_a_ledger_can_be_adopted(
    database: Settings, begin: Begin, story: Story
) -> None:
    task = begin()
    with Unit("test") as unit:
        tasks.cancel(unit, task)
    old = replace(DRAFT, usage=Usage()).late(clock.now())["article"]
    for name in ("cached_input_tokens", "reasoning_tokens", "model", "currency", "cost_source"):
        del old[name]
    del old["price"]
    old |= {"input_tokens": 10, "output_tokens": 20, "cost": 0.25}
    kept = {"late": True, "arrived_at": clock.now().isoformat(), "article": old}
    with db.transaction():
        db.execute(
            "UPDATE generation_tasks SET result = ? WHERE id = ?",
            (GenerationTask.result.db_value(kept), task.id),
        )
        db.execute("DELETE FROM ledger")
    content_id = by_hand.adopt(task.task_id, "test", database)
    (row,) = ledger.of_task(task.task_id)
    assert (row["outcome"], row["content_id"], row["output_tokens"]) == ("adopt", content_id, 20)
    assert (row["cost"], row["currency"], row["cost_source"]) == (0.25, "CNY", "creator")
    assert story.column(task.task_id, "cost_micros") == 250_000


def spooled(task: Task, settings: Settings) -> None:
    """The result of this attempt waited on disk, and is taken in now."""
    spool, now = boot.spool_of(settings), clock.now()
    article = DRAFT.late(now)["article"]
    lease = task.lease_owner or ""
    spool.keep(
        Result(task.id, task.task_id, task.attempt, lease, now.isoformat(), article)
    ).let_go()
    assert intake.take_in(spool, settings) == 1


@pytest.mark.parametrize("slot", [False, True], ids=["waits", "has a slot"])
def test_a_result_that_waited_on_disk_completes_the_row_of_its_own_attempt(
    slot: bool, database: Settings, begin: Begin, story: Story
) -> None:
    task = begin()
    with Unit("test") as unit:
        rescue.rescue(unit, task, direct=True, settings=database)
    if slot:
        assert slots.dispatch(database, "test") == 1
    spooled(task, database)
    second = [(2, "complete")] if slot else []
    assert outcomes(task) == [(1, "requeue"), *second]
    assert known(task) == [KNOWN, *([UNKNOWN] if slot else [])]
    first = ledger.of_task(task.task_id)[0]
    assert first["content_id"] == the(task.task_id).content_id
    assert story.broken() == []
    assert integrity.findings() == []


def test_a_result_of_an_earlier_attempt_that_came_too_late_is_noted_with_that_attempt(
    database: Settings, begin: Begin, story: Story
) -> None:
    task = begin()
    with Unit("test") as unit:
        rescue.rescue(unit, task, direct=True, settings=database)
    by_hand.request_cancel(task.task_id, "test")
    spooled(task, database)
    assert (outcomes(task), known(task)) == ([(1, "requeue")], [KNOWN])
    by_hand.adopt(task.task_id, "test", database)
    assert outcomes(task) == [(1, "requeue")]
    assert ledger.of_task(task.task_id)[0]["content_id"] == the(task.task_id).content_id
    assert story.broken() == []


def test_a_life_with_every_kind_of_end_has_each_attempt_once(
    line: Any, submit: Any, story: Story, until: Any
) -> None:
    """A failure that was paid, a cancel, another try, and the result at last."""
    unpaid = TransientError("no text")
    unpaid.usage = Usage(7, 0)
    entered, released = threading.Event(), threading.Event()

    def deaf(request: Any, control: Any) -> Article:
        entered.set()
        assert released.wait(60)  # does not listen to the stop
        return replace(ARTICLE, usage=TOOK)

    engine = line({"fake": Direct([unpaid, deaf])}, lease=1.0)
    task_id = submit(creator="fake")
    until(entered.is_set, "the second attempt")
    by_hand.request_cancel(task_id, "test")
    released.set()
    until(lambda: story.status(task_id) == "cancelled", "the cancel")
    by_hand.revive(task_id, "test", engine.app.settings, discard_result=True)
    until(lambda: story.status(task_id) == "completed", "the end")
    task = the(task_id)
    assert outcomes(task) == [(1, "retry"), (2, "cancel"), (3, "complete")]
    assert [row["input_tokens"] for row in ledger.of_task(task_id)] == [7, 10, 10]
    assert story.broken() == []
    assert integrity.findings() == []


def test_a_remote_life_keeps_its_rows_too(line: Any, submit: Any, story: Story, until: Any) -> None:
    creator = Remote(submits=[TransientError("503"), None])
    line({"fake": creator})
    task_id = submit(creator="fake")
    until(lambda: story.status(task_id) == "running", "the start")
    creator.finish(story.task(task_id).external_id or "", replace(ARTICLE, usage=TOOK))
    until(lambda: story.status(task_id) == "completed", "the end")
    rows = ledger.of_task(task_id)
    assert [row["outcome"] for row in rows] == ["retry", "complete"]
    assert rows[1]["output_tokens"] == 20
    assert story.broken() == []


def test_the_ledger_outlives_its_task(database: Settings, begin: Begin) -> None:
    task = begin()
    with Unit("test") as unit:
        tasks.fail_or_retry(unit, task, PermanentError("refused"), database)
    later = clock.after(60)
    assert by_hand.cleanup(later) == 1
    assert outcomes(task) == [(1, "fail")]


@pytest.mark.parametrize(
    ("usage", "stored"),
    [
        (Usage(-1, 2**40), (None, 2**31 - 1, None)),
        (Usage(1, 2, Cost(-5)), (1, 2, None)),
        (Usage(1, 2, Cost(10**16)), (1, 2, None)),
        (Usage(1, 2, Cost(10**15)), (1, 2, 10**9)),
    ],
)
def test_what_can_be_no_count_or_amount_is_not_known(
    usage: Usage, stored: tuple[Any, ...], line: Any, submit: Any, story: Story, until: Any
) -> None:
    line({"fake": Direct([replace(ARTICLE, usage=usage)])})
    task_id = submit(creator="fake")
    until(lambda: story.status(task_id) == "completed", "the end")
    (row,) = ledger.of_task(task_id)
    assert (row["input_tokens"], row["output_tokens"], row["cost"]) == stored


def test_a_completed_task_that_is_not_in_the_ledger_is_found(
    database: Settings, begin: Begin
) -> None:
    task = begin()
    with Unit("test") as unit:
        completes(unit, task, database)
    assert integrity.findings() == []
    with db.transaction():
        db.execute("DELETE FROM ledger")
    (found,) = integrity.findings()
    assert found.finding == f"task {task.task_id}"
    with db.transaction():  # one of before there was a ledger, of which nothing was known
        db.execute(
            "UPDATE generation_tasks SET currency = NULL, input_tokens = NULL,"
            " output_tokens = NULL, cost_micros = NULL"
        )
    task_sums.count_anew()
    assert integrity.findings() == []


class TestCommands:
    def test_task_ledger_shows_each_attempt_also_of_a_task_that_is_gone(
        self, cli: Any, database: Settings, begin: Begin
    ) -> None:
        task = begin()
        assert cli("task", "ledger", task.task_id).out.strip() == "no attempt has ended yet"
        error = PermanentError("refused")
        error.usage = TOOK
        with Unit("test") as unit:
            tasks.fail_or_retry(unit, task, error, database)
        by_hand.cleanup(clock.after(60))
        (row,) = cli("task", "ledger", task.task_id, "-f", "json").json
        assert row.items() >= KNOWN.items()
        assert (row["attempt"], row["outcome"]) == (1, "fail")
        assert "0.00018" in cli("task", "ledger", task.task_id, "-f", "csv").out
        assert cli("task", "ledger", "no-such-task").code == 3

    def test_the_task_says_its_cost_and_the_currency_of_it(
        self, cli: Any, database: Settings, begin: Begin
    ) -> None:
        task = begin()
        with Unit("test") as unit:
            completes(unit, task, database)
        told = cli("task", "status", task.task_id, "-f", "json").json
        assert (told["cost"], told["currency"]) == (0.00018, "CNY")

    def test_a_cost_that_nobody_knows_is_not_called_nothing(
        self, cli: Any, database: Settings, begin: Begin
    ) -> None:
        begin(TaskState.PENDING)
        told = cli("task", "stats", "-f", "json").json
        assert (told["cost"], told["currency"]) == (None, None)

    def test_several_currencies_are_named_and_not_added_up(
        self, cli: Any, database: Settings, begin: Begin
    ) -> None:
        for currency in ("CNY", "EUR", "CNY"):
            task = begin()
            with Unit("test") as unit:
                completes(unit, task, replace(database, currency=currency))
        begin(TaskState.PENDING)
        told = cli("task", "stats", "-f", "json").json
        assert (told["cost"], told["currency"]) == (None, "CNY, EUR")
        assert (told["completed"], told["output_tokens"]) == (3, 60)
        assert cli("task", "stats", "--by", "currency").code == 0
        rows = cli("task", "stats", "--by", "currency", "-f", "json").json
        assert [(row["currency"], row["total"], row["cost"]) for row in rows] == [
            ("CNY", 2, 0.00036),
            (None, 1, None),
            ("EUR", 1, 0.00018),
        ]


def test_amounts_of_before_are_in_the_currency_that_is_set_when_they_are_migrated(
    database: Settings, begin: Begin, story: Story
) -> None:
    paid, unpaid = begin(), begin()
    for task, draft in ((paid, DRAFT), (unpaid, replace(DRAFT, usage=Usage()))):
        with Unit("test") as unit:
            tasks.take_result(unit, task, account_of(task), draft, database)
    with db.transaction():
        db.execute("UPDATE generation_tasks SET currency = NULL")
        db.execute("UPDATE ledger SET currency = NULL")
    name_currency("EUR")
    assert [story.column(task.task_id, "currency") for task in (paid, unpaid)] == ["EUR", None]
    assert [row["currency"] for row in ledger.of_task(paid.task_id)] == ["EUR"]
