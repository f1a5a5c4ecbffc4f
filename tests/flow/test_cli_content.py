"""`contenthub content …`: review, edit, export and the end of articles."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.processes import Processes
from tests.support.servers import free_port
from tests.support.story import Story

Cli = Callable[..., Any]
TOPIC = "Tea as a drink"  # of which the title is no copy


def ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer.json]


class TestList:
    def test_the_newest_come_first_and_more_are_announced(
        self, cli: Cli, database: Settings
    ) -> None:
        made = [article(database, f"Tea {n}") for n in range(3)]
        page = cli("content", "list", "--limit", "2", "-f", "json")
        assert ids(page) == made[:0:-1]
        assert "--offset 2" in page.err
        rest = cli("content", "list", "--limit", "2", "--offset", "2", "-f", "json")
        assert (ids(rest), rest.err) == (made[:1], "")

    def test_each_filter_narrows(self, cli: Cli, database: Settings) -> None:
        blog = accounts.add("blog")
        waiting = article(database, "A", account=blog)
        queued = article(database, "B", approved=True)
        failed = article(database, "C", approved=True)
        set_entry(failed, "failed")
        with db.transaction():
            db.execute("UPDATE contents SET batch_id = 'b1' WHERE topic = 'B'")
        for filter_, expected in (
            (["--review", "pending"], [waiting]),
            (["--review", "approved"], [failed, queued]),
            (["-a", "blog"], [waiting]),
            (["-a", str(blog.id)], [waiting]),
            (["--publish", "queued"], [queued]),
            (["--publish", "failed"], [failed]),
            (["--publish", "none"], [waiting]),
            (["--batch", "b1"], [queued]),
            (["--since", "1h"], [failed, queued, waiting]),
            (["--until", "1h"], []),
            (["--review", "approved", "--publish", "published"], []),
        ):
            assert ids(cli("content", "list", *filter_, "-f", "json")) == expected, filter_

    def test_csv_has_the_columns_of_the_table(self, cli: Cli, database: Settings) -> None:
        made = article(database, 'Tea, "hot"', approved=True)
        (row,) = csv.DictReader(io.StringIO(cli("content", "list", "-f", "csv").out))
        assert list(row) == [
            "id",
            "account",
            "title",
            "word_count",
            "review_status",
            "review_reason",
            "publish_status",
            "planned_for",
            "created_at",
        ]
        assert (row["id"], row["title"], row["word_count"]) == (str(made), 'Tea, "hot"', "42")
        assert (row["review_status"], row["publish_status"]) == ("approved", "queued")
        assert row["created_at"].endswith("Z")

    def test_an_empty_list_is_valid_in_each_format(self, cli: Cli, database: Settings) -> None:
        assert cli("content", "list", "-f", "json").json == []
        assert cli("content", "list", "-f", "csv").out.count("\n") == 1
        assert "no such contents" in cli("content", "list").out

    def test_people_see_where_each_stands(self, cli: Cli, database: Settings) -> None:
        article(database, "茶 [red]x[/red]", texts.CHINESE, approved=True)
        out = cli("content", "list").out
        assert "茶 [red]x[/red]" in out
        assert "queued" in out

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["--review", "maybe"], 2),
            (["--publish", "maybe"], 2),
            (["--account", "nobody"], 3),
            (["--since", "yesterday"], 2),
            (["--since", ""], 2),
            (["--batch", " "], 2),
            (["--batch", "\udcff"], 2),
            (["--account", "\udcff"], 3),
            (["--limit", "-1"], 2),
            (["--offset", "-1"], 2),
            (["-f", "xml"], 2),
        ],
    )
    def test_bad_input_is_one_line(
        self, cli: Cli, database: Settings, arguments: list[str], code: int
    ) -> None:
        answer = cli("content", "list", *arguments)
        assert (answer.code, answer.out) == (code, "")
        assert len(answer.err.splitlines()) == 1


class TestShow:
    def test_json_has_everything(self, cli: Cli, database: Settings) -> None:
        strict = accounts.add("strict", banned_words=["drink"])
        made = article(
            database,
            "Tea",
            topic=TOPIC,
            approved=True,
            account=strict,
            tags=("a",),
            html="<p>x</p>",
        )
        shown = cli("content", "show", str(made), "-f", "json").json
        assert shown["body"] == texts.ARTICLE
        assert shown["review_reason"] == "banned word: drink"
        assert shown["findings"] == [
            {
                "check": "banned_words",
                "level": "hold",
                "span": None,
                "message": "banned word: drink",
            }
        ]
        assert (shown["review_status"], shown["publish_status"]) == ("pending", None)
        assert (shown["tags"], shown["html"], shown["account"]) == (["a"], "<p>x</p>", "strict")
        assert shown["task_id"]

    def test_what_the_gate_found_outlives_the_review(self, cli: Cli, database: Settings) -> None:
        strict = accounts.add("strict", banned_words=["drink"])
        made = str(article(database, "Tea", topic=TOPIC, approved=True, account=strict))
        cli("content", "approve", made, "--reason", "meant as it is")
        shown = cli("content", "show", made, "-f", "json").json
        assert [one["message"] for one in shown["findings"]] == ["banned word: drink"]
        assert shown["review_reason"] == "meant as it is"
        assert shown["reviewed_by"].startswith("cli:")

    def test_people_read_the_text_below(self, cli: Cli, database: Settings) -> None:
        made = article(database, "Tea", topic=TOPIC, html="<p>never</p>")
        out = cli("content", "show", str(made)).out
        assert out.rstrip().endswith(texts.SECOND)
        assert "never" not in out

    @pytest.mark.parametrize(("id_", "code"), [("99", 3), ("0", 2), ("x", 2), ("9" * 30, 2)])
    def test_an_unknown_id_is_told(self, cli: Cli, database: Settings, id_: str, code: int) -> None:
        assert cli("content", "show", id_).code == code


class TestReview:
    def test_nobody_is_told_to_publish_what_is_published(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="/x.md")
        answer = cli("content", "approve", str(made), "--reason", "good")
        assert answer.code == 0
        assert "was approved already" in answer.out
        assert answer.err == ""

    def test_approving_feeds_the_pool_with_the_tasks_priority(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, priority=9)
        answer = cli("content", "approve", str(made), "--reason", "good", "-f", "json")
        assert answer.code == 0
        assert answer.json[0]["publish_status"] == "queued"
        assert "no service runs" in answer.err
        entry = entry_of(made)
        assert entry is not None
        assert entry.priority == 9
        assert cli("content", "show", str(made), "-f", "json").json["review_reason"] == "good"

    def test_a_running_line_publishes_what_is_approved(
        self, cli: Cli, database: Settings, line: Any, until: Any
    ) -> None:
        made = article(database, "../../etc/passwd")
        line()
        answer = cli("content", "approve", str(made))
        assert (answer.code, answer.err) == (0, "")

        def shown() -> dict[str, Any]:
            found: dict[str, Any] = cli("content", "show", str(made), "-f", "json").json
            return found

        until(lambda: shown()["publish_status"] == "published", "the publication")
        proof = Path(shown()["proof"])
        assert proof.is_file()
        assert proof.is_relative_to(database.home_folder / "published")
        rejected = cli("content", "reject", str(made), "--reason", "x")
        assert (rejected.code, "is published" in rejected.err) == (4, True)

    def test_a_time_is_kept_and_honoured(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        assert cli("content", "approve", str(made), "--at", "+2h").code == 0
        at, entry = content_of(made).planned_for, entry_of(made)
        assert at is not None
        assert entry is not None
        assert entry.scheduled_at == at
        assert abs(at - clock.after(2 * 3600)) < timedelta(minutes=5)

    def test_a_time_that_has_passed_is_refused(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        answer = cli("content", "approve", str(made), "--at", "2020-01-01")
        assert answer.code == 2
        assert "--at is in the past: 2020-01-01" in answer.err
        assert "; leave it out to publish as soon as that is allowed" in answer.err
        assert cli("content", "approve", str(made), "--at", "").code == 2
        assert cli("content", "approve", str(made), "--reason", "a\x00b").code == 2
        assert content_of(made).review_status == "pending"

    def test_approving_twice_is_fine_and_a_new_time_has_its_own_command(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        again = cli("content", "approve", str(made))
        assert again.code == 0
        assert "already" in again.out
        timed = cli("content", "approve", str(made), "--at", "+1h")
        assert timed.code == 4
        assert "publish-pool schedule" in timed.err

    def test_what_may_not_be_published_by_itself_stays_out_of_the_pool(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database)
        with db.transaction():
            db.execute("UPDATE contents SET auto_publish = ?", (False,))
        assert cli("content", "approve", str(made)).code == 0
        assert entry_of(made) is None

    def test_rejecting_takes_it_out_of_the_pool(
        self, cli: Cli, database: Settings, story: Story
    ) -> None:
        made = article(database, approved=True)
        answer = cli("content", "reject", str(made), "--reason", "no sources", "-f", "json")
        assert answer.code == 0
        assert answer.json[0]["review_status"] == "rejected"
        assert answer.json[0]["publish_at"] is None
        assert entry_of(made) is None
        assert story.events(content_of(made).task_id)[-2:] == ["entry.remove", "content.reject"]
        assert "already" in cli("content", "reject", str(made), "--reason", "x").out
        assert cli("content", "approve", str(made)).code == 0
        assert entry_of(made) is not None

    def test_a_rejection_says_why(self, cli: Cli, database: Settings) -> None:
        made = str(article(database))
        assert cli("content", "reject", made).code == 2
        assert cli("content", "reject", made, "--reason", " ").code == 2

    @pytest.mark.parametrize("status", ["publishing", "unverified", "published"])
    def test_what_is_out_or_on_its_way_is_not_rejected(
        self, cli: Cli, database: Settings, status: str
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, status)
        answer = cli("content", "reject", str(made), "--reason", "x")
        assert answer.code == 4
        assert f"content {made}" in answer.err
        assert content_of(made).review_status == "approved"

    def test_all_ids_are_acted_on_and_the_first_failure_is_the_exit_code(
        self, cli: Cli, database: Settings
    ) -> None:
        first, second = article(database), article(database)
        answer = cli("content", "approve", str(first), "99", str(second), str(first), "-f", "json")
        assert answer.code == 3
        assert [row["id"] for row in answer.json] == [first, 99, second]
        assert answer.json[1] == {
            "id": 99,
            "error_message": "no content 99; `contenthub content list` shows all",
            "code": "no_content",
        }
        assert content_of(second).review_status == "approved"
        table = cli("content", "approve", str(first), "99")
        assert ("error message" in table.out, "no_content" in table.out) == (True, False)
        heading, *rows = cli("content", "approve", str(first), "99", "-f", "csv").out.splitlines()
        assert heading.endswith(",error_message,code")
        assert [row.endswith(",no_content") for row in rows] == [False, True]
        unknown = cli("content", "approve", "99")
        assert (unknown.code, unknown.out, len(unknown.err.splitlines())) == (3, "", 1)
        both = cli("content", "approve", "98", "99")
        assert both.code == 3
        assert ["98" in both.err, "99" in both.err, "2 of 2" in both.err] == [True] * 3

    def test_a_database_that_is_away_is_asked_only_once(self, cli: Cli, database: Settings) -> None:
        made = [str(article(database)) for _ in range(2)]
        with db.transaction():
            db.execute("ALTER TABLE events RENAME TO lost")
        answer = cli("content", "approve", *made, "-f", "json")
        assert (answer.code, len(answer.json)) == (5, 1)
        assert content_of(int(made[0])).review_status == "pending"

    def test_with_redis_away_an_approval_is_kept_and_said_to_be_safe(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
        answer = cli("content", "approve", str(made))
        assert answer.code == 0
        assert "; the change is safe" in answer.err
        assert content_of(made).review_status == "approved"


class TestDelete:
    def test_the_task_and_the_story_stay(self, cli: Cli, database: Settings, story: Story) -> None:
        made = article(database, approved=True)
        task_id = content_of(made).task_id
        answer = cli("content", "remove", str(made), "--yes", "--reason", "wrong", "-f", "json")
        assert answer.code == 0
        assert answer.json == [{"id": made, "title": "Tea", "removed": True}]
        assert cli("content", "show", str(made)).code == 3
        assert entry_of(made) is None
        assert story.status(task_id) == "completed"
        assert story.events(task_id)[-2:] == ["entry.remove", "content.remove"]
        assert "wrong" in story.reasons(task_id)

    def test_it_asks_a_person_and_refuses_where_nobody_can_answer(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        answer = cli("content", "remove", str(made))
        assert answer.code == 2
        assert "--yes" in answer.err
        assert content_of(made)

    @pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 4), ("what?", 4)])
    def test_a_persons_word_counts(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
    ) -> None:
        made = article(database)
        master, slave = pty.openpty()
        os.write(master, f"{answer}\n".encode())
        with os.fdopen(slave, "r") as terminal:
            monkeypatch.setattr(sys, "stdin", terminal)
            assert cli("content", "remove", str(made)).code == code
        os.close(master)
        assert cli("content", "show", str(made)).code == (3 if code == 0 else 0)

    def test_what_cannot_be_removed_is_refused_without_a_question(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="/x.md")
        refused, gone = cli("content", "remove", str(made)), cli("content", "remove", "99")
        assert (refused.code, "--force" in refused.err, "?" in refused.err) == (4, True, False)
        assert (gone.code, "?" in gone.err) == (3, False)
        assert "remove 1 content for good?" in cli("content", "remove", str(made), "--force").err

    def test_what_is_published_goes_only_by_force(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="/x.md")
        answer = cli("content", "remove", str(made), "--yes")
        assert answer.code == 4
        assert "--force" in answer.err
        assert cli("content", "remove", str(made), "--yes", "--force").code == 0

    @pytest.mark.parametrize("status", ["publishing", "unverified"])
    def test_what_is_on_its_way_never_goes(self, cli: Cli, database: Settings, status: str) -> None:
        made = article(database, approved=True)
        set_entry(made, status)
        assert cli("content", "remove", str(made), "--yes", "--force").code == 4
        assert content_of(made)


def test_reading_contents_needs_none_of_the_heavy_parts(tmp_path: Path) -> None:
    script = (
        "import json, sys\nfrom contenthub import cli\n"
        "code = cli.run(['content', 'list', '-f', 'json'])\n"
        "heavy = {'structlog', 'dramatiq', 'redis', 'rich', 'jinja2', 'httpx2', 'click'}\n"
        "print(json.dumps([code, sorted(heavy & set(sys.modules))]))\n"
    )
    with Processes(tmp_path) as processes:
        ran = processes.start([sys.executable, "-c", script])
        assert ran.wait() == 0, ran.report()
        assert json.loads(ran.stdout().splitlines()[-1]) == [0, []]
