"""What is kept of calls: with its effect or not at all, told once, and for seven days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contenthub import clock
from contenthub.api.access import Access
from contenthub.api.routes.contents import approve
from contenthub.api.shapes.contents import Approve
from contenthub.articles.gate import Finding, Finished
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError
from contenthub.generations import gate_process
from contenthub.lifecycle import joined, kept_answers, unit
from contenthub.operations import answers, generation, tasks, tokens
from contenthub.operations.answers import Answer, Call
from contenthub.operations.caller import Caller
from contenthub.queries import tasks as stored
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.states import ActorName
from contenthub.topics.wishes import Wish
from tests.support.articles import article
from tests.support.lock_waits import elsewhere


@pytest.fixture
def caller(database: Settings, account: Account) -> Caller:
    return Caller(database, "api:test")


@pytest.fixture
def call(caller: Caller) -> Call:
    token = tokens.create(caller, "test", "write")
    return Call(token.row["id"], "k1", "d1")


@pytest.fixture
def rung() -> Iterator[list[ActorName]]:
    """Who was rung, in order."""
    heard: list[ActorName] = []
    unit.hang_bell(lambda actor, refs: heard.append(actor))
    yield heard
    unit.hang_bell(None)


def submitted(caller: Caller, account: Account) -> Answer:
    batch = generation.submit_one(caller, Wish("tea", account=account.name))
    return Answer(201, batch.task_ids[0], {"location": "x"})


def count() -> int:
    return len(stored.page(stored.Filter(), 10))


def test_the_effect_and_its_answer_are_kept_together(
    caller: Caller, account: Account, call: Call, rung: list[ActorName]
) -> None:
    def act() -> Answer:
        answer = submitted(caller, account)
        assert rung == []  # nobody hears of it before it is committed
        return answer

    first = answers.once(call, act)
    assert rung == [ActorName.DISPATCH]
    again = answers.once(call, lambda: pytest.fail("it has its answer"))
    assert (again.status, again.body, again.headers) == (201, first.body, {"location": "x"})
    assert (first.replayed, again.replayed, count()) == (False, True, 1)


def test_what_fails_leaves_neither(
    caller: Caller, account: Account, call: Call, rung: list[ActorName]
) -> None:
    def act() -> Answer:
        submitted(caller, account)
        raise NotAllowedError("it broke", code=Code.TASK_ENDED)

    with pytest.raises(NotAllowedError, match="it broke"):
        answers.once(call, act)
    assert (count(), rung) == (0, [])
    assert answers.once(call, lambda: submitted(caller, account)).status == 201
    assert count() == 1


def test_a_unit_that_fails_takes_back_its_own_part_alone(
    caller: Caller, account: Account, rung: list[ActorName]
) -> None:
    with joined.one_transaction():
        answer = submitted(caller, account)
        with pytest.raises(NotAllowedError):
            tasks.retry(caller, answer.body)
    assert (count(), rung) == (1, [ActorName.DISPATCH])


def test_a_key_is_of_one_call(caller: Caller, account: Account, call: Call) -> None:
    answers.once(call, lambda: submitted(caller, account))
    other = Call(call.token_id, call.key, "d2")
    with pytest.raises(InputError) as refused:
        answers.once(other, lambda: submitted(caller, account))
    assert refused.value.code is Code.KEY_OF_ANOTHER_CALL


def test_a_call_within_itself_is_told_that_it_runs(call: Call) -> None:
    with pytest.raises(NotAllowedError) as refused:
        answers.once(call, lambda: answers.once(call, lambda: Answer(200, "")))
    assert refused.value.code is Code.CALL_REPEATED


def test_it_is_forgotten_after_seven_days(caller: Caller, account: Account, call: Call) -> None:
    answers.once(call, lambda: submitted(caller, account))
    for days, left in ((6, 1), (8, 0)):
        later = clock.now() + timedelta(days=days)
        with clock.use(lambda moment=later: moment):
            tasks.clean(36_000)
            assert (kept_answers.find(call.token_id, call.key) is not None) == bool(left)
        rows = db.execute("SELECT COUNT(*) FROM kept_answers").fetchone()
        assert rows[0] == left


@pytest.mark.parametrize("contents", [1, 2])
def test_nobody_waits_for_the_gate_that_looks_at_what_a_call_approves(
    caller: Caller, account: Account, call: Call, monkeypatch: pytest.MonkeyPatch, contents: int
) -> None:
    """On SQLite there is one writer: a call about many texts would stop the line for minutes."""
    ids = [article(caller.settings, f"tea {n}", account=account) for n in range(contents)]
    access = Access(caller, cast("Any", SimpleNamespace(account_ids=())))
    looked: list[int] = []

    def examine(articles: Sequence[Finished]) -> list[list[Finding]]:
        looked.append(len(articles))
        elsewhere(lambda: kept_answers.forget_old())  # a transaction that writes
        return [[] for _ in articles]

    monkeypatch.setattr(gate_process, "examine_all", examine)
    wanted = Approve(ids=ids, reason="fine")
    answer = answers.once(call, lambda: Answer(200, str(approve(access, wanted))))
    assert (len(looked), answer.body.count("'outcome': 'approved'")) == (contents, contents)
