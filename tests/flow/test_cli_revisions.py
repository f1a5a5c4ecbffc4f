"""`content regenerate`, `revisions`, `accept`, `decline`, and what other commands say of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contenthub.articles.text import word_count
from contenthub.commands.console.screen import Screen
from contenthub.commands.console.width import display_width
from contenthub.commands.content import difference
from contenthub.database import db
from contenthub.lifecycle import accounts, submission, tasks
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.unit import Unit
from contenthub.operations import revisions
from contenthub.operations.caller import Caller
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.usage import Usage
from tests.support import texts
from tests.support.articles import article, content_of, set_entry

Cli = Callable[..., Any]

DRAFT = Draft(title="Tea anew", body="New leaves.", summary="New.", language="en", word_count=2)


def propose(settings: Settings, content_id: int, draft: Draft = DRAFT, note: str = "short") -> str:
    """A creator has written this content anew; returns the task's id."""
    batch = revisions.regenerate(Caller(settings, "ada"), content_id, note)
    task = submission.by_task_id(batch.task_ids[0])
    assert task is not None
    account: Account = accounts.find(task.account_id)
    with Unit("test") as unit:
        tasks.complete(unit, task, account, draft, settings)
    return task.task_id


class TestRegenerate:
    def test_it_waits_for_the_new_text_and_says_how_to_take_it(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        answer = cli("content", "regenerate", str(made), "--note", "Name the sources")
        assert answer.code == 0
        assert "revision" in answer.out
        assert f"take it: contenthub content accept {made} 2" in answer.err
        assert f"contenthub content show {made} --revision 2" in answer.out
        assert content_of(made).body == texts.ARTICLE

    def test_at_once_it_answers_with_the_task(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        answer = cli("content", "regenerate", str(made), "--note", "x", "--async", "-f", "json")
        assert answer.code == 0
        assert answer.json["status"] == "pending"
        told = cli("task", "status", answer.json["task_id"], "-f", "json").json
        assert (told["revises_content_id"], told["note"], told["revision"]) == (made, "x", None)

    def test_json_has_the_number_of_the_new_text(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        answer = cli("content", "regenerate", str(made), "--note", "x", "-f", "json")
        assert (answer.json["content_id"], answer.json["revision"]) == (made, 2)
        assert answer.json["review_status"] is None

    def test_a_note_is_needed_and_the_creator_has_to_exist(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        assert cli("content", "regenerate", str(made)).code == 2
        assert cli("content", "regenerate", str(made), "--note", " ").code == 2
        wrong = cli("content", "regenerate", str(made), "--note", "x", "--creator", "nobody")
        assert (wrong.code, "no creator" in wrong.err) == (2, True)
        assert cli("content", "regenerate", "99", "--note", "x").code == 3

    def test_a_key_whose_task_was_cleaned_up_answers_what_is_left(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        line = ("content", "regenerate", str(made), "--note", "x", "--idempotency-key", "k")
        assert cli(*line).code == 0
        assert cli("task", "cleanup", "--days", "0").code == 0
        again = cli(*line, "-f", "json")
        assert again.code == 0
        assert (again.json["status"], again.json["content_id"]) == ("removed", made)
        assert again.json["revision"] == 2
        assert f"content {made}" in again.err


class TestRevisions:
    def test_each_text_says_who_wrote_it_and_why(self, cli: Cli, database: Settings) -> None:
        made, words = article(database), word_count(texts.ARTICLE)
        assert cli("content", "edit", str(made), "--title", "Mine", "--reason", "clearer").code == 0
        propose(database, made, replace(DRAFT, usage=Usage(model="qwen3")))
        rows = cli("content", "revisions", str(made), "-f", "json").json
        assert [row["number"] for row in rows] == [1, 2, 3]
        assert [row["status"] for row in rows] == ["accepted", "accepted", "proposed"]
        assert [row["author_kind"] for row in rows] == ["creator", "person", "creator"]
        assert [row["reason"] for row in rows] == ["", "clearer", "short"]
        assert [row["model"] for row in rows] == [None, None, "qwen3"]
        assert [row["based_on"] for row in rows] == [None, 1, 2]
        assert [row["shown"] for row in rows] == [False, True, False]
        assert [row["word_count"] for row in rows] == [words, words, 2]
        table = cli("content", "revisions", str(made)).out
        assert table.splitlines()[0].split()[:3] == ["number", "status", "shown"]
        assert cli("content", "revisions", "99").code == 3

    def test_another_text_can_be_looked_at(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        task_id = propose(database, made)
        shown = cli("content", "show", str(made), "--revision", "2", "-f", "json").json
        assert (shown["id"], shown["revision"], shown["revision_status"]) == (made, 2, "proposed")
        assert (shown["title"], shown["body"], shown["word_count"]) == (
            "Tea anew",
            "New leaves.",
            2,
        )
        assert (shown["task_id"], shown["reason"], shown["based_on"]) == (task_id, "short", 1)
        assert "New leaves." in cli("content", "show", str(made), "--revision", "2").out
        now = cli("content", "show", str(made), "-f", "json").json
        assert (now["revision"], now["body"], now["proposals"]) == (1, texts.ARTICLE, 1)
        unknown = cli("content", "show", str(made), "--revision", "9")
        assert (unknown.code, "no revision 9" in unknown.err) == (3, True)
        assert cli("content", "show", "99", "--revision", "1").code == 3


class TestDifference:
    def test_it_says_what_the_second_text_has_else(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        propose(database, made, replace(DRAFT, title="tea", body=f"{texts.ARTICLE}\n\n\x1b[31m"))
        answer = cli("content", "revisions", str(made), "--diff", "1", "2")
        assert answer.code == 0, answer.err
        shown = answer.out.splitlines()
        assert shown[:2] == ["--- revision 1", "+++ revision 2"]
        assert "-summary: " + content_of(made).summary in shown
        assert {"+summary: New.", f" {texts.SECOND}", "+", "+\\x1b[31m"} <= set(shown)
        found = cli("content", "revisions", str(made), "--diff", "2", "1", "-f", "json").json
        assert (found["content_id"], found["before"], found["after"]) == (made, 2, 1)
        assert "-summary: New." in found["difference"].splitlines()

    def test_on_a_terminal_it_has_colours_and_keeps_to_80_columns(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        propose(database, made, replace(DRAFT, body="New leaves, 新しい葉. " * 30))
        monkeypatch.setattr(difference, "screen_of", lambda _: Screen(80, colour=True))
        shown = cli("content", "revisions", str(made), "--diff", "1", "2").out.splitlines()
        came = [line for line in shown if line.startswith("\x1b[32m+") and line.endswith("\x1b[0m")]
        assert len(came) > 10
        assert any(line.startswith("\x1b[31m-") for line in shown)
        bare = [re.sub(r"\x1b\[\d*m", "", line) for line in shown]
        assert max(map(display_width, bare)) <= 80

    def test_texts_that_are_the_same_and_texts_that_are_not_there(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        assert cli("content", "revisions", str(made), "--diff", "1", "1").out == "no difference\n"
        unknown = cli("content", "revisions", str(made), "--diff", "1", "7")
        assert (unknown.code, "no revision 7" in unknown.err) == (3, True)
        assert cli("content", "revisions", "99", "--diff", "1", "2").code == 3
        assert cli("content", "revisions", str(made), "--diff", "1").code == 2


class TestDecisions:
    def test_accept_makes_it_the_text_and_says_what_the_gate_finds(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        propose(database, made, replace(DRAFT, body="It ends in the middle of the"))
        answer = cli("content", "accept", str(made), "2", "--reason", "good", "-f", "json")
        assert answer.code == 0
        assert answer.json["review_status"] == "pending"
        assert answer.json["publish_status"] == "withdrawn"
        assert "note: cut_off (hold)" in answer.err
        (_, row) = cli("content", "revisions", str(made), "-f", "json").json
        assert (row["status"], row["status_reason"], row["shown"]) == ("accepted", "good", True)

    def test_what_was_edited_meanwhile_needs_an_express_word(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        propose(database, made)
        assert cli("content", "edit", str(made), "--title", "Mine").code == 0
        refused = cli("content", "accept", str(made), "2")
        assert (refused.code, "--even-outdated" in refused.err) == (4, True)
        assert cli("content", "accept", str(made), "2", "--even-outdated").code == 0
        assert content_of(made).title == "Tea anew"
        assert cli("content", "accept", str(made), "2").code == 4

    def test_decline_needs_a_reason(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        propose(database, made)
        assert cli("content", "decline", str(made), "2").code == 2
        answer = cli("content", "decline", str(made), "2", "--reason", "dull", "-f", "json")
        assert (answer.json["status"], answer.json["status_reason"]) == ("declined", "dull")
        assert cli("content", "decline", str(made), "1", "--reason", "dull").code == 4
        assert cli("content", "decline", str(made), "9", "--reason", "dull").code == 3

    def test_all_of_it_stands_in_the_story_of_the_content(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        own = content_of(made).generation_task_id
        propose(database, made)
        assert cli("content", "decline", str(made), "2", "--reason", "dull").code == 0
        assert cli("content", "accept", str(made), "2").code == 0
        rows = cli("task", "events", own, "-f", "json").json
        told = [(row["entity"], row["event"], row["attempt"], row["reason"]) for row in rows[-4:]]
        assert told == [
            ("revision", "propose", 2, "short"),
            ("revision", "decline", 2, "dull"),
            ("content", "edit", 1, ""),
            ("revision", "accept", 2, ""),
        ]


class TestOtherCommands:
    def test_a_list_of_contents_says_where_a_new_text_waits(
        self, cli: Cli, database: Settings
    ) -> None:
        made, other = article(database), article(database, "Coffee")
        propose(database, made)
        propose(database, made)
        listed = cli("content", "list", "-f", "json")
        assert {row["id"]: row["proposals"] for row in listed.json} == {made: 2, other: 0}
        assert f"contenthub content revisions {made}" in listed.err
        found = cli("content", "list", "--proposed", "-f", "json").json
        assert [row["id"] for row in found] == [made]
        for narrowed in (["--review", "approved"], ["--publish", "queued"], ["--until", "1h"]):
            assert cli("content", "list", "--proposed", *narrowed, "-f", "json").json == []
        for narrowed in (["--review", "pending"], ["--publish", "none"], ["--since", "1h"]):
            found = cli("content", "list", "--proposed", *narrowed, "-f", "json").json
            assert [row["id"] for row in found] == [made]

    def test_many_that_wait_are_not_told_of_one_by_one(self, cli: Cli, database: Settings) -> None:
        for number in range(7):
            propose(database, article(database, f"Tea {number}"))
        said = cli("content", "list").err
        assert said.count("contenthub content revisions") == 5
        assert "2 more have one: contenthub content list --proposed" in said

    def test_what_is_out_there_and_that_the_text_is_another_one_by_now(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="shelf/1", published_at="2026-11-26T00:00:00+00:00")
        with db.transaction():
            db.execute("UPDATE publish_entries SET revision_id = (SELECT id FROM revisions)")
        assert "out" in cli("content", "show", str(made)).out
        assert "another one" not in cli("content", "show", str(made)).out
        assert "present revision" not in cli("publish-pool", "show", str(made)).out
        propose(database, made)
        answer = cli("content", "accept", str(made), "2")
        assert "note: the published copy stays as it was: shelf/1" in answer.err
        shown = cli("content", "show", str(made), "-f", "json").json
        (out,) = shown["out"]
        assert out == {
            "target": "default",
            "revision": 1,
            "is_present": False,
            "present_revision": 2,
        }
        said = cli("content", "show", str(made)).out
        assert "default holds revision 1 of 2" in said
        entry = cli("publish-pool", "show", str(made), "-f", "json").json
        assert (entry["revision"], entry["present_revision"]) == (1, 2)
        assert "present_revision" in cli("publish-pool", "show", str(made)).out

    def test_the_publication_is_none_of_the_new_texts_task(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, "failed", error_message="refused")
        answer = cli("content", "regenerate", str(made), "--note", "x")
        assert answer.code == 0
