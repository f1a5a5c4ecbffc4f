"""What is wrong with a command line is said in our words; help names values as people do."""

from __future__ import annotations

import pytest

from contenthub import cli
from contenthub.commands.console.help import name_of
from tests.support.cli_reference import Command, commands


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("content generate -t x -p eleven", "--priority is 'eleven'; allowed: a whole number"),
        ("content generate -t x -p", "-p needs a value behind it"),
        ("content generate -t x --wait nan", "--wait is 'nan'; allowed: a number, 0 or more"),
        ("task list --limit -1", "--limit is '-1'; allowed: a whole number, 0 or more"),
        ("worker --processes 65", "--processes is '65'; allowed: a whole number, 1 to 64"),
        (
            "content list --review held",
            "--review is 'held'; allowed: pending, approved, rejected;"
            " what the gate holds is pending",
        ),
        (
            "content list --review foo",
            "--review is 'foo'; allowed: pending, approved, rejected",
        ),
        (
            "content show",
            "CONTENT_ID is missing (The content's id); see `contenthub content show --help`",
        ),
        (
            "content show 1_0",
            "CONTENT_ID: '1_0' is no whole number; see `contenthub content show --help`",
        ),
        (
            "content generate -t x -p 1_0",
            "--priority: '1_0' is no whole number; see `contenthub content generate --help`",
        ),
        ("content show 0", "CONTENT_ID is '0'; allowed: a whole number, 1 or more"),
        (
            "content show 99999999999999999999",
            "CONTENT_ID is '99999999999999999999'; allowed: a number that fits into 63 bits",
        ),
        ("task lst", "`contenthub task` has no command 'lst'; did you mean 'list'?"),
        ("task show 5", "`contenthub task` has no command 'show'; did you mean 'status'?"),
        ("scheduler info x", "`contenthub scheduler` has no command 'info'; did you mean 'show'?"),
        (
            "content delete 5",
            "`contenthub content` has no command 'delete'; did you mean 'remove'?",
        ),
        ("config info", "`contenthub config` has no command 'info'; did you mean 'show'?"),
        ("fnord", "`contenthub` has no command 'fnord'; see `contenthub --help`"),
        ("task list --statsu x", "there is no option --statsu; did you mean --status?"),
        ("task list --zz", "there is no option --zz; see `contenthub task list --help`"),
        (
            "target resume print",
            "TARGET is missing: `contenthub target resume ACCOUNT TARGET`;"
            " see `contenthub target resume --help`",
        ),
        (
            "content generate Tea",
            "too much was given: Tea; a topic goes with -t, in quotes where it has several words",
        ),
        (
            "scheduler preview --cron 0 8 7",
            "too much was given: 7; put a cron expression or a name of several words in quotes",
        ),
        ("task list a b", "too much was given: a b; see `contenthub task list --help`"),
        ("scheduler create --paused=1", "--paused takes no value"),
        (
            "task list -a tea --account coffee",
            "--account: given 2 times with values that differ; it takes one;"
            " see `contenthub task list --help`",
        ),
        (
            "content generate -t tea -r short -r calm -r short",
            "--requirements: given 3 times with values that differ; it takes one;"
            " see `contenthub content generate --help`",
        ),
        (
            "content generate -t tea --auto-approve --no-auto-approve",
            "--auto-approve: given 2 times with values that differ; it takes one;"
            " see `contenthub content generate --help`",
        ),
        ("task list -f xml", "--format is 'xml'; allowed: table, json, csv"),
    ],
)
def test_a_wrong_command_line_gets_one_clear_line(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(line.split()) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"contenthub: {said}\n")


@pytest.mark.parametrize("evil", ["\x1b[31m", "\u202e", "a" * 5000, "x) (y", "'; --"])
def test_a_hostile_word_is_told_short_and_harmless(
    evil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in (
        ["task", evil],
        ["task", "list", evil],
        ["task", "list", "--limit", evil],
        ["task", "list", f"--{evil}"],
    ):
        assert cli.run(line) == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert said.isprintable()
        assert len(said) < 500


ALL = [one for one in commands() if not one.is_group]


@pytest.mark.parametrize("command", ALL, ids=lambda one: one.name)
def test_help_speaks_of_values_and_not_of_types(command: Command) -> None:
    for foreign in (
        "{",
        "<str>",
        "<int",
        "list[",
        "9223372036854775807",
        "<=x",
        "]...]",
        "...}...",
    ):
        assert foreign not in command.help.replace("'{", ""), foreign


def test_one_option_takes_one_kind_of_value_everywhere() -> None:
    kinds: dict[str, set[str]] = {}
    for one in ALL:
        context = one.command.context_class(one.command)
        for param in one.command.params:
            if param.param_type_name == "option" and not param.is_flag:
                kinds.setdefault(name_of(param), set()).add(param.display_type_rich(context))
    del kinds["--by"]  # the words by which a command can group, which its metavar lists
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
