"""`contenthub content check`: what the gate says of contents, or of texts in files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from contenthub.codes import Code
from contenthub.commands.console import advice, many
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.content import editor
from contenthub.commands.content.filters import spans
from contenthub.errors import (
    ContentHubError,
    InputError,
    NotFoundError,
    UnreachableError,
    WorkFailedError,
)
from contenthub.operations import contents, gate
from contenthub.operations.gate import Found
from contenthub.operations.reviews import Span
from contenthub.settings import Settings
from contenthub.wording import counted

COLUMNS = ("text", "check", "level", "line", "message")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("check")(check)


def check(
    context: typer.Context,
    texts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID|FROM-TO|FILE",
            help="Contents, by ids or ranges such as 3-9, or Markdown files; -: standard input.",
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

    Nothing is written: a content keeps its findings and its review. What cannot be looked at is
    said, and keeps no other text from it.

    \b
    Example: contenthub content check 7 8
    Example: contenthub content check draft.md --topic "Green tea" --account tea-blog
    Example: contenthub content check --waiting --account tea-blog
    """
    current = session(context)
    settings = current.open()
    if waiting == bool(texts):
        raise InputError("give ids and files, or --waiting: one of them")
    wanted = dict.fromkeys(_each(texts) if texts else map(str, contents.waiting(account)))
    found, refused = _look(wanted, lambda one: _of(settings, one, topic, account))
    _print(found, refused, len(wanted), current.format(format_))
    _raise_worst(list(refused.values()), found)


def _each(texts: Iterable[str]) -> Iterator[str]:
    """The ids and files that were typed, with the ids of the contents of a range in its place."""
    for text in texts:
        span = _range(text)
        ids = () if span is None else contents.within(span)
        yield from map(str, ids) if ids else (text,)


def _range(text: str) -> Span | None:
    """The ids of which this is a range; None where it is none, or a file of that name is there."""
    if "-" not in text.strip("-") or Path(text).exists():
        return None
    try:
        return spans([text])[0]
    except InputError:
        return None


def _look(
    texts: Iterable[str], of: Callable[[str], list[Found]]
) -> tuple[list[Found], dict[str, ContentHubError]]:
    """What is found in the texts, and why some of them cannot be looked at."""
    found: list[Found] = []
    refused: dict[str, ContentHubError] = {}
    for text in texts:
        try:
            found += of(text)
        except UnreachableError:
            raise
        except ContentHubError as error:
            refused[text] = error
    return found, refused


def _print(
    found: list[Found], refused: dict[str, ContentHubError], texts: int, fmt: Format
) -> None:
    rows = [gate.row_of(one) for one in found]
    if fmt is not Format.TABLE:
        rows += [{"text": text} | many.failed(error, fmt) for text, error in refused.items()]
        columns = (*COLUMNS[:4], "place", "message", *(many.error_columns(fmt) if refused else ()))
        print_rows(rows, columns, fmt)
    elif rows:
        print_rows(rows, COLUMNS, fmt, folded={"message"})
    elif not texts:
        typer.echo("nothing waits", err=True)
    elif texts > len(refused):
        seen = counted(texts - len(refused), "text")
        typer.echo(f"the gate finds nothing in {seen}", err=True)


def _raise_worst(errors: Sequence[ContentHubError], found: Sequence[Found]) -> None:
    """Raise the error of the highest exit code, after a line for each other one.

    A script that waits for a held one hears of it, whatever could not be read beside it.
    """
    every = list(errors)
    try:
        gate.demand_passed(found)
    except WorkFailedError as held:
        every.append(held)
    worst = max(every, key=lambda error: error.exit_code, default=None)
    for error in every:
        if error is not worst:
            say(f"contenthub: {advice.line(error)}")
    if worst is not None:
        raise worst


def _of(settings: Settings, text: str, topic: str, account: str | None) -> list[Found]:
    if not text:
        raise InputError("an empty name stands where an id or a file is expected")
    if text.isascii() and text.isdigit():
        return gate.of_content(settings, int(text))
    if _range(text) is not None:
        raise NotFoundError(f"no contents {text}", code=Code.NO_CONTENT)
    return gate.of_text(
        text,
        editor.text_in(Path(text)),
        topic=topic,
        account=account,
        across_accounts=settings.copies_across_accounts,
    )
