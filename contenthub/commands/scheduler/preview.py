"""`contenthub scheduler preview`: when something would fire, with what clock changes do to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from contenthub import clock
from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.console.waiting import say
from contenthub.commands.scheduler import times
from contenthub.commands.scheduler.define import At, Cron, Every, Timezone
from contenthub.commands.scheduler.definition import Given, trigger_of, zone_of
from contenthub.errors import InputError
from contenthub.states import ScheduleState

if TYPE_CHECKING:
    from contenthub.timetable.triggers import Trigger

_COLUMNS = ("number", "local", "scheduled_for", "weekday", "oddity")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked at: what fires, and on which clocks it is shown."""

    trigger: Trigger
    zone: str


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("preview")(preview)


def preview(
    context: typer.Context,
    schedule: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="SCHEDULE", help="Id or name; or give a trigger."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many times.")] = 10,
    from_: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--from", help='After when: +7d, "2026-12-01" in its zone; default: now.'),
    ] = None,
    cron: Cron = None,
    every: Every = None,
    at: At = None,
    timezone: Timezone = None,
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
    given = Given(cron=cron, every=every, at=at, timezone=timezone)
    plan = _of_options(current, given) if schedule is None else _of(current, schedule, given)
    start = clock.now() if from_ is None else times.moment(from_, plan.zone)
    rows = list(_times(plan, start, count))
    print_rows(
        rows,
        _COLUMNS,
        fmt,
        leave=("scheduled_for", "weekday"),
        exact={"scheduled_for"},
        folded={"oddity"},
        empty="no times: it does not fire any more",
    )


def _of(current: Session, ref: str, given: Given) -> Plan:
    if given != Given():
        raise InputError("give either a schedule or --cron, --every or --at with --timezone")
    current.open()
    from contenthub.lifecycle.schedules import definitions

    found = definitions.find(ref)
    if found.state is not ScheduleState.ACTIVE:
        reason = f" ({found.status_reason})" if found.status_reason else ""
        say(f"schedule {found.name!r} is {found.status}{reason}: it does not fire at these times")
    return Plan(definitions.trigger_of(found), found.timezone)


def _of_options(current: Session, given: Given) -> Plan:
    from contenthub.timetable import triggers

    trigger = trigger_of(given)
    if trigger is None:
        raise InputError("say what: a schedule, or --cron, --every or --at")
    zone = zone_of(current, given.timezone)
    kind, text = trigger
    anchor = clock.now().replace(microsecond=0)
    return Plan(triggers.make(kind, triggers.check(kind, text, zone), zone, anchor), zone)


def _times(plan: Plan, start: datetime, count: int) -> Iterator[dict[str, Any]]:
    from contenthub.timetable import triggers

    before: datetime | None = None
    found = plan.trigger.after(start)
    for number in range(1, count + 1):
        if found is None:
            return
        yield {
            "number": number,
            "local": times.local(found, plan.zone),
            "scheduled_for": found,
            "weekday": f"{found.astimezone(triggers.zone(plan.zone)):%A}",
            "oddity": triggers.oddities(plan.trigger, plan.zone, before, found),
        }
        before, found = found, plan.trigger.after(found)
