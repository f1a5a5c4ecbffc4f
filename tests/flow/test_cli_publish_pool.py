"""`contenthub publish-pool …`: what goes out, when, in which order, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.lifecycle.workers import beat, leave
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.fakes import Shelf
from tests.support.processes import Processes
from tests.support.servers import free_port
from tests.support.story import Story

Cli = Callable[..., Any]


def pool(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cli("publish-pool", "list", *arguments, "-f", "json").json
    return rows


@pytest.fixture
def busy_service(database: Settings) -> Iterator[None]:
    """A service that lives and does not come to anything."""
    beat("up", "embedded", ["publish"], 0)
    yield
    leave()


class TestList:
    def test_what_is_published_is_shown_only_when_asked_for(
        self, cli: Cli, database: Settings
    ) -> None:
        out, waiting = article(database, approved=True), article(database, approved=True)
        set_entry(out, "published", proof="/x.md")
        assert [row["content_id"] for row in pool(cli)] == [waiting]
        assert [row["content_id"] for row in pool(cli, "--all")] == [waiting, out]
        assert [row["content_id"] for row in pool(cli, "--status", "published")] == [out]
        both = pool(cli, "--status", "published", "--status", "queued", "--limit", "1")
        assert [row["content_id"] for row in both] == [waiting]
        rest = pool(cli, "--all", "--status", "queued", "--status", "published", "--offset", "1")
        assert [row["content_id"] for row in rest] == [out]
        assert pool(cli, "--offset", str(2**63 - 1)) == []

    def test_one_accounts_entries(self, cli: Cli, database: Settings) -> None:
        blog = accounts.add("blog")
        article(database, approved=True)
        mine = article(database, approved=True, account=blog)
        assert [row["content_id"] for row in pool(cli, "-a", "blog")] == [mine]
        assert cli("publish-pool", "list", "-a", "nobody").code == 3
        assert cli("publish-pool", "list", "--status", "lost").code == 2

    def test_each_format_shows_the_contents_id(self, cli: Cli, database: Settings) -> None:
        article(database)  # not in the pool, so that ids of contents and entries differ
        made = article(database, "茶", texts.CHINESE, approved=True)
        (row,) = csv.DictReader(io.StringIO(cli("publish-pool", "list", "-f", "csv").out))
        assert (row["content_id"], row["title"]) == (str(made), "茶")
        assert (row["status"], row["priority"], row["attempt"]) == ("queued", "5", "1")
        assert row["publish_at"].endswith("Z")
        assert pool(cli)[0]["content_id"] == made
        heading, _, first = cli("publish-pool", "list").out.splitlines()
        assert heading.startswith("content id")
        assert first.split()[0] == str(made)

    def test_an_empty_pool_says_so(self, cli: Cli, database: Settings) -> None:
        assert "no such entries in the publish pool; what was published: --all" in (
            cli("publish-pool", "list").out
        )
        assert "--all" not in cli("publish-pool", "list", "--all").out
        assert pool(cli) == []
        assert cli("publish-pool", "list", "-f", "xml").code == 2


class TestAdd:
    def test_unapproved_content_is_not_let_in(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        answer = cli("publish-pool", "add", str(made))
        assert answer.code == 4
        assert f"content approve {made}" in answer.err
        assert entry_of(made) is None

    def test_for_what_the_gate_holds_the_advice_has_the_reason_that_it_takes(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, metadata={"truncated": True})
        for command in ("add", "publish"):
            refused = cli("publish-pool", command, str(made))
            assert (refused.code, f"content {made} is held: " in refused.err) == (4, True)
            assert f"`contenthub content approve {made} --because TEXT`" in refused.err

    def test_what_was_taken_out_comes_back_with_time_and_priority(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True, priority=8)
        assert cli("publish-pool", "remove", str(made), "--reason", "later").code == 0
        assert cli("publish-pool", "add", str(made), "--at", "+1h").code == 0
        entry = entry_of(made)
        assert entry is not None
        assert entry.priority == 8
        assert entry.scheduled_at > clock.now() + timedelta(minutes=59)
        cli("publish-pool", "remove", str(made))
        cli("publish-pool", "add", str(made), "-p", "1")
        again = entry_of(made)
        assert again is not None
        assert again.priority == 1

    def test_what_is_in_the_pool_already_is_fine(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        answer = cli("publish-pool", "add", str(made), "-f", "json")
        assert answer.code == 0
        assert "already" in answer.err
        assert answer.json[0]["status"] == "queued"

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            (["-p", "0"], 2),
            (["-p", "11"], 2),
            (["-p", "high"], 2),
            (["--at", ""], 2),
            (["--at", "2020-01-01 08:00"], 2),
            (["98"], 3),
        ],
    )
    def test_bad_input_is_refused(
        self, cli: Cli, database: Settings, more: list[str], code: int
    ) -> None:
        answer = cli("publish-pool", "add", str(article(database, approved=True)), *more)
        assert (answer.code, len(answer.err.splitlines())) == (code, 2 if code == 3 else 1)


class TestChange:
    def test_a_time_and_a_priority_can_be_set(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        answer = cli("publish-pool", "schedule", str(made), "--at", "+3h", "-f", "json")
        assert answer.code == 0
        assert answer.json[0]["publish_at"] > (clock.now() + timedelta(hours=2)).isoformat()
        answer = cli("publish-pool", "set-priority", str(made), "10", "-f", "json")
        assert (answer.code, answer.json["priority"]) == (0, 10)
        entry = entry_of(made)
        assert entry is not None
        assert (entry.priority, entry.scheduled_at > clock.now()) == (10, True)

    @pytest.mark.parametrize("priority", ["0", "11", "high"])
    def test_a_priority_is_from_1_to_10(self, cli: Cli, database: Settings, priority: str) -> None:
        made = article(database, approved=True)
        answer = cli("publish-pool", "set-priority", str(made), priority)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)
        assert cli("publish-pool", "schedule", str(made), "--at", "-2h").code == 2

    def test_the_line_honours_priority_and_time(
        self, cli: Cli, database: Settings, line: Any, until: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("contenthub.processes.engine.LINE_THREADS", 1)  # one after the other
        made = {n: article(database, n, approved=True) for n in ("low", "usual", "later", "high")}
        cli("publish-pool", "set-priority", str(made["low"]), "1")
        cli("publish-pool", "set-priority", str(made["high"]), "9")
        cli("publish-pool", "set-priority", str(made["later"]), "10")
        assert cli("publish-pool", "schedule", str(made["later"]), "--at", "+1h").code == 0
        shelf = Shelf()
        line(publishers={"files": shelf})
        until(lambda: len(pool(cli, "--status", "published")) == 3, "the publications")
        assert shelf.calls == ["high", "usual", "low"]
        assert [row["title"] for row in pool(cli)] == ["later"]
        cli("publish-pool", "publish", str(made["later"]))
        assert shelf.calls[-1] == "later"

    @pytest.mark.parametrize("status", ["published", "publishing", "unverified", "failed"])
    def test_only_what_is_queued_can_be_changed(
        self, cli: Cli, database: Settings, status: str
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, status)
        answer = cli("publish-pool", "schedule", str(made), "--at", "+1h")
        assert answer.code == 4
        assert ("publish-pool publish" in answer.err) is (status == "failed")
        assert cli("publish-pool", "set-priority", str(made), "3").code == 4

    def test_what_is_not_there_is_not_found(self, cli: Cli, database: Settings) -> None:
        made = str(article(database))
        for command in (
            ["schedule", made, "--at", "+1h"],
            ["set-priority", made, "3"],
            ["remove", made],
        ):
            answer = cli("publish-pool", *command)
            assert answer.code == 3
            assert "not in the publish pool" in answer.err
        assert cli("publish-pool", "remove", "99").code == 3

    @pytest.mark.parametrize("status", ["published", "publishing", "unverified"])
    def test_what_is_out_or_on_its_way_is_not_removed(
        self, cli: Cli, database: Settings, status: str
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, status)
        answer = cli("publish-pool", "remove", str(made))
        assert answer.code == 4
        assert f"content {made}" in answer.err
        assert entry_of(made) is not None


class TestStats:
    def test_it_counts_each_state_and_says_what_is_next(self, cli: Cli, database: Settings) -> None:
        out, later = article(database, approved=True), article(database, approved=True)
        article(database, approved=True)
        set_entry(out, "published", proof="/x.md", published_at=_text(clock.now()))
        cli("publish-pool", "schedule", str(later), "--at", "+1h")
        told = cli("publish-pool", "stats", "-f", "json").json
        assert [
            told[n] for n in ("total", "queued", "published", "due_now", "published_last_24h")
        ] == [3, 2, 1, 1, 1]
        assert told["next_due_at"] > told["oldest_due_at"]

    def test_an_empty_pool_has_stats_too(self, cli: Cli, database: Settings) -> None:
        told = cli("publish-pool", "stats", "-f", "json").json
        assert (told["total"], told["oldest_due_at"]) == (0, None)


def _text(moment: Any) -> str:
    return str(moment.isoformat(timespec="microseconds"))


class TestPublish:
    def test_without_a_service_it_is_published_here_and_waited_for(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, "茶", texts.CHINESE, approved=True)
        cli("publish-pool", "schedule", str(made), "--at", "+5h")
        answer = cli("publish-pool", "publish", str(made), "-f", "json")
        assert answer.code == 0
        assert answer.json[0]["status"] == "published"
        assert Path(answer.json[0]["proof"]).is_file()

    def test_approved_content_outside_the_pool_is_put_in(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        cli("publish-pool", "remove", str(made))
        assert cli("publish-pool", "publish", str(made)).code == 0

    def test_what_is_published_is_not_published_again(
        self, cli: Cli, database: Settings, story: Story
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="/x.md")
        answer = cli("publish-pool", "publish", str(made), "-f", "json")
        assert (answer.code, answer.json[0]["proof"]) == (0, "/x.md")
        assert "entry.claim" not in story.events(content_of(made).task_id)

    def test_unapproved_content_is_not_published_and_the_others_are(
        self, cli: Cli, database: Settings
    ) -> None:
        unapproved, made = article(database), article(database, approved=True)
        answer = cli("publish-pool", "publish", str(unapproved), str(made), "-f", "json")
        assert answer.code == 4
        assert "content approve" in answer.json[0]["error_message"]
        assert answer.json[0]["code"] == "not_approved"
        assert answer.json[1]["status"] == "published"
        assert cli("publish-pool", "publish", "99").code == 3

    def test_a_failure_is_told_by_the_exit_code_and_can_be_mended(
        self, cli: Cli, database: Settings, tmp_path: Path, story: Story
    ) -> None:
        blocked = tmp_path / "blocked"
        blocked.write_text("a file where the folder should be")
        blog = accounts.add("blog", publisher_settings={"folder": str(blocked)})
        made = article(database, approved=True, account=blog)
        answer = cli("publish-pool", "publish", str(made))
        assert answer.code == 6
        assert str(blocked) in answer.err
        entry = entry_of(made)
        assert entry is not None
        assert entry.status == "failed"
        blocked.unlink()
        assert cli("publish-pool", "publish", str(made)).code == 0
        events = story.events(content_of(made).task_id)
        revived = events.index("entry.revive")
        assert events[revived:] == ["entry.revive", "entry.absent", "entry.claim", "entry.publish"]

    def test_what_had_reached_its_target_is_found_there_and_not_sent_again(
        self, cli: Cli, database: Settings, story: Story
    ) -> None:
        made = article(database, approved=True)
        assert cli("publish-pool", "publish", str(made)).code == 0
        set_entry(made, "failed", proof=None, published_at=None)
        assert cli("publish-pool", "publish", str(made)).code == 0
        events = story.events(content_of(made).task_id)
        assert events.count("entry.claim") == 1
        assert events[-2:] == ["entry.revive", "entry.publish"]

    def test_without_waiting_it_only_becomes_due(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        cli("publish-pool", "schedule", str(made), "--at", "+5h")
        answer = cli("publish-pool", "publish", str(made), "--wait", "0")
        assert answer.code == 0
        assert "contenthub up" in answer.err
        entry = entry_of(made)
        assert entry is not None
        assert (entry.status, entry.scheduled_at <= clock.now()) == ("queued", True)

    def test_a_service_that_does_not_come_to_it_is_not_called_success(
        self, cli: Cli, database: Settings, busy_service: None
    ) -> None:
        made = article(database, approved=True)
        answer = cli("publish-pool", "publish", str(made), "--wait", "0.2")
        assert answer.code == 5
        assert "queued" in answer.err

    def test_a_failure_that_is_tried_again_later_is_not_called_success(
        self, cli: Cli, database: Settings, busy_service: None
    ) -> None:
        made = article(database, approved=True)
        with db.transaction():
            db.execute("UPDATE publish_entries SET error_message = 'disk full'")
        answer = cli("publish-pool", "publish", str(made), "--wait", "0.2")
        assert answer.code == 6
        assert "disk full" in answer.err

    def test_what_somebody_takes_out_meanwhile_is_not_called_success(
        self, cli: Cli, database: Settings, busy_service: None
    ) -> None:
        made = article(database, approved=True)
        with db.transaction():
            db.execute(
                "CREATE TRIGGER meanwhile AFTER UPDATE OF due_at ON publish_entries"
                " BEGIN DELETE FROM publish_entries WHERE id = NEW.id; END"
            )
        answer = cli("publish-pool", "publish", str(made))
        assert (answer.code, "taken out" in answer.err) == (3, True)

    def test_a_database_that_is_away_is_told_at_once(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        with db.transaction():
            db.execute("ALTER TABLE events RENAME TO lost")
        answer = cli("publish-pool", "publish", str(made), "-f", "json")
        assert (answer.code, answer.out) == (5, "")

    def test_with_redis_away_it_is_published_all_the_same(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database, approved=True)
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
        answer = cli("publish-pool", "publish", str(made))
        assert answer.code == 0, answer.err
        assert "Redis cannot be reached" in answer.err


def test_a_running_service_publishes_what_a_person_approves_and_asks_for(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:

        def run(*arguments: str) -> Any:
            ran = processes.run(*arguments, "-f", "json")
            assert ran.returncode == 0, ran.stderr
            return json.loads(ran.stdout)

        processes.contenthub("up")
        content_id = str(run("content", "generate", "-t", "茶", "--no-auto-approve")["content_id"])
        assert (
            run("content", "approve", content_id, "--at", "+1h", "--reason", "a trial")[0][
                "publish_status"
            ]
            == "queued"
        )
        done = run("publish-pool", "publish", content_id)[0]
        assert done["status"] == "published"
        assert Path(done["proof"]).is_file()


class TestRanges:
    """A range means what waits of it; it is counted first, and asked about."""

    def test_a_range_takes_out_what_waits_or_failed(self, cli: Cli, database: Settings) -> None:
        made = [article(database, approved=True) for _ in range(5)]
        set_entry(made[1], "failed", error_message="no")
        set_entry(made[2], "published", proof="/x.md")
        span = f"{made[0]}-{made[3]}"
        asked = cli("publish-pool", "remove", span)
        assert asked.code == 2
        assert "take out 3 contents?" in asked.err
        assert len(pool(cli)) == 4
        answer = cli("publish-pool", "remove", span, "--yes", "-f", "json")
        assert [row["content_id"] for row in answer.json] == [made[0], made[1], made[3]]
        assert [row["content_id"] for row in pool(cli)] == [made[4]]

    def test_a_range_beside_an_id_is_scheduled(self, cli: Cli, database: Settings) -> None:
        made = [article(database, approved=True) for _ in range(4)]
        set_entry(made[0], "failed", error_message="no")
        span, alone = f"{made[0]}-{made[2]}", str(made[3])
        answer = cli("publish-pool", "schedule", span, alone, "--at", "+3h", "-y", "-f", "json")
        assert [row["content_id"] for row in answer.json] == made[1:]
        assert {row["status"] for row in answer.json} == {"queued"}

    def test_only_at_a_target(self, cli: Cli, database: Settings) -> None:
        made = [article(database, approved=True) for _ in range(2)]
        span = f"{made[0]}-{made[1]}"
        there = cli("publish-pool", "remove", span, "-y", "--target", "default", "-f", "json")
        assert len(there.json) == 2
        none = cli("publish-pool", "remove", span, "-y", "--target", "default")
        assert (none.code, "nothing in this range waits" in none.err + none.out) == (0, True)

    def test_a_range_is_published(self, cli: Cli, database: Settings) -> None:
        made = [article(database, approved=True) for _ in range(3)]
        answer = cli("publish-pool", "publish", f"{made[0]}-{made[1]}", "-y", "-f", "json")
        assert {row["content_id"]: row["status"] for row in answer.json} == dict.fromkeys(
            made[:2], "published"
        )

    @pytest.mark.parametrize("command", ["remove", "publish", "schedule"])
    def test_what_is_neither_an_id_nor_a_range_changes_nothing(
        self, cli: Cli, database: Settings, command: str
    ) -> None:
        made = article(database, approved=True)
        more = ["--at", "+3h"] if command == "schedule" else []
        refused = cli("publish-pool", command, str(made), "9-3", "-y", *more)
        assert (refused.code, "9-3" in refused.err) == (2, True)
        assert [row["status"] for row in pool(cli)] == ["queued"]
