"""Two targets of one account: each has its own try, its own proof and its own end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock, pacing, records
from contenthub.actors.publisher_calls import PublisherCalls
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import (
    NotFoundError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
)
from contenthub.lifecycle import contents as written
from contenthub.lifecycle import publication_jobs, publishing, targets
from contenthub.lifecycle.unit import Unit
from contenthub.operations import pool as in_pool
from contenthub.operations import targets as asked
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.publishers.base import Accepted, HandedOver, Proof, Refused
from contenthub.queries import contents, integrity, open_work, pool, progress
from contenthub.records import Account, Entry, Target
from contenthub.settings import Settings
from tests.support.fakes import Shelves
from tests.support.story import Story

Until = Callable[..., Any]

FIRST, SECOND = "first", "second"


@pytest.fixture(autouse=True)
def two(account: Account) -> dict[str, Target]:
    """The account's targets, each a shelf of its own."""
    first = targets.update(targets.default_of(account.id), settings={"shelf": FIRST})
    return {FIRST: first, SECOND: targets.add(account, SECOND, settings={"shelf": SECOND})}


@pytest.fixture
def entries(two: dict[str, Target]) -> Callable[[str], dict[str, Entry]]:
    """The entries of a task by their shelves."""
    shelf_of = {target.id: shelf for shelf, target in two.items()}

    def read(task: str) -> dict[str, Entry]:
        found = records.select(Entry, "WHERE task_id = ? ORDER BY id", (task,))
        return {shelf_of[one.target_id]: one for one in found}

    return read


@pytest.fixture
def states(entries: Any) -> Callable[[str], dict[str, str]]:
    """Their states."""
    return lambda task: {shelf: one.status for shelf, one in entries(task).items()}


def proofs(story: Story, task: str) -> dict[str, str | None]:
    content = story.content(task)
    assert content is not None
    return {row["target"]: row["proof"] for row in pool.details(content.id)}


def sum_of(story: Story, task: str) -> dict[str, Any]:
    content = story.content(task)
    assert content is not None
    return contents.standing(content.id)


BOTH = {FIRST: "published", SECOND: "published"}


def test_each_target_gives_its_own_proof(
    line: Any, submit: Any, story: Story, until: Until, entries: Any, states: Any
) -> None:
    shelves = Shelves()
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == BOTH, "both publications")
    keys = {shelf: one.publication_key for shelf, one in entries(task).items()}
    assert len(set(keys.values())) == 2
    assert set(shelves.calls) == set(keys.items())
    assert proofs(story, task) == {
        "default": f"first/{keys[FIRST]}",
        SECOND: f"second/{keys[SECOND]}",
    }
    assert sum_of(story, task)["publish_status"] == "published"
    assert progress.of([task])[0].settled
    assert integrity.findings() == []


def test_the_row_keeps_the_moment_that_readers_were_told(
    line: Any, submit: Any, until: Until, entries: Any, states: Any
) -> None:
    shelves = Shelves()
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == BOTH, "both publications")
    for shelf, entry in entries(task).items():
        told = shelves.kept[shelf][entry.publication_key].published_at
        assert entry.published_at == told


def test_one_that_fails_does_not_keep_the_other_from_being_published(
    line: Any, submit: Any, story: Story, until: Until, states: Any
) -> None:
    line(publishers={"files": Shelves({SECOND: [PermanentError("no right")]})})
    task = submit()
    until(lambda: states(task) == {FIRST: "published", SECOND: "failed"}, "both ends")
    told = sum_of(story, task)
    assert (told["publish_status"], told["publish_error"]) == ("published 1 of 2", "no right")
    (one,) = progress.of([task])
    assert (one.settled, one.is_over, one.is_failure) == (True, True, True)
    for publish in ("published", "failed"):
        assert [row["task_id"] for row in contents.page(contents.Filter(publish=publish), 9)] == [
            task
        ]


def test_one_that_is_tried_again_does_not_publish_the_other_twice(
    line: Any, submit: Any, story: Story, until: Until, states: Any
) -> None:
    shelves = Shelves({SECOND: [TransientError("away"), TransientError("away")]})
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == BOTH, "both publications")
    assert sorted(shelf for shelf, _ in shelves.calls) == [FIRST, SECOND, SECOND, SECOND]


@pytest.mark.parametrize("doubtful", [FIRST, SECOND])
@pytest.mark.parametrize("step", ["lost", OutcomeUnknownError("nobody knows")])
def test_doubt_at_one_is_ended_by_its_own_key_at_its_own_target(
    doubtful: str, step: Any, line: Any, submit: Any, until: Until, entries: Any, states: Any
) -> None:
    shelves = Shelves({doubtful: [step]})
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == BOTH, "both publications")
    keys = {shelf: one.publication_key for shelf, one in entries(task).items()}
    assert {(shelf, key) for shelf, key, _ in shelves.looks} == {(doubtful, keys[doubtful])}
    tries = {FIRST: 1, SECOND: 1} | ({} if step == "lost" else {doubtful: 2})
    assert {shelf: [one for one, _ in shelves.calls].count(shelf) for shelf in tries} == tries
    assert {shelf: set(kept) for shelf, kept in shelves.kept.items()} == {
        shelf: {key} for shelf, key in keys.items()
    }


def test_after_a_worker_died_between_acceptance_and_commit_each_is_found_by_its_own_key(
    line: Any,
    submit: Any,
    story: Story,
    until: Until,
    entries: Any,
    states: Any,
    database: Settings,
) -> None:
    """The first was kept by its target, the second was not: only that one goes out again."""
    shelves = Shelves()
    engine = line(publishers={"files": shelves})
    task = submit(auto_approve=False)
    until(lambda: story.status(task) == "completed", "completion")
    engine.stop()
    content = story.content(task)
    assert content is not None
    account = records.by_ids(Account, [content.account_id])[0]
    with Unit("me") as unit:
        assert written.approve(unit, content, account, database)
    calls = PublisherCalls(engine.app)
    lost = [
        publication_jobs.claim_next(f"dead-{shelf}", replace(database, lease=0.5), "dead", calls)[0]
        for shelf in (FIRST, SECOND)
    ]
    assert states(task) == {FIRST: "publishing", SECOND: "publishing"}
    calls.publish(lost[:1], lambda: frozenset({lost[0].entry.publication_key}), clock.now())
    line(publishers={"files": shelves})
    until(lambda: states(task) == BOTH, "both publications", 60)
    keys = {shelf: one.publication_key for shelf, one in entries(task).items()}
    assert {(shelf, key) for shelf, key, _ in shelves.looks} == set(keys.items())
    assert sorted(shelf for shelf, _ in shelves.calls) == [FIRST, SECOND]
    assert proofs(story, task) == {
        "default": f"first/{keys[FIRST]}",
        SECOND: f"second/{keys[SECOND]}",
    }


class TestPaused:
    def test_what_comes_due_waits_and_goes_out_when_it_is_resumed(
        self,
        line: Any,
        submit: Any,
        until: Until,
        entries: Any,
        states: Any,
        database: Settings,
        account: Account,
        story: Story,
    ) -> None:
        caller = Caller(database, "me")
        asked.pause(caller, account.id, SECOND)
        shelves = Shelves()
        line(publishers={"files": shelves})
        task = submit()

        def is_parked() -> bool:
            found = db.execute(
                "SELECT COUNT(*) FROM publish_entries WHERE status = 'queued' AND due_at IS NULL"
            )
            return bool(found.fetchone()[0] == 1 and states(task)[FIRST] == "published")

        until(is_parked, "the one that waits")
        assert sum_of(story, task)["publish_status"] == "published 1 of 2"
        assert integrity.findings() == []
        assert open_work.standing_still() == []
        assert open_work.for_now() == {}
        (one,) = progress.of([task])
        assert (one.settled, one.is_over, one.is_failure) == (True, True, False)
        asked.resume(caller, account.id, SECOND)
        until(lambda: states(task) == BOTH, "both publications")

    def test_one_that_is_planned_for_later_keeps_its_time(
        self,
        submit: Any,
        line: Any,
        until: Until,
        states: Any,
        database: Settings,
        account: Account,
    ) -> None:
        caller = Caller(database, "me")
        line(publishers={"files": Shelves()})
        task = submit(auto_approve=False)
        until(lambda: Story().status(task) == "completed", "completion")
        content = Story().content(task)
        assert content is not None
        tomorrow = clock.after(86_400)
        with Unit("me") as unit:
            written.approve(unit, content, account, database, at=tomorrow)
        asked.pause(caller, account.id, SECOND)
        asked.resume(caller, account.id, SECOND)
        (due,) = db.execute(
            "SELECT COUNT(*) FROM publish_entries WHERE due_at = scheduled_at"
        ).fetchone()
        assert (due, states(task)) == (2, {FIRST: "queued", SECOND: "queued"})

    def test_what_a_publisher_is_at_is_not_called_back(
        self,
        line: Any,
        submit: Any,
        until: Until,
        states: Any,
        database: Settings,
        account: Account,
    ) -> None:
        begun, may_end = threading.Event(), threading.Event()

        def slowly() -> Proof:
            begun.set()
            assert may_end.wait(60)
            return Proof("slow")

        line(publishers={"files": Shelves({SECOND: [slowly]})})
        task = submit()
        assert begun.wait(60)
        asked.pause(Caller(database, "me"), account.id, SECOND)
        may_end.set()
        until(lambda: states(task) == BOTH, "both publications")


class TestAccepted:
    """The target takes it and works on it: it is looked at under its id until it has decided."""

    @pytest.fixture
    def accepted(
        self, line: Any, submit: Any, until: Until, states: Any
    ) -> Callable[..., tuple[str, Shelves]]:
        def start(*sees: Any) -> tuple[str, Shelves]:
            shelves = Shelves({SECOND: [Accepted("job-7", 1.0)]}, {SECOND: [*sees]})
            line(publishers={"files": shelves})
            return submit(), shelves

        return start

    def test_until_there_is_proof(self, accepted: Any, until: Until, states: Any) -> None:
        task, shelves = accepted(Accepted("job-7", 1.0), Proof("http://there"))
        until(lambda: states(task) == BOTH, "both publications")
        assert {id_ for shelf, _, id_ in shelves.looks if shelf == SECOND} == {"job-7"}
        assert Story().events(task).count("entry.accept") == 2
        assert integrity.findings() == []

    def test_a_refusal_is_the_end_and_leaves_no_doubt(
        self, accepted: Any, until: Until, states: Any, entries: Any, database: Settings
    ) -> None:
        task, shelves = accepted(Refused("not our subject"))
        until(lambda: states(task).get(SECOND) == "failed", "the refusal")
        entry = entries(task)[SECOND]
        assert "not our subject" in Story().reasons(task)
        assert (entry.maybe_published_since, entry.external_id) == (None, None)
        content = Story().content(task)
        assert content is not None
        with Unit("me") as unit:  # a person wants it tried again: it is not asked for job-7
            publishing.publish_now(unit, content, database)
        until(lambda: states(task) == BOTH, "both publications")
        assert [id_ for shelf, _, id_ in shelves.looks if shelf == SECOND] == ["job-7", None]

    def test_one_that_is_gone_is_published_anew(
        self, accepted: Any, until: Until, states: Any, entries: Any
    ) -> None:
        task, shelves = accepted("absent")
        until(lambda: states(task) == BOTH, "both publications")
        assert [shelf for shelf, _ in shelves.calls].count(SECOND) == 2
        assert entries(task)[SECOND].external_id is None

    def test_a_look_that_tells_nothing_leaves_it_accepted(
        self, accepted: Any, until: Until, states: Any, entries: Any
    ) -> None:
        task, shelves = accepted(TransientError("away"), Proof("there"))
        until(lambda: len(shelves.looks) == 1, "the first look")
        until(lambda: states(task) == BOTH, "both publications")
        assert [shelf for shelf, _ in shelves.calls].count(SECOND) == 1
        assert "entry.doubt" in Story().events(task)

    def test_after_three_days_it_is_for_a_person(
        self, accepted: Any, until: Until, states: Any, entries: Any
    ) -> None:
        task, _ = accepted(*[Accepted("job-7", 1.0)] * 50)
        until(lambda: states(task).get(SECOND) == "accepted", "the acceptance")
        long_ago = records.moment(clock.now() - timedelta(days=3, minutes=1))
        with db.transaction():
            db.execute(
                "UPDATE publish_entries SET maybe_published_since = ? WHERE status = 'accepted'",
                (long_ago,),
            )
        told = [one.why for one in open_work.standing_still()]
        assert "that their target has worked on for more than a day" in told
        until(lambda: states(task).get(SECOND) == "failed", "the end of the looks")
        entry = entries(task)[SECOND]
        assert entry.maybe_published_since is not None  # nobody knows
        assert "look there" in Story().reasons(task)


def test_what_was_handed_over_is_at_its_end_with_its_place(
    line: Any, submit: Any, story: Story, until: Until, states: Any
) -> None:
    shelves = Shelves({SECOND: [HandedOver("draft/9")]})
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == {FIRST: "published", SECOND: "handed_over"}, "both ends")
    assert proofs(story, task)[SECOND] == "draft/9"
    assert sum_of(story, task)["publish_status"] == "published 1 of 2"
    (one,) = progress.of([task])
    assert (one.settled, one.is_over, one.is_failure) == (True, True, False)
    assert shelves.looks == []
    assert pool.stats()["handed_over"] == 1
    assert integrity.findings() == []


def test_what_is_not_among_the_drafts_any_more_has_no_proof_of_the_draft(
    line: Any, submit: Any, story: Story, until: Until, states: Any
) -> None:
    shelves = Shelves({SECOND: [HandedOver("draft/9"), PermanentError("no right")]})
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == {FIRST: "published", SECOND: "handed_over"}, "both ends")
    content = story.content(task)
    assert content is not None
    with Unit("cli:olga") as unit:
        publishing.confirm_absent(unit, content, "the draft was deleted")
    until(lambda: states(task) == {FIRST: "published", SECOND: "failed"}, "the next try")
    assert proofs(story, task)[SECOND] is None


def test_a_target_that_names_no_sensible_time_is_looked_at_within_days(
    line: Any, submit: Any, until: Until, states: Any
) -> None:
    shelves = Shelves({SECOND: [Accepted("job-1", look_after=1e15)]})
    line(publishers={"files": shelves})
    task = submit()
    until(lambda: states(task) == {FIRST: "published", SECOND: "accepted"}, "both answers")
    sql = "SELECT COUNT(*) FROM publish_entries WHERE status = 'accepted' AND due_at <= ?"
    latest = records.moment(clock.after(pacing.LONGEST_ACCEPTED))
    assert db.execute(sql, (latest,)).fetchone() == (1,)


def test_rows_have_the_same_fields_whether_a_target_is_named_or_not(
    line: Any, submit: Any, story: Story, until: Until, states: Any, two: dict[str, Target]
) -> None:
    line(publishers={"files": Shelves()})
    task = submit()
    until(lambda: states(task) == BOTH, "both publications")
    content = story.content(task)
    assert content is not None
    (one,) = pool.by_content([content.id], [two[SECOND].id])[content.id]
    assert pool.by_content([content.id])[content.id][1] == one


def test_a_word_about_one_target_is_answered_with_how_it_stands_there(
    line: Any, submit: Any, story: Story, until: Until, states: Any, database: Settings
) -> None:
    line(publishers={"files": Shelves({SECOND: [PermanentError("no right")]})})
    task = submit()
    until(lambda: states(task) == {FIRST: "published", SECOND: "failed"}, "both ends")
    content = story.content(task)
    assert content is not None
    caller = Caller(database, "cli:olga")
    in_pool.remove(caller, content.id, Reason("not there"), target=SECOND)
    rows = in_pool.confirm_absent(caller, content.id, Reason("looked"))
    assert [row["status"] for row in rows] == ["withdrawn"]


def test_a_name_that_no_target_has_is_told_by_its_code(account: Account) -> None:
    with pytest.raises(NotFoundError) as refused:
        targets.find(account.id, "third")
    assert refused.value.code is Code.NO_TARGET
