"""`contenthub scheduler create` and `update`: what is done when, as a person wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated

import typer

from contenthub.codes import Remark
from contenthub.commands.console import advice
from contenthub.commands.console.notes import say
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.output import Format
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.scheduler import params as typed
from contenthub.commands.scheduler.options import (
    ChangedTimes,
    Rules,
    RulesOfNew,
    ScheduleArgument,
    Times,
)
from contenthub.commands.scheduler.shown import print_schedule, tell_if_nobody_schedules
from contenthub.errors import InputError
from contenthub.operations.schedules import changes, shown, types
from contenthub.operations.schedules.definition import Wanted

_TYPES = f"{', '.join(types.names())}; see `contenthub scheduler types`."

Params = Annotated[str | None, typer.Option(help="JSON object, @FILE with one, or - for stdin.")]


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    app.command("create")(with_groups(create))
    app.command("update")(with_groups(update))


def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="1 to 100 characters, not only digits.")],
    type_: Annotated[str, typer.Option("--type", help=_TYPES)],
    *,
    times: Times,
    params: Params = None,
    rules: RulesOfNew,
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
    wanted = _wanted(name, type_, times, params, rules)
    fmt = current.format(format_)
    caller = current.caller()
    made = changes.create(caller, wanted, typed.surroundings(current), paused=paused)
    _tell(changes.remarks(caller, made))
    _print(current, made.id, fmt)


def update(
    context: typer.Context,
    schedule: ScheduleArgument,
    *,
    name: Annotated[str | None, typer.Option(help="The new name.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help=_TYPES)] = None,
    times: ChangedTimes,
    params: Params = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", help="One parameter, KEY=JSON; null removes; repeatable."),
    ] = None,
    rules: Rules,
    format_: FormatOption = None,
) -> None:
    """Change what is given and leave the rest; --params replaces all parameters.

    With new times a schedule begins anew from now on, also one that had ended.

    \b
    Example: contenthub scheduler update daily --cron "30 7 * * *" --param count_per_account=5
    """
    current = session(context)
    wanted = _wanted(name, type_, times, params, rules)
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


def _wanted(
    name: str | None, type_: str | None, times: Times, params: str | None, rules: Rules
) -> Wanted:
    given = asdict(times) | asdict(rules)
    return Wanted(name=name, type=type_, params=typed.read(params), **given)


def _print(current: Session, schedule_id: int, fmt: Format) -> None:
    print_schedule(schedule_id, current.settings, fmt)
    tell_if_nobody_schedules(schedule_id)
