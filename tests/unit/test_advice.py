"""Who says what to do: no text below the faces names a command, and each advice finds its facts."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from functools import cache

import pytest

from contenthub.api import advice as of_the_api
from contenthub.cli import COMMANDS
from contenthub.codes import Code, Remark
from contenthub.commands.console import advice
from contenthub.errors import InputError, NotFoundError, UnreachableError
from tests.support import spoken
from tests.support.spoken import PACKAGE, files, texts, told

FACES = (
    "commands",
    "cli.py",
    "__main__.py",
    "alerts",  # messages that are sent: nobody else says what to do where they are read
    "processes/last_words.py",
)
# Other programs' commands, and our own that one process starts another with.
OTHERS = {
    "use its own tool: `{}`",
    "content-creator list --json printed no JSON: {}",
    "--format=%H {}",  # of git
    "--grep={}: {}",
}
_COMMAND = re.compile(rf"`contenthub |\bcontenthub (?:{'|'.join(COMMANDS)})\b")
_OPTION = re.compile(r"(?:^|[\s(`'\"])--[a-z]")


def names_command(text: str) -> bool:
    """Whether a person is told of a command or an option of ours."""
    sentence = " " in text.strip()  # an option alone is part of a command line
    return bool(_COMMAND.search(text) or (sentence and _OPTION.search(text)))


@cache
def sites() -> dict[Code, list[tuple[str, frozenset[str]]]]:
    """Where each situation is told of, with the facts that stand there."""
    found = defaultdict(list)
    for path in files("codes.py", "commands/console/advice.py", "api/advice.py"):
        for line, name, facts in told(path.read_text()):
            found[Code[name]].append((f"{path.relative_to(PACKAGE)}:{line}", facts))
    return found


WORDS = [*advice.ADVICE.items(), *advice.INSTEAD.items()]


def fields(words: str) -> set[str]:
    """The facts that these words are filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


class TestTexts:
    def test_no_text_below_the_faces_names_a_command_or_an_option(self) -> None:
        wrong = [
            f"{path.relative_to(PACKAGE)}:{line}: {text}"
            for path in files(*FACES)
            for line, text in texts(path.read_text())
            if names_command(text) and text not in OTHERS
        ]
        assert not wrong, "\n".join(wrong)

    @pytest.mark.parametrize(
        ("text", "does"),
        [
            ("no task {}; `contenthub task list` shows them", True),
            ("start contenthub up", True),
            ("it exists: --force replaces it", True),
            ("--reason is empty", True),
            ("{} is empty ({} --clear settings)", True),
            ("--processes", False),
            ("give contenthub a server of its own", False),
            ("a dash -- and a word", False),
        ],
    )
    def test_commands_and_options_are_seen(self, text: str, does: bool) -> None:
        assert names_command(text) is does

    def test_what_is_put_together_is_read_as_one_text_and_docstrings_are_none(self) -> None:
        code = '"""About `contenthub x`."""\ndef f(a):\n    "Doc."\n    return f"{a} --{a} b"\n'
        assert spoken.texts(code) == [(4, "{} --{} b")]


class TestCodes:
    @pytest.mark.parametrize("code", Code)
    def test_each_is_told_of_somewhere_and_says_what_it_means(self, code: Code) -> None:
        assert code in sites()
        assert re.fullmatch("[a-z]+(_[a-z]+)*", code)
        assert code.meaning

    def test_their_words_and_meanings_are_told_apart(self) -> None:
        assert len({code.meaning for code in Code}) == len(Code.__members__) == len(Code)

    def test_facts_are_found_beside_the_code(self) -> None:
        code = 'E("x", code=Code.A if y else None, n=1)\nRemark(x, code=Code.B, facts={"m": 2})'
        assert told(code) == [(1, "A", {"n"}), (2, "B", {"m"})]


class TestWords:
    @pytest.mark.parametrize(("code", "words"), [*WORDS, *of_the_api.ADVICE.items()])
    def test_the_facts_of_each_advice_are_given_wherever_it_is_needed(
        self, code: Code, words: str
    ) -> None:
        lacking = [place for place, facts in sites()[code] if not fields(words) <= facts]
        assert not lacking

    @pytest.mark.parametrize(("code", "words"), WORDS)
    def test_each_is_filled_with_its_facts_in_one_line(self, code: Code, words: str) -> None:
        said = advice.line(Remark("it is so", code=code, facts=dict.fromkeys(fields(words), "f1")))
        assert said.count("f1") >= len(fields(words))
        assert re.fullmatch(r"[^\n]+[^\s.;:]", said)

    @pytest.mark.parametrize(
        ("error", "line"),
        [
            (
                NotFoundError("no task 't'", code=Code.NO_TASK),
                "no task 't'; `contenthub task list` shows them",
            ),
            (UnreachableError("it is full", advice="make room"), "it is full: make room"),
            (
                UnreachableError("it fails", code=Code.BROKER_FAILS, advice="see its log"),
                "it fails: see its log; `contenthub doctor` says more",
            ),
            (
                InputError(
                    "catch_up is 'x'", code=Code.BAD_VALUE, field="catch_up", value="x", allowed="y"
                ),
                "--catch-up is 'x'; allowed: y",
            ),
            (
                InputError("reason is empty", code=Code.EMPTY, advice="say why", field="reason"),
                "--reason is empty: say why",
            ),
            (
                InputError("cron and at", code=Code.SEVERAL_TRIGGERS, kinds=["cron", "at"]),
                "--cron and --at exclude each other",
            ),
            (InputError("it is wrong"), "it is wrong"),
        ],
    )
    def test_a_person_reads_what_is_wrong_and_what_to_do(
        self, error: InputError, line: str
    ) -> None:
        assert advice.line(error) == line

    def test_names_are_quoted_for_the_shell(self) -> None:
        remark = Remark("x", code=Code.TOPICS_UNREADABLE, facts={"schedule": "my $HOME"})
        assert advice.of(remark) == "`contenthub scheduler show 'my $HOME'`"

    def test_values_that_look_like_words_to_fill_in_stay_as_they_are(self) -> None:
        error = InputError("x", code=Code.BAD_VALUE, field="a", value="{field}", allowed="{}")
        assert advice.line(error) == "--a is '{field}'; allowed: {}"

    def test_what_to_do_alone_is_both_kinds_of_advice(self) -> None:
        remark = Remark("12 MB free", "free some space", Code.LITTLE_SPACE)
        assert advice.of(remark) == (
            "free some space; `contenthub task cleanup --days 90` removes old tasks"
        )
