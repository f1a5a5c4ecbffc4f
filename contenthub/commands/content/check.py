"""`contenthub content check`: what the gate says of contents, or of texts in files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from contenthub.commands.console import advice
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content import editor
from contenthub.errors import ContentHubError, InputError, UnreachableError, WorkFailedError
from contenthub.operations import contents, gate
from contenthub.operations.gate import Found
from contenthub.settings import Settings

COLUMNS = ("text", "check", "level", "line", "message")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("check")(check)


def check(
    context: typer.Context,
    texts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|FILE]...", help="Contents, or Markdown files; -: standard input."
        ),
    ] = None,
    topic: Annotated[str, typer.Option(help="What a file's text was asked for.")] = "",
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            "-a",
            help="Whose rules hold for files; default: the default account. With --waiting: whose.",
        ),
    ] = None,
    waiting: Annotated[
        bool,
        typer.Option("--waiting", help="All that wait for a person, or in the publish pool."),
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Run the gate on contents or files and print what it finds; exit code 6 when it holds one.

    Nothing is written: a content keeps its findings and its review. What cannot be read keeps
    no other text from being looked at.

    \b
    Example: contenthub content check 7 8
    Example: contenthub content check draft.md --topic "Green tea" --account tea-blog
    Example: contenthub content check --waiting --account tea-blog
    """
    current = session(context)
    settings = current.open()
    if waiting == bool(texts):
        raise InputError("give ids and files, or --waiting: one of them")
    texts = texts or [str(one) for one in contents.waiting(account)]
    found, errors = _of_all(texts, lambda text: _of(settings, text, topic, account))
    fmt = current.format(format_)
    if found or fmt is not Format.TABLE:
        columns = COLUMNS if fmt is Format.TABLE else (*COLUMNS[:4], "place", "message")
        print_rows([gate.row_of(one) for one in found], columns, fmt, folded={"message"})
    elif not texts:
        typer.echo("nothing waits", err=True)
    elif len(errors) < len(texts):
        typer.echo("the gate finds nothing", err=True)
    _raise_worst(errors, found)


def _of_all(
    texts: Sequence[str], look: Callable[[str], list[Found]]
) -> tuple[list[Found], list[ContentHubError]]:
    """What is found in each, and why some could not be looked at."""
    found: list[Found] = []
    errors: list[ContentHubError] = []
    for text in texts:
        try:
            found += look(text)
        except ContentHubError as error:
            errors.append(error)
            if isinstance(error, UnreachableError):
                break  # the others would only wait as long for the same answer
    return found, errors


def _raise_worst(errors: Sequence[ContentHubError], found: Sequence[Found]) -> None:
    """Raise the error of the highest exit code, after a line for each other one."""
    every = list(errors)
    try:
        gate.demand_passed(found)
    except WorkFailedError as held:
        every.append(held)
    worst = max(every, key=lambda error: error.exit_code, default=None)
    if worst is None:
        return
    for error in every:
        if error is not worst:
            say(f"contenthub: {advice.line(error)}")
    raise worst


def _of(settings: Settings, text: str, topic: str, account: str | None) -> list[Found]:
    if not text:
        raise InputError("an empty name stands where an id or a file is expected")
    if text.isascii() and text.isdigit():
        return gate.of_content(settings, int(text))
    return gate.of_text(text, editor.text_in(Path(text)), topic=topic, account=account)
