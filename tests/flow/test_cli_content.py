"""`contenthub content …`: review, edit, export and the end of articles."""

from __future__ import annotations

import io
import json
import os
import pty
import shlex
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock, db
from contenthub.lifecycle import accounts, contents
from contenthub.lifecycle.unit import Unit
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.processes import Processes
from tests.support.story import Story

Cli = Callable[..., Any]


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
            db.execute("UPDATE generation_tasks SET batch_id = 'b1' WHERE topic = 'B'")
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

    def test_people_see_where_each_stands(self, cli: Cli, database: Settings) -> None:
        article(database, "茶 [red]x[/red]", "茶是饮品。", approved=True)
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
            (["--limit", "0"], 2),
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
        made = article(database, "Tea", approved=True, account=strict, tags=("a",), html="<p>x</p>")
        shown = cli("content", "show", str(made), "-f", "json").json
        assert shown["body"] == "Tea is a drink."
        assert shown["gate_reason"] == shown["review_reason"] == "banned word: drink"
        assert (shown["review_status"], shown["publish_status"]) == ("pending", None)
        assert (shown["tags"], shown["html"], shown["account"]) == (["a"], "<p>x</p>", "strict")
        assert shown["task_id"]

    def test_the_gates_reason_outlives_the_review(self, cli: Cli, database: Settings) -> None:
        strict = accounts.add("strict", banned_words=["drink"])
        made = str(article(database, "Tea", approved=True, account=strict))
        cli("content", "approve", made)
        shown = cli("content", "show", made, "-f", "json").json
        assert shown["gate_reason"] == "banned word: drink"
        assert shown["review_reason"] is None
        assert shown["reviewed_by"].startswith("cli:")

    def test_people_read_the_text_below(self, cli: Cli, database: Settings) -> None:
        made = article(database, "Tea", "One.\n\nTwo.", html="<p>never</p>")
        out = cli("content", "show", str(made)).out
        assert out.rstrip().endswith("Two.")
        assert "never" not in out

    @pytest.mark.parametrize(("id_", "code"), [("99", 3), ("0", 2), ("x", 2), ("9" * 30, 2)])
    def test_an_unknown_id_is_told(self, cli: Cli, database: Settings, id_: str, code: int) -> None:
        assert cli("content", "show", id_).code == code


class TestReview:
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

    def test_a_time_is_kept_and_honoured(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        assert cli("content", "approve", str(made), "--at", "+2h").code == 0
        at, entry = content_of(made).scheduled_publish_at, entry_of(made)
        assert at is not None
        assert entry is not None
        assert entry.scheduled_at == at
        assert timedelta(minutes=119) < at - clock.now() <= timedelta(hours=2)

    def test_a_time_that_has_passed_is_refused(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        answer = cli("content", "approve", str(made), "--at", "2020-01-01")
        assert answer.code == 2
        assert "past" in answer.err
        assert content_of(made).review_status == "pending"

    def test_approving_twice_is_fine_and_a_new_time_has_its_own_command(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        again = cli("content", "approve", str(made))
        assert again.code == 0
        assert "already" in again.err
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
        assert entry_of(made) is None
        assert story.events(content_of(made).task_id)[-2:] == ["entry.remove", "content.reject"]
        assert "already" in cli("content", "reject", str(made), "--reason", "x").err
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
        assert "no content 99" in answer.json[1]["error"]
        assert content_of(second).review_status == "approved"
        both = cli("content", "approve", "98", "99")
        assert both.code == 3
        assert ["98" in both.err, "99" in both.err, "2 of 2" in both.err] == [True] * 3


class TestEdit:
    def test_a_new_text_brings_its_length_and_summary_and_drops_the_old_html(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database, html="<p>old</p>", approved=True)
        file = tmp_path / "new.md"
        file.write_bytes("\ufeff茶叶很香。\r\n\r\nThe end.\r\n".encode())
        answer = cli("content", "edit", str(made), "--body-file", str(file), "--tags", "a, b")
        assert answer.code == 0
        shown = cli("content", "show", str(made), "-f", "json").json
        assert shown["body"] == "茶叶很香。\n\nThe end."
        assert (shown["word_count"], shown["summary"]) == (6, "茶叶很香。")
        assert (shown["html"], shown["tags"]) == (None, ["a", "b"])
        assert shown["review_status"] == "approved"

    def test_title_and_summary_alone_leave_the_text(self, cli: Cli, database: Settings) -> None:
        made = article(database, html="<p>old</p>")
        assert cli("content", "edit", str(made), "--title", "New", "--summary", "Short").code == 0
        now = content_of(made)
        assert (now.title, now.summary, now.body) == ("New", "Short", "Tea is a drink.")
        assert now.html == "<p>old</p>"

    def test_the_text_may_come_from_standard_input(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"From a pipe.")))
        assert cli("content", "edit", str(made), "--body-file", "-").code == 0
        assert content_of(made).body == "From a pipe."

    def test_the_editor_changes_title_and_text(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        _editor(monkeypatch, tmp_path, "text = text.replace('# Tea', '# Coffee') + 'More.\\n'")
        assert cli("content", "edit", str(made)).code == 0
        assert content_of(made).title == "Coffee"
        assert content_of(made).body == "Tea is a drink.\nMore."

    def test_an_editor_that_changes_nothing_changes_nothing(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        _editor(monkeypatch, tmp_path, "pass")
        answer = cli("content", "edit", str(made))
        assert answer.code == 0
        assert "nothing was changed" in answer.err
        assert content_of(made).attempt == 1

    def test_an_edit_of_an_edited_text_is_refused_and_the_persons_text_is_kept(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        path = tmp_path / "home" / "contenthub.db"
        _editor(monkeypatch, tmp_path, f"""
import sqlite3
with sqlite3.connect({str(path)!r}) as other:
    other.execute("UPDATE contents SET body = 'theirs', attempt = attempt + 1")
text += 'mine'
""")  # fmt: skip
        answer = cli("content", "edit", str(made))
        assert answer.code == 4
        assert "somebody else" in answer.err
        assert content_of(made).body == "theirs"
        kept = Path(answer.err.strip().rpartition(" ")[2])
        assert kept.read_text().endswith("mine")
        kept.unlink()

    @pytest.mark.parametrize("editor", ["no-such-editor", "false", "'"])
    def test_an_editor_that_fails_is_told(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, editor: str
    ) -> None:
        made = article(database)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", editor)
        assert cli("content", "edit", str(made)).code == 2

    @pytest.mark.parametrize("status", ["publishing", "unverified"])
    def test_what_a_publisher_has_to_do_with_keeps_its_text(
        self, cli: Cli, database: Settings, status: str
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, status)
        assert cli("content", "edit", str(made), "--title", "New").code == 4
        assert content_of(made).title == "Tea"

    def test_a_doubtful_failure_keeps_its_title_so_that_the_look_up_finds_it(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, "failed", crash_count=2)
        answer = cli("content", "edit", str(made), "--title", "New")
        assert answer.code == 4
        assert "publish-pool remove" in answer.err
        assert cli("content", "edit", str(made), "--summary", "New").code == 0

    def test_a_published_copy_is_said_to_stay(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="/there.md")
        answer = cli("content", "edit", str(made), "--title", "New")
        assert answer.code == 0
        assert "/there.md" in answer.err

    def test_broken_rules_of_the_account_are_pointed_out(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, account=accounts.add("strict", banned_words=["cheap"]))
        answer = cli("content", "edit", str(made), "--title", "Cheap tea")
        assert (answer.code, "banned word: cheap" in answer.err) == (0, True)

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["--title", ""], 2),
            (["--title", "a\nb"], 2),
            (["--title", "x" * 501], 2),
            (["--body-file", "missing.md"], 2),
            (["--body-file", "empty.md"], 2),
            (["--body-file", "binary.md"], 2),
            (["--body-file", "nul.md"], 2),
            (["--body-file", "."], 2),
            (["--summary", "a\x1bb"], 2),
        ],
    )
    def test_bad_input_changes_nothing(
        self, cli: Cli, database: Settings, tmp_path: Path, arguments: list[str], code: int
    ) -> None:
        (tmp_path / "empty.md").write_text(" \n")
        (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
        (tmp_path / "nul.md").write_bytes(b"a\x00b")
        made = article(database)
        answer = cli("content", "edit", str(made), *arguments)
        assert (answer.code, len(answer.err.splitlines())) == (code, 1)
        assert content_of(made).attempt == 1

    def test_an_unknown_content_is_not_found(self, cli: Cli, database: Settings) -> None:
        assert cli("content", "edit", "99", "--title", "x").code == 3


def _editor(monkeypatch: pytest.MonkeyPatch, folder: Path, change: str) -> None:
    script = folder / "my editor.py"
    script.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\ntext = path.read_text()\n"
        f"{change}\npath.write_text(text)\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(script)]))


class TestExport:
    def test_markdown_goes_to_standard_output(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, "茶", "茶是饮品。"))
        assert cli("content", "export", made).out == "# 茶\n\n茶是饮品。\n"

    def test_a_title_is_not_written_twice(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, "Tea", "# Tea\n\nHot."))
        assert cli("content", "export", made).out == "# Tea\n\nHot.\n"

    def test_html_is_rendered_without_scripts(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, "A <b>", "*Tea* <script>alert(1)</script>"))
        out = cli("content", "export", made, "--as", "html").out
        assert "<h1>A &lt;b&gt;</h1>" in out
        assert "<em>Tea</em>" in out
        assert "script" not in out

    def test_the_creators_own_html_comes_first(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, html="<article>Tea</article>"))
        out = cli("content", "export", made, "--as", "html").out
        assert out == "<article>Tea</article>\n"

    def test_json_is_what_show_prints(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, approved=True))
        exported = cli("content", "export", made, "--as", "json").json
        assert exported == cli("content", "show", made, "-f", "json").json

    def test_a_file_is_replaced_only_by_force(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made, file = str(article(database)), tmp_path / "tea.md"
        answer = cli("content", "export", made, "--to", str(file))
        assert (answer.code, answer.out) == (0, "")
        file.write_text("mine")
        assert cli("content", "export", made, "--to", str(file)).code == 4
        assert file.read_text() == "mine"
        assert cli("content", "export", made, "--to", str(file), "--force").code == 0
        assert file.read_text() == "# Tea\n\nTea is a drink.\n"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "tea.md"]

    @pytest.mark.parametrize("to", [".", "missing/tea.md", "file/tea.md"])
    def test_a_place_that_cannot_be_written_is_told(
        self, cli: Cli, database: Settings, tmp_path: Path, to: str
    ) -> None:
        (tmp_path / "file").write_text("")
        answer = cli("content", "export", str(article(database)), "--to", to)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)

    def test_an_unknown_content_is_not_found(self, cli: Cli, database: Settings) -> None:
        assert cli("content", "export", "99").code == 3


class TestDelete:
    def test_the_task_and_the_story_stay(self, cli: Cli, database: Settings, story: Story) -> None:
        made = article(database, approved=True)
        task_id = content_of(made).task_id
        answer = cli("content", "delete", str(made), "--yes", "--reason", "wrong", "-f", "json")
        assert answer.code == 0
        assert answer.json == [{"id": made, "title": "Tea", "deleted": True}]
        assert cli("content", "show", str(made)).code == 3
        assert entry_of(made) is None
        assert story.status(task_id) == "completed"
        assert story.events(task_id)[-2:] == ["entry.remove", "content.delete"]
        assert "wrong" in story.reasons(task_id)

    def test_it_asks_a_person_and_refuses_where_nobody_can_answer(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        answer = cli("content", "delete", str(made))
        assert answer.code == 2
        assert "--yes" in answer.err
        assert content_of(made)

    @pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 130)])
    def test_a_persons_word_counts(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
    ) -> None:
        made = article(database)
        master, slave = pty.openpty()
        os.write(master, f"{answer}\n".encode())
        with os.fdopen(slave, "r") as terminal:
            monkeypatch.setattr(sys, "stdin", terminal)
            assert cli("content", "delete", str(made)).code == code
        os.close(master)
        assert cli("content", "show", str(made)).code == (3 if code == 0 else 0)

    def test_what_is_published_goes_only_by_force(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "published", proof="/x.md")
        answer = cli("content", "delete", str(made), "--yes")
        assert answer.code == 4
        assert "--force" in answer.err
        assert cli("content", "delete", str(made), "--yes", "--force").code == 0

    @pytest.mark.parametrize("status", ["publishing", "unverified"])
    def test_what_is_on_its_way_never_goes(self, cli: Cli, database: Settings, status: str) -> None:
        made = article(database, approved=True)
        set_entry(made, status)
        assert cli("content", "delete", str(made), "--yes", "--force").code == 4
        assert content_of(made)


def test_a_stale_reader_cannot_overwrite_a_newer_text(database: Settings) -> None:
    stale = content_of(article(database))
    with Unit("a") as unit:
        assert contents.edit(unit, stale, title="first")
    with Unit("b") as unit:
        assert not contents.edit(unit, stale, title="second")
    assert content_of(stale.id).title == "first"


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
