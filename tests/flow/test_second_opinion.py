"""A reviewer on the line: it holds what it doubts, and what has no answer waits for a person."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contenthub import boot, clock
from contenthub.articles.gate import Level
from contenthub.backends import Backends
from contenthub.codes import Code
from contenthub.creators.base import Article, Control
from contenthub.database import db
from contenthub.errors import NotAllowedError, PermanentError, TransientError, WorkFailedError
from contenthub.lifecycle import (
    accounts,
    content_by_id,
    contents,
    leases,
    opinion_answers,
    unit,
)
from contenthub.lifecycle.unit import Unit
from contenthub.monitoring.snapshot import ReviewerTrouble
from contenthub.operations import gate
from contenthub.processes.embedded import running
from contenthub.queries import failing_reviewers, integrity, ledger, open_work
from contenthub.records import Account, Content
from contenthub.reviewers.base import Opinion, Question, Remark
from contenthub.settings import Settings
from contenthub.usage import Cost, Usage
from tests.support import texts
from tests.support.articles import article, content_of, entry_of
from tests.support.fakes import Direct, Judge, Shelf
from tests.support.story import Story

Line = Callable[..., Any]
Until = Callable[..., Any]

TEXT = f"The kettle has a lid, and the lid has a crack.\n\n{texts.ARTICLE}"
HOLDS = Opinion(30.0, (Remark(Level.HOLD, "the lid has none", "a crack"),), Usage(10, 5))
WARNS = Opinion(70.0, (Remark(Level.WARN, "a dull end"),))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, config: Settings) -> Iterator[Settings]:
    """A home whose texts have a reviewer."""
    used = replace(config, reviewer="command", reviewer_timeout=20.0)
    if request.param == "postgresql":
        used = replace(used, database_url=request.getfixturevalue("site").database_url)
    boot.open_database(used)
    yield used
    unit.hang_bell(None)
    db.close()


@pytest.fixture
def blog(database: Settings) -> Account:
    return accounts.add("blog")


@pytest.fixture
def written(submit: Any, story: Story, until: Until, blog: Account) -> Callable[..., Content]:
    """Lets the line write an article; the content as soon as it is there."""

    def write(**wishes: Any) -> Content:
        wished = {"creator": "fake", "auto_approve": True, "account": blog} | wishes
        task = submit("A kettle and its lid", **wished)
        until(lambda: story.status(task) == "completed", "the article")
        found = story.content(task)
        assert found is not None
        return found

    return write


def backends(judge: Judge, text: str = TEXT) -> dict[str, Any]:
    creator = Direct([Article(text, title="A kettle with a lid")])
    return {
        "creators": {"fake": creator},
        "publishers": {"files": Shelf()},
        "reviewers": {"command": judge},
    }


def opinions(content_id: int) -> list[tuple[int, str, float | None]]:
    sql = "SELECT number, status, score FROM opinions WHERE content_id = ? ORDER BY number"
    return [tuple(row) for row in db.execute(sql, (content_id,)).fetchall()]


def why(content_id: int) -> str:
    sql = "SELECT error_message FROM opinions WHERE content_id = ? ORDER BY number DESC"
    return str(db.execute(sql, (content_id,)).fetchone()[0])


def demand_order() -> None:
    assert integrity.findings() == []
    assert Story().broken() == []


class Asked:
    """A reviewer's answer that waits until the test lets it go."""

    def __init__(self, answer: Opinion | Exception) -> None:
        self.answer = answer
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, question: Question, control: Control) -> Opinion:
        self.begun.set()
        while not self.go.wait(0.01):
            control.check()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class TestAnswers:
    def test_what_it_does_not_hold_is_approved_and_published(
        self, line: Line, written: Any, story: Story, until: Until
    ) -> None:
        judge = Judge([WARNS])
        line(**backends(judge))
        made = written()
        until(lambda: story.published(made.task_id), "publication")
        now = content_of(made.id)
        assert now.review_status == "approved"
        assert [(one["check"], one["level"]) for one in now.findings] == [("reviewer", "warn")]
        assert opinions(made.id) == [(1, "given", 70.0)]
        (question,) = judge.questions
        assert (question.text, question.order.topic) == (TEXT, "A kettle and its lid")
        told = story.events(made.task_id)
        assert told.index("opinion.create") < told.index("opinion.give")
        assert told.index("opinion.give") < told.index("content.approve")
        assert told.index("content.approve") < told.index("entry.create")
        demand_order()

    def test_what_it_holds_waits_for_a_person_who_says_why(
        self, line: Line, written: Any, until: Until, database: Settings, blog: Account
    ) -> None:
        line(**backends(Judge([HOLDS])))
        made = written()
        until(lambda: opinions(made.id) == [(1, "given", 30.0)], "the opinion")
        now = content_of(made.id)
        assert (now.review_status, entry_of(made.id)) == ("pending", None)
        assert now.review_reason == "the reviewer says: the lid has none"
        (finding,) = now.findings
        begin, end = finding["span"]
        assert TEXT[begin:end] == "a crack"
        with Unit("editor") as one, pytest.raises(NotAllowedError) as refused:
            contents.approve(one, content_by_id.locked(one, made.id), blog, database)
        assert refused.value.code is Code.HELD
        (said,) = found = gate.of_content(database, made.id)  # `content check`, and the API's call
        assert (said.check, said.level, said.line, said.place) == ("reviewer", "hold", 1, "a crack")
        assert said.message == "the reviewer says: the lid has none"
        with pytest.raises(WorkFailedError, match=f"held: {made.id}"):
            gate.demand_passed(found)
        with Unit("editor") as one:
            contents.approve(one, content_by_id.locked(one, made.id), blog, database, "it has")
        told = {one.check: (one.held, one.approved) for one in gate.listing(database)}
        assert told["reviewer"] == (1, 1)
        until(lambda: (entry := entry_of(made.id)) and entry.status == "published", "publication")
        demand_order()

    def test_a_score_below_the_least_holds(
        self, line: Line, written: Any, until: Until, blog: Account
    ) -> None:
        accounts.update(blog, min_quality=70.5, gate={"quality": "off"})
        line(**backends(Judge([WARNS])))
        made = written(account=accounts.find("blog"))
        until(lambda: opinions(made.id) == [(1, "given", 70.0)], "the opinion")
        assert "70 of 100; the account asks for at least 70.5" in str(
            content_of(made.id).review_reason
        )
        assert content_of(made.id).review_status == "pending"

    def test_without_automatic_approval_a_person_gets_its_findings(
        self, line: Line, written: Any, until: Until
    ) -> None:
        line(**backends(Judge([WARNS])))
        made = written(auto_approve=False)
        until(lambda: opinions(made.id) == [(1, "given", 70.0)], "the opinion")
        now = content_of(made.id)
        assert (now.review_status, now.review_reason) == ("pending", "waits for a person")
        assert len(now.findings) == 1

    def test_it_is_not_asked_about_what_a_check_holds(
        self, line: Line, written: Any, database: Settings
    ) -> None:
        judge = Judge()
        line(**backends(judge, "Some words.\n\n## One"))
        made = written()
        assert made.review_status == "pending"
        assert opinions(made.id) == []
        assert judge.questions == []

    def test_an_account_may_do_without_it_or_only_be_shown_what_it_says(
        self,
        line: Line,
        written: Any,
        story: Story,
        until: Until,
        database: Settings,
        blog: Account,
    ) -> None:
        judge = Judge([HOLDS])
        line(**backends(judge))
        accounts.update(blog, gate={"reviewer": "off"})
        made = written(account=accounts.find("blog"))
        until(lambda: story.published(made.task_id), "publication")
        assert judge.questions == []
        accounts.update(blog, gate={"reviewer": "warn", "near_copy": "off"})
        made = written(account=accounts.find("blog"))
        until(lambda: story.published(made.task_id), "the second publication")
        assert [one["level"] for one in content_of(made.id).findings] == ["warn"]
        shown = gate.of_content(database, made.id)
        assert [(one.check, one.level) for one in shown] == [("reviewer", "warn")]
        gate.demand_passed(shown)
        accounts.update(blog, gate={"reviewer": "off", "near_copy": "off"})
        assert gate.of_content(database, made.id) == []

    def test_of_a_long_text_it_gets_the_beginning_and_a_person_the_rest(
        self, line: Line, written: Any, until: Until
    ) -> None:
        judge = Judge()
        long = "\n\n".join(f"Kettle {n} has the lid number {n * n}." for n in range(2_000))
        line(**backends(judge, long))
        made = written()
        until(lambda: opinions(made.id) == [(1, "given", 80.0)], "the opinion")
        assert judge.questions[0].is_cut
        now = content_of(made.id)
        assert now.review_status == "pending"
        assert "longer than what its reviewer was given" in str(now.review_reason)

    def test_where_none_is_set_nothing_is_asked_or_written(
        self, line: Line, written: Any, story: Story, until: Until
    ) -> None:
        judge = Judge()
        line(**backends(judge), reviewer="none")
        made = written()
        until(lambda: story.published(made.task_id), "publication")
        assert (judge.questions, opinions(made.id)) == ([], [])
        assert not [one for one in story.events(made.task_id) if one.startswith("opinion")]


class TestNoAnswer:
    def test_it_is_asked_again_and_in_the_end_a_person_has_to_look(
        self, line: Line, written: Any, until: Until
    ) -> None:
        failing = TransientError("busy")
        failing.usage = Usage(7, 0)
        judge = Judge([failing])
        line(**backends(judge), reviewer_tries=3)
        made = written()
        until(lambda: opinions(made.id) == [(1, "failed", None)], "the end of the tries")
        assert len(judge.questions) == 3
        assert len({one.key for one in judge.questions}) == 3
        now = content_of(made.id)
        assert (now.review_status, now.review_reason) == ("pending", "no opinion: busy")
        assert now.findings == []  # a person needs no reason to approve it
        demand_order()

    def test_one_that_answers_nothing_is_known_until_it_answers(
        self, line: Line, written: Any, until: Until, blog: Account
    ) -> None:
        accounts.update(blog, gate={"near_copy": "off"})
        judge = Judge([PermanentError("401"), PermanentError("no such model"), WARNS])
        line(**backends(judge))
        seen = []
        for _ in range(3):
            made = written(account=accounts.find("blog"))
            until(lambda id_=made.id: opinions(id_)[0][1] != "wanted", "the end")
            told = [one.count for one in open_work.standing_still() if one.what == "opinions"]
            seen.append((failing_reviewers.read(clock.now()), told))
        assert seen == [
            (ReviewerTrouble("command", 1, "no opinion: 401"), [1]),
            (ReviewerTrouble("command", 2, "no opinion: no such model"), [2]),
            (None, []),
        ]

    def test_what_nobody_was_asked_about_is_no_fault_of_a_reviewer(
        self, database: Settings, blog: Account, line: Line, until: Until
    ) -> None:
        made = article(database, approved=True, account=blog)
        line(**backends(Judge()), reviewer="none")
        until(lambda: opinions(made) == [(1, "failed", None)], "the end")
        assert failing_reviewers.read(clock.now()) is None

    def test_one_that_comes_back_is_asked_again(
        self, line: Line, written: Any, story: Story, until: Until
    ) -> None:
        judge = Judge([TransientError("busy"), RuntimeError("a bug"), WARNS])
        line(**backends(judge))
        made = written()
        until(lambda: story.published(made.task_id), "publication")
        assert len(judge.questions) == 3
        assert story.events(made.task_id).count("opinion.retry") == 2

    def test_what_will_fail_again_is_not_asked_again(
        self, line: Line, written: Any, until: Until
    ) -> None:
        judge = Judge([PermanentError("no such model")])
        line(**backends(judge))
        made = written()
        until(lambda: opinions(made.id) == [(1, "failed", None)], "the end")
        assert len(judge.questions) == 1
        assert content_of(made.id).review_reason == "no opinion: no such model"

    def test_an_answer_that_cannot_be_stored_is_a_try_and_not_asked_for_for_ever(
        self, line: Line, written: Any, until: Until
    ) -> None:
        judge = Judge([replace(WARNS, usage=Usage(model="\udcff"))])
        line(**backends(judge), reviewer_tries=2)
        made = written()
        until(lambda: opinions(made.id) == [(1, "failed", None)], "the end of the tries")
        assert len(judge.questions) == 2
        assert "its answer cannot be stored: UnicodeEncodeError" in why(made.id)
        assert content_of(made.id).review_status == "pending"
        demand_order()

    def test_one_that_does_not_answer_in_time_is_left(
        self, line: Line, written: Any, until: Until
    ) -> None:
        silent = Asked(WARNS)
        line(**backends(Judge([silent])), reviewer_timeout=0.2, reviewer_tries=2)
        made = written()
        until(lambda: opinions(made.id) == [(1, "failed", None)], "the end")
        assert why(made.id) == "no opinion: no answer within 0.2 s"

    def test_a_question_that_nobody_asks_ends_as_well(
        self, database: Settings, blog: Account, line: Line, until: Until
    ) -> None:
        made = article(database, approved=True, account=blog)
        assert opinions(made) == [(1, "wanted", None)]
        assert content_of(made).review_reason == "waits for a second opinion"
        judge = Judge()
        begun, ahead = clock.steady(), clock.now() + timedelta(days=2)
        with clock.use(lambda: ahead + timedelta(seconds=clock.steady() - begun)):
            line(**backends(judge))
            until(lambda: opinions(made) == [(1, "failed", None)], "the end")
        assert judge.questions == []
        assert "waited 86400 s for an opinion" in str(content_of(made).review_reason)

    def test_once_no_reviewer_is_set_what_waits_for_one_waits_for_a_person(
        self, database: Settings, blog: Account, line: Line, until: Until
    ) -> None:
        made = article(database, approved=True, account=blog)
        line(**backends(Judge()), reviewer="none")
        until(lambda: opinions(made) == [(1, "failed", None)], "the end")
        assert content_of(made).review_reason == "no reviewer is set any more"
        assert content_of(made).review_status == "pending"

    def test_what_waits_for_one_waits_for_a_person_once_its_account_does_without(
        self, database: Settings, blog: Account, line: Line, until: Until
    ) -> None:
        made = article(database, approved=True, account=blog)
        accounts.update(blog, gate={"reviewer": "off"})
        judge = Judge()
        line(**backends(judge))
        until(lambda: opinions(made) == [(1, "failed", None)], "the end")
        assert judge.questions == []
        assert content_of(made).review_reason == "its account does without a reviewer by now"
        assert content_of(made).review_status == "pending"


class TestMeanwhile:
    @pytest.mark.parametrize(("answer", "becomes"), [(HOLDS, "pending"), (WARNS, "approved")])
    def test_one_whose_account_comes_to_do_without_it_is_still_heard(
        self,
        line: Line,
        written: Any,
        until: Until,
        blog: Account,
        answer: Opinion,
        becomes: str,
    ) -> None:
        asked = Asked(answer)
        judge = Judge([asked])
        line(**backends(judge))
        made = written()
        assert asked.begun.wait(60)
        accounts.update(blog, gate={"reviewer": "off"})
        asked.go.set()
        until(lambda: opinions(made.id) == [(1, "given", answer.score)], "the opinion")
        now = content_of(made.id)
        said = [(one["check"], one["level"]) for one in now.findings]
        assert now.review_status == becomes
        assert said == [("reviewer", one.level) for one in answer.remarks]
        assert len(judge.questions) == 1
        demand_order()

    def test_an_answer_about_a_text_that_was_edited_is_kept_and_changes_nothing(
        self, line: Line, written: Any, story: Story, until: Until, database: Settings
    ) -> None:
        first = Asked(HOLDS)
        judge = Judge([first, WARNS])
        line(**backends(judge))
        made = written()
        assert first.begun.wait(60)
        with Unit("editor") as one:
            locked = content_by_id.locked(one, made.id)
            assert contents.edit(one, locked, settings=database, body=TEXT + " It was glued.")
        assert content_of(made.id).review_reason == "waits for a second opinion"
        until(lambda: story.published(made.task_id), "publication of the new text")
        first.go.set()
        until(lambda: (1, "given", 30.0) in opinions(made.id), "the late answer")
        assert opinions(made.id) == [(1, "given", 30.0), (2, "given", 70.0)]
        now = content_of(made.id)
        assert (now.review_status, now.attempt) == ("approved", 2)
        assert [one["level"] for one in now.findings] == ["warn"]
        assert judge.questions[1].text.endswith("It was glued.")
        demand_order()

    def test_what_a_person_decided_stands(
        self, line: Line, written: Any, until: Until, database: Settings, blog: Account
    ) -> None:
        asked = Asked(HOLDS)
        line(**backends(Judge([asked])))
        made = written()
        assert asked.begun.wait(60)
        with Unit("editor") as one:
            contents.approve(one, content_by_id.locked(one, made.id), blog, database, "I read it")
        asked.go.set()
        until(lambda: opinions(made.id) == [(1, "given", 30.0)], "the late answer")
        now = content_of(made.id)
        assert (now.review_status, now.review_reason) == ("approved", "I read it")
        assert now.findings == []
        demand_order()

    def test_a_question_that_nobody_needs_any_more_is_not_asked(
        self, database: Settings, blog: Account, line: Line, until: Until
    ) -> None:
        made = article(database, approved=True, account=blog)
        with Unit("editor") as one:
            contents.reject(one, content_by_id.locked(one, made), "no")
        judge = Judge()
        line(**backends(judge))
        until(lambda: opinions(made) == [(1, "overtaken", None)], "the end")
        assert judge.questions == []
        assert content_of(made).review_reason == "no"

    def test_a_content_may_be_removed_while_its_reviewer_is_asked(
        self, line: Line, written: Any, until: Until, story: Story
    ) -> None:
        asked = Asked(WARNS)
        engine = line(**backends(Judge([asked])))
        made = written()
        assert asked.begun.wait(60)
        with Unit("editor") as one:
            contents.remove(one, content_by_id.locked(one, made.id))
        asked.go.set()
        until(lambda: not engine.app.leases._holds, "the end of the work")
        assert opinions(made.id) == []
        assert integrity.findings() == []

    def test_an_edit_of_what_a_check_held_has_it_asked_and_a_person_still_decides(
        self, line: Line, written: Any, until: Until, database: Settings
    ) -> None:
        line(**backends(Judge([WARNS]), "Some words.\n\n## One"))
        made = written()
        with Unit("editor") as one:
            locked = content_by_id.locked(one, made.id)
            assert contents.edit(one, locked, settings=database, body=TEXT)
        until(lambda: opinions(made.id) == [(2, "given", 70.0)], "the opinion")
        now = content_of(made.id)
        assert (now.review_status, now.review_reason) == ("pending", "waits for a person")

    def test_an_edit_of_what_is_approved_has_nobody_asked(
        self, database: Settings, blog: Account
    ) -> None:
        made = article(replace(database, reviewer="none"), approved=True, account=blog)
        with Unit("editor") as one:
            locked = content_by_id.locked(one, made)
            assert contents.edit(
                one, locked, settings=database, body=f"{texts.ARTICLE} It is fine."
            )
        assert opinions(made) == []
        assert content_of(made).review_status == "approved"

    def test_rules_that_changed_while_it_was_asked_hold_the_text(
        self, line: Line, written: Any, until: Until, blog: Account
    ) -> None:
        def answer(question: Question, control: Control) -> Opinion:
            accounts.update(blog, banned_words=["crack"])
            return WARNS

        line(**backends(Judge([answer])))
        made = written()
        until(lambda: opinions(made.id) == [(1, "given", 70.0)], "the opinion")
        now = content_of(made.id)
        assert (now.review_status, entry_of(made.id)) == ("pending", None)
        assert "crack" in str(now.review_reason)
        levels = {one["check"]: one["level"] for one in now.findings}
        assert (levels["banned_words"], levels["reviewer"]) == ("hold", "warn")
        demand_order()


class TestWorkers:
    def test_two_that_are_told_of_the_same_text_ask_once(
        self, database: Settings, blog: Account, line: Line, until: Until, story: Story
    ) -> None:
        made = article(database, approved=True, account=blog)
        judge = Judge()
        (ref,) = db.execute("SELECT id, attempt FROM opinions").fetchall()
        taken: list[Any] = []

        def take() -> None:
            with suppress(Exception):
                token = leases.new_token()
                taken.extend(opinion_answers.claim([tuple(ref)], token, database, "review"))
            db.close()

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == 1
        line(**backends(judge))  # the worker that took it is gone: its lease runs out
        until(lambda: opinions(made) == [(1, "given", 80.0)], "the opinion")
        assert len(judge.questions) == 1
        assert "worker lost (1 so far)" in story.reasons(content_of(made).task_id)
        assert integrity.findings() == []

    def test_one_that_is_lost_again_and_again_uses_the_tries_up(
        self, database: Settings, blog: Account, until: Until
    ) -> None:
        used = replace(database, reviewer_tries=2, lease=0.5)
        made = article(used, approved=True, account=blog)
        (ref,) = db.execute("SELECT id, attempt FROM opinions").fetchall()

        def lost() -> bool:
            """Claim it as a worker does that then goes without a word."""
            opinion_answers.claim([tuple(ref)], leases.new_token(), used, "review")
            return opinions(made) == [(1, "failed", None)]

        until(lost, "the end of the tries")
        assert "quarantined: 2 workers were lost" in str(content_of(made).review_reason)
        rows = ledger.of_task(content_of(made).task_id)
        assert [row["outcome"] for row in rows if row["kind"] == "review"] == [
            "recover",
            "quarantine",
        ]
        assert integrity.findings() == []

    def test_a_service_that_ends_hands_the_question_to_the_next_one(
        self, database: Settings, blog: Account, until: Until, story: Story
    ) -> None:
        made = article(database, approved=True, account=blog)
        asked = Asked(WARNS)
        quick = replace(database, shutdown_timeout=0.1)
        with running(quick, backends=Backends(quick, reviewers={"command": Judge([asked])})):
            assert asked.begun.wait(60)
        assert opinions(made) == [(1, "wanted", None)]
        judge = Judge([WARNS])
        with running(quick, backends=Backends(quick, reviewers={"command": judge})):
            until(lambda: opinions(made) == [(1, "given", 70.0)], "the opinion")
        (row,) = db.execute("SELECT crash_count, retry_count FROM opinions").fetchall()
        assert tuple(row) == (0, 0)

    def test_what_every_question_took_is_in_the_ledger(
        self, line: Line, written: Any, story: Story, until: Until
    ) -> None:
        paid = TransientError("no score")
        paid.usage = Usage(100, 20, Cost(500))
        answer = replace(WARNS, usage=Usage(110, 30, Cost(700), model="judge-1"))
        line(**backends(Judge([paid, answer])))
        made = written()
        until(lambda: story.published(made.task_id), "publication")
        rows = [one for one in ledger.of_task(made.task_id) if one["kind"] == "review"]
        assert [
            (one["attempt"], one["outcome"], one["creator"], one["input_tokens"], one["cost"])
            for one in rows
        ] == [(1, "retry", "command", 100, 0.0005), (2, "give", "command", 110, 0.0007)]
        assert {one["currency"] for one in rows} == {"USD"}
        assert {one["content_id"] for one in rows} == {made.id}
        assert rows[1]["model"] == "judge-1"
        demand_order()
