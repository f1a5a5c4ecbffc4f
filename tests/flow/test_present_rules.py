"""An approval goes by the rules that the account has now, whoever approves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from contenthub.articles.gate import Finding, Finished
from contenthub.creators.base import Article, Control, Request
from contenthub.generations import gate_process
from contenthub.lifecycle import accounts
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of, entry_of
from tests.support.fakes import Direct, Shelf
from tests.support.story import Story

Cli = Callable[..., Any]


@pytest.fixture
def blog(database: Settings) -> Account:
    return accounts.add("blog")


def checks(content_id: int) -> list[tuple[str, str]]:
    """What is found; that its title is its topic is shown as well."""
    found = [(one["check"], one["level"]) for one in content_of(content_id).findings]
    return [one for one in found if one[0] != "no_title"]


class TestAPerson:
    def test_is_asked_for_a_reason_where_a_rule_came_after_the_text(
        self, cli: Cli, database: Settings, blog: Account
    ) -> None:
        made = article(database, body=texts.ARTICLE, account=blog)
        accounts.update(blog, banned_words=["pot"])
        refused = cli("content", "approve", str(made))
        assert refused.code == 4
        assert f"content {made} is held" in refused.err
        assert "pot" in refused.err
        assert checks(made) == [("banned_words", "hold")]
        rows = cli("content", "list", "--review", "pending", "-f", "json").json
        assert "pot" in rows[0]["review_reason"]
        assert cli("content", "approve", str(made), "--because", "a kettle").code == 0
        assert checks(made) == [("banned_words", "hold")]

    def test_is_asked_for_none_where_the_rule_is_gone(
        self, cli: Cli, database: Settings, blog: Account
    ) -> None:
        accounts.update(blog, banned_words=["pot"])
        made = article(database, body=texts.ARTICLE, account=accounts.find("blog"))
        accounts.update(blog, banned_words=[])
        assert cli("content", "approve", str(made)).code == 0
        assert checks(made) == []
        assert entry_of(made) is not None

    def test_goes_by_the_levels_that_the_account_sets_now(
        self, cli: Cli, database: Settings, blog: Account
    ) -> None:
        accounts.update(blog, banned_words=["pot"])
        made = article(database, body=texts.ARTICLE, account=accounts.find("blog"))
        accounts.update(blog, gate={"banned_words": "warn"})
        assert cli("content", "approve", str(made)).code == 0
        assert checks(made) == [("banned_words", "warn")]

    def test_is_told_of_many_by_the_rules_of_now(
        self, cli: Cli, database: Settings, blog: Account
    ) -> None:
        accounts.update(blog, banned_words=["pot"])
        account = accounts.find("blog")
        made = [
            article(database, title, texts.ARTICLE, account=account) for title in ("Tea", "Cups")
        ]
        accounts.update(blog, banned_words=[])
        asked = cli("content", "approve", "--all")
        assert "approve 2 contents?" in asked.err
        accounts.update(blog, banned_words=["pot"])
        assert "all of these are held by the gate" in cli("content", "approve", "--all").err
        accounts.update(blog, banned_words=["cups"])
        assert "2 contents, 1 of them held" in cli("content", "approve", "--all").err
        done = cli("content", "approve", "--all", "--yes", "-f", "json")
        assert done.code == 4
        assert [content_of(one).review_status for one in made] == ["approved", "pending"]

    def test_what_others_said_of_a_text_stays(
        self, cli: Cli, database: Settings, blog: Account
    ) -> None:
        longer = " ".join(f"{texts.ARTICLE} Step {number} is the same." for number in range(1, 3))
        first = article(database, body=longer, account=blog)
        copy = article(database, body=longer, account=blog)
        assert ("near_copy", "hold") in checks(copy)
        accounts.update(blog, gate={"repetition": "off"})
        assert cli("content", "approve", str(copy)).code == 4
        assert cli("content", "approve", str(first)).code == 0
        accounts.update(blog, gate={"repetition": "off", "near_copy": "off"})
        assert cli("content", "approve", str(copy)).code == 0

    def test_a_change_while_the_gate_looks_is_seen(
        self, cli: Cli, database: Settings, blog: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database, body=texts.ARTICLE, account=blog)
        looks = change_after_the_first_look(monkeypatch, blog)
        assert cli("content", "approve", str(made)).code == 4
        assert len(looks) == 2
        assert checks(made) == [("banned_words", "hold")]


class TestThePool:
    def test_what_waits_there_is_told_of_and_can_be_looked_at(
        self, cli: Cli, database: Settings, blog: Account
    ) -> None:
        approved = article(database, body=texts.ARTICLE, account=blog, approved=True)
        pending = article(database, "Cups", texts.ARTICLE, account=blog)
        article(database, "Pots", texts.ARTICLE, approved=True)  # of another account
        for same in (["--tone", "dry"], ["--language", "auto"], ["--gate", "near_copy=default"]):
            assert "publish pool" not in cli("account", "update", "blog", *same).err
        told = cli("account", "update", "blog", "--banned-words", "pot").err
        assert "1 approved article waits in the publish pool" in " ".join(told.split())
        answer = cli("content", "check", "--waiting", "--account", "blog", "-f", "json")
        assert answer.code == 6
        held = [int(one["text"]) for one in answer.json if one["level"] == "hold"]
        assert held == [approved, pending]
        assert content_of(approved).review_status == "approved"

    def test_nothing_and_everything_are_not_checked_by_accident(
        self, cli: Cli, database: Settings
    ) -> None:
        for given in ((), ("--waiting", "1")):
            answer = cli("content", "check", *given)
            assert (answer.code, "one of them" in answer.err) == (2, True)
        assert "nothing waits" in cli("content", "check", "--waiting").err


class TestTheLine:
    def test_goes_by_the_rules_at_the_end_of_a_generation(
        self, line: Any, submit: Any, story: Story, until: Any, blog: Account
    ) -> None:
        def generate(request: Request, control: Control) -> Article:
            accounts.update(blog, banned_words=["pot"])
            return Article(content=texts.ARTICLE, title="A title")

        line({"fake": Direct([generate])}, {"files": Shelf()})
        task = submit(creator="fake", account=blog, auto_approve=True)
        until(lambda: story.status(task) == "completed", "the article")
        found = story.content(task)
        assert found is not None
        assert (found.review_status, checks(found.id)) == ("pending", [("banned_words", "hold")])

    def test_leaves_to_a_person_what_was_judged_by_rules_that_are_gone(
        self,
        cli: Cli,
        line: Any,
        submit: Any,
        story: Story,
        until: Any,
        blog: Account,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        change_after_the_first_look(monkeypatch, blog, words=["casino"])
        line({"fake": Direct([Article(texts.ARTICLE, title="A title")])}, {"files": Shelf()})
        task = submit(creator="fake", account=blog, auto_approve=True)
        until(lambda: story.status(task) == "completed", "the article")
        found = story.content(task)
        assert found is not None
        assert (found.review_status, checks(found.id)) == ("pending", [("unread", "hold")])


def change_after_the_first_look(
    monkeypatch: pytest.MonkeyPatch, account: Account, words: Sequence[str] = ("pot",)
) -> list[int]:
    """Somebody changes the account's words as soon as the gate has looked once."""
    looks: list[int] = []
    look = gate_process.examine_all

    def examine_all(articles: Sequence[Finished]) -> list[list[Finding]]:
        found = look(articles)
        if not looks:
            accounts.update(account, banned_words=list(words))
        looks.append(len(articles))
        return found

    monkeypatch.setattr(gate_process, "examine_all", examine_all)
    return looks
