"""The gate looks before the unit that writes a text: nobody waits for one that is read slowly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from signal import SIGCONT

import pytest

from contenthub import boot, clock, records
from contenthub.articles.gate import Finding, Finished
from contenthub.database import db
from contenthub.generations import gate_process
from contenthub.generations.gate_process import GateReader
from contenthub.lifecycle import (
    accounts,
    by_hand,
    content_by_id,
    handover,
    intake,
    leases,
    proposals,
    submission,
    tasks,
)
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.operations import contents, edits, reasons, revisions
from contenthub.operations import tasks as asked
from contenthub.operations.caller import Caller
from contenthub.queries import integrity
from contenthub.records import Content, Task
from contenthub.settings import Settings
from contenthub.spool import Result
from tests.support import odd_gate_reader, texts
from tests.support.articles import article, content_of
from tests.support.processes import kill_pid, wait_until

BODY = f"{texts.ARTICLE} The kettle stops when the water boils."  # at "stops" the reader does
DRAFT = Draft(title="Tea anew", body=BODY, summary="New.", language="en", word_count=90)
Locked = Callable[[Unit], object]
Way = tuple[Callable[[], object], Locked]


@pytest.fixture(params=["sqlite", "postgresql"])
def used(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """An open database of either kind."""
    yield request.getfixturevalue("database" if request.param == "sqlite" else "site")
    db.close()


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[GateReader]:
    """The reader of this process, which does what a text tells it."""
    with closing(GateReader(odd_gate_reader.COMMAND)) as reader:
        monkeypatch.setattr(gate_process, "_readers", reader)
        yield reader
        if reader.pid is not None:
            kill_pid(reader.pid, SIGCONT)


def task_of(task_id: str) -> Task:
    found = submission.by_task_id(task_id)
    assert found is not None
    return found


def begun(settings: Settings, *, revises: int | None = None) -> Task:
    """A task whose creator is at work."""
    if revises is None:
        task_id = submission.submit([NewTask("Tea", accounts.default())], settings, "test")[
            0
        ].task_id
    else:
        task_id = revisions.regenerate(Caller(settings, "ada"), revises, "shorter").task_ids[0]
    with db.transaction():
        db.execute("UPDATE generation_tasks SET status = 'submitted' WHERE task_id = ?", (task_id,))
    task = task_of(task_id)
    handover.start_direct([(task.id, task.attempt)], leases.new_token(), settings, who="test")
    return task_of(task_id)


def an_edit(settings: Settings) -> Way:
    made = article(settings)
    change = edits.changes(text=BODY)
    return (
        lambda: contents.edit(Caller(settings, "ada"), content_of(made), change),
        lambda unit: content_by_id.locked(unit, made),
    )


def an_accepted_text(settings: Settings) -> Way:
    made = article(settings)
    task = begun(settings, revises=made)
    with Unit("test") as unit:
        proposals.keep_article(unit, task, accounts.default(), DRAFT, settings, [])
    why = reasons.optional("")
    return (
        lambda: revisions.accept(Caller(settings, "ada"), made, 2, why),
        lambda unit: content_by_id.locked(unit, made),
    )


def an_adopted_result(settings: Settings) -> Way:
    task = begun(settings)
    by_hand.request_cancel(task.task_id, "ada")
    with Unit("test") as unit:
        (held,) = leases.held([task], task.lease_owner or "")
        tasks.take_result(unit, held, accounts.default(), DRAFT, settings, [])
    return (
        lambda: asked.adopt(Caller(settings, "ada"), task.task_id),
        lambda unit: records.locked(Task, task.id),
    )


def a_result_on_disk(settings: Settings) -> Way:
    task, spool, now = begun(settings), boot.spool_of(settings), clock.now()
    late = DRAFT.late(now)["article"]
    token = task.lease_owner or ""
    spool.keep(Result(task.id, task.task_id, task.attempt, token, now.isoformat(), late)).let_go()
    return (
        lambda: intake.take_in(spool, settings, gate_process.examine_all),
        lambda unit: records.locked(Task, task.id),
    )


def is_stopped(pid: int | None) -> bool:
    """Whether the process stands still (T), as /proc has it."""
    if pid is None:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "T"


@pytest.mark.parametrize("way", [an_edit, an_accepted_text, an_adopted_result, a_result_on_disk])
def test_while_the_reader_stands_still_others_write(
    used: Settings, odd: GateReader, way: Callable[[Settings], Way]
) -> None:
    act, lock = way(used)
    said: list[object] = []

    def run() -> None:
        said.append(act())
        db.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    wait_until(lambda: is_stopped(odd.pid), 60, "the reader to stand still")
    with Unit("ben") as unit:
        lock(unit)
        accounts.update(accounts.default(), tone="dry")
    assert (thread.is_alive(), said) == (True, [])
    assert odd.pid is not None
    kill_pid(odd.pid, SIGCONT)
    thread.join(60)
    assert said
    assert {one.body for one in records.select(Content, "")} == {BODY}
    assert integrity.findings() == []


class TestRulesThatChange:
    @pytest.fixture
    def looks(self, database: Settings, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Somebody changes the account's words as often as is said here, while the gate looks."""
        changes: list[int] = []
        look = gate_process.examine_all

        def examine_all(articles: Sequence[Finished]) -> list[list[Finding]]:
            found = look(articles)
            if changes:
                accounts.update(accounts.default(), banned_words=[f"pot{changes.pop()}"])
            return found

        monkeypatch.setattr(gate_process, "examine_all", examine_all)
        return changes

    @pytest.fixture(params=[an_edit, an_accepted_text])
    def act(self, request: pytest.FixtureRequest, database: Settings) -> Callable[[], object]:
        act: Callable[[], object] = request.param(database)[0]
        return act

    def test_are_gone_by_where_they_stand_at_the_next_look(
        self, act: Callable[[], object], looks: list[int]
    ) -> None:
        looks += [1, 2]
        act()
        (content,) = records.select(Content, "")
        assert content.body == BODY
        assert "unread" not in {one["check"] for one in content.findings}

    def test_with_every_look_leave_the_text_to_a_person(
        self, act: Callable[[], object], looks: list[int]
    ) -> None:
        looks += [1, 2, 3, 4]
        act()
        (content,) = records.select(Content, "")
        assert (content.body, content.review_status) == (BODY, "pending")
        held = [one["message"] for one in content.findings if one["check"] == "unread"]
        assert held == ["the rules of its account were changed while the gate looked at it"]
        assert looks == [1]

    def test_are_those_by_which_the_text_is_held(
        self, act: Callable[[], object], database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        look = gate_process.examine_all

        def examine_all(articles: Sequence[Finished]) -> list[list[Finding]]:
            found = look(articles)
            accounts.update(accounts.default(), banned_words=["kettle"])
            return found

        monkeypatch.setattr(gate_process, "examine_all", examine_all)
        act()
        (content,) = records.select(Content, "")
        assert "banned_words" in {one["check"] for one in content.findings}


def test_a_late_result_that_became_another_meanwhile_is_looked_at_again(
    database: Settings,
) -> None:
    an_adopted_result(database)
    (task,) = records.select(Task, "")
    seen: list[str] = []

    def examine(articles: Sequence[Finished]) -> list[list[Finding]]:
        seen.extend(one.title for one in articles)
        if len(seen) == 1:
            with db.transaction():
                other = "REPLACE(result, 'Tea anew', 'Tea at last')"
                db.execute(f"UPDATE generation_tasks SET result = {other}")
        return [[] for _ in articles]

    content_id = by_hand.adopt(task.task_id, "ada", database, examine)
    assert (seen, content_of(content_id).title) == (["Tea anew", "Tea at last"], "Tea at last")
