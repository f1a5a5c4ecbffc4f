"""Changes of several threads in one commit: each with its own outcome, all on disk or none."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from contextvars import ContextVar
from typing import Any

import pytest

from contenthub.codes import Code
from contenthub.database import db, patience
from contenthub.errors import ContentHubError, NotAllowedError, UnreachableError
from contenthub.lifecycle import joined, shared_commits, submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.states import ActorName
from tests.support.processes import wait_until

Act = Callable[[], Any]
_caller: ContextVar[str] = ContextVar("caller", default="nobody")


class Gathered:
    """Lets changes gather behind a first one, which waits until all of them are there."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads

    def run(self, first: Act, others: list[Act]) -> list[Future[Any]]:
        """The outcomes, of the first one first; they are known."""
        goes_on, begun = threading.Event(), threading.Event()

        def held() -> Any:
            begun.set()
            assert goes_on.wait(60)
            return first()

        futures = [self._committed(held)]
        assert begun.wait(60)
        futures += [self._committed(act) for act in others]
        wait_until(lambda: len(shared_commits._queue._waiting) == len(others), 60, "the others")
        goes_on.set()
        for one in futures:
            one.exception(30)
        return futures

    def _committed(self, act: Act) -> Future[Any]:
        def call() -> Any:
            try:
                return shared_commits.committed(act)
            finally:
                db.close()

        return self._threads.submit(call)


@pytest.fixture
def gathered() -> Iterator[Gathered]:
    with ThreadPoolExecutor(20) as threads:
        yield Gathered(threads)


@pytest.fixture
def asks(database: Settings, account: Account) -> Callable[[str], Act]:
    """Makes changes: each asks for an article."""

    def make(topic: str) -> Act:
        return lambda: submission.submit([NewTask(topic, account)], database, "test")

    return make


@pytest.fixture
def rung() -> Iterator[list[ActorName]]:
    heard: list[ActorName] = []
    unit.hang_bell(lambda actor, refs: heard.append(actor))
    yield heard
    unit.hang_bell(None)


def topics() -> set[str]:
    return {row[0] for row in db.execute("SELECT topic FROM generation_tasks").fetchall()}


@pytest.fixture
def refuses() -> Act:
    def refuse() -> None:
        db.execute("UPDATE accounts SET name = 'changed'")
        raise NotAllowedError("not this one", code=Code.TASK_ENDED)

    def act() -> None:
        with joined.one_transaction():
            refuse()

    return act


def test_what_comes_meanwhile_is_written_and_told_once(
    gathered: Gathered, asks: Callable[[str], Act], rung: list[ActorName]
) -> None:
    wanted = [f"tea {number}" for number in range(9)]
    outcomes = gathered.run(asks("first"), [asks(one) for one in wanted])
    assert [one.exception() for one in outcomes] == [None] * 10
    assert topics() == {"first", *wanted}
    assert rung == [ActorName.DISPATCH] * 10


def test_as_many_as_fit_share_a_commit(
    gathered: Gathered, asks: Callable[[str], Act], monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[int] = []
    original = db.transaction
    monkeypatch.setattr(shared_commits, "MOST", 3)
    monkeypatch.setattr(
        shared_commits.db, "transaction", lambda: began.append(threading.get_ident()) or original()
    )
    changes = [lambda number=number: number for number in range(8)]
    outcomes = gathered.run(lambda: "first", changes)
    assert [one.result() for one in outcomes] == ["first", *range(8)]
    assert len(began) == 1 + 3  # the first alone, then 3, 3 and 2
    assert len(set(began)) == 4  # each written by the thread of one of them


def test_one_that_is_refused_leaves_the_others(
    gathered: Gathered, asks: Callable[[str], Act], refuses: Act, rung: list[ActorName]
) -> None:
    outcomes = gathered.run(asks("first"), [asks("before"), refuses, asks("after")])
    assert [type(one.exception()) for one in outcomes] == [
        type(None),
        type(None),
        NotAllowedError,
        type(None),
    ]
    assert topics() == {"first", "before", "after"}
    assert db.execute("SELECT COUNT(*) FROM accounts WHERE name = 'changed'").fetchone() == (0,)
    assert len(rung) == 3


def test_what_shares_a_commit_is_counted_by_one_write_and_what_is_taken_back_not_at_all(
    gathered: Gathered, asks: Callable[[str], Act], refuses: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks_in_vain() -> None:
        with joined.one_transaction():
            asks("in vain")()
            refuses()

    writes: list[str] = []
    original = db.execute_many
    monkeypatch.setattr(
        db, "execute_many", lambda sql, rows: writes.append(sql) or original(sql, rows)
    )
    gathered.run(asks("first"), [asks("before"), asks_in_vain, asks("after")])
    counted = db.execute("SELECT SUM(submitted) FROM totals WHERE day = ''").fetchone()
    assert (counted, topics()) == ((3,), {"first", "before", "after"})
    assert len([sql for sql in writes if sql.startswith("INSERT INTO totals")]) == 2


def test_one_for_which_there_is_no_room_leaves_the_others(
    gathered: Gathered, asks: Callable[[str], Act]
) -> None:
    def fills_the_disk() -> None:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        (usual,) = db.execute("PRAGMA max_page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with db.transaction():
                db.execute("UPDATE accounts SET name = ?", ("x" * 10_000_000,))
        finally:
            db.execute(f"PRAGMA max_page_count = {usual}")

    outcomes = gathered.run(asks("first"), [asks("before"), fills_the_disk, asks("after")])
    errors = [one.exception() for one in outcomes]
    assert [type(one) for one in errors] == [type(None)] * 2 + [UnreachableError, type(None)]
    assert isinstance(errors[2], UnreachableError)
    assert errors[2].code is Code.DATABASE_FULL
    assert topics() == {"first", "before", "after"}


def test_where_sqlite_takes_all_back_nobody_is_told_that_it_is_there(
    gathered: Gathered, asks: Callable[[str], Act], rung: list[ActorName]
) -> None:
    """As it may for a disk that is full or broken; a trigger of this one connection does it."""

    def breaks() -> None:
        db.execute(
            "CREATE TEMP TRIGGER broken BEFORE UPDATE ON main.accounts"
            " BEGIN SELECT RAISE(ROLLBACK, 'broken'); END"
        )
        with db.transaction():
            db.execute("UPDATE accounts SET name = name")

    outcomes = gathered.run(asks("first"), [asks("before"), breaks, asks("after")])
    assert outcomes[0].exception() is None
    assert all(one.exception() is not None for one in outcomes[1:])
    assert (topics(), len(rung)) == ({"first"}, 1)
    (again,) = gathered.run(asks("again"), [])
    assert again.exception() is None
    assert topics() == {"first", "again"}


def test_a_database_that_somebody_else_holds_is_told_to_all_who_wait(
    gathered: Gathered, asks: Callable[[str], Act]
) -> None:
    with closing(sqlite3.connect(db.sqlite_path(), isolation_level=None)) as other:

        def first() -> None:
            raise NotAllowedError("it came to nothing", code=Code.TASK_ENDED)

        def shortly() -> Any:
            with patience.at_most(0.05):
                return shared_commits.committed(asks("tea"))

        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(6) as threads:
            errors = [threads.submit(shortly).exception(30) for _ in range(6)]
        other.execute("ROLLBACK")
    assert [isinstance(one, ContentHubError) and one.code for one in errors] == [
        Code.DATABASE_BUSY
    ] * 6
    (again,) = gathered.run(asks("again"), [])
    assert again.exception() is None
    assert topics() == {"again"}


def test_a_change_runs_in_the_context_of_the_thread_that_wants_it(
    gathered: Gathered, database: Settings
) -> None:
    def call(name: str) -> Any:
        _caller.set(name)
        return shared_commits.committed(_caller.get)

    outcomes = gathered.run(_caller.get, [])
    assert [one.result() for one in outcomes] == ["nobody"]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(call, "abcdefgh")) == list("abcdefgh")


def test_within_a_transaction_it_is_a_part_of_that(
    database: Settings, asks: Callable[[str], Act], rung: list[ActorName]
) -> None:
    def ask_in_vain() -> None:
        with joined.one_transaction():
            shared_commits.committed(asks("tea"))
            raise NotAllowedError("taken back", code=Code.TASK_ENDED)

    with pytest.raises(NotAllowedError):
        ask_in_vain()
    assert (topics(), rung) == (set(), [])
