"""The gate on the line: what it holds is published by nobody's setting, only by a person's word."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from contenthub.codes import Code
from contenthub.creators.base import Article
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.generations import gate_process
from contenthub.generations.gate_process import GateReader
from contenthub.lifecycle import accounts, by_hand, content_by_id, contents, entries, tasks
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of
from tests.support.fakes import ARTICLE, Direct, Shelf
from tests.support.line_accounts import TAKES_SHORT
from tests.support.odd_gate_reader import COMMAND as ODD_READER
from tests.support.story import Story

TOPIC = "Tea as a drink"
CUT_OFF = replace(ARTICLE, metadata={"finish_reason": "length", "truncated": True})


def made(story: Story, until: Any, task: str) -> Content:
    """The content of a task, as soon as it is there."""
    until(lambda: story.status(task) == "completed", "the article")
    found = story.content(task)
    assert found is not None
    return content_of(found.id)


@pytest.mark.parametrize(
    ("delivered", "check"),
    [
        (CUT_OFF, "cut_off"),
        (replace(ARTICLE, metadata={"draft": True}), "template_draft"),
        (Article("Some words.\n\n## One", title="T"), "empty_section"),
        (Article("![a](a.png)", title="T"), "no_text"),
    ],
)
def test_what_the_gate_holds_waits_although_approval_is_automatic(
    submit: Any,
    line: Any,
    story: Story,
    until: Any,
    database: Settings,
    delivered: Article,
    check: str,
) -> None:
    line(creators={"fake": Direct([delivered])}, publishers={"files": Shelf()})
    blog = accounts.add("blog", gate=TAKES_SHORT)
    task = submit(creator="fake", auto_approve=True, account=blog)
    content = made(story, until, task)
    assert content.review_status == "pending"
    assert [(one["check"], one["level"]) for one in content.findings] == [(check, "hold")]
    assert content.review_reason == content.findings[0]["message"]
    assert entry_of(content.id) is None
    (kept,) = db.execute(
        "SELECT data FROM events WHERE task_id = ? AND entity = 'content' AND event = 'create'",
        (task,),
    ).fetchone()
    assert json.loads(kept)["findings"] == content.findings


def test_a_text_that_no_check_comes_to_an_end_with_waits_and_holds_up_nobody(
    submit: Any, line: Any, story: Story, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(GateReader(ODD_READER)) as reader:
        monkeypatch.setattr(gate_process, "_readers", reader)
        endless = replace(ARTICLE, content=f"{ARTICLE.content}\n\nTea never ends.")
        line(creators={"fake": Direct([endless, ARTICLE])}, publishers={"files": Shelf()})
        blog = accounts.add("blog", gate={"near_copy": "off"})
        two = [submit(creator="fake", auto_approve=True, account=blog) for _ in range(2)]
        made_of = [made(story, until, task) for task in two]
    states = {content.review_status: content for content in made_of}
    assert set(states) == {"pending", "approved"}
    assert "too much time to be read" in states["pending"].review_reason
    assert states["pending"].body == endless.content


def test_a_person_approves_it_all_the_same_and_says_why(
    submit: Any, line: Any, story: Story, until: Any, database: Settings, account: Account
) -> None:
    shelf = Shelf()
    line(creators={"fake": Direct([CUT_OFF])}, publishers={"files": shelf})
    task = submit(creator="fake")
    content = made(story, until, task)
    with pytest.raises(NotAllowedError, match="limit") as refused, Unit("test") as unit:
        contents.approve(unit, content_by_id.locked(unit, content.id), account, database)
    assert refused.value.code is Code.HELD
    with Unit("test") as unit:
        contents.approve(
            unit, content_by_id.locked(unit, content.id), account, database, "long enough"
        )
    until(lambda: story.published(task), "the publication")
    assert content_of(content.id).findings == content.findings
    assert content_of(content.id).review_reason == "long enough"


def test_an_account_that_turns_the_check_off_gets_it_published(
    submit: Any, line: Any, story: Story, until: Any, database: Settings
) -> None:
    line(creators={"fake": Direct([CUT_OFF])}, publishers={"files": Shelf()})
    blog = accounts.add("blog", gate={"cut_off": "warn"})
    task = submit(creator="fake", account=blog)
    until(lambda: story.published(task), "the publication")
    assert [one["level"] for one in made(story, until, task).findings] == ["warn"]


def test_a_late_result_passes_the_gate_as_well(
    submit: Any, story: Story, database: Settings, account: Account
) -> None:
    task = submit(creator="fake", auto_approve=True)
    late = contents.Draft("T", "Half a text and", "", "en", 4, metadata={"truncated": True})
    by_hand.request_cancel(task, "test")
    with Unit("test") as unit:
        tasks.keep_late_result(unit, story.task(task), late)
    content = content_of(by_hand.adopt(task, "test", database))
    assert (content.review_status, content.findings[0]["check"]) == ("pending", "cut_off")


class TestEdit:
    def edit(self, content_id: int, **values: Any) -> Content:
        with Unit("test") as unit:
            assert contents.edit(unit, content_by_id.locked(unit, content_id), **values)
        return content_of(content_id)

    def entry(self, content_id: int) -> str:
        (entry,) = entries.entries_of(content_id)
        return entry.status

    def test_it_is_judged_again_and_says_why_it_waits_now(self, database: Settings) -> None:
        strict = accounts.add("strict", banned_words=["cheap", "best"], gate=TAKES_SHORT)
        waiting = article(
            database, body="A cheap drink.", topic=TOPIC, account=strict, approved=True
        )
        assert content_of(waiting).review_reason == "banned word: cheap"
        changed = self.edit(waiting, body="The best drink.")
        assert changed.review_reason == changed.findings[0]["message"] == "banned word: best"
        clean = self.edit(waiting, body="A drink that people like.")
        assert (clean.findings, clean.review_reason) == ([], "waits for a person")
        assert (clean.word_count, clean.summary) == (5, "A drink that people like.")
        assert clean.review_status == "pending"

    def test_fields_beside_the_text_are_judged_too(self, database: Settings) -> None:
        strict = accounts.add("strict", banned_words=["cheap"])
        waiting = article(database, topic=TOPIC, account=strict)
        assert self.edit(waiting, tags=["cheap"]).findings[0]["message"].endswith("(in its tags)")
        assert self.edit(waiting, tags=[]).findings == []

    def test_a_decision_keeps_its_reason(self, database: Settings, account: Account) -> None:
        content_id = article(database)
        with Unit("test") as unit:
            contents.reject(unit, content_by_id.locked(unit, content_id), "no sources")
        changed = self.edit(content_id, body="## Empty")
        assert changed.review_reason == "no sources"
        assert [one["check"] for one in changed.findings] == ["no_text", "empty_section"]

    def test_an_approved_text_that_is_held_now_waits_again_and_leaves_the_pool(
        self, database: Settings, account: Account
    ) -> None:
        content_id = article(database, topic=TOPIC, approved=True)
        assert self.entry(content_id) == "queued"
        fine = self.edit(content_id, body="Another whole text, without a fault.")
        assert (fine.review_status, self.entry(content_id)) == ("approved", "queued")
        half = self.edit(content_id, body="Another whole text. It ends in the middle of the")
        assert half.review_status == "pending"
        assert half.review_reason == half.findings[0]["message"]
        by = db.execute("SELECT reviewed_by, reviewed_at FROM contents WHERE id = ?", (content_id,))
        assert by.fetchone() == (None, None)
        assert self.entry(content_id) == "withdrawn"
        with Unit("test") as unit, pytest.raises(NotAllowedError, match="is held"):
            contents.approve(unit, content_by_id.locked(unit, content_id), account, database)

    def test_what_was_approved_over_a_hold_stays_approved_until_something_new_is_held(
        self, database: Settings, account: Account
    ) -> None:
        strict = accounts.add("strict", banned_words=["cheap", "best"], gate=TAKES_SHORT)
        content_id = article(database, body="A cheap drink.", account=strict)
        with Unit("test") as unit:
            contents.approve(
                unit, content_by_id.locked(unit, content_id), strict, database, "a quotation"
            )
        same = self.edit(content_id, body="A cheap drink, people say.")
        assert (same.review_status, same.review_reason) == ("approved", "a quotation")
        worse = self.edit(content_id, body="The best and cheap drink, people say.")
        assert (worse.review_status, worse.review_reason) == ("pending", "banned word: best")

    def test_one_gap_less_takes_no_approval_back_and_another_one_does(
        self, database: Settings
    ) -> None:
        gaps = [f"Dear [Insert name {one}], the kettle sings {one} times." for one in range(7)]
        blog = accounts.add("blog", gate=TAKES_SHORT)
        content_id = article(database, "Kettles", "\n\n".join(gaps), account=blog)
        with Unit("test") as unit:
            contents.approve(unit, content_by_id.locked(unit, content_id), blog, database, "a form")
        assert "2 more gaps" in content_of(content_id).findings[-1]["message"]
        filled = [gaps[0].replace("[Insert name 0]", "Anna"), *gaps[1:]]
        for body in (filled, [*filled[:2], *filled[3:]]):
            assert self.edit(content_id, body="\n\n".join(body)).review_status == "approved"
        worse = self.edit(content_id, body="\n\n".join(["Dear [Insert town],", *filled]))
        assert (worse.review_status, "[Insert town]" in worse.review_reason) == ("pending", True)

    def test_a_draft_that_a_person_fills_in_is_one_no_longer(self, database: Settings) -> None:
        blog = accounts.add("blog", gate=TAKES_SHORT)
        said = {"draft": True, "generator": "outline"}
        waiting = article(database, topic=TOPIC, account=blog, metadata=said)
        assert content_of(waiting).findings[0]["check"] == "template_draft"
        half = self.edit(waiting, body="Nearly done. (To do: a figure.)")
        assert (half.metadata["draft"], len(half.findings)) == (True, 1)
        done = self.edit(waiting, body="All of it was written anew.")
        assert (done.metadata["draft"], done.findings) == (False, [])
        assert done.metadata["generator"] == "outline"


class TestReasons:
    def test_the_latest_decision_gives_the_reason(
        self, database: Settings, account: Account
    ) -> None:
        content_id = article(database)

        def decide(call: Any, *arguments: Any) -> str | None:
            with Unit("test") as unit:
                call(unit, content_by_id.locked(unit, content_id), *arguments)
            return content_of(content_id).review_reason

        def approve(unit: Unit, content: Content, reason: str = "") -> None:
            contents.approve(unit, content, account, database, reason)

        assert decide(contents.reject, "no sources") == "no sources"
        assert decide(contents.reject, "too long") == "too long"
        assert decide(approve) is None
        assert decide(approve, "sources were added") == "sources were added"
        assert decide(contents.reject, "a rival wrote it") == "a rival wrote it"
        assert decide(approve) is None
        assert entry_of(content_id) is not None
