"""`contenthub target …`: where an account publishes, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.settings import Settings
from tests.support.articles import article

Cli = Callable[..., Any]


@pytest.fixture(autouse=True)
def blog(cli: Cli, database: Settings) -> None:
    """An account with a setting of its first target."""
    assert cli("account", "add", "blog", "--publisher-setting", "folder=first").code == 0


def names(cli: Cli, *arguments: str) -> list[tuple[str, str]]:
    rows = cli("target", "list", *arguments, "-f", "json").json
    return [(row["account"], row["name"]) for row in rows]


class TestAdd:
    def test_a_target_is_kept_as_it_was_given(self, cli: Cli) -> None:
        added = cli(
            *("target", "add", "blog", "Archive", "--publisher", "files"),
            *("--setting", "folder=old", "--setting", "syntax=hugo", "-f", "json"),
        )
        assert added.code == 0, added.err
        assert added.json["publisher"] == "files"
        assert added.json["settings"] == {"folder": "old", "syntax": "hugo"}
        assert added.json["folder_name"] == "archive"
        assert added.json["paused"] is False
        assert cli("target", "show", "blog", "Archive", "-f", "json").json == added.json

    @pytest.mark.parametrize(
        ("arguments", "code", "why"),
        [
            (["nobody", "x"], 3, "no account 'nobody'"),
            (["blog", "default"], 2, "has a target of that name"),
            (["blog", "OLD"], 2, "sounds the same"),
            (["blog", "7"], 2, "a number alone"),
            (["blog", "\u200b"], 2, "invisible"),
            (["blog", "x", "--publisher", "paper"], 2, "no publisher 'paper'; there are: files"),
            (["blog", "x", "--setting", "foldre=x"], 2, "no setting 'foldre'"),
            (["blog", "x", "--setting", "folder"], 2, "--setting 'folder': allowed: KEY=VALUE"),
            (["blog", "x", "--setting", "folder=../x"], 2, "below the data home"),
            (["blog", "x", "--setting", "folder=***"], 2, "only stands for what is not shown"),
        ],
    )
    def test_what_cannot_be_is_refused_and_leaves_nothing(
        self, arguments: list[str], code: int, why: str, cli: Cli
    ) -> None:
        assert cli("target", "add", "blog", "old").code == 0
        answer = cli("target", "add", *arguments)
        assert (answer.code, why in answer.err) == (code, True), answer.err
        assert names(cli) == [("blog", "default"), ("blog", "old")]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("posts", "posts"),
            ("Posts", "posts/"),
            ("First", None),  # where its target `default` publishes
            ("blog/x", "BLOG/./x"),
            ("café", "cafe\u0301"),
            ("{home}/published/posts", "posts"),
            ("blog/cha-shi", ("茶事", None)),  # what the name alone leads to
            ("blog/cha-shi", ("查时", None)),
        ],
    )
    def test_a_folder_of_another_target_of_the_account_is_refused_however_it_is_written(
        self, first: str, second: Any, cli: Cli, tmp_path: Path
    ) -> None:
        def add(name: str, folder: str | None) -> Any:
            setting = ["--setting", f"folder={folder}"] if folder else []
            return cli("target", "add", "blog", name, *setting)

        given = first.format(home=tmp_path / "home")
        if second is None:
            answer = add("two", given)
        else:
            assert add("one", given).code == 0
            answer = add(*second) if isinstance(second, tuple) else add("two", second)
        assert (answer.code, "publishes into that folder already" in answer.err) == (2, True)
        assert "two" not in [name for _, name in names(cli)]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("site", "site/posts"),
            ("site/posts", "SITE"),
            ("{home}/published/site", "site/x/y"),
            ("link/posts", "site"),  # link leads to site
            ("site", "link"),
            ("first/second", None),  # within that of its target `default`
        ],
    )
    def test_a_folder_within_that_of_another_target_is_refused_also_by_a_link(
        self, first: str, second: str | None, cli: Cli, tmp_path: Path
    ) -> None:
        published = tmp_path / "home" / "published"
        (published / "site").mkdir(parents=True)
        (published / "link").symlink_to(published / "site")

        def add(name: str, folder: str) -> Any:
            where = folder.format(home=tmp_path / "home")
            return cli("target", "add", "blog", name, "--setting", f"folder={where}")

        if second is None:
            answer = add("two", first)
        else:
            assert add("one", first).code == 0
            answer = add("two", second)
            beside = cli("target", "update", "blog", "one", "--slots", "08:00")
            assert beside.code == 0, beside.err
        assert answer.code == 2
        assert "publishes into" in answer.err
        assert "give this one another" in answer.err
        assert "two" not in [name for _, name in names(cli)]

    def test_folders_beside_each_other_and_those_that_names_lead_to_are_taken(
        self, cli: Cli
    ) -> None:
        for name, folder in (("a", "site"), ("b", "site-2"), ("c", "sit"), ("d", None)):
            setting = ["--setting", f"folder={folder}"] if folder else []
            answer = cli("target", "add", "blog", name, *setting)
            assert answer.code == 0, answer.err
        assert cli("target", "update", "blog", "default", "--clear", "settings").code == 0

    def test_another_account_may_publish_into_the_same_folder(self, cli: Cli) -> None:
        assert cli("account", "add", "other").code == 0
        for account in ("blog", "other"):
            answer = cli("target", "add", account, "site", "--setting", "folder=site")
            assert answer.code == 0, answer.err

    def test_a_change_that_leads_into_the_folder_of_another_is_refused(self, cli: Cli) -> None:
        assert cli("target", "add", "blog", "one", "--setting", "folder=posts").code == 0
        assert cli("target", "add", "blog", "two").code == 0
        for line in (
            ("target", "update", "blog", "two", "--setting", "folder=POSTS"),
            ("account", "update", "blog", "--publisher-setting", "folder=posts"),
        ):
            answer = cli(*line)
            assert (answer.code, "publishes into that folder already" in answer.err) == (2, True)
        assert cli("target", "update", "blog", "one", "--setting", "syntax=plain").code == 0


class TestLists:
    def test_of_one_account_or_of_all_in_the_order_they_were_made(self, cli: Cli) -> None:
        assert cli("account", "add", "news").code == 0
        assert cli("target", "add", "blog", "archive").code == 0
        assert names(cli, "news") == [("news", "default")]
        all_ = [("blog", "default"), ("blog", "archive"), ("news", "default")]
        assert names(cli) == all_
        assert names(cli, "--limit", "1", "--offset", "1") == [all_[1]]
        assert cli("target", "list", "nobody").code == 3

    def test_a_target_without_a_publisher_of_its_own_shows_which_it_has(self, cli: Cli) -> None:
        cli("account", "add", "blog")
        row = cli("account", "show", "blog").out.splitlines()[-1]
        assert row.split() == ["default", "files", "(default)", "no"]

    def test_an_account_is_shown_with_its_targets(self, cli: Cli) -> None:
        assert cli("target", "add", "blog", "archive", "--publisher", "files").code == 0
        assert cli("account", "show", "blog", "-f", "json").json["targets"] == [
            {"name": "default", "publisher": None, "paused": False},
            {"name": "archive", "publisher": "files", "paused": False},
        ]

    def test_publications_are_counted_by_state(self, cli: Cli, database: Settings) -> None:
        article(database, approved=True)
        shown = cli("target", "show", "default", "default", "-f", "json").json
        assert shown["publications"] == {"queued": 1}


class TestUpdate:
    def test_what_is_not_given_stays(self, cli: Cli) -> None:
        changed = cli("target", "update", "blog", "default", "--setting", "syntax=hugo")
        assert changed.code == 0
        shown = cli("target", "show", "blog", "default", "-f", "json").json
        assert shown["settings"] == {"folder": "first", "syntax": "hugo"}
        same = cli("account", "show", "blog", "-f", "json").json
        assert same["publisher_settings"] == shown["settings"]

    def test_what_is_cleared_is_empty_before_the_rest_is_written(self, cli: Cli) -> None:
        cli("target", "update", "blog", "default", "--publisher", "files")
        changed = cli(
            *("target", "update", "blog", "default", "--clear", "publisher"),
            *("--clear", "settings", "--setting", "syntax=hugo", "-f", "json"),
        )
        assert (changed.json["publisher"], changed.json["settings"]) == (None, {"syntax": "hugo"})

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["blog", "default"], 2),
            (["blog", "default", "--clear", "name"], 2),
            (["blog", "default", "--setting", "colour=red"], 2),
            (["blog", "none", "--setting", "folder=x"], 3),
        ],
    )
    def test_what_cannot_be_is_refused(self, arguments: list[str], code: int, cli: Cli) -> None:
        assert cli("target", "update", *arguments).code == code
        shown = cli("target", "show", "blog", "default", "-f", "json").json
        assert shown["settings"] == {"folder": "first"}


class TestRemove:
    def test_one_that_nothing_needs_is_gone_and_its_name_is_free(self, cli: Cli) -> None:
        assert cli("target", "add", "blog", "archive").code == 0
        gone = cli("target", "remove", "blog", "archive", "-f", "json")
        assert gone.json["removed"] is True
        assert cli("target", "show", "blog", "archive").code == 3
        again = cli("target", "add", "blog", "archive", "-f", "json")
        assert again.json["id"] > gone.json["id"]

    def test_the_one_that_every_account_has_stays(self, cli: Cli) -> None:
        answer = cli("target", "remove", "blog", "default")
        assert (answer.code, "every account keeps" in answer.err) == (4, True)
        assert "`contenthub target pause 1 default` pauses it" in answer.err

    def test_one_that_something_went_to_stays(self, cli: Cli, database: Settings) -> None:
        assert cli("target", "add", "default", "archive").code == 3  # no such account yet
        article(database)
        assert cli("target", "add", "default", "archive").code == 0
        assert cli("content", "approve", "1").code == 0
        answer = cli("target", "remove", "default", "archive")
        assert (answer.code, "it has 1 publication" in answer.err) == (4, True), answer.err
        assert "`contenthub target pause 2 archive` pauses it" in answer.err


class TestCheck:
    def test_a_target_that_takes_articles_says_where(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        assert cli("target", "add", "blog", "archive").code == 0
        found = cli("target", "check", "blog", "archive", "-f", "json")
        where = database.home_folder / "published" / "blog" / "archive"
        assert (found.code, found.json["detail"]) == (0, str(where))
        assert not where.exists()

    def test_one_that_does_not_is_unreachable(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        assert cli("target", "add", "blog", "x", "--setting", f"folder={tmp_path}/file/x").code == 0
        answer = cli("target", "check", "blog", "x")
        assert (answer.code, "target 'x' of 'blog': cannot write" in answer.err) == (5, True)
        told = [row for row in cli("doctor", "-f", "json").json if row["check"] == "publisher"]
        assert (told[0]["status"], "'blog' at 'x'" in told[0]["detail"]) == ("failed", True)
        assert cli("target", "pause", "blog", "x").code == 0
        told = [row for row in cli("doctor", "-f", "json").json if row["check"] == "publisher"]
        assert (told[0]["status"], "at 'x' (paused)" in told[0]["detail"]) == ("warning", True)

    def test_all_of_them_are_asked_and_those_that_fail_are_told(
        self, cli: Cli, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        assert cli("target", "check", "--all").code == 0
        assert cli("target", "add", "blog", "x", "--setting", f"folder={tmp_path}/file/x").code == 0
        answer = cli("target", "check", "--all", "-f", "json")
        assert (answer.code, "target 'x' of 'blog' would take no article" in answer.err) == (
            5,
            True,
        )
        assert [(row["name"], row["ok"]) for row in answer.json] == [
            ("default", True),
            ("x", False),
        ]

    @pytest.mark.parametrize("arguments", [[], ["blog"], ["blog", "default", "--all"]])
    def test_which_one_has_to_be_said(self, arguments: list[str], cli: Cli) -> None:
        answer = cli("target", "check", *arguments)
        assert (answer.code, "ACCOUNT and TARGET, or --all" in answer.err) == (2, True)


def test_who_waits_for_a_paused_target_is_told_which_one_and_how_it_goes_on(
    cli: Cli, database: Settings
) -> None:
    assert cli("account", "add", "tea", "--gate", "template_draft=off").code == 0
    added = cli("target", "add", "tea", "my archive", "--publisher", "files")
    assert added.code == 0, added.err
    assert cli("target", "pause", "tea", "my archive").code == 0
    answer = cli("content", "generate", "-t", "Oolong", "-a", "tea", "--auto-approve")
    assert answer.code == 0
    assert "its target 'my archive' is paused; go on: contenthub target resume " in answer.err
    assert answer.err.rstrip().endswith("'my archive'")


def test_how_many_calls_it_gets_at_once_is_said_and_bounded(cli: Cli, database: Settings) -> None:
    cli("account", "add", "tea-blog")
    words = ("target", "update", "tea-blog", "default")
    assert cli("target", "show", "tea-blog", "default", "-f", "json").json["at_once"] == 2
    assert cli(*words, "--at-once", "5", "-f", "json").json["at_once"] == 5
    for wrong in ("0", "65", "many"):
        assert cli(*words, "--at-once", wrong).code == 2
    added = cli("target", "add", "tea-blog", "archive", "--at-once", "1", "-f", "json")
    assert added.json["at_once"] == 1


@pytest.mark.parametrize("command", [("list",), ("show", "blog", "default")])
def test_people_read_which_publisher_holds_by_default_and_programs_that_none_was_given(
    cli: Cli, command: tuple[str, ...]
) -> None:
    assert "files (default)" in cli("target", *command).out
    told = cli("target", *command, "-f", "json").json
    assert [one["publisher"] for one in (told if isinstance(told, list) else [told])][-1] is None
    cli("target", "update", "blog", "default", "--publisher", "files")
    assert "(default)" not in cli("target", "show", "blog", "default").out
