"""`contenthub account …`: whom articles are written for, in which style, and where they go."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.account.options import Profile
from contenthub.commands.console.blanks import filled
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.errors import InputError
from contenthub.operations import accounts
from contenthub.settings import Settings

app = typer.Typer(
    name="account", help="Publishing accounts: style, rules and defaults.", no_args_is_help=True
)

COLUMNS = ("id", "name", "language", "creator", "publisher", "auto_approve", "active")
LEAVE = ("language", "auto_approve", "publisher", "creator", "active")
Ref = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id or name.")]


@app.command("add")
@with_groups
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="1 to 100 characters, not only digits.")],
    profile: Profile,
    active: Annotated[bool, typer.Option("--active/--inactive", help="In use?")] = True,
    format_: FormatOption = None,
) -> None:
    """Add an account. What is left out follows the settings.

    \b
    Example: contenthub account add tea-blog --language zh --tone warm --banned-words "best,cheap"
    """
    current = session(context)
    fields = profile.fields(active=active, name=name)
    added = accounts.add(current.caller(), fields)
    _print(current, added.id, format_)


@app.command("list")
def list_(
    context: typer.Context,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Only these.")] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the accounts, in the order they were made.

    \b
    Example: contenthub account list --active
    """
    current = session(context)
    current.open()
    fmt, words = current.format(format_), _words(current.settings)
    print_page(
        lambda most, skip: (
            filled(row, words, fmt) for row in accounts.listing(active, most, skip)
        ),
        COLUMNS,
        fmt,
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no accounts yet; `contenthub account add NAME` makes one",
    )


@app.command("show")
def show(context: typer.Context, account: Ref, format_: FormatOption = None) -> None:
    """Show one account with its profile, its defaults, its targets and how much belongs to it.

    \b
    Example: contenthub account show tea-blog -f json
    """
    current = session(context)
    current.open()
    _print(current, account, format_)


@app.command("update")
@with_groups
def update(
    context: typer.Context,
    account: Ref,
    *,
    name: Annotated[str | None, typer.Option(help="The new name.")] = None,
    profile: Profile,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="In use?")] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(help="Empty this field, such as tone or min-length; repeatable."),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Change what is given and leave the rest; --clear FIELD empties one.

    Lists of words are replaced; --publisher-setting changes that one setting only.

    \b
    Example: contenthub account update tea-blog --max-length 900 --clear tone
    """
    current = session(context)
    fields = profile.fields(clear=clear, active=active, name=name)
    if not fields:
        raise InputError("nothing to change: give an option, see --help")
    caller = current.caller()
    before = accounts.find(account)
    updated = accounts.update(caller, account, fields)
    _print(current, updated.id, format_)
    if count := accounts.judged_before(before, updated):
        are = "article waits" if count == 1 else "articles wait"
        say(
            f"{count} approved {are} in the publish pool and will go out without another look at "
            f"these rules: contenthub content check --waiting --account {updated.id}"
        )


@app.command("remove")
def remove(context: typer.Context, account: Ref, format_: FormatOption = None) -> None:
    """Remove an account that nothing belongs to; others are retired by update --inactive.

    \b
    Example: contenthub account remove old-blog
    """
    current = session(context)
    gone = accounts.remove(current.caller(), account)
    print_document({"id": gone.id, "name": gone.name, "removed": True}, current.format(format_))


def _print(current: Session, account: str | int, format_: Format | None) -> None:
    fmt, words = current.format(format_), _words(current.settings)
    row = filled(accounts.details(account), words, fmt)
    row["targets"] = [filled(one, {"publisher": words["publisher"]}, fmt) for one in row["targets"]]
    print_document(row, fmt)


def _words(settings: Settings) -> dict[str, str]:
    """What holds where an account says nothing."""
    return {
        "creator": f"{settings.creator} (default)",
        "publisher": f"{settings.publisher} (default)",
        "auto_approve": f"{'yes' if settings.auto_approve else 'no'} (default)",
        "gate": "each check as it is by itself",
        "publisher_settings": "none",
    }
