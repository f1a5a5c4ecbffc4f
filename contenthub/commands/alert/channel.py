"""`contenthub alert channel …`: the ways on which people are told of what is wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import print_document
from contenthub.commands.console.pairs import pair
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.alerts import channels

app = typer.Typer(
    name="channel", help="On which ways people are told of alerts.", no_args_is_help=True
)

COLUMNS = ("id", "name", "type", "paused", "failing_since", "trouble", "tested_at", "settings")
LEAVE = ("settings", "tested_at", "trouble", "failing_since")
Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="Its name or id.")]


@app.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="1 to 100 characters.")],
    type_: Annotated[
        str, typer.Option("--type", help="webhook, email, command, or apprise (an extra package).")
    ],
    setting: Annotated[
        list[str] | None, typer.Option("--setting", help="One of its settings; repeatable.")
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Add a way on which people are told; try it with `contenthub alert channel test`.

    A secret may be written as env:NAME or file:/path.

    \b
    webhook: url, secret (whsec_…)
    email: host, to, from, security (starttls, tls, none), port, username, password
    command: command
    apprise: url
    \b
    Example: contenthub alert channel add --name desk --type webhook --setting url=https://ops.example.com/alerts
    """
    current = session(context)
    settings = dict(pair("--setting", text) for text in setting or [])
    texts = {name_: str(value) for name_, value in settings.items()}
    made = channels.add(current.caller(), name, type_, texts, local=True)
    print_document(made, current.format(format_))


@app.command("list")
def list_(
    context: typer.Context,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the channels, and since when messages do not arrive by one.

    \b
    Example: contenthub alert channel list
    """
    current = session(context)
    current.open()
    print_page(
        channels.listing,
        COLUMNS,
        current.format(format_),
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no channels yet: nobody is told; `contenthub alert channel add` makes one",
    )


@app.command("show")
def show(context: typer.Context, channel: Channel, format_: FormatOption = None) -> None:
    """Show one channel, without its secrets.

    \b
    Example: contenthub alert channel show desk
    """
    current = session(context)
    current.open()
    print_document(channels.details(channel), current.format(format_))


@app.command("test")
def try_(context: typer.Context, channel: Channel, format_: FormatOption = None) -> None:
    """Send a message by a channel now; exit code 5 where it does not arrive.

    \b
    Example: contenthub alert channel test desk
    """
    current = session(context)
    print_document(channels.test(current.caller(), channel), current.format(format_))


@app.command("pause")
def pause(context: typer.Context, channel: Channel, format_: FormatOption = None) -> None:
    """Tell nobody by a channel until it is resumed.

    \b
    Example: contenthub alert channel pause desk
    """
    current = session(context)
    print_document(channels.pause(current.caller(), channel), current.format(format_))


@app.command("resume")
def resume(context: typer.Context, channel: Channel, format_: FormatOption = None) -> None:
    """Tell people by a channel again, also of what waited and is still wrong.

    \b
    Example: contenthub alert channel resume desk
    """
    current = session(context)
    print_document(channels.resume(current.caller(), channel), current.format(format_))


@app.command("remove")
def remove(context: typer.Context, channel: Channel, format_: FormatOption = None) -> None:
    """Remove a channel; what is on its way to it is dropped.

    \b
    Example: contenthub alert channel remove desk
    """
    current = session(context)
    print_document(channels.remove(current.caller(), channel), current.format(format_))
