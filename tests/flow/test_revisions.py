"""A content is written anew: a text is proposed, once, and the content stays until it is taken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import peewee
import pytest

from contenthub import boot, clock, records
from contenthub.actors import outcome
from contenthub.actors.work import Work
from contenthub.articles import fingerprints
from contenthub.creators.base import Article, Phase, Rewrite
from contenthub.database import db
from contenthub.errors import NotAllowedError, NotFoundError, PermanentError, TransientError
from contenthub.lifecycle import (
    by_hand,
    content_by_id,
    contents,
    handover,
    intake,
    leases,
    proposals,
    slots,
    tasks,
)
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.operations import reasons, revisions
from contenthub.operations.caller import Caller
from contenthub.queries import integrity
from contenthub.queries import revisions as stored
from contenthub.records import Content, Task
from contenthub.settings import Settings
from contenthub.spool import Result
from contenthub.states import TaskState
from contenthub.usage import Usage
from tests.support import texts
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.fakes import Direct, Remote, after
from tests.support.story import Story

Until = Callable[..., Any]

BODY = f"New leaves.\n\n{texts.ARTICLE}"
CUT_OFF = f"{texts.ARTICLE}\n\nTea is picked in spring and dried. It ends in the middle of the"
DRAFT = Draft(title="Tea anew", body=BODY, summary="New.", language="en", word_count=40)
NEW = Article(content=BODY, title="Tea anew")
NO_REASON = reasons.optional("")


@pytest.fixture
def caller(database: Settings) -> Caller:
    return Caller(database, "ada")


@pytest.fixture
def made(database: Settings) -> int:
    """A content whose creator was ``fake``."""
    content_id = article(database)
    with db.transaction():
        db.execute("UPDATE revisions SET author = 'fake' WHERE content_id = ?", (content_id,))
    return content_id


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The creator ``fake`` may be asked for by its name."""
    monkeypatch.setattr(revisions, "creator_names", lambda: ("command", "fake", "outline"))


@pytest.fixture
def ask(caller: Caller, made: int) -> Callable[..., str]:
    """Asks for a new text of that content; returns the task's id."""

    def call(note: str = "shorter", **more: Any) -> str:
        return revisions.regenerate(caller, made, note, **more).task_ids[0]

    return call


@pytest.fixture
def begin(database: Settings, ask: Callable[..., str]) -> Callable[..., Task]:
    """Asks for a new text, and begins its task as a direct creator does."""

    def call(note: str = "shorter") -> Task:
        task_id = ask(note)
        slots.dispatch(database, "test")
        task = _task(task_id)
        handover.start_direct([(task.id, task.attempt)], leases.new_token(), database, who="test")
        return _task(task_id)

    return call


def _task(task_id: str) -> Task:
    (found,) = records.select(Task, "WHERE task_id = ?", (task_id,))
    return found


def _texts(content_id: int) -> list[tuple[int, str, str]]:
    return [(row["number"], row["status"], row["title"]) for row in stored.of_content(content_id)]


def _complete(task: Task, settings: Settings, draft: Draft = DRAFT) -> None:
    """A worker writes the article of a task that it holds."""
    account = records.accounts_of([task])[task.account_id]
    with Unit("test") as unit:
        (held,) = leases.held([task], task.lease_owner or "")
        tasks.take_result(unit, held, account, draft, settings)


def _edit(content_id: int, **values: Any) -> None:
    with Unit("ada") as unit:
        assert contents.edit(unit, content_by_id.locked(unit, content_id), **values)


def _remove(content_id: int) -> None:
    with Unit("ada") as unit:
        contents.remove(unit, content_by_id.locked(unit, content_id))


def _counted(table: str) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


@pytest.mark.usefixtures("known")
class TestTheWay:
    def test_the_text_is_proposed_and_the_content_stays_as_it_is(
        self, line: Any, ask: Any, made: int, story: Story, until: Until
    ) -> None:
        before, creator = content_of(made), Direct([NEW])
        line({"fake": creator})
        task_id = ask("shorter")
        until(lambda: story.status(task_id) == "completed", "the new text")
        assert content_of(made) == before
        assert _texts(made) == [(1, "accepted", "Tea"), (2, "proposed", "Tea anew")]
        assert story.column(task_id, "content_id") == made
        assert (_counted("contents"), _counted("publish_entries")) == (1, 0)
        assert creator.requests[0].rewrite == Rewrite("Tea", texts.ARTICLE, "shorter")
        assert story.events(before.generation_task_id)[-1] == "revision.propose"
        assert integrity.findings() == []

    def test_a_remote_creator_gets_the_same(
        self, line: Any, ask: Any, made: int, story: Story, until: Until
    ) -> None:
        creator = Remote()
        line({"fake": creator})
        task_id = ask()
        until(lambda: story.status(task_id) == "running", "the hand-over")
        creator.finish("ext-1", NEW)
        until(lambda: story.status(task_id) == "completed", "the new text")
        assert _texts(made)[1] == (2, "proposed", "Tea anew")

    def test_each_try_of_it_gets_the_text_that_was_shown_when_it_was_asked_for(
        self, line: Any, ask: Any, made: int, story: Story, until: Until
    ) -> None:
        gate, creator = threading.Event(), Direct([])
        creator.plan = [lambda *_: _wait_and_fail(gate), NEW]
        line({"fake": creator})
        task_id = ask()
        until(lambda: creator.requests, "the first attempt")
        _edit(made, title="Mine")
        gate.set()
        until(lambda: story.status(task_id) == "completed", "the second attempt")
        assert [one.rewrite and one.rewrite.title for one in creator.requests] == ["Tea", "Tea"]
        row = stored.of_content(made)[2]
        assert (row["number"], row["based_on"], row["title"]) == (3, 1, "Tea anew")

    def test_it_is_asked_for_as_the_content_was(
        self, database: Settings, caller: Caller, story: Story, submit: Any, line: Any, until: Until
    ) -> None:
        line({"fake": Direct([NEW])})
        first = submit(
            "tea",
            keywords=("leaf",),
            category="food",
            tone="warm",
            requirements="name sources",
            priority=8,
            creator="fake",
        )
        until(lambda: story.status(first) == "completed", "the article")
        content = story.content(first)
        assert content is not None
        batch = revisions.regenerate(caller, content.id, "shorter")
        task = _task(batch.task_ids[0])
        assert (task.topic, task.keywords, task.category) == ("tea", ["leaf"], "food")
        assert (task.tone, task.requirements) == ("warm", "name sources")
        assert (task.priority, task.creator, task.auto_approve) == (8, "fake", False)
        assert (task.revises_content_id, task.revises_number, task.note) == (
            content.id,
            1,
            "shorter",
        )

    def test_who_wrote_it_and_why_is_kept(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        draft = replace(
            DRAFT,
            usage=Usage(model="qwen3"),
            body=CUT_OFF,
        )
        _complete(begin("mind the price"), database, draft)
        row = stored.of_content(made)[1]
        told = ("author_kind", "author", "model", "reason", "based_on", "shown")
        assert [row[name] for name in told] == [
            "creator",
            "fake",
            "qwen3",
            "mind the price",
            1,
            False,
        ]
        assert [one["check"] for one in row["findings"]] == ["cut_off"]
        assert row["held"]

    def test_the_account_does_not_remember_its_topic_twice(self, ask: Any, made: int) -> None:
        before = _counted("account_topics")
        ask()
        assert _counted("account_topics") == before

    def test_two_at_once_are_two_proposals(self, database: Settings, begin: Any, made: int) -> None:
        first, second = begin("shorter"), begin("longer")
        _complete(second, database, replace(DRAFT, title="Longer"))
        _complete(first, database, replace(DRAFT, title="Shorter"))
        assert [title for _, _, title in _texts(made)] == ["Tea", "Longer", "Shorter"]
        assert stored.waiting([made]) == {made: 2}

    def test_an_edit_takes_a_number_of_its_own(
        self, database: Settings, begin: Any, made: int
    ) -> None:
        _complete(begin(), database)
        _edit(made, title="Mine", reason="a better one")
        assert _texts(made)[2] == (3, "accepted", "Mine")
        assert content_of(made).attempt == 3
        row = stored.of_content(made)[2]
        assert (row["author"], row["reason"], row["based_on"]) == ("ada", "a better one", 1)
        assert integrity.findings() == []


def _wait_and_fail(gate: threading.Event) -> Article:
    gate.wait(60)
    raise TransientError("busy")


class TestExactlyOnce:
    def test_the_same_result_by_two_ways_at_once_is_one_revision(
        self, database: Settings, begin: Any, made: int, story: Story
    ) -> None:
        task = begin()
        work = Work(boot.App(database, "test", 1), "poll", token=task.lease_owner or "")
        account = records.accounts_of([task])[task.account_id]
        for _ in range(2):  # both had looked before either wrote
            outcome.write(work, [(task, account)], {task.id: DRAFT}, {task.id: []})
        assert _texts(made)[1:] == [(2, "proposed", "Tea anew")]
        assert story.status(task.task_id) == "completed"

    def test_a_result_on_disk_is_taken_in_once(
        self, database: Settings, begin: Any, made: int
    ) -> None:
        task, spool = begin(), boot.spool_of(database)
        for _ in range(2):  # as if the process had died between the commit and the removal
            now = clock.now()
            late = DRAFT.late(now)["article"]
            token = task.lease_owner or ""
            kept = Result(task.id, task.task_id, task.attempt, token, now.isoformat(), late)
            spool.keep(kept).let_go()
            intake.take_in(spool, database)
        assert _texts(made)[1:] == [(2, "proposed", "Tea anew")]
        assert (spool.attempts(), spool.aside()) == (set(), [])

    def test_a_crash_between_the_text_and_the_end_of_its_task_leaves_neither(
        self, database: Settings, begin: Any, made: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        task = begin()
        with monkeypatch.context() as broken:
            broken.setattr(Unit, "move", _die)
            with pytest.raises(KeyboardInterrupt):
                _complete(task, database)
        assert _texts(made) == [(1, "accepted", "Tea")]
        _complete(task, database)
        assert _texts(made)[1:] == [(2, "proposed", "Tea anew")]

    def test_no_second_text_of_a_task_can_be_written_whoever_tries(
        self, database: Settings, begin: Any, made: int
    ) -> None:
        task = begin()
        account = records.accounts_of([task])[task.account_id]
        _complete(task, database)
        with pytest.raises(peewee.IntegrityError), Unit("test") as unit:
            proposals.keep_article(unit, task, account, DRAFT, database)
        assert len(_texts(made)) == 2


def _die(*_: Any, **__: Any) -> bool:
    raise KeyboardInterrupt


class TestLate:
    def test_a_result_after_the_deadline_is_kept_and_adopted_as_a_proposal(
        self, database: Settings, begin: Any, made: int, story: Story
    ) -> None:
        task = begin()
        with Unit("test") as unit:
            (held,) = leases.held([task], task.lease_owner or "")
            tasks.fail(unit, held, PermanentError("too late"))
        ended = _task(task.task_id)
        with Unit("test") as unit:
            tasks.keep_late_result(unit, ended, DRAFT)
        assert len(_texts(made)) == 1
        assert by_hand.adopt(task.task_id, "ada", database) == made
        assert _texts(made)[1:] == [(2, "proposed", "Tea anew")]
        assert _counted("contents") == 1
        assert story.status(task.task_id) == "completed"

    def test_a_cancelled_one_keeps_its_text_too(
        self, database: Settings, begin: Any, made: int
    ) -> None:
        task = begin()
        by_hand.request_cancel(task.task_id, "ada")
        _complete(task, database)
        assert _task(task.task_id).state is TaskState.CANCELLED
        assert by_hand.adopt(task.task_id, "ada", database) == made


@pytest.mark.usefixtures("known")
class TestTheContentIsRemoved:
    def test_before_the_creator_is_called_nothing_is_paid_for(
        self, line: Any, ask: Any, made: int, story: Story, until: Until
    ) -> None:
        task_id, creator = ask(), Direct([NEW])
        _remove(made)
        line({"fake": creator})
        until(lambda: story.status(task_id) == "failed", "the end")
        assert creator.requests == []
        assert "was removed" in story.reasons(task_id)

    def test_nothing_is_handed_over_that_was_not_before(
        self, line: Any, ask: Any, made: int, story: Story, until: Until
    ) -> None:
        creator = Remote()
        line({"fake": creator})
        gone = ask()
        until(lambda: story.status(gone) == "running", "the hand-over")
        late = ask(note="longer")
        until(lambda: story.status(late) == "running", "the second one")
        _remove(made)
        creator.finish("ext-1", NEW)
        creator.say("ext-2", Phase.FAILED, error=TransientError("busy"))
        until(lambda: story.status(late) == "failed", "the second attempt")
        assert list(creator.accepted) == [f"{gone}-1", f"{late}-1"]

    def test_its_text_is_kept_with_the_task_and_may_become_a_content_of_its_own(
        self, database: Settings, begin: Any, made: int, story: Story
    ) -> None:
        task = begin()
        _remove(made)
        _complete(task, database)
        assert story.status(task.task_id) == "failed"
        assert _task(task.task_id).result["late"] is True
        own = by_hand.adopt(task.task_id, "ada", database)
        assert own != made
        assert content_of(own).title == "Tea anew"
        assert content_of(own).review_status == "pending"
        assert integrity.findings() == []

    def test_its_texts_go_with_it(self, database: Settings, begin: Any, made: int) -> None:
        _complete(begin(), database)
        _remove(made)
        assert _counted("revisions") == 0
        assert integrity.findings() == []


def _fingerprint(content_id: int) -> list[int]:
    sql = "SELECT value FROM content_fingerprints WHERE content_id = ? ORDER BY value"
    return [row[0] for row in db.execute(sql, (content_id,)).fetchall()]


class TestAccept:
    def test_it_becomes_the_text(
        self, database: Settings, begin: Any, made: int, caller: Caller, story: Story
    ) -> None:
        _complete(begin(), database, replace(DRAFT, html="<p>New leaves.</p>", tags=("x",)))
        revisions.accept(caller, made, 2, reasons.optional("better"))
        now = content_of(made)
        assert (now.attempt, now.title, now.body, now.word_count) == (
            2,
            "Tea anew",
            BODY,
            40,
        )
        assert (now.html, now.tags) == ("<p>New leaves.</p>", ["x"])
        assert [row["shown"] for row in stored.of_content(made)] == [False, True]
        assert stored.waiting([made]) == {}
        assert story.events(now.generation_task_id)[-2:] == ["content.edit", "revision.accept"]
        assert integrity.findings() == []

    def test_copies_are_found_by_the_new_text_and_no_more_by_the_old_one(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        before = " ".join(f"leaf {number} of spring" for number in range(40))
        after = " ".join(f"root {number} in winter" for number in range(40))
        _edit(made, body=before)
        _complete(begin(), database, replace(DRAFT, body=after))
        assert _fingerprint(made) == list(fingerprints.of(before))
        revisions.accept(caller, made, 3, reasons.optional("better"))
        assert _fingerprint(made) == list(fingerprints.of(after))

    def test_an_approved_content_that_is_held_now_waits_again_and_leaves_the_pool(
        self, database: Settings, caller: Caller
    ) -> None:
        made = article(database, approved=True)
        _propose(
            database,
            made,
            replace(
                DRAFT,
                body=CUT_OFF,
            ),
        )
        revisions.accept(caller, made, 2, NO_REASON)
        assert content_of(made).review_status == "pending"
        assert entry_of(made) is None

    def test_an_approved_one_without_a_fault_stays_in_the_pool(
        self, database: Settings, caller: Caller
    ) -> None:
        made = article(database, approved=True)
        _propose(database, made)
        row = revisions.accept(caller, made, 2, NO_REASON)
        assert (row["review_status"], row["publish_status"]) == ("approved", "queued")

    @pytest.mark.parametrize("status", ["publishing", "unverified", "accepted"])
    def test_it_is_refused_while_the_content_is_under_way(
        self, database: Settings, caller: Caller, status: str
    ) -> None:
        made = article(database, approved=True)
        _propose(database, made)
        set_entry(made, status)
        with pytest.raises(NotAllowedError, match="content"):
            revisions.accept(caller, made, 2, NO_REASON)
        assert _texts(made)[1] == (2, "proposed", "Tea anew")

    def test_what_was_edited_meanwhile_is_not_lost_by_accident(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        task = begin()
        _edit(made, title="Mine")
        _complete(task, database)
        with pytest.raises(NotAllowedError, match="written from revision 1"):
            revisions.accept(caller, made, 3, NO_REASON)
        assert content_of(made).title == "Mine"
        revisions.accept(caller, made, 3, NO_REASON, even_outdated=True)
        assert content_of(made).title == "Tea anew"

    def test_an_edit_that_began_before_it_is_refused(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        _complete(begin(), database)
        read = content_of(made)
        revisions.accept(caller, made, 2, NO_REASON)
        with Unit("ada") as unit:
            assert not contents.edit(unit, read, title="Mine")
        assert len(_texts(made)) == 2

    def test_an_edit_after_it_is_based_on_it(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        _complete(begin(), database)
        revisions.accept(caller, made, 2, NO_REASON)
        _edit(made, body="Mine.")
        assert [(row["number"], row["based_on"]) for row in stored.of_content(made)] == [
            (1, None),
            (2, 1),
            (3, 2),
        ]

    def test_a_text_is_taken_once(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        _complete(begin(), database)
        revisions.accept(caller, made, 2, NO_REASON)
        for number in (1, 2):
            with pytest.raises(NotAllowedError, match="accepted before"):
                revisions.accept(caller, made, number, NO_REASON)
        with pytest.raises(NotFoundError, match="no revision 9"):
            revisions.accept(caller, made, 9, NO_REASON)
        with pytest.raises(NotFoundError, match="no content 99"):
            revisions.accept(caller, 99, 1, NO_REASON)


class TestDecline:
    def test_the_content_stays_and_so_does_the_text(
        self, database: Settings, begin: Any, made: int, caller: Caller, story: Story
    ) -> None:
        before = content_of(made)
        _complete(begin(), database)
        row = revisions.decline(caller, made, 2, reasons.of_rejection("too short"))
        assert (row["status"], row["status_reason"], row["reason"]) == (
            "declined",
            "too short",
            "shorter",
        )
        assert content_of(made) == before
        assert story.events(before.generation_task_id)[-1] == "revision.decline"
        assert stored.waiting([made]) == {}
        assert stored.text(made, 2) == ("Tea anew", BODY)

    def test_it_may_be_taken_after_all(
        self, database: Settings, begin: Any, made: int, caller: Caller
    ) -> None:
        _complete(begin(), database)
        revisions.decline(caller, made, 2, reasons.of_rejection("too short"))
        again = revisions.decline(caller, made, 2, reasons.of_rejection("too dull"))
        assert again["status_reason"] == "too dull"
        revisions.accept(caller, made, 2, NO_REASON)
        assert content_of(made).title == "Tea anew"

    def test_what_was_taken_cannot_be_declined(self, made: int, caller: Caller) -> None:
        with pytest.raises(NotAllowedError, match="was accepted"):
            revisions.decline(caller, made, 1, reasons.of_rejection("no"))


@pytest.mark.usefixtures("known")
class TestWhatWentOut:
    def test_it_is_the_text_that_was_shown_when_it_was_published(
        self, line: Any, submit: Any, caller: Caller, database: Settings, story: Story, until: Until
    ) -> None:
        gate = threading.Event()
        line({"fake": Direct([NEW, after(gate)])})
        task_id = submit(creator="fake", auto_approve=True)
        until(lambda: story.published(task_id), "the publication")
        content = story.content(task_id)
        assert content is not None
        present = {"target": "default", "revision": 1, "is_present": True, "present_revision": 1}
        assert stored.out_of(content.id) == [present]
        anew = revisions.regenerate(caller, content.id, "shorter").task_ids[0]
        gate.set()
        until(lambda: story.status(anew) == "completed", "the new text")
        assert stored.out_of(content.id) == [present]
        revisions.accept(caller, content.id, 2, NO_REASON)
        assert stored.out_of(content.id) == [present | {"is_present": False, "present_revision": 2}]
        assert [row["out"] for row in stored.of_content(content.id)] == [["default"], []]


def _propose(settings: Settings, content_id: int, draft: Draft = DRAFT) -> None:
    """A creator has written this content anew."""
    batch = revisions.regenerate(Caller(settings, "ada"), content_id, "shorter")
    task = _task(batch.task_ids[0])
    account = records.accounts_of([task])[task.account_id]
    with Unit("test") as unit:
        tasks.complete(unit, task, account, draft, settings)


class TestAsking:
    def test_a_creator_that_is_gone_is_not_asked_again(self, ask: Any, database: Settings) -> None:
        assert _task(ask()).creator == database.creator  # there is no creator named fake now
        assert _task(ask(creator="command")).creator == "command"

    def test_the_same_key_is_the_same_task_and_another_wish_under_it_is_refused(
        self, ask: Any, made: int, caller: Caller
    ) -> None:
        first = ask(idempotency_key="k")
        assert ask(idempotency_key="k") == first
        with pytest.raises(NotAllowedError, match="note is another one"):
            ask("longer", idempotency_key="k")
        with pytest.raises(NotAllowedError, match="creator is another one"):
            ask(creator="command", idempotency_key="k")

    def test_what_cannot_be_asked_for_is_refused(self, ask: Any, made: int, caller: Caller) -> None:
        for wrong, error in (
            (lambda: ask(" "), "note is empty"),
            (lambda: ask(creator="nobody"), "no creator 'nobody'"),
            (lambda: revisions.regenerate(caller, 99, "x"), "no content 99"),
        ):
            with pytest.raises(Exception, match=error):
                wrong()
        with db.transaction():
            db.execute("UPDATE accounts SET active = ?", (False,))
        with pytest.raises(NotAllowedError, match="inactive"):
            ask()

    def test_the_first_task_may_be_cleaned_up(self, ask: Any, made: int) -> None:
        with db.transaction():
            db.execute("DELETE FROM generation_tasks")
        task = _task(ask())
        assert (task.topic, task.tone, task.requirements) == ("Tea", "", "")


def test_a_content_is_locked_while_its_next_number_is_given(
    database: Settings, begin: Any, made: int
) -> None:
    """Two that write at the same time get different numbers, one after the other."""
    first, second = begin("shorter"), begin("longer")
    errors: list[BaseException] = []

    def complete(task: Task) -> None:
        try:
            _complete(task, database)
        except BaseException as error:
            errors.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=complete, args=(task,)) for task in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [number for number, _, _ in _texts(made)] == [1, 2, 3]
    assert isinstance(content_of(made), Content)
