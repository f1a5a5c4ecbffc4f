"""A dataclass as one parameter of a command: its fields are options, it is handed over whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from contenthub.commands.console.option_groups import with_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    colour: Annotated[str | None, typer.Option("--colour", "-c", help="Of what.")] = None
    size: Annotated[int, typer.Option(min=1, help="How large.")] = 3
    tag: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None


app = typer.Typer(rich_markup_mode=None)


@app.command()
@with_groups
def paint(
    what: Annotated[str, typer.Argument(metavar="WHAT")],
    *,
    first: Annotated[bool, typer.Option("--first")] = False,
    which: Which,
    last: Annotated[str, typer.Option("--last")] = "",
) -> None:
    """Paint something."""
    typer.echo(f"{what} {first} {which} {last}")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("door", f"door False {Which()} "),
        ("door -c red --size 5 --last x", f"door False {Which(colour='red', size=5)} x"),
        ("--tag a door --first --tag b", f"door True {Which(tag=['a', 'b'])} "),
    ],
)
def test_the_fields_are_options_with_their_defaults(line: str, answer: str) -> None:
    done = CliRunner().invoke(app, line.split())
    assert (done.exit_code, done.output) == (0, f"{answer}\n")


def test_an_option_is_checked_as_its_field_says() -> None:
    assert CliRunner().invoke(app, ["door", "--size", "0"]).exit_code == 2


def test_help_shows_them_where_the_parameter_stands() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    options = ("Paint something.", "--first", "--colour", "How large.", "--tag", "--last")
    places = [shown.find(one) for one in options]
    assert -1 not in places
    assert places == sorted(places)
