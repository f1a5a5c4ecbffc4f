"""Commands about many things: ids that are all acted on, pages that say when there is more.

One id that cannot be served does not keep the others from it, and none is passed over in
silence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from contenthub.commands.console import advice, times
from contenthub.commands.console.notes import folded, say
from contenthub.commands.console.output import Format, print_rows
from contenthub.errors import ContentHubError, InputError, NotAllowedError, UnreachableError
from contenthub.operations import moments
from contenthub.validation import MOST_ID

if TYPE_CHECKING:
    from datetime import datetime


Id = TypeVar("Id", int, str)

_OUTCOME = "outcome"
_MOST_SHOWN = 10_000  # rows of a table
WITHOUT_TIME = "leave it out to publish as soon as that is allowed"

ContentId = Annotated[
    int, typer.Argument(metavar="CONTENT_ID", min=1, max=MOST_ID, help="The content's id.")
]
ContentIds = Annotated[
    list[int],
    typer.Argument(metavar="CONTENT_ID", min=1, max=MOST_ID, help="The contents' ids."),
]
TargetOption = Annotated[
    str | None,
    typer.Option("--target", help="Only at this target; default: at all."),
]
ChosenTargets = Annotated[
    list[str] | None,
    typer.Option(
        "--target", help="Publish at this target of the account; repeatable; default: at all."
    ),
]
WhyOption = Annotated[str, typer.Option("--reason", "--because", help="Why; it is kept.")]
LimitOption = Annotated[
    int, typer.Option(min=0, max=MOST_ID, help="How many at most; 0: all there are.")
]
OffsetOption = Annotated[int, typer.Option(min=0, max=MOST_ID, help="How many to leave out first.")]


def print_page(
    read: Callable[[int, int], Iterable[Mapping[str, Any]]],
    columns: Sequence[str],
    fmt: Format,
    *,
    limit: int,
    offset: int,
    empty: str,
    leave: Sequence[str] = (),
    exact: Collection[str] = (),
    folded: Collection[str] = (),
    foremost: Collection[str] = (),
) -> None:
    """Print a page of what ``read(limit, offset)`` answers, with a note where there is more.

    JSON and CSV may be of any length; a table, which is laid out as a whole, has an end.
    """
    most = limit or MOST_ID - 1
    if fmt is Format.TABLE:
        most = min(most, _MOST_SHOWN)
    rows = iter(read(min(most + 1, MOST_ID), offset))
    print_rows(
        islice(rows, min(most, sys.maxsize)),
        columns,
        fmt,
        leave=leave,
        exact=exact,
        folded=folded,
        foremost=foremost,
        empty=empty,
    )
    if next(rows, None) is not None:
        say(f"there are more: --offset {offset + most}")


def confirm_removal(
    ids: Sequence[Id], demand: Callable[[Id], object], question: Callable[[int], str]
) -> None:
    """Ask about those of these ids of which ``demand`` raises no error; without any, ask nothing.

    The others are refused afterwards, as they would be where nobody is asked.
    """
    there = 0
    for id_ in dict.fromkeys(ids):
        with suppress(ContentHubError):
            demand(id_)
            there += 1
    if there:
        confirm(question(there))


def act_on_each(
    ids: Sequence[Id],
    act: Callable[[Id], Mapping[str, Any] | Sequence[Mapping[str, Any]]],
    columns: Sequence[str],
    fmt: Format,
    *,
    key: str,
    leave: Sequence[str] = (),
) -> None:
    """Act on each id and print the row or rows that ``act`` answers; ``key`` is their id's name.

    ``leave`` are the columns that a narrow terminal does without, the first one first. Raises the
    error of the one that failed, or, after a line for each, one of the first kind.
    """
    rows: list[Mapping[str, Any]] = []
    errors: list[ContentHubError] = []
    wanted = list(dict.fromkeys(ids))
    for id_ in wanted:
        try:
            done = act(id_)
            rows += [done] if isinstance(done, Mapping) else done
        except ContentHubError as error:
            errors.append(error)
            rows.append({key: id_} | failed(error, fmt) | _outcome(columns, fmt))
            if isinstance(error, UnreachableError):
                break  # the others would only wait as long for the same answer
    if len(errors) < len(rows) or fmt is not Format.TABLE:
        shown = [*columns, *error_columns(fmt)] if errors else columns
        print_rows(rows, shown, fmt, leave=(*_spared(columns), *leave), folded={_OUTCOME})
    raise_first(errors, len(wanted))


def _outcome(columns: Sequence[str], fmt: Format) -> dict[str, str]:
    """What a table says of an id that could not be served, beside why."""
    return {_OUTCOME: "failed"} if fmt is Format.TABLE and _OUTCOME in columns else {}


def _spared(columns: Sequence[str]) -> tuple[str, ...]:
    """Where the outcome says that it failed, the lines below the table are enough of why."""
    return ("error_message",) if _OUTCOME in columns else ()


def failed(error: ContentHubError, fmt: Format) -> dict[str, str]:
    """What a row says of an error: the line that a person reads, and its code for programs."""
    told = {"error_message": advice.line(error), "code": error.code.value}
    return {name: told[name] for name in error_columns(fmt)}


def error_columns(fmt: Format) -> tuple[str, ...]:
    """The columns of ``failed``."""
    return ("error_message",) if fmt is Format.TABLE else ("error_message", "code")


def raise_first(errors: Sequence[ContentHubError], asked: int) -> None:
    """Raise the only error, or one of the first one's kind after a line for each."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        for error in errors:
            say(f"contenthub: {advice.line(error)}")
        raise type(errors[0])(f"{len(errors)} of {asked} failed, see above")


def future(text: str, otherwise: str) -> datetime:
    """The moment that ``--at`` names; says on standard error what it understood.

    Raises InputError for one that has passed, with what to do ``otherwise``.
    """
    moment = times.parse_moment(text)
    if moments.has_passed(moment):
        raise InputError(f"--at is in the past: {times.shown(moment)}; {otherwise}")
    times.tell("--at", moment)
    return moment


def confirm(question: str) -> None:
    """Ask the person at the terminal. Raises InputError where nobody is there to answer, and
    NotAllowedError where the answer is no.
    """
    if not sys.stdin.isatty():
        raise InputError(f"{question} Nobody is there to answer: add --yes")
    typer.echo(folded(f"{question} [y/N]:") + " ", err=True, nl=False)
    if sys.stdin.readline().strip().casefold() not in {"y", "yes"}:
        raise NotAllowedError("the answer was no: nothing was changed")
