"""`contenthub alert …`: what is wrong, who knows of it, and who is told."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.alert import channel, ping
from contenthub.commands.console.blanks import filled
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import print_document, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.operations.alerts import incidents
from contenthub.timetable import spans
from contenthub.validation import MOST_ID

app = typer.Typer(
    name="alert", help="What is wrong with the service, and who is told.", no_args_is_help=True
)
app.add_typer(channel.app)
app.add_typer(ping.app)

COLUMNS = ("id", "status", "level", "rule", "subject", "summary", "began_at", "seconds")
LEAVE = ("seconds", "began_at", "subject", "level", "rule")
SILENCES = ("id", "rule", "subject", "until", "reason", "who")
EVERYTHING = {"rule": "all", "subject": "all"}  # what a silence means that names none
IncidentId = Annotated[
    int, typer.Argument(metavar="INCIDENT", min=1, max=MOST_ID, help="The incident's id.")
]


@app.command("list")
def list_(
    context: typer.Context,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List what is wrong now, the latest first.

    \b
    Example: contenthub alert list
    """
    current = session(context)
    current.open()
    print_page(
        incidents.listing,
        COLUMNS,
        current.format(format_),
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="nothing is wrong that the rules see; `contenthub alert rules` shows these",
    )


@app.command("history")
def history(
    context: typer.Context,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List what is wrong and what was, the latest first, with how long it lasted.

    What was over a year ago is forgotten.

    \b
    Example: contenthub alert history --limit 10
    """
    current = session(context)
    current.open()
    print_page(
        lambda most, skip: incidents.listing(most, skip, over=True),
        COLUMNS,
        current.format(format_),
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="nothing was wrong so far",
    )


@app.command("show")
def show(context: typer.Context, incident: IncidentId, format_: FormatOption = None) -> None:
    """Show one incident with its figures, and who acknowledged it.

    \b
    Example: contenthub alert show 12
    """
    current = session(context)
    current.open()
    print_document(incidents.details(incident), current.format(format_))


@app.command("ack")
def ack(
    context: typer.Context,
    incident: IncidentId,
    reason: Annotated[str, typer.Option(help="What you know of it, for the others.")] = "",
    format_: FormatOption = None,
) -> None:
    """Say that you know: nobody is reminded of it, and its end is told.

    \b
    Example: contenthub alert ack 12 --reason "the provider is down until noon"
    """
    current = session(context)
    told = incidents.acknowledge(current.caller(), incident, reason)
    print_document(told, current.format(format_))


@app.command("silence")
def silence(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help="Why, for who looks later.")],
    lasts: Annotated[str, typer.Option("--for", help="For so long, such as 2h or 7d.")],
    rule: Annotated[str | None, typer.Option(help="Of this rule; default: of all.")] = None,
    subject: Annotated[
        str | None, typer.Option(help="About this alone, such as a creator; default: whatever.")
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Tell nobody of something for a while; what is still wrong then is told.

    \b
    Example: contenthub alert silence --rule backlog --for 2h --reason "a large import"
    """
    current = session(context)
    made = incidents.silence(current.caller(), rule, subject, spans.parse(lasts), reason)
    fmt = current.format(format_)
    print_document(filled(made, EVERYTHING, fmt), fmt)


@app.command("silences")
def silences(
    context: typer.Context,
    ended: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the silences, the latest first.

    \b
    Example: contenthub alert silences
    """
    current = session(context)
    current.open()
    fmt = current.format(format_)
    print_page(
        lambda most, skip: (
            filled(row, EVERYTHING, fmt) for row in incidents.all_silences(most, skip, ended=ended)
        ),
        SILENCES,
        fmt,
        leave=("who", "subject"),
        limit=limit,
        offset=offset,
        empty="no silence: people are told of all that is wrong",
    )


@app.command("unsilence")
def unsilence(
    context: typer.Context,
    silence_id: Annotated[
        int, typer.Argument(metavar="SILENCE", min=1, max=2**31 - 1, help="The silence's id.")
    ],
    format_: FormatOption = None,
) -> None:
    """Let a silence end now.

    \b
    Example: contenthub alert unsilence 3
    """
    current = session(context)
    ended = incidents.end_silence(current.caller(), silence_id)
    fmt = current.format(format_)
    print_document(filled(ended, EVERYTHING, fmt), fmt)


@app.command("rules")
def rules(context: typer.Context, format_: FormatOption = None) -> None:
    """Show what counts as wrong, with the present values; settings change them.

    \b
    Example: contenthub alert rules -f json
    """
    current = session(context)
    print_rows(
        incidents.rules(current.settings),
        ("rule", "threshold", "for_seconds", "meaning"),
        current.format(format_),
        folded={"meaning", "threshold"},
    )
