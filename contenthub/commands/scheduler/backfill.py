"""`contenthub scheduler backfill`: times that have passed are run after all, each of them once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from contenthub.commands.console.notes import say, tell_if_unreachable
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.service_notes import say_if_nobody_works
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.scheduler import times
from contenthub.commands.scheduler.options import ScheduleArgument
from contenthub.operations.schedules import running, shown
from contenthub.operations.schedules.running import Filled, Span
from contenthub.records import Schedule

_COLUMNS = ("scheduled_for", "local", "tick_id", "outcome")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("backfill")(backfill)


def backfill(
    context: typer.Context,
    schedule: ScheduleArgument,
    from_: Annotated[
        str, typer.Option("--from", help='"2026-12-01 08:00" in the schedule\'s zone, or 2d (ago).')
    ],
    to: Annotated[
        str, typer.Option(help="Like --from; both ends are included, and a day as a whole.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would become of each time.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Run past times of a schedule that did not run: missed, skipped, or failed without a task.

    The times are those of its present definition. Outcome is "created" for what is run now, else
    where the tick of that time stands already.

    \b
    Example: contenthub scheduler backfill daily --from 2026-11-01 --to 2026-11-08 --dry-run
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    found = shown.find(schedule)
    times = _times(found, from_, to)
    filled = _filled(current, found, times, dry_run=dry_run)
    print_rows(
        [_row(found, one) for one in filled],
        _COLUMNS,
        fmt,
        leave=("scheduled_for", "tick_id"),
        exact={"scheduled_for"},
        empty=f"schedule {found.name!r} has no times there",
    )
    _tell(filled, dry_run=dry_run)


def _filled(
    current: Session, schedule: Schedule, times: Sequence[datetime], *, dry_run: bool
) -> list[Filled]:
    if dry_run:
        return running.would_backfill(schedule, times)
    bell = current.ring_through_broker()
    filled = running.backfill(current.caller(), schedule, times)
    tell_if_unreachable(bell)
    return filled


def _times(schedule: Schedule, from_: str, to: str) -> list[datetime]:
    """The schedule's times in this range, up to now. Raises InputError."""
    zone = schedule.timezone
    span = Span(times.moment(from_, zone), times.moment(_end_of(to), zone), from_, to)
    found, cut = running.times_in(schedule, span)
    if cut is not None:
        say(f"--to is in the future: cut at now, {times.local(cut, zone)}")
    return found


def _end_of(to: str) -> str:
    """A day alone is meant as a whole."""
    return f"{to.strip()}T23:59:59.999999" if _DAY.fullmatch(to.strip()) else to


def _row(schedule: Schedule, one: Filled) -> dict[str, Any]:
    return {
        "scheduled_for": one.scheduled_for,
        "local": times.local(one.scheduled_for, schedule.timezone),
        "tick_id": one.tick_id,
        "outcome": one.outcome,
    }


def _tell(filled: Sequence[Filled], *, dry_run: bool) -> None:
    created = sum(one.outcome == running.CREATED for one in filled)
    if dry_run and created:
        say(f"{created} of {len(filled)} would be run; nothing was changed")
    elif created:
        say(f"{created} of {len(filled)} are run now")
        say_if_nobody_works(queue=running.QUEUE)
