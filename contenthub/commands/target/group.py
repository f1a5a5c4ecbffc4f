"""`contenthub target …`: the places where an account publishes, by their names within it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.pairs import pair
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.target import check
from contenthub.commands.target import slots as slots_
from contenthub.errors import InputError
from contenthub.operations import targets
from contenthub.operations.caller import Caller
from contenthub.operations.target_times import PaceChanges
from contenthub.operations.targets import CLEARED, Changes

app = typer.Typer(
    name="target", help="Where the articles of an account are published.", no_args_is_help=True
)

COLUMNS = ("account", "name", "publisher", "paused", "slots", "at_least", "at_most", "settings")
LEAVE = ("settings", "at_most", "at_least", "slots", "paused")
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id or name.")]
Target = Annotated[str, typer.Argument(metavar="TARGET", help="The target's name.")]
PublisherOption = Annotated[str | None, typer.Option("--publisher", help="Such as files.")]
SettingOption = Annotated[
    list[str] | None,
    typer.Option("--setting", help="One setting of the publisher; repeatable."),
]
SlotsOption = Annotated[
    str | None,
    typer.Option(help='Articles go out then, such as "MON-FRI 08:00,18:00; SAT 10:00"; "": any.'),
]
AtLeastOption = Annotated[
    str | None, typer.Option(help='How far apart, such as "2h apart"; "": any.')
]
AtMostOption = Annotated[str | None, typer.Option(help='How many, such as "3/day"; "": any.')]
AtOnceOption = Annotated[
    int | None,
    typer.Option(
        "--at-once", min=1, max=64, help="New articles sent at the same time; at first: 2."
    ),
]


@app.command("add")
def add(
    context: typer.Context,
    account: Account,
    name: Annotated[str, typer.Argument(metavar="NAME", help="1 to 100 characters.")],
    publisher: PublisherOption = None,
    setting: SettingOption = None,
    slots: SlotsOption = None,
    at_least: AtLeastOption = None,
    at_most: AtMostOption = None,
    at_once: AtOnceOption = None,
    format_: FormatOption = None,
) -> None:
    """Add a place where the account's articles are published, besides those it has.

    What is approved from now on goes there too. Without --publisher it is that of the settings.
    With slots, a distance or a number for each day, what is approved takes the next free time.

    \b
    Example: contenthub target add tea-blog archive --publisher files --setting folder=archive
    """
    current = session(context)
    pace = PaceChanges(slots, at_least, at_most)
    changes = _changes(publisher, setting, pace, at_once=at_once)
    caller = current.caller()
    _print(targets.add(caller, account, name, changes), current.format(format_), caller)


@app.command("list")
def list_(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="Only of this one, by id or name.")
    ] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the targets, account by account.

    \b
    Example: contenthub target list tea-blog
    """
    current = session(context)
    caller = current.caller()
    fmt = current.format(format_)
    print_page(
        lambda most, skip: [
            _said(row, fmt, caller) for row in targets.listing(account, most, skip)
        ],
        COLUMNS,
        fmt,
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no targets yet; `contenthub account add NAME` makes an account with its first one",
    )


@app.command("show")
def show(
    context: typer.Context, account: Account, target: Target, format_: FormatOption = None
) -> None:
    """Show one target, how many publications are in which state, and its next free times.

    \b
    Example: contenthub target show tea-blog default
    """
    current = session(context)
    caller = current.caller()
    _print(targets.details(caller, account, target), current.format(format_), caller)


@app.command("update")
def update(
    context: typer.Context,
    account: Account,
    target: Target,
    publisher: PublisherOption = None,
    setting: SettingOption = None,
    clear: Annotated[
        list[str] | None, typer.Option(help="Empty publisher or settings first; repeatable.")
    ] = None,
    slots: SlotsOption = None,
    at_least: AtLeastOption = None,
    at_most: AtMostOption = None,
    at_once: AtOnceOption = None,
    format_: FormatOption = None,
) -> None:
    """Change what is given and leave the rest; what was tried already stays where it was tried.

    What waits keeps its time also where slots change: `publish-pool schedule --next-slot`.

    \b
    Example: contenthub target update tea-blog archive --setting folder=older
    """
    current = session(context)
    pace = PaceChanges(slots, at_least, at_most)
    changes = _changes(publisher, setting, pace, clear, at_once=at_once)
    if not changes:
        raise InputError("nothing to change: give an option, see --help")
    caller = current.caller()
    _print(targets.update(caller, account, target, changes), current.format(format_), caller)


@app.command("pause")
def pause(
    context: typer.Context, account: Account, target: Target, format_: FormatOption = None
) -> None:
    """Publish nothing there until it is resumed; what comes due waits.

    What a publisher is at already is not called back.

    \b
    Example: contenthub target pause tea-blog archive
    """
    current = session(context)
    caller = current.caller()
    _print(targets.pause(caller, account, target), current.format(format_), caller)


@app.command("resume")
def resume(
    context: typer.Context, account: Account, target: Target, format_: FormatOption = None
) -> None:
    """Publish there again: what came due meanwhile goes out now.

    \b
    Example: contenthub target resume tea-blog archive
    """
    current = session(context)
    caller = current.caller()
    current.ring_through_broker()
    _print(targets.resume(caller, account, target), current.format(format_), caller)


@app.command("remove")
def remove(
    context: typer.Context, account: Account, target: Target, format_: FormatOption = None
) -> None:
    """Remove a target that no content went to or is to go to; others are paused.

    \b
    Example: contenthub target remove tea-blog archive
    """
    current = session(context)
    gone = targets.remove(current.caller(), account, target)
    print_document({"id": gone.id, "name": gone.name, "removed": True}, current.format(format_))


check.register(app)
slots_.register(app)


def _changes(
    publisher: str | None,
    setting: list[str] | None,
    pace: PaceChanges,
    clear: list[str] | None = None,
    *,
    at_once: int | None = None,
) -> Changes:
    for name in clear or []:
        if name not in CLEARED:
            raise InputError(f"--clear {name}: allowed: {', '.join(CLEARED)}")
    single = dict(pair("--setting", text) for text in setting or [])
    return Changes(publisher, single, frozenset(clear or []), pace, at_once)


def _said(row: dict[str, Any], fmt: Format, caller: Caller) -> dict[str, Any]:
    """The target; for people with the publisher that it has by the settings, if none of its own."""
    if fmt is not Format.TABLE or row["publisher"]:
        return row
    return {**row, "publisher": f"{caller.settings.publisher} (default)"}


def _print(row: dict[str, Any], fmt: Format, caller: Caller) -> None:
    print_document(_said(row, fmt, caller), fmt)
