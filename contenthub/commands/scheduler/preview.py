"""`contenthub scheduler preview`: when something would fire, with what clock changes do to it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from contenthub import clock
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.scheduler import times
from contenthub.commands.scheduler.options import Times
from contenthub.errors import InputError
from contenthub.operations.schedules import preview as previews
from contenthub.operations.schedules.definition import Wanted
from contenthub.operations.schedules.preview import Previewed, Upcoming

_COLUMNS = ("number", "local", "scheduled_for", "weekday", "oddity")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("preview")(with_groups(preview))


def preview(
    context: typer.Context,
    schedule: Annotated[
        str | None, typer.Argument(metavar="SCHEDULE", help="Id or name; or give a trigger.")
    ] = None,
    *,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many times.")] = 10,
    from_: Annotated[
        str | None,
        typer.Option("--from", help='After when: +7d, "2026-12-01" in its zone; default: now.'),
    ] = None,
    when: Times,
    format_: FormatOption = None,
) -> None:
    """List the next times of a schedule, or of a trigger that is none yet; nothing is changed.

    \b
    local          on the schedule's clocks
    scheduled_for  on yours; in JSON and CSV in UTC
    oddity         what a change of clocks does
    Example: contenthub scheduler preview --cron "30 2 * * *" --timezone Europe/Berlin --count 3
    """
    current = session(context)
    fmt = current.format(format_)
    wanted = Wanted(**asdict(when))
    what = (
        previews.of_trigger(wanted, current.settings)
        if schedule is None
        else _of_schedule(current, schedule, wanted)
    )
    start = clock.now() if from_ is None else times.moment(from_, what.zone)
    print_rows(
        [_row(one, what.zone) for one in previews.upcoming(what, start, count)],
        _COLUMNS,
        fmt,
        leave=("scheduled_for", "weekday"),
        exact={"scheduled_for"},
        folded={"oddity"},
        empty="no times: it does not fire any more",
    )


def _of_schedule(current: Session, ref: str, wanted: Wanted) -> Previewed:
    if wanted != Wanted():
        raise InputError("give either a schedule or --cron, --every or --at with --timezone")
    current.open()
    found = previews.of_schedule(ref)
    if found.remark:
        say(found.remark)
    return found


def _row(one: Upcoming, zone: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "local": times.local(one.scheduled_for, zone),
        "scheduled_for": one.scheduled_for,
        "weekday": one.weekday,
        "oddity": one.oddity,
    }
