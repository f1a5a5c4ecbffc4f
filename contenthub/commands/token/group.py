"""`contenthub token …`: tokens of the REST API are made, listed and revoked."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.blanks import filled
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations import tokens
from contenthub.timetable import spans

app = typer.Typer(
    name="token", help="Tokens by which programs ask over the REST API.", no_args_is_help=True
)

COLUMNS = ("id", "name", "scope", "accounts", "status", "last_used_at", "expires_at")
LEAVE = ("expires_at", "accounts", "last_used_at")
EVERYTHING = {"accounts": "all", "expires_at": "never"}  # what is meant where none is named


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Stands in events as api:NAME.")],
    scope: Annotated[
        str, typer.Option(help="How far it reaches: read, write, review or admin.")
    ] = "read",
    account: Annotated[
        list[str] | None,
        typer.Option("--account", "-a", help="Only this account, by id or name; repeatable."),
    ] = None,
    expires: Annotated[
        str | None, typer.Option(help="After so long, such as 90d; default: never.")
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Make a token, and show it this once: only its digest is kept.

    Each scope includes those before it: read looks; write asks for articles, edits and publishes
    what is approved; review approves and rejects; admin changes accounts and targets.

    \b
    Example: contenthub token create shop --scope write --account tea-blog --expires 90d
    """
    current = session(context)
    lasts = None if expires is None else spans.parse(expires)
    made = tokens.create(current.caller(), name, scope, account or [], lasts)
    fmt = current.format(format_)
    print_document(filled(made.row, EVERYTHING, fmt) | {"token": made.text}, fmt)
    say("keep the token now: it is shown this once")


@app.command("list")
def list_(
    context: typer.Context,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the tokens, in the order they were made; `last used` is true to the minute.

    \b
    Example: contenthub token list
    """
    current = session(context)
    current.open()
    fmt = current.format(format_)
    print_page(
        lambda most, skip: (filled(row, EVERYTHING, fmt) for row in tokens.listing(most, skip)),
        COLUMNS,
        fmt,
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no tokens yet; `contenthub token create NAME` makes one",
    )


@app.command("revoke")
def revoke(
    context: typer.Context,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its name or id, not itself.")],
    format_: FormatOption = None,
) -> None:
    """Let a token open nothing from now on. Its name may be given to another one.

    \b
    Example: contenthub token revoke shop
    """
    current = session(context)
    fmt = current.format(format_)
    print_document(filled(tokens.revoke(current.caller(), token), EVERYTHING, fmt), fmt)
