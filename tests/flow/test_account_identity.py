"""An account is itself for good: its id is given to no other, and its folder is its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError
from contenthub.lifecycle import accounts
from contenthub.models import ALL
from contenthub.settings import Settings
from tests.support.articles import article, entry_of
from tests.support.processes import Processes

Cli = Callable[..., Any]

HOMOPHONES = [
    ("茶事", "查时"),
    ("Tea Blog", "tea-blog"),
    ("Tea Blog", "TEA BLOG", "tea  blog", "tea_blog"),
    ("é", "e", "E"),
    ("🎉", "🚀"),
    ("con", "CON"),
    ("tea", "Tea", "tea-2", "TEA-2"),  # one is called as another's folder would be
]


def schedule(cli: Cli, name: str, type_: str, params: dict[str, Any]) -> Any:
    return cli(
        "scheduler",
        "create",
        "--name",
        name,
        "--type",
        type_,
        "--cron",
        "@daily",
        "--params",
        json.dumps(params),
    )


@pytest.mark.parametrize("names", HOMOPHONES)
def test_each_account_has_a_folder_of_its_own_also_where_case_is_not_told_apart(
    names: tuple[str, ...], database: Settings
) -> None:
    folders = [accounts.add(name).folder_name for name in names]
    assert len({folder.casefold() for folder in folders}) == len(names)
    assert all(folder.isascii() and "/" not in folder for folder in folders)


def test_articles_of_names_that_sound_alike_go_into_two_folders(
    cli: Cli, database: Settings, line: Any, until: Any
) -> None:
    made = [article(database, approved=True, account=accounts.add(n)) for n in ("茶事", "查时")]
    line()
    until(lambda: all((e := entry_of(c)) and e.status == "published" for c in made), "publication")
    folders = {Path(e.proof_location).parent.name for e in map(_Proof, made)}
    told = {
        cli("account", "show", name, "-f", "json").json["folder_name"] for name in ("茶事", "查时")
    }
    assert len(folders) == 2
    assert told == folders


class _Proof:
    def __init__(self, content_id: int) -> None:
        sql = "SELECT proof FROM publish_entries WHERE content_id = ?"
        self.proof_location: str = db.execute(sql, (content_id,)).fetchone()[0]


def test_the_folder_stays_when_the_account_is_renamed(database: Settings) -> None:
    first = accounts.add("Tea Blog")
    assert accounts.update(first, name="Coffee").folder_name == first.folder_name
    assert accounts.add("Tea Blog").folder_name != first.folder_name


def test_accounts_made_at_the_same_time_have_folders_of_their_own(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        processes.run("account", "list")  # makes the database
        adding = [
            processes.contenthub("account", "add", name, "-f", "json")
            for name in ("茶事", "查时", "茶市")
        ]
        assert [one.wait(90) for one in adding] == [0, 0, 0]
        assert len({json.loads(one.stdout())["folder_name"] for one in adding}) == 3


class TestIds:
    def test_an_id_is_given_to_no_other_account(self, database: Settings) -> None:
        ids = []
        for name in ("a", "b", "c"):
            account = accounts.add(name)
            ids.append(account.id)
            accounts.remove(account)
        assert ids == sorted(set(ids))

    def test_no_table_gives_an_id_again(self, database: Settings) -> None:
        numbered = [t._meta.table_name for t in ALL if t._meta.primary_key.name == "id"]
        assert "accounts" in numbered
        made = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        assert [name for name in numbered if "AUTOINCREMENT" not in made[name].upper()] == []


class TestRemove:
    @pytest.mark.parametrize(
        ("type_", "more"),
        [
            ("async_content_generation", {"count_per_account": 1, "topics": ["tea"]}),
            ("publish_due", {}),
        ],
    )
    @pytest.mark.parametrize("by", ["id", "name"])
    def test_what_a_schedule_names_stays_and_it_is_said_which(
        self, cli: Cli, database: Settings, type_: str, more: dict[str, Any], by: str
    ) -> None:
        account = accounts.add("blog")
        ref: Any = account.id if by == "id" else account.name
        assert schedule(cli, "mornings", type_, {"account_ids": [ref]} | more).code == 0
        answer = cli("account", "remove", "blog")
        assert answer.code == 4
        assert "'mornings'" in answer.err
        assert "--inactive" in answer.err
        assert cli("scheduler", "pause", "mornings").code == 0
        assert cli("account", "remove", "blog").code == 4  # it may be resumed
        assert cli("scheduler", "remove", "mornings", "--yes").code == 0
        assert cli("account", "remove", "blog").code == 0

    def test_all_that_belongs_to_it_or_names_it_is_said(self, cli: Cli, database: Settings) -> None:
        account = accounts.add("blog")
        article(database, account=account)
        for number in range(7):
            schedule(cli, f"s{number}", "publish_due", {"account_ids": [account.id]})
        told = cli("account", "remove", "blog").err
        assert "it has 1 task; it has 1 content;" in told
        assert "'s4' and 2 more" in told

    def test_another_accounts_schedule_keeps_nobody(self, cli: Cli, database: Settings) -> None:
        kept, gone = accounts.add("kept"), accounts.add("gone")
        schedule(cli, "s", "publish_due", {"account_ids": [kept.id]})
        accounts.remove(gone)
        with pytest.raises(NotAllowedError):
            accounts.remove(kept)

    def test_a_schedule_cannot_be_made_for_one_that_was_removed_meanwhile(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = accounts.add("blog")
        demand = accounts.demand_named

        def late(params: Any) -> None:
            monkeypatch.setattr(accounts, "demand_named", demand)
            db.execute("DELETE FROM accounts WHERE id = ?", (account.id,))
            demand(params)

        monkeypatch.setattr(accounts, "demand_named", late)
        answer = schedule(cli, "s", "publish_due", {"account_ids": [account.id]})
        assert (answer.code, f"account {account.id}" in answer.err) == (2, True)
        assert cli("scheduler", "list", "-f", "json").json == []


def test_the_default_account_is_made_once(database: Settings) -> None:
    first = accounts.default()
    assert accounts.default() == first
    with pytest.raises(InputError, match="already"):
        accounts.add("default")
