"""`contenthub doctor` looks at whatever there is work for: creators, targets, feeds, homes."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db
from contenthub.identity import home as home_identity
from contenthub.lifecycle import accounts, targets, workers
from contenthub.operations import together
from contenthub.settings import Settings

Cli = Callable[..., Any]


def rows(cli: Cli, check: str, *options: str) -> tuple[int, list[dict[str, str]]]:
    answer = cli("doctor", "-f", "json", *options)
    assert "Traceback" not in answer.err
    return answer.code, [row for row in answer.json if row["check"] == check]


def test_the_creator_of_an_account_is_checked(cli: Cli, database: Settings) -> None:
    accounts.add("a", creator="command")
    code, found = rows(cli, "creator")
    assert code == 5
    assert [(row["detail"].partition(":")[0], row["status"]) for row in found] == [
        ("command", "failed")
    ]


def test_each_process_is_told_as_what_it_is(cli: Cli, database: Settings) -> None:
    for kind, queues in (("worker", ["line"]), ("scheduler", []), ("api", [])):
        with db.transaction():
            db.execute("UPDATE worker_heartbeats SET boot_id = boot_id || ?", (kind,))
        workers.beat(kind, "embedded", queues, 0, slots=5)
    for check, kind in (("workers", "worker"), ("scheduler", "scheduler"), ("api", "api")):
        details = [row["detail"] for row in rows(cli, check)[1]]
        assert [one.partition(" on ")[0] for one in details if " on " in one] == [kind]


def test_the_creator_of_an_open_task_is_checked_also_one_that_is_gone(
    cli: Cli, submit: Any
) -> None:
    submit(creator="retired")
    workers.beat("up", "embedded", ["line"], 9, slots=5)
    code, found = rows(cli, "creator")
    assert code == 5
    assert {row["detail"].partition(":")[0]: row["status"] for row in found} == {
        "outline": "ok",
        "retired": "failed",
    }


def test_the_creator_of_a_schedule_is_checked(cli: Cli, database: Settings) -> None:
    account = accounts.default()
    made = cli(
        "scheduler",
        "create",
        "--name",
        "s",
        "--type",
        "async_content_generation",
        "--every",
        "1d",
        "--params",
        f'{{"account_ids": [{account.id}], "creator": "command"}}',
    )
    assert made.code == 0, made.err
    assert {row["detail"].partition(":")[0] for row in rows(cli, "creator")[1]} == {
        "outline",
        "command",
    }


def test_the_target_of_every_active_account_is_checked(
    cli: Cli, database: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    for number in range(8):
        accounts.add(f"a{number}")
        where = tmp_path / ("good" if number == 0 else "file") / "site"
        db.execute(
            "UPDATE targets SET settings = ? WHERE account_id ="
            " (SELECT id FROM accounts WHERE name = ?)",
            (f'{{"folder": "{where}"}}', f"a{number}"),
        )
    code, found = rows(cli, "publisher")
    assert code == 5
    assert [row["status"] for row in found] == ["failed"] * 6
    assert "'a1'" in found[0]["detail"]
    assert "Not a directory" in found[0]["detail"]
    assert "2 more targets" in found[-1]["detail"]
    db.execute("UPDATE accounts SET active = ? WHERE name <> 'a0'", (False,))
    code, found = rows(cli, "publisher")
    assert (code, [row["status"] for row in found]) == (0, ["ok"])
    assert not (tmp_path / "good").exists()  # a check makes nothing


def test_targets_that_hang_keep_no_other_one_and_not_the_doctor(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dozen, which is more than are asked at once: each takes the call and says nothing."""
    monkeypatch.setenv("CONTENTHUB_ALLOW_PRIVATE_NETWORKS", "true")
    monkeypatch.setattr(together, "PATIENCE", 0.1)
    monkeypatch.setattr(together, "SECONDS", 4.0)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for number in range(12):
            made = accounts.add(f"a{number:02}")
            place = {"url": url, "user": "me", "password": "pw"}
            targets.update(targets.default_of(made.id), publisher="wordpress", settings=place)
        good = accounts.add("zz-the-last")
        targets.add(good, "file", publisher="files", settings={"folder": "zz"})
        code, found = rows(cli, "publisher")
        asked = cli("target", "check", "--all", "-f", "json")
    assert code == 5
    told = {row["detail"].partition(":")[0] + row["status"] for row in found}
    assert "filesok" in told, found
    assert sum("no answer within 4 s" in row["detail"] for row in found) == 5
    assert "7 more targets" in found[-1]["detail"] + found[-2]["detail"]
    assert (asked.code, len(asked.json)) == (5, 14)
    assert [row["name"] for row in asked.json if row["ok"]] == ["default", "file"]


def test_settings_that_a_publisher_cannot_use_are_found(cli: Cli, database: Settings) -> None:
    accounts.add("a")
    db.execute('UPDATE targets SET settings = \'{"foldre": "x"}\'')
    code, found = rows(cli, "publisher")
    assert code == 5
    assert "no setting 'foldre'" in found[0]["detail"]


class TestFeeds:
    @pytest.fixture
    def schedule(self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("CONTENTHUB_ALLOW_PRIVATE_NETWORKS", "true")
        account = accounts.default()
        workers.beat("up", "embedded", ["line"], 9, slots=5)

        def make(name: str, url: str) -> None:
            made = cli(
                "scheduler",
                "create",
                "--name",
                name,
                "--type",
                "async_content_generation",
                "--every",
                "1d",
                "--params",
                f'{{"account_ids": [{account.id}], "topics": {{"feed": "{url}"}}}}',
            )
            assert made.code == 0, made.err

        return make

    def test_they_are_read_when_asked_for_and_only_then(self, cli: Cli, schedule: Any) -> None:
        schedule("gone", "http://127.0.0.1:9/feed.xml")
        assert rows(cli, "feeds") == (0, [])
        code, found = rows(cli, "feeds", "--feeds")
        assert (code, [row["status"] for row in found]) == (5, ["failed"])
        assert "'gone'" in found[0]["detail"]


class TestHomes:
    def beat_from(self, number: int, home_id: str, queues: tuple[str, ...] = ("publish",)) -> None:
        workers.beat(
            "worker", "embedded", list(queues), 4, home=f"/srv/{number}", home_id=home_id, slots=5
        )
        db.execute(
            "UPDATE worker_heartbeats SET boot_id = ?, host = ? WHERE boot_id NOT LIKE 'b%'",
            (f"b{number}", f"host{number}"),
        )

    def warnings(self, cli: Cli) -> list[str]:
        code, found = rows(cli, "workers")
        assert code == 0
        return [row["detail"] for row in found if row["status"] == "warning"]

    def test_workers_of_two_homes_that_publish_files_are_a_warning(
        self, cli: Cli, database: Settings
    ) -> None:
        self.beat_from(1, "one")
        self.beat_from(2, "two")
        (said,) = self.warnings(cli)
        assert "/srv/1 on host1, /srv/2 on host2" in said

    def test_those_that_share_their_storage_are_none(self, cli: Cli, database: Settings) -> None:
        self.beat_from(1, "one")
        self.beat_from(2, "one")
        assert self.warnings(cli) == []

    def test_those_that_do_not_publish_are_none(self, cli: Cli, database: Settings) -> None:
        self.beat_from(1, "one")
        self.beat_from(2, "two", ("line", "look", "generate"))
        assert self.warnings(cli) == []


class TestHomeIdentity:
    def test_it_stays_and_differs_from_that_of_another_home(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
        first = home_identity.of(tmp_path / "a")
        assert first == home_identity.of(tmp_path / "a") != home_identity.of(tmp_path / "b")
        assert (tmp_path / "a" / home_identity.NAME).stat().st_mode & 0o777 == 0o600
        assert [path.name for path in (tmp_path / "a").iterdir()] == [home_identity.NAME]

    @pytest.mark.parametrize("damage", [b"", b"short", b"\xff" * 32, b"x" * 10_000])
    def test_a_damaged_file_is_made_anew(self, tmp_path: Path, damage: bytes) -> None:
        (tmp_path / home_identity.NAME).write_bytes(damage)
        found = home_identity.of(tmp_path)
        assert len(found) == 32
        assert found == home_identity.of(tmp_path)

    def test_where_it_cannot_be_kept_host_and_path_have_to_do(self, tmp_path: Path) -> None:
        found = home_identity.of(tmp_path / "nowhere")
        assert found.endswith("nowhere")
        assert 0 < len(found) <= 40
