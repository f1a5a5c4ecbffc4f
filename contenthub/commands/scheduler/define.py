"""`contenthub scheduler create` and `update`: what is done when, as a person wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Optional

import typer

from contenthub.codes import Remark
from contenthub.commands.console import advice
from contenthub.commands.console.output import Format
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.console.waiting import say
from contenthub.commands.scheduler import params as typed
from contenthub.commands.scheduler.shown import (
    ScheduleArgument,
    print_schedule,
    tell_if_nobody_schedules,
)
from contenthub.errors import InputError
from contenthub.operations.schedules import changes, shown, types
from contenthub.operations.schedules.definition import Wanted
from contenthub.timetable.catch_up import CatchUp, Overlap

Text = Optional[str]  # noqa: UP045 - Typer reads it
Words = Optional[list[str]]  # noqa: UP045
Number = Optional[int]  # noqa: UP045

_TYPES = f"{', '.join(types.names())}; see `contenthub scheduler types`."

Cron = Annotated[Text, typer.Option(help='Cron expression, such as "0 8 * * 1-5" or @daily.')]
Every = Annotated[Text, typer.Option(help="Span of elapsed time, 1s to 366d, such as 30m.")]
At = Annotated[Text, typer.Option(help='One time, such as "2026-12-01 08:00" or +2h.')]
Timezone = Annotated[
    Text,
    typer.Option(help="IANA name; default: CONTENTHUB_TIMEZONE, else this machine's zone."),
]
Params = Annotated[Text, typer.Option(help="JSON object, @FILE with one, or - for stdin.")]
CatchUpOption = Annotated[
    Optional[CatchUp],  # noqa: UP045
    typer.Option("--catch-up", help="Which of the times to run that no scheduler saw."),
]
Window = Annotated[
    Text, typer.Option(help="Span such as 1d: what was missed longer ago is not run.")
]
OverlapOption = Annotated[
    Optional[Overlap],  # noqa: UP045
    typer.Option("--overlap", help="While an earlier time is under way: run too, skip, or wait."),
]
PauseAfter = Annotated[
    Number, typer.Option(min=0, max=1_000_000, help="Pause after N failures in a row; 0: never.")
]
Description = Annotated[Text, typer.Option(help="What it is for.")]


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("create")(create)
    app.command("update")(update)


def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="1 to 100 characters, not only digits.")],
    type_: Annotated[str, typer.Option("--type", help=_TYPES)],
    cron: Cron = None,
    every: Every = None,
    at: At = None,
    timezone: Timezone = None,
    params: Params = None,
    catch_up: CatchUpOption = CatchUp.LATEST,
    catch_up_window: Window = "1d",
    overlap: OverlapOption = Overlap.ALLOW,
    pause_after_failures: PauseAfter = None,
    description: Description = None,
    paused: Annotated[
        bool, typer.Option("--paused", help="Make it paused; `scheduler resume` lets it fire.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Make a schedule, with one of --cron, --every and --at.

    \b
    What --params may hold: contenthub scheduler types
    Example: contenthub scheduler create --name tidy --type cleanup --every 1d --params '{"days":9}'
    """
    current = session(context)
    wanted = Wanted(
        name=name,
        type=type_,
        cron=cron,
        every=every,
        at=at,
        timezone=timezone,
        params=typed.read(params),
        catch_up=catch_up,
        catch_up_window=catch_up_window,
        overlap=overlap,
        pause_after_failures=pause_after_failures,
        description=description,
    )
    fmt = current.format(format_)
    caller = current.caller()
    made = changes.create(caller, wanted, typed.surroundings(current), paused=paused)
    _tell(changes.remarks(caller, made))
    _print(current, made.id, fmt)


def update(
    context: typer.Context,
    schedule: ScheduleArgument,
    name: Annotated[Text, typer.Option(help="The new name.")] = None,
    type_: Annotated[Text, typer.Option("--type", help=_TYPES)] = None,
    cron: Cron = None,
    every: Every = None,
    at: At = None,
    timezone: Annotated[Text, typer.Option(help="IANA name, such as Asia/Shanghai.")] = None,
    params: Params = None,
    param: Annotated[
        Words, typer.Option("--param", help="One parameter, KEY=JSON; null removes; repeatable.")
    ] = None,
    catch_up: CatchUpOption = None,
    catch_up_window: Window = None,
    overlap: OverlapOption = None,
    pause_after_failures: PauseAfter = None,
    description: Description = None,
    format_: FormatOption = None,
) -> None:
    """Change what is given and leave the rest; --params replaces all parameters.

    With new times a schedule begins anew from now on, also one that had ended.

    \b
    Example: contenthub scheduler update daily --cron "30 7 * * *" --param count_per_account=5
    """
    current = session(context)
    wanted = Wanted(
        name=name,
        type=type_,
        cron=cron,
        every=every,
        at=at,
        timezone=timezone,
        params=typed.read(params),
        catch_up=catch_up,
        catch_up_window=catch_up_window,
        overlap=overlap,
        pause_after_failures=pause_after_failures,
        description=description,
    )
    if wanted == Wanted() and not param:
        raise InputError("nothing to change: give an option, see --help")
    fmt = current.format(format_)
    caller = current.caller()
    if param:
        known = types.parameters(type_ or shown.find(schedule).type)
        wanted = replace(wanted, changed_params=typed.single(param, known))
    after = changes.update(caller, schedule, wanted, typed.surroundings(current))
    _print(current, after.id, fmt)


def _tell(remarks: Sequence[Remark]) -> None:
    """All of them, and what to do about several alike once."""
    for text in dict.fromkeys([*(one.message for one in remarks), *map(advice.of, remarks)]):
        say(text)


def _print(current: Session, schedule_id: int, fmt: Format) -> None:
    print_schedule(schedule_id, current.settings, fmt)
    tell_if_nobody_schedules(schedule_id)
