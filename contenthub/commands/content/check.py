"""`contenthub content check`: what the gate says of contents, or of texts in files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content import editor
from contenthub.errors import InputError
from contenthub.operations import gate
from contenthub.operations.gate import Found
from contenthub.settings import Settings

COLUMNS = ("text", "check", "level", "line", "message")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("check")(check)


def check(
    context: typer.Context,
    texts: Annotated[
        list[str],
        typer.Argument(
            metavar="ID|FILE...", help="Contents, or Markdown files; -: standard input."
        ),
    ],
    topic: Annotated[str, typer.Option(help="What a file's text was asked for.")] = "",
    account: Annotated[
        str | None,
        typer.Option(
            "--account", "-a", help="Whose rules hold for files; default: the default account."
        ),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Run the gate on contents or files and print what it finds; exit code 6 when it holds one.

    Nothing is written: a content keeps its findings and its review.

    \b
    Example: contenthub content check 7 8
    Example: contenthub content check draft.md --topic "Green tea" --account tea-blog
    """
    current = session(context)
    settings = current.open()
    found = [one for text in texts for one in _of(settings, text, topic, account)]
    fmt = current.format(format_)
    if found or fmt is not Format.TABLE:
        columns = COLUMNS if fmt is Format.TABLE else (*COLUMNS[:4], "place", "message")
        print_rows([gate.row_of(one) for one in found], columns, fmt, folded={"message"})
    else:
        typer.echo("the gate finds nothing", err=True)
    gate.demand_passed(found)


def _of(settings: Settings, text: str, topic: str, account: str | None) -> list[Found]:
    if not text:
        raise InputError("an empty name stands where an id or a file is expected")
    if text.isascii() and text.isdigit():
        return gate.of_content(settings, int(text))
    return gate.of_text(text, editor.text_in(Path(text)), topic=topic, account=account)
