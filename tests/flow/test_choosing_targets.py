"""Where an article goes when an account has several targets: all of them, or those chosen."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle import accounts, submission, targets
from contenthub.lifecycle.submission import NewTask, Refused, Submitted
from contenthub.records import Account, Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of

Cli = Callable[..., Any]


@pytest.fixture
def blog(database: Settings) -> Account:
    """An account with the targets default, archive and mirror."""
    made = accounts.add("blog", gate={"template_draft": "off"})
    for name in ("archive", "mirror"):
        targets.add(made, name)
    return made


def where(content_id: int) -> dict[str, str]:
    """The states of a content's entries, by their targets."""
    entries = records.select(Entry, "WHERE content_id = ? ORDER BY id", (content_id,))
    names = {one.id: one.name for one in records.select(records.Target, "")}
    return {names[one.target_id]: one.status for one in entries}


class TestGenerate:
    def test_what_is_chosen_is_published_there_and_nowhere_else(
        self, cli: Cli, blog: Account, database: Settings
    ) -> None:
        answer = cli(
            *("content", "generate", "-t", "tea", "-a", "blog", "--creator", "outline"),
            *("--target", "mirror", "--target", "archive", "--auto-approve", "-f", "json"),
        )
        assert answer.code == 0, answer.err
        assert answer.json["publish_status"] == "published"
        content = content_of(answer.json["content_id"])
        assert where(content.id) == {"archive": "published", "mirror": "published"}
        home = database.home_folder / "published"
        assert {path.parent.relative_to(home) for path in home.rglob("*.md")} == {
            Path("blog/archive"),
            Path("blog/mirror"),
        }

    def test_what_is_not_chosen_goes_to_all(self, cli: Cli, blog: Account) -> None:
        made = article_of(cli)
        assert set(where(made)) == {"default", "archive", "mirror"}

    def test_a_target_that_the_account_has_not_is_named(self, cli: Cli, blog: Account) -> None:
        answer = cli("content", "generate", "-t", "tea", "-a", "blog", "--target", "paper")
        assert answer.code == 3
        assert "no target 'paper'; it has: default, archive, mirror" in answer.err

    def test_lines_of_a_file_choose_by_themselves(
        self, cli: Cli, blog: Account, tmp_path: Path
    ) -> None:
        lines = [
            {"topic": "one", "targets": ["mirror"]},
            {"topic": "two", "targets": "archive"},
            {"topic": "three"},
            {"topic": "four", "targets": ["paper"]},
            {"topic": "five", "targets": 5},
        ]
        file = tmp_path / "topics.jsonl"
        file.write_text("\n".join(json.dumps(line) for line in lines))
        answer = cli(
            *("content", "generate", "--topics-file", str(file), "-a", "blog"),
            *("--target", "default", "--async", "-f", "json"),
        )
        assert [row["line"] for row in answer.json["rejected"]] == [4, 5]
        names = {one.id: one.name for one in targets.of_account(blog.id)}
        chosen = [
            [names[id_] for id_ in json.loads(row[0])]
            for row in db.execute("SELECT target_ids FROM generation_tasks ORDER BY id").fetchall()
        ]
        assert chosen == [["mirror"], ["archive"], ["default"]]


def article_of(cli: Cli) -> int:
    answer = cli(
        *("content", "generate", "-t", "tea", "-a", "blog", "--creator", "outline"),
        *("--auto-approve", "-f", "json"),
    )
    assert answer.code == 0, answer.err
    return int(answer.json["content_id"])


class TestApprove:
    def test_what_is_chosen_takes_the_place_of_what_was_chosen_before(
        self, cli: Cli, blog: Account, database: Settings
    ) -> None:
        made = article(database, account=blog)
        with db.transaction():
            ids = [targets.find(blog.id, "archive").id]
            db.execute("UPDATE contents SET target_ids = ?", (json.dumps(ids),))
        assert cli("content", "approve", str(made), "--target", "mirror").code == 0
        assert where(made) == {"mirror": "queued"}
        assert content_of(made).target_ids == [targets.find(blog.id, "mirror").id]

    def test_what_was_chosen_before_stands(
        self, cli: Cli, blog: Account, database: Settings
    ) -> None:
        made = article(database, account=blog)
        with db.transaction():
            ids = [targets.find(blog.id, "archive").id]
            db.execute("UPDATE contents SET target_ids = ?", (json.dumps(ids),))
        assert cli("content", "approve", str(made)).code == 0
        assert where(made) == {"archive": "queued"}

    def test_one_that_is_approved_already_gets_further_targets_in_the_pool(
        self, cli: Cli, blog: Account, database: Settings
    ) -> None:
        made = str(article(database, account=blog))
        assert cli("content", "approve", made, "--target", "mirror").code == 0
        refused = cli("content", "approve", made, "--target", "archive")
        assert (refused.code, "publish-pool add" in refused.err) == (4, True)
        added = cli("publish-pool", "add", made, "--target", "archive", "-f", "json")
        assert [row["target"] for row in added.json] == ["archive"]
        assert where(int(made)) == {"mirror": "queued", "archive": "queued"}

    def test_contents_of_accounts_that_have_it_not_stay_as_they_are(
        self, cli: Cli, blog: Account, database: Settings
    ) -> None:
        mine, other = article(database, account=blog), article(database)
        answer = cli("content", "approve", str(mine), str(other), "--target", "mirror")
        assert (answer.code, "no target 'mirror'" in answer.err) == (3, True)
        assert content_of(mine).review_status == "approved"
        assert content_of(other).review_status == "pending"


class TestWhatWasChosenStays:
    def test_a_target_that_a_task_or_a_content_is_for_cannot_be_removed(
        self, cli: Cli, blog: Account, database: Settings
    ) -> None:
        chosen = (targets.find(blog.id, "mirror").id,)
        submission.submit([NewTask("tea", blog, target_ids=chosen)], database, "test")
        answer = cli("target", "remove", "blog", "mirror")
        assert (answer.code, "it was chosen for 1 task" in answer.err) == (4, True), answer.err
        assert cli("target", "remove", "blog", "archive").code == 0

    def test_one_that_was_removed_meanwhile_is_refused(
        self, blog: Account, database: Settings
    ) -> None:
        gone = targets.find(blog.id, "mirror")
        targets.remove(gone)
        with pytest.raises(Exception, match="was removed meanwhile"):
            submission.submit([NewTask("tea", blog, target_ids=(gone.id,))], database, "test")
        assert db.execute("SELECT COUNT(*) FROM generation_tasks").fetchone()[0] == 0


class TestIdempotency:
    def ask(self, database: Settings, blog: Account, *names: str) -> submission.Answer:
        ids = targets.chosen(blog.id, names)
        request = NewTask(
            "tea", blog, idempotency_key="k", target_ids=None if ids is None else tuple(ids)
        )
        return submission.submit([request], database, "test")[0]

    def test_other_targets_are_another_request(self, database: Settings, blog: Account) -> None:
        first = self.ask(database, blog, "mirror", "archive")
        assert isinstance(first, Submitted)
        again = self.ask(database, blog, "archive", "mirror")
        assert again == Submitted(first.task_id, existing=True)
        for other in ((), ("archive",)):
            refused = self.ask(database, blog, *other)
            assert isinstance(refused, Refused)
            assert "targets is another one" in refused.reason

    def test_a_key_from_before_there_were_targets_answers(
        self, database: Settings, blog: Account
    ) -> None:
        first = self.ask(database, blog)
        (stored,) = db.execute("SELECT fingerprint FROM idempotency_keys").fetchone()
        older = {name: one for name, one in json.loads(stored).items() if name != "targets"}
        with db.transaction():
            db.execute("UPDATE idempotency_keys SET fingerprint = ?", (json.dumps(older),))
        assert isinstance(first, Submitted)
        assert self.ask(database, blog) == Submitted(first.task_id, existing=True)


class TestLists:
    @pytest.fixture
    def made(self, database: Settings, blog: Account) -> int:
        article(database, approved=True)
        return article(database, "Green tea", approved=True, account=blog)

    def test_the_pool_is_listed_by_target(self, cli: Cli, made: int) -> None:
        rows = cli("publish-pool", "list", "--target", "mirror", "-f", "json").json
        assert [(row["content_id"], row["target"]) for row in rows] == [(made, "mirror")]
        rows = cli("publish-pool", "list", "--target", "default", "-f", "json").json
        assert [row["account"] for row in rows] == ["blog", "default"]
        one = cli("publish-pool", "list", "--target", "default", "-a", "blog", "-f", "json").json
        assert [row["content_id"] for row in one] == [made]
        assert cli("publish-pool", "list", "--target", "paper").code == 3
        assert cli("publish-pool", "list", "--target", "mirror", "-a", "default").code == 3

    def test_a_table_says_the_target_only_where_there_are_several(
        self, cli: Cli, database: Settings
    ) -> None:
        article(database, approved=True)
        assert "target" not in cli("publish-pool", "list").out.splitlines()[0]
        (row,) = csv.DictReader(io.StringIO(cli("publish-pool", "list", "-f", "csv").out))
        assert row["target"] == "default"
        targets.add(accounts.default(), "mirror")
        assert "target" in cli("publish-pool", "list").out.splitlines()[0]

    def test_people_read_why_something_waits_although_its_time_has_come(
        self, cli: Cli, made: int
    ) -> None:
        assert cli("target", "pause", "blog", "mirror").code == 0
        listed = cli("publish-pool", "list", "--target", "mirror")
        assert "queued, paused" in listed.out
        (row,) = cli("publish-pool", "list", "--target", "mirror", "-f", "json").json
        assert (row["status"], row["target_paused"]) == ("queued", True)
        assert cli("content", "show", str(made)).out.count("queued, paused") == 1
        assert cli("target", "resume", "blog", "mirror").code == 0
        assert "paused" not in cli("publish-pool", "list", "--target", "mirror").out

    def test_a_content_is_listed_once_with_the_sum(self, cli: Cli, made: int) -> None:
        rows = cli("content", "list", "--publish", "queued", "-a", "blog", "-f", "json").json
        assert [(row["id"], row["publish_status"]) for row in rows] == [(made, "queued")]

    def test_a_content_is_shown_with_each_of_its_entries(self, cli: Cli, made: int) -> None:
        shown = cli("content", "show", str(made), "-f", "json").json["publications"]
        assert [(one["target"], one["status"]) for one in shown] == [
            (name, "queued") for name in ("default", "archive", "mirror")
        ]
        text = cli("content", "show", str(made)).out
        assert "publications:" in text
        assert all(name in text for name in ("default", "archive", "mirror"))
        assert "publications:" not in cli("content", "show", "1").out
