"""`contenthub scheduler pause`, `resume` and `remove`: each acts on all schedules it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub.commands.console.many import act_on_each, confirm
from contenthub.commands.console.session import FormatOption, session, who
from contenthub.commands.scheduler.shown import tell_if_nobody_schedules
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
    current.open()
    from contenthub.lifecycle.schedules import definitions

    act_on_each(schedules, _moving(definitions.pause), _COLUMNS, fmt, key="schedule")


def resume(context: typer.Context, schedules: Schedules, format_: FormatOption = None) -> None:
    """Let paused schedules fire again; the times meanwhile are recorded as skipped.

    \b
    Example: contenthub scheduler resume daily
    """
    current = session(context)
    fmt = current.format(format_)
    current.open()
    from contenthub.lifecycle.schedules import definitions

    act = _moving(definitions.resume)
    resumed: list[int] = []

    def resume_one(ref: str) -> dict[str, Any]:
        row = act(ref)
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
    current.open()
    if not yes:
        count = len(set(schedules))
        whose = "its" if count == 1 else "their"
        confirm(f"remove {counted(count, 'schedule')} and {whose} history for good?")
    from contenthub.lifecycle.schedules import definitions

    def act(ref: str) -> dict[str, Any]:
        found = definitions.find(ref)
        ticks = definitions.remove(found.id, who())
        return {"schedule": found.name, "id": found.id, "removed": True, "ticks": ticks}

    act_on_each(schedules, act, ("schedule", "id", "removed", "ticks"), fmt, key="schedule")


def _moving(move: Callable[[int, str], Schedule]) -> Callable[[str], dict[str, Any]]:
    from contenthub.lifecycle.schedules import definitions

    def act(ref: str) -> dict[str, Any]:
        moved = move(definitions.find(ref).id, who())
        return {
            "schedule": moved.name,
            "id": moved.id,
            "status": moved.status,
            "next_at": moved.next_at,
        }

    return act
