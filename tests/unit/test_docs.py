"""What the pages say of commands, settings, targets and files is so."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from contenthub.actors import catalogue
from contenthub.api import problems
from contenthub.codes import Code
from contenthub.commands.console import advice
from contenthub.creators import names as creator_names
from contenthub.errors import ContentHubError
from contenthub.operations.checkup.checklist import registry
from contenthub.operations.tokens import Scope
from contenthub.publishers import names as publisher_names
from contenthub.settings import SPECS, Settings
from tests.support import cli_reference
from tests.support.cli_reference import Command
from tests.support.pages import Page, calls_in, page, pages
from tests.support.processes import REPOSITORY

COMMANDS = {one.path: one for one in cli_reference.commands()}
LEAVES = [one for one in COMMANDS.values() if not one.is_group]
# What an example's shell variable may stand for, wherever an id or a number is due.
_VARIABLE = re.compile(r"\$\w+|\bTASK_ID\b|\bCONTENT_ID\b|\bTIME\b")


def every(what: list[Any]) -> Any:
    return pytest.mark.parametrize("one", what, ids=lambda one: one.name)


def leaf_of(arguments: list[str]) -> tuple[Command, list[str]]:
    """The command that these arguments name, and what is left for it."""
    rest = [word for word in arguments if word != "--debug"]
    path: tuple[str, ...] = ("contenthub",)
    while rest and (*path, rest[0]) in COMMANDS:
        path = (*path, rest.pop(0))
    return COMMANDS[path], rest


def known_options(command: Command) -> set[str]:
    return {flag for p in command.command.params for flag in (*p.opts, *p.secondary_opts)}


def assert_parses(arguments: list[str]) -> None:
    command, rest = leaf_of(arguments)
    assert not command.is_group, f"no such command: contenthub {' '.join(arguments)}"
    command.command.make_context(command.name, [_VARIABLE.sub("1", word) for word in rest])


class TestCommandReference:
    def test_it_is_what_the_commands_say_of_themselves(self) -> None:
        written = (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8")
        assert written == cli_reference.reference(), "docs/cli.md is out of date: make docs"

    @every(list(COMMANDS.values()))
    def test_it_has_every_command(self, one: Command) -> None:
        assert re.search(rf"^##+ {one.name}$", page("docs/cli.md").text, re.MULTILINE)

    @every(LEAVES)
    def test_every_command_ends_its_help_with_an_example_of_itself_that_parses(
        self, one: Command
    ) -> None:
        written = one.command.help.strip().splitlines()[-1].strip()
        assert written.startswith("Example: "), f"the help of {one.name} ends with: {written}"
        (arguments,) = calls_in(written.removeprefix("Example: "))
        assert leaf_of(arguments)[0] is one
        assert_parses(arguments)

    @every(LEAVES)
    def test_every_option_and_argument_says_what_it_is(self, one: Command) -> None:
        for parameter in one.command.params:
            assert parameter.help, f"{one.name}: {parameter.name} has no help"

    @every(LEAVES)
    def test_its_usage_has_brackets_and_dots_once(self, one: Command) -> None:
        usage = one.help.partition("\n\n")[0]
        assert "[[" not in usage, usage
        assert "....." not in usage, usage


class TestSettings:
    @pytest.fixture
    def example(self) -> dict[str, str | None]:
        return dict(dotenv_values(REPOSITORY / ".env.example"))

    def test_the_example_has_every_setting_and_nothing_else(
        self, example: dict[str, str | None]
    ) -> None:
        assert set(example) == {spec.env for spec in SPECS.values()}

    @pytest.mark.parametrize("name", SPECS)
    def test_the_example_shows_the_default(self, example: dict[str, str | None], name: str) -> None:
        spec = SPECS[name]
        (default,) = (f.default for f in fields(Settings) if f.name == name)
        text = example[spec.env]
        assert (spec.parse(text) == default) if text else default in (None, "", ())

    @pytest.mark.parametrize("name", SPECS)
    def test_the_example_explains_each_setting(self, name: str) -> None:
        text = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
        before = text[: text.index(f"\n{SPECS[name].env}=")].splitlines()
        above = next(line for line in reversed(before) if not re.match(r"\w+=", line))
        assert above.startswith("# "), f"nothing explains {SPECS[name].env}"

    def test_what_the_pages_name_as_settings_are_settings(self) -> None:
        known = {spec.env for spec in SPECS.values()}
        for one in pages():
            used = set(re.findall(r"\b(?:CONTENTHUB|ASYNC|CREATOR)_[A-Z_]*[A-Z]\b", one.text))
            assert used <= known, one.name


class TestAdvice:
    @pytest.mark.parametrize("words", advice.ADVICE.values())
    def test_every_command_and_option_in_it_exists(self, words: str) -> None:
        for mention in re.findall(r"\bcontenthub ([^`;]+)", words.replace("{kind}", "worker")):
            command, rest = leaf_of(shlex.split(mention))
            assert not command.is_group, mention
            assert {word for word in rest if word.startswith("-")} <= known_options(command)


class TestTargets:
    @pytest.mark.parametrize("name", publisher_names())
    def test_each_publisher_has_a_line_in_the_index(self, name: str) -> None:
        assert re.search(rf"^\| {name} \| .+\b{name}\.md", _index(), re.MULTILINE)

    def test_the_index_links_each_page_that_is_there(self) -> None:
        there = {path.stem for path in (REPOSITORY / "docs" / "targets").glob("*.md")}
        named = set(re.findall(r"^\| \w+ \| .*\b(\w+)\.md\)? \|$", _index(), re.MULTILINE))
        assert there - {"README"} <= named


def _index() -> str:
    return page("docs/targets/README.md").text


class TestPages:
    @every(pages())
    def test_every_command_line_in_a_block_parses(self, one: Page) -> None:
        for line, arguments in one.calls():
            try:
                assert_parses(arguments)
            except Exception as error:
                pytest.fail(f"{one.name}: {line!r}: {error}")

    @every(pages())
    def test_every_command_and_option_in_the_text_exists(self, one: Page) -> None:
        for mention in one.mentions():
            if not mention.startswith("contenthub "):
                continue
            command, rest = leaf_of(shlex.split(mention)[1:])
            known = known_options(command)
            assert not command.is_group or not rest or rest[0] == "…" or rest[0] in known, mention
            assert {word for word in rest if word.startswith("-")} <= known, mention

    @every(pages())
    def test_every_link_within_the_repository_leads_somewhere(self, one: Page) -> None:
        for target in one.links():
            if "://" in target:
                continue
            path, _, anchor = target.partition("#")
            found = (one.path.parent / path).resolve() if path else one.path
            assert found.exists(), f"{one.name} links to {target}"
            assert not anchor or anchor in Page(found).anchors(), f"{one.name} links to {target}"

    @every(pages())
    def test_every_make_target_exists(self, one: Page) -> None:
        makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
        targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
        typed = [
            line
            for block in one.blocks()
            if block.language in {"", "sh"}
            for line in block.text.splitlines()
        ]
        named = [text.split() for text in [*typed, *one.mentions()]]
        used = {words[1] for words in named if words[:1] == ["make"] and words[1:]}
        assert used <= targets, one.name

    @every(pages())
    def test_every_file_of_ours_that_is_named_exists(self, one: Page) -> None:
        for mention in one.mentions():
            if re.fullmatch(r"(contenthub|tests|docs|benchmarks)/[\w./]+", mention):
                assert (REPOSITORY / mention).exists(), f"{one.name} names {mention}"

    @every(pages())
    def test_no_exit_code_is_left_out_of_a_table_of_them(self, one: Page) -> None:
        if "| exit code |" in one.text:
            assert re.findall(r"^\| (\d) \|", one.text, re.MULTILINE) == list("0123456")


PACKAGE = REPOSITORY / "contenthub"
# The folders whose modules the rooms name; migrations are numbered.
FOLDERS = sorted(
    {str(path.parent.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py")} - {"migrations"}
)


def rooms() -> dict[str, set[str]]:
    """What the rows of the rooms name, by the folder that they are about.

    A row with "…" goes on about the folder of the row above it, or is about one within it. Of
    actors there is a table; a row about files at the top has them as its room.
    """
    text = page("docs/architecture.md").text
    named = defaultdict(set)
    named["actors"] |= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    folders: list[str] = []
    for row in text[text.index("| room |") :].split("\n\n")[0].splitlines()[2:]:
        room, _, what = row.removeprefix("| ").partition(" | ")
        own = re.findall(r"`([a-z_/]+)/`", room)
        folders = own if own or "…" not in room else folders
        named["."] |= set(re.findall(r"`(\w+\.py)`", room))
        for folder in folders:
            named[folder] |= set(re.findall(r"`([a-z_]+)`", what))
    return named


def named_in(folder: str) -> set[str]:
    """What the rows about this folder name, or those about the folder that it stands in."""
    named = rooms()
    around = (str(path) for path in (Path(folder), *Path(folder).parents))
    return next(named[one] for one in around if one in named)


def modules_in(folder: str) -> set[str]:
    """What stands in this folder, as a room names it; at the top a room is a file."""
    found = {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}
    return {f"{name}.py" for name in found} if folder == "." else found


class TestArchitecture:
    def test_its_table_has_every_actor_and_no_other(self) -> None:
        text = page("docs/architecture.md").text
        table = text[text.index("| actor |") :].split("\n\n")[0]
        rows = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
        assert sorted(rows) == sorted(spec.name for spec in catalogue.ALL)

    @pytest.mark.parametrize("folder", FOLDERS)
    def test_its_rooms_name_every_module(self, folder: str) -> None:
        left_out = modules_in(folder) - named_in(folder)
        assert left_out == set(), f"no room says what these modules of {folder} decide"

    def test_what_a_room_names_is_there(self) -> None:
        there = {path.stem for path in PACKAGE.rglob("*.py")} | {one.name for one in catalogue.ALL}
        there |= {f"{path.stem}.py" for path in PACKAGE.glob("*.py")}
        assert {word for words in rooms().values() for word in words} - there == set()


class TestChecklist:
    def test_each_check_is_told_of_with_what_it_ensures_and_no_other(self) -> None:
        text = page("docs/deployment.md").text
        listed = text.partition("<!-- checks -->")[2].partition("<!-- end of checks -->")[0]
        told = dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", listed, re.MULTILINE))
        told.pop("check")
        assert told == {item.name: item.ensures for item in registry.ITEMS}

    def test_what_is_said_to_take_the_place_of_older_checks_is_there(self) -> None:
        text = page("docs/deployment.md").text.rpartition("where they went:")[2]
        names = {item.name for item in registry.ITEMS}
        places = [set(re.findall(r"`([a-z ]+)`", line)) & names for line in text.splitlines()[4:]]
        assert len(places) >= 9
        assert all(places)


class TestApi:
    def test_the_codes_of_its_errors_exist_and_have_the_status_that_it_says(self) -> None:
        text = page("docs/api.md").text
        table = text[text.index("| status | code |") :].split("\n\n")[0]
        rows = re.findall(r"^\| ([\d, ]+) \| (.+?) \|", table, re.MULTILINE)
        told = [(code, row[0]) for row in rows for code in re.findall(r"`(\w+)`", row[1])]
        assert len(told) > 15
        for code, statuses in told:
            status = problems.status_of(ContentHubError("", code=Code(code)))
            assert status == 500 or str(status) in statuses, code  # 500: its class says it

    def test_the_scopes_are_there_in_their_order(self) -> None:
        text = page("docs/api.md").text
        table = text[text.index("| scope |") :].split("\n\n")[0]
        assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(Scope)

    def test_the_settings_have_the_defaults_that_it_says(self) -> None:
        text = page("docs/api.md").text
        table = text[text.index("| setting | default |") :].split("\n\n")[0]
        specs = {spec.env: (spec, getattr(Settings(), name)) for name, spec in SPECS.items()}
        for env, told in re.findall(r"^\| `(\w+)` \| (.*?) ?\|", table, re.MULTILINE):
            spec, default = specs[env]
            assert (spec.parse(told.strip("`")) if told else "") == (default or "")


class TestCreators:
    def test_every_creator_is_in_the_table_of_creators(self) -> None:
        text = page("docs/creators.md").text
        table = text[text.index("| creator |") :].split("\n\n")[0]
        assert re.findall(r"^\| \[`([\w-]+)`\]", table, re.MULTILINE) == list(creator_names())


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_no_line_of_a_page_leaves_bold_open(one: Page) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", one.text, flags=re.DOTALL)
    paragraphs = re.split(r"\n\s*\n|\n(?=- |\d+\. |\|)", text)
    assert [part for part in paragraphs if part.count("**") % 2] == []
