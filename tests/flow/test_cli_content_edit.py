"""`contenthub content edit` and `export`: no edit is lost or overwrites another, no half file."""

from __future__ import annotations

import errno
import io
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.lifecycle import accounts, contents
from contenthub.lifecycle.unit import Unit
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of, set_entry
from tests.support.line_accounts import line_account

Cli = Callable[..., Any]


class TestEdit:
    def test_a_new_text_brings_its_length_and_summary_and_drops_the_old_html(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database, html="<p>old</p>", approved=True, account=line_account())
        file = tmp_path / "new.md"
        file.write_bytes("\ufeff茶叶很香。\r\n\r\nThe end.\r\n".encode())
        answer = cli("content", "edit", str(made), "--body-file", str(file), "--tags", "a, b")
        assert answer.code == 0
        shown = cli("content", "show", str(made), "-f", "json").json
        assert shown["body"] == "茶叶很香。\n\nThe end."
        assert (shown["word_count"], shown["summary"]) == (6, "茶叶很香。")
        assert (shown["html"], shown["tags"]) == (None, ["a", "b"])
        assert shown["review_status"] == "approved"

    def test_what_waits_again_for_its_new_text_says_so_and_how_it_is_approved(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database, approved=True, account=line_account())
        (tmp_path / "gap.md").write_text("Dear [Your Name], tea is a drink.\n")
        edit = ("content", "edit", str(made), "--body-file", str(tmp_path / "gap.md"))
        answer = cli(*edit)
        how = f'contenthub content approve {made} --because "…"'
        assert f"was approved, and waits for a person again; approve it: {how}" in answer.err
        assert f"waits for a person; approve it all the same: {how}" in cli(*edit).err
        approved = ("content", "approve", str(made), "--because", "it is a form")
        assert cli(*approved).code == 0
        assert "waits for a person" not in cli("content", "edit", str(made), "--tags", "x").err

    def test_title_and_summary_alone_leave_the_text(self, cli: Cli, database: Settings) -> None:
        made = article(database, html="<p>old</p>")
        assert cli("content", "edit", str(made), "--title", "New", "--summary", "Short").code == 0
        now = content_of(made)
        assert (now.title, now.summary, now.body) == ("New", "Short", texts.ARTICLE)
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
        assert content_of(made).body == f"{texts.ARTICLE}\nMore."

    def test_an_editor_that_changes_nothing_changes_nothing(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        _editor(monkeypatch, tmp_path, "pass")
        answer = cli("content", "edit", str(made))
        assert answer.code == 0
        assert "nothing was changed" in answer.err
        assert "wait" in answer.err  # what returned at once may still be open
        assert content_of(made).attempt == 1

    def test_what_an_editor_saved_before_it_failed_is_kept(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        _editor(monkeypatch, tmp_path, "path.write_text(text + 'mine'); sys.exit(1)")
        answer = cli("content", "edit", str(made))
        assert (answer.code, "ended with 1" in answer.err) == (2, True)
        kept = Path(answer.err.strip().rpartition(" ")[2])
        assert kept.read_text().endswith("mine")
        assert cli("content", "edit", str(made), "--body-file", str(kept)).code == 0
        assert content_of(made).body == f"{texts.ARTICLE}\nmine"
        kept.unlink()

    def test_a_published_file_that_a_person_changed_is_taken_in_without_its_front_matter(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database)
        (tmp_path / "page.md").write_bytes(
            b'\xef\xbb\xbf---\r\ndate: 2026-01-01T00:00:00Z\r\ntitle: "Green \\u8336"\r\n'
            b'summary: "Short."\r\ntags: ["tea","cup"]\r\n---\r\n\r\nTea is green.\r\n'
        )
        assert cli("content", "edit", str(made), "--body-file", "page.md").code == 0
        now = content_of(made)
        assert (now.title, now.body, now.summary) == ("Green 茶", "Tea is green.", "Short.")
        assert now.tags == ["tea", "cup"]
        options = ("--title", "Other", "--summary", "Mine.", "--tags", "x")
        assert cli("content", "edit", str(made), "--body-file", "page.md", *options).code == 0
        now = content_of(made)
        assert (now.title, now.summary, now.tags) == ("Other", "Mine.", ["x"])

    def test_an_edit_of_an_edited_text_is_refused_and_the_persons_text_is_kept(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        path = tmp_path / "home" / "contenthub.db"
        _editor(
            monkeypatch,
            tmp_path,
            f"""
import sqlite3
with sqlite3.connect({str(path)!r}) as other:
    other.execute("UPDATE contents SET body = 'theirs', attempt = attempt + 1")
text += 'mine'
""",
        )
        answer = cli("content", "edit", str(made))
        assert answer.code == 4
        assert "somebody else" in answer.err
        assert content_of(made).body == "theirs"
        kept = Path(answer.err.strip().rpartition(" ")[2])
        assert kept.read_text().endswith("mine")
        kept.unlink()

    def test_a_text_that_is_not_utf8_is_refused_and_kept(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        _editor(monkeypatch, tmp_path, "path.write_bytes(b'caf\\xe9'); sys.exit()")
        answer = cli("content", "edit", str(made))
        assert (answer.code, "not UTF-8" in answer.err) == (2, True)
        kept = Path(answer.err.strip().rpartition(" ")[2])
        assert kept.read_bytes() == b"caf\xe9"
        kept.unlink()

    def test_a_text_is_kept_when_the_database_cannot_take_it(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        path = tmp_path / "home" / "contenthub.db"
        _editor(
            monkeypatch,
            tmp_path,
            f"""
import sqlite3
with sqlite3.connect({str(path)!r}) as other:
    other.execute("ALTER TABLE events RENAME TO lost")
text += 'mine'
""",
        )
        answer = cli("content", "edit", str(made))
        assert (answer.code, len(answer.err.splitlines())) == (5, 1)
        kept = Path(answer.err.strip().rpartition(" ")[2])
        assert kept.read_text().endswith("mine")
        kept.unlink()
        assert content_of(made).body == texts.ARTICLE

    def test_a_new_title_alone_does_not_touch_text_html_and_summary(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database, body="\n    code\n\nTea.\n\n", html="<pre>code</pre>")
        _editor(monkeypatch, tmp_path, "text = text.replace('# Tea', '# Coffee')")
        assert cli("content", "edit", str(made)).code == 0
        now = content_of(made)
        assert (now.title, now.html, now.summary) == ("Coffee", "<pre>code</pre>", "")
        assert now.body == "\n    code\n\nTea.\n\n"

    def test_what_indents_the_first_line_stays(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database)
        (tmp_path / "new.md").write_text(" \n\n    code\n\nText.\n\n")
        assert cli("content", "edit", str(made), "--body-file", "new.md").code == 0
        assert content_of(made).body == "    code\n\nText."

    def test_a_text_without_a_heading_keeps_the_title(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        made = article(database)
        _editor(monkeypatch, tmp_path, "text = 'Only this.'")
        assert cli("content", "edit", str(made)).code == 0
        assert (content_of(made).title, content_of(made).body) == ("Tea", "Only this.")

    def test_options_that_change_nothing_change_nothing(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        answer = cli("content", "edit", str(made), "--title", "Tea")
        assert (answer.code, "nothing was changed" in answer.err) == (0, True)
        assert content_of(made).attempt == 1

    def test_a_path_is_a_title_like_any_other(self, cli: Cli, database: Settings) -> None:
        made = article(database)
        title = "../../etc/passwd"
        answer = cli("content", "edit", str(made), "--title", title, "-f", "json")
        assert (answer.code, answer.json["title"]) == (0, title)

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
        set_entry(made, "failed", maybe_published_since="2026-11-01T00:00:00+00:00")
        answer = cli("content", "edit", str(made), "--title", "New")
        assert answer.code == 4
        assert "publish-pool confirm-absent" in answer.err
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
            (["--title", "a\x07b"], 2),
            (["--title", "\udcff"], 2),
            (["--tags", ",".join(f"t{n}" for n in range(101))], 2),
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

    def test_html_has_the_title_once(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, "Tea", "# Tea\n\nHot."))
        out = cli("content", "export", made, "--as", "html").out
        assert out == "<h1>Tea</h1>\n<p>Hot.</p>\n"

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
        answer = cli("content", "export", made, "--output", str(file))
        assert (answer.code, answer.out) == (0, "")
        file.write_text("mine")
        assert cli("content", "export", made, "--output", str(file)).code == 4
        assert file.read_text() == "mine"
        assert cli("content", "export", made, "--output", str(file), "--force").code == 0
        assert file.read_text() == f"# Tea\n\n{texts.ARTICLE}\n"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "tea.md"]

    def test_a_link_stays_and_what_it_leads_to_is_replaced(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        link, file = tmp_path / "link.md", tmp_path / "tea.md"
        file.write_text("old")
        link.symlink_to(file)
        made = str(article(database))
        assert cli("content", "export", made, "--output", str(link)).code == 4
        assert cli("content", "export", made, "--output", str(link), "--force").code == 0
        assert link.is_symlink()
        assert file.read_text().startswith("# Tea")

    def test_a_pipe_is_written_to_and_not_replaced(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            answer = cli(
                "content", "export", str(article(database)), "--output", str(pipe), "--force"
            )
            assert answer.code == 0, answer.err
            assert os.read(reader, 1000) == f"# Tea\n\n{texts.ARTICLE}\n".encode()
            assert pipe.is_fifo()
        finally:
            os.close(reader)

    def test_nothing_is_left_of_a_file_that_could_not_be_written(
        self, cli: Cli, database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: Any) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "replace", full)
        answer = cli("content", "export", str(article(database)), "--output", "tea.md")
        assert (answer.code, "No space left" in answer.err) == (2, True)
        assert [p.name for p in tmp_path.iterdir()] == ["home"]

    @pytest.mark.parametrize("to", [".", "missing/tea.md", "file/tea.md", "x" * 300])
    def test_a_place_that_cannot_be_written_is_told(
        self, cli: Cli, database: Settings, tmp_path: Path, to: str
    ) -> None:
        (tmp_path / "file").write_text("")
        answer = cli("content", "export", str(article(database)), "--output", to)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)

    def test_an_unknown_content_or_kind_is_told(self, cli: Cli, database: Settings) -> None:
        assert cli("content", "export", "99").code == 3
        assert cli("content", "export", "99", "--as", "pdf").code == 2


def test_a_stale_reader_cannot_overwrite_a_newer_text(database: Settings) -> None:
    stale = content_of(article(database))
    with Unit("a") as unit:
        assert contents.edit(unit, stale, title="first")
    with Unit("b") as unit:
        assert not contents.edit(unit, stale, title="second")
    assert content_of(stale.id).title == "first"


HOSTILE = (
    "<h1 onclick=alert(1)>Tea</h1><script>alert(1)</script><a href='javascript:alert(1)'>a</a>"
    "<img src='data:text/html,x' onerror=alert(1)><a href='https://example.com/a'>b</a>"
    "<svg><script>alert(1)</script></svg><iframe src='https://example.com'></iframe>"
)


class TestForeignHtml:
    @pytest.mark.parametrize(
        "command",
        [
            ("export", "--as", "html"),
            ("export", "--as", "json"),
            ("show", "-f", "json"),
            ("show", "-f", "csv"),
        ],
    )
    def test_it_leaves_without_what_could_run(
        self, cli: Cli, database: Settings, command: tuple[str, ...]
    ) -> None:
        made = article(database, html=HOSTILE)
        out = cli("content", command[0], str(made), *command[1:]).out
        assert "Tea</h1>" in out
        assert "https://example.com/a" in out
        for part in ("script", "onclick", "onerror", "javascript:", "data:", "iframe"):
            assert part not in out, part
        assert content_of(made).html == HOSTILE  # what is stored stays as it came

    def test_too_deep_a_nest_is_shown_as_text(self, cli: Cli, database: Settings) -> None:
        made = str(article(database, html="<b>" * 5_000 + "Tea"))
        out = cli("content", "export", made, "--as", "html").out
        assert "&lt;b&gt;" in out
        assert "<b>" not in out


class TestTitleAbove:
    @pytest.mark.parametrize(
        ("text", "title", "body"),
        [
            ("# New title\n\nText of it.\n", "New title", "Text of it."),
            ("\ufeff# New title #\r\n\r\nText of it.", "New title", "Text of it."),
            ("\n\n#  C#\nText of it.", "C#", "Text of it."),
            ("New title\n=====\n\nText of it.", "New title", "Text of it."),
            ("## A section\n\nText of it.", "Tea", "## A section\n\nText of it."),
            ("#hashtag\n\nText of it.", "Tea", "#hashtag\n\nText of it."),
            ("Text of it.\n\n# Later", "Tea", "Text of it.\n\n# Later"),
            ("    # code\n\nText of it.", "Tea", "    # code\n\nText of it."),
        ],
    )
    def test_a_heading_above_the_text_is_the_title(
        self, cli: Cli, database: Settings, tmp_path: Path, text: str, title: str, body: str
    ) -> None:
        (tmp_path / "new.md").write_text(text, encoding="utf-8", newline="")
        made = article(database)
        assert cli("content", "edit", str(made), "--body-file", "new.md").code == 0
        changed = content_of(made)
        assert (changed.title, changed.body) == (title, body)

    def test_what_was_exported_comes_back_as_it_was(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        made = article(database, "2 * 3", "Six.\n\nAnd more.")
        cli("content", "export", str(made), "--output", "out.md")
        answer = cli("content", "edit", str(made), "--body-file", "out.md")
        assert (answer.code, "nothing was changed" in answer.err) == (0, True)

    def test_a_title_that_is_given_counts_more(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        (tmp_path / "new.md").write_text("# Not this\n\nText of it.")
        made = article(database)
        cli("content", "edit", str(made), "--title", "This", "--body-file", "new.md")
        assert (content_of(made).title, content_of(made).body) == ("This", "Text of it.")

    def test_a_title_without_a_text_changes_nothing(
        self, cli: Cli, database: Settings, tmp_path: Path
    ) -> None:
        (tmp_path / "new.md").write_text("# Only a title\n")
        made = article(database)
        assert cli("content", "edit", str(made), "--body-file", "new.md").code == 2
        assert content_of(made).attempt == 1
