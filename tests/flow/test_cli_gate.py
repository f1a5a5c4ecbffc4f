"""`gate list` and `content check`: what the gate does, and what it says of any text."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub import records
from contenthub.articles.gate import CHECKS
from contenthub.creators.results import article_of
from contenthub.generations import requests
from contenthub.generations.articles import draft_of
from contenthub.lifecycle import accounts, content_by_id, contents, judging, submission
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.operations import gate
from contenthub.records import Task
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of

Cli = Callable[..., Any]
GOOD = (
    "# A kettle of one's own\n\nA kettle with a broken lid is no kettle at all, my aunt used to"
    " say to whoever would listen to her, and she had three of them herself. One hung over the"
    " stove, and one stood in the garden.\n"
)
# With it the text is so long that it should name its subject.
LONGER = (
    "\nThe one over the stove was copper, and it sang before it boiled. She polished it on Sundays"
    " with vinegar and salt, and let nobody else touch the spout. My cousins and I were sent to the"
    " pump with a jug, two of us to the handle, because the bucket was too big for one child.\n\n"
    "The one in the garden had lost its bottom long before I was born. Mint grew out of it, and a"
    " wren nested behind it every spring. The third she kept in a cupboard, wrapped in newspaper,"
    " for the day on which the first would give up. It never did. When the house was sold we"
    " unwrapped it at last, and found inside it the lid that belonged to the other.\n"
)


COMMANDS_THAT_READ = (
    ("content", "check", ""),
    ("content", "edit", "1", "--body-file", ""),
    ("content", "generate", "--topics-file", ""),
    (
        *("scheduler", "create", "--name", "daily", "--type", "async_content_generation"),
        *("--every", "1h", "--params", "@"),
    ),
)


class TestList:
    def test_it_has_every_check_in_its_order_with_what_it_does(self, cli: Cli) -> None:
        rows = cli("gate", "list", "-f", "json").json
        assert [row["check"] for row in rows] == list(CHECKS)
        assert {row["default"] for row in rows} == {"hold", "warn"}
        assert {row["held"] for row in rows} == {0}

    def test_it_counts_what_was_held_and_what_a_person_approved_all_the_same(
        self, cli: Cli, database: Settings
    ) -> None:
        strict = accounts.add("strict", banned_words=["cheap"])
        ids = [article(database, "Pots and pans", "A cheap pot.", account=strict) for _ in range(3)]
        with Unit("editor") as unit:
            content = content_by_id.locked(unit, ids[0])
            contents.approve(unit, content, strict, database, "it is cheap")
        rows = {row["check"]: row for row in cli("gate", "list", "-f", "json").json}
        assert (rows["banned_words"]["held"], rows["banned_words"]["approved"]) == (3, 1)
        assert rows["cut_off"]["held"] == 0

    def test_of_an_account_it_has_the_level_that_each_check_has_there(
        self, cli: Cli, database: Settings
    ) -> None:
        accounts.add("lenient", gate={"unread": "off", "notes": "warn"})
        rows = {row["check"]: row for row in cli("gate", "list", "-f", "json").json}
        assert {row["level"] for row in rows.values()} == {None}
        asked = ("gate", "list", "--account", "lenient")
        rows = {row["check"]: row for row in cli(*asked, "-f", "json").json}
        told = {name: rows[name]["level"] for name in ("unread", "notes", "cut_off", "no_title")}
        assert told == {"unread": "off", "notes": "warn", "cut_off": "hold", "no_title": "warn"}
        assert "level" in cli(*asked).out.splitlines()[0]


class TestCheck:
    def test_a_range_is_the_contents_that_are_there_within_it(
        self, cli: Cli, database: Settings
    ) -> None:
        strict = accounts.add("strict", banned_words=["cheap"])
        ids = [article(database, "Pots and pans", "A cheap pot.", account=strict) for _ in range(3)]
        answer = cli("content", "check", f"{ids[1]}-{ids[2] + 7}", "-f", "json")
        assert answer.code == 6
        assert {row["text"] for row in answer.json} == {str(ids[1]), str(ids[2])}
        answer = cli("content", "check", f"{ids[2] + 1}-{ids[2] + 7}")
        said = f"no contents {ids[2] + 1}-{ids[2] + 7}; `contenthub content list` shows all"
        assert (answer.code, said in answer.err) == (3, True)

    def test_a_file_that_is_named_as_a_range_is_a_file(
        self, cli: Cli, database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "1-2").write_text(GOOD)
        assert "finds nothing in 1 text" in cli("content", "check", "1-2").err

    def test_a_person_at_a_terminal_is_told_that_their_text_is_waited_for(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        master, slave = pty.openpty()
        os.write(master, b"The oven has to be hot, and the dough should\n\x04")
        with os.fdopen(slave, "r") as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            answer = cli("content", "check", "-")
        os.close(master)
        assert answer.code == 6
        said = "reading the text on standard input; Ctrl-D on a line of its own ends it"
        assert said in answer.err

    def test_a_good_file_passes(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "good.md").write_text(GOOD)
        answer = cli("content", "check", str(tmp_path / "good.md"))
        assert (answer.code, answer.out) == (0, "")
        assert "finds nothing" in answer.err
        assert cli("content", "check", str(tmp_path / "good.md"), "-f", "json").json == []

    def test_a_bad_one_is_exit_code_6_with_the_line_and_the_place(
        self, cli: Cli, tmp_path: Path
    ) -> None:
        bad = tmp_path / "bad.md"
        bad.write_text(GOOD + "\nAnd then the third kettle, which\n")
        answer = cli("content", "check", str(bad), "-f", "json")
        assert answer.code == 6
        (found,) = answer.json
        assert (found["check"], found["level"], found["line"]) == ("cut_off", "hold", 5)
        assert found["place"] == "And then the third kettle, which"
        assert f"held: {bad}" in answer.err

    def test_a_file_is_judged_by_its_topic_and_the_accounts_rules(
        self, cli: Cli, tmp_path: Path, database: Settings
    ) -> None:
        accounts.add("strict", banned_words=["kettle"])
        (tmp_path / "good.md").write_text(GOOD)
        command = ("content", "check", str(tmp_path / "good.md"), "-f", "json")
        held = cli(*command, "--account", "strict").json
        assert [one["check"] for one in held] == ["banned_words"]
        (tmp_path / "good.md").write_text(GOOD + LONGER)
        held = cli(*command, "--topic", "Landscape photography in heavy winter storms").json
        assert [one["check"] for one in held] == ["off_topic"]

    @pytest.mark.parametrize(
        "text",
        [
            "# Kettles\n\n\tDear [Your Name],\n\nThe kettle sings.\n",
            "# Kettles\n\n    Dear [Your Name],\n\nThe kettle sings.\n",
            "\n\n \t# Kettles\n\nDear [Your Name],\n\n\tThe kettle sings.\n\t\n",
            "\tDear [Your Name],\n\nThe kettle sings.\n",
            "# Kettles\r\n\r\n\tDear [Your Name],\r\n\r\nThe kettle sings.\r\n",
            "---\ntitle: Pots\n---\n# Kettles\n\nand so the kettle sings.\n",
            "# Kettles\n",
        ],
    )
    def test_a_file_has_the_findings_that_a_creator_s_text_has(
        self, database: Settings, text: str
    ) -> None:
        account = accounts.default()
        made = submission.submit([NewTask("Kettles", account)], database, "test")[0]
        task = records.select(Task, "WHERE task_id = ?", (made.task_id,))[0]
        delivered = article_of({"content": text})
        draft = draft_of(delivered, requests.request_for(task, account, 60.0))
        wanted = [
            (one.check, one.level, one.message) for one in judging.of_draft(draft, task, account)
        ]
        found = gate.of_text("text", text, topic="Kettles")
        told = sorted((one.check, one.level, one.message) for one in found)
        assert told == sorted(wanted)

    def test_lines_are_those_of_the_file_whatever_ends_them(
        self, cli: Cli, tmp_path: Path, database: Settings
    ) -> None:
        lines = ("# Kettles", "", "The kettle sings.", "", "Dear [Your Name], it boils.")
        for end in ("\n", "\r\n", "\r"):
            (tmp_path / "text.md").write_bytes(end.join(lines).encode())
            rows = cli("content", "check", str(tmp_path / "text.md"), "-f", "json").json
            (gap,) = [row for row in rows if row["check"] == "placeholders"]
            assert gap["line"] == 5

    def test_a_content_is_judged_as_it_is_now_and_nothing_is_written(
        self, cli: Cli, database: Settings
    ) -> None:
        blog = accounts.add("blog")
        made = article(database, "Pots and pans", "A cheap pot.", account=blog, approved=True)
        before = content_of(made)
        accounts.update(blog, banned_words=["cheap"])
        answer = cli("content", "check", str(made))
        assert answer.code == 6
        assert "banned word: cheap" in answer.out
        assert content_of(made) == before

    @pytest.mark.parametrize(
        ("text", "code"), [("999", 3), ("nosuch.md", 2), ("--account=x nosuch.md", 2)]
    )
    def test_what_is_not_there_is_said(self, cli: Cli, text: str, code: int) -> None:
        assert cli("content", "check", *text.split()).code == code

    @pytest.mark.parametrize(
        "command", COMMANDS_THAT_READ, ids=lambda command: " ".join(command[:2])
    )
    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("", " is a folder; name a file in it"),
            ("missing.md", "there is no file "),
            ("utf16.md", " is UTF-16 text, which is not UTF-8; save it as UTF-8"),
            ("gbk.md", " is not UTF-8 (line 2) but in another encoding; save it as UTF-8"),
        ],
    )
    def test_a_file_that_is_no_text_is_called_what_it_is(
        self,
        cli: Cli,
        database: Settings,
        tmp_path: Path,
        command: tuple[str, ...],
        name: str,
        said: str,
    ) -> None:
        (tmp_path / "utf16.md").write_bytes("# Tea\n".encode("utf-16"))
        (tmp_path / "gbk.md").write_bytes("Tea\n茶很好\n".encode("gbk"))
        *words, last = command
        answer = cli(*words, f"{last}{tmp_path / name}")
        assert (answer.code, said in answer.err, "Errno" in answer.err) == (2, True, False)

    def test_what_cannot_be_looked_at_keeps_no_other_text_from_it(
        self, cli: Cli, tmp_path: Path, database: Settings
    ) -> None:
        bad = tmp_path / "bad.md"
        bad.write_text(GOOD + "\nAnd then the third kettle, which\n")
        gone = tmp_path / "gone.md"
        answer = cli("content", "check", str(gone), str(bad), "999", str(gone))
        assert answer.code == 6
        assert "cut_off" in answer.out
        assert f"held: {bad}" in answer.err
        assert (answer.err.count("there is no file"), "no content 999" in answer.err) == (1, True)
        rows = cli("content", "check", "999", str(bad), "-f", "json").json
        assert [(row["text"], row.get("code")) for row in rows] == [
            (str(bad), None),
            ("999", "no_content"),
        ]

    def test_findings_stand_in_the_order_in_which_a_text_is_read(
        self, cli: Cli, tmp_path: Path
    ) -> None:
        first = (
            "Dear [Your Name], the kettle has to boil before you pour the water over the leaves."
        )
        lines = [first, texts.ARTICLE.replace("\n\n", " "), "", "And then the third, which"]
        (tmp_path / "bad.md").write_text("\n".join(lines))
        rows = cli("content", "check", str(tmp_path / "bad.md"), "-f", "json").json
        assert [(row["check"], row["level"], row["line"]) for row in rows] == [
            ("placeholders", "hold", 1),
            ("cut_off", "hold", 4),
            ("no_title", "warn", None),
        ]

    def test_a_content_shows_its_findings_by_the_same_lines(
        self, cli: Cli, database: Settings
    ) -> None:
        first = "A kettle boils water for tea, and has done so on every stove in town."
        welcome = f"Dear [Your Name], welcome. {texts.FIRST} {texts.SECOND}"
        body = f"{first}\n\n{welcome}\n\nAnd then the third kettle, which"
        made = article(database, "Kettles", body)
        shown = cli("content", "show", str(made)).out.partition("findings:")[2].split("\n")
        found = [line.split()[:3] for line in shown if " hold " in line]
        checked = cli("content", "check", str(made), "-f", "json").json
        wanted = [[row["check"], row["level"], str(row["line"])] for row in checked if row["line"]]
        assert found == wanted == [["placeholders", "hold", "3"], ["cut_off", "hold", "5"]]
        stored = cli("content", "show", str(made), "-f", "json").json["findings"]
        assert "[Your Name]" in {body[slice(*one["span"])] for one in stored if one["span"]}

    def test_a_device_without_an_end_is_read_to_the_bound(self, cli: Cli) -> None:
        answer = cli("content", "check", "/dev/zero")
        assert (answer.code, "is larger than 16 MB" in answer.err) == (2, True)

    def test_an_empty_name_is_no_folder(self, cli: Cli) -> None:
        answer = cli("content", "check", "")
        assert (answer.code, "an empty name" in answer.err) == (2, True)


class TestTextsThatCannotBeRead:
    def test_the_others_are_looked_at_all_the_same(self, cli: Cli, tmp_path: Path) -> None:
        good, bad, binary = (tmp_path / name for name in ("good.md", "bad.md", "binary.md"))
        good.write_text(GOOD, "utf-8")
        bad.write_text(GOOD + "\nThe fourth one hung over the", "utf-8")
        binary.write_bytes("A kettle.".encode("utf-16-le"))
        answer = cli("content", "check", "999", str(binary), str(bad), str(good), "-f", "json")
        assert [(one["text"], one.get("check")) for one in answer.json] == [
            (str(bad), "cut_off"),
            ("999", None),
            (str(binary), None),
        ]
        assert answer.code == 6  # the highest: a script that waits for a held one hears of it
        assert "no content 999" in answer.err
        assert f"{binary} is a binary file or UTF-16 text; save its text as UTF-8" in answer.err
        assert f"held: {bad}" in answer.err

    def test_without_a_held_one_the_code_is_that_of_the_error(
        self, cli: Cli, tmp_path: Path
    ) -> None:
        (tmp_path / "good.md").write_text(GOOD, "utf-8")
        answer = cli("content", "check", str(tmp_path / "gone.md"), str(tmp_path / "good.md"))
        assert answer.code == 2
        assert "the gate finds nothing in 1 text\n" in answer.err  # of two, which are not both read
        assert f"there is no file {tmp_path / 'gone.md'}" in answer.err
        assert cli("content", "check", str(tmp_path / "gone.md"), "999").code == 3

    def test_control_characters_are_shown_and_hold_nothing(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "nul.md").write_text(GOOD.replace("garden", "gar\0den\x07"), "utf-8")
        answer = cli("content", "check", str(tmp_path / "nul.md"), "-f", "json")
        assert answer.code == 0
        (found,) = answer.json
        assert (found["check"], found["level"], found["line"]) == ("unseen_characters", "warn", 3)
        assert found["message"] == "2 control characters (first U+0000), which are taken out"
