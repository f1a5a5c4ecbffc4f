"""`contenthub scheduler pause`, `resume` and `remove`: each acts on all schedules it is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub.commands.console.many import act_on_each, confirm_removal
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.scheduler.shown import tell_if_nobody_schedules
from contenthub.operations.caller import Caller
from contenthub.operations.schedules import changes, shown
from contenthub.wording import counted

if TYPE_CHECKING:
    from contenthub.records import Schedule

Schedules = Annotated[
    list[str], typer.Argument(metavar="SCHEDULE", help="Ids or names of schedules.")
]
_COLUMNS = ("schedule", "id", "status", "next_at")


def register(app: typer.Typer) -> None:
    """Add the commands to their group."""
    for command in (pause, resume, remove):
        app.command(command.__name__)(command)


def pause(context: typer.Context, schedules: Schedules, format_: FormatOption = None) -> None:
    """Let schedules fire no more until they are resumed; what is under way goes on.

    \b
    Example: contenthub scheduler pause daily
    """
    current = session(context)
    fmt = current.format(format_)
    act = partial(_moved, changes.pause, current.caller())
    act_on_each(schedules, act, _COLUMNS, fmt, key="schedule")


def resume(context: typer.Context, schedules: Schedules, format_: FormatOption = None) -> None:
    """Let paused schedules fire again; the times meanwhile are recorded as skipped.

    \b
    Example: contenthub scheduler resume daily
    """
    current = session(context)
    fmt = current.format(format_)
    caller = current.caller()
    resumed: list[int] = []

    def resume_one(ref: str) -> dict[str, Any]:
        row = _moved(changes.resume, caller, ref)
        resumed.append(row["id"])
        return row

    try:
        act_on_each(schedules, resume_one, _COLUMNS, fmt, key="schedule")
    finally:
        if resumed:
            tell_if_nobody_schedules(resumed[0])


def remove(
    context: typer.Context,
    schedules: Schedules,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    format_: FormatOption = None,
) -> None:
    """Remove schedules and their history for good. Their tasks and contents stay.

    \b
    Example: contenthub scheduler remove daily --yes
    """
    current = session(context)
    fmt = current.format(format_)
    caller = current.caller()
    if not yes:
        confirm_removal(schedules, shown.find, _about_removal)

    def act(ref: str) -> dict[str, Any]:
        gone = changes.remove(caller, ref)
        found = gone.schedule
        return {"schedule": found.name, "id": found.id, "removed": True, "ticks": gone.ticks}

    act_on_each(schedules, act, ("schedule", "id", "removed", "ticks"), fmt, key="schedule")


def _about_removal(count: int) -> str:
    whose = "its" if count == 1 else "their"
    return f"remove {counted(count, 'schedule')} and {whose} history for good?"


def _moved(move: Callable[[Caller, str], Schedule], caller: Caller, ref: str) -> dict[str, Any]:
    moved = move(caller, ref)
    return {
        "schedule": moved.name,
        "id": moved.id,
        "status": moved.status,
        "next_at": moved.next_at,
    }
