"""How a schedule and its ticks are shown: the same wherever a command answers with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.waiting import say
from contenthub.commands.scheduler import times
from contenthub.commands.scheduler import topics as scheduler_topics
from contenthub.errors import ContentHubError
from contenthub.masked_text import mapping
from contenthub.states import ScheduleState

if TYPE_CHECKING:
    from contenthub.records import Schedule
    from contenthub.settings import Settings

ScheduleArgument = Annotated[
    str, typer.Argument(metavar="SCHEDULE", help="The schedule's id or name.")
]
TICK_COLUMNS = (
    "tick_id",
    "schedule",
    "scheduled_for",
    "status",
    "origin",
    "started_at",
    "delay",
    "duration",
    "tasks",
    "error_message",
)
TICKS_LEAVE = (
    "started_at",
    "origin",
    "schedule",
    "duration",
    "delay",
    "tasks",
    "scheduled_for",
    "error_message",
)
_LAST_TICKS = 5
_MOST_TOPICS = 10  # of a list that a person is shown


def print_schedule(schedule_id: int, settings: Settings, fmt: Format) -> None:
    """Print all there is to know about a schedule."""
    whole = _whole(schedule_id, settings)
    print_document(_for_people(whole) if fmt is Format.TABLE else whole, fmt)


def tell_if_nobody_schedules(schedule_id: int) -> None:
    """Say on standard error when the schedule is active and no process fires it."""
    from contenthub.lifecycle.schedules import definitions
    from contenthub.queries import service

    if definitions.find(schedule_id).state is ScheduleState.ACTIVE and not service.schedulers():
        say("no scheduler runs: start `contenthub scheduler run` or `contenthub up`")


def _whole(schedule_id: int, settings: Settings) -> dict[str, Any]:
    from contenthub.lifecycle.schedules import definitions
    from contenthub.queries import schedules as stored

    row = stored.details(schedule_id)
    if row["status"] != ScheduleState.ACTIVE:
        row["next_at"] = None  # it does not fire then
    zone, next_at = row["timezone"], row["next_at"]
    head = {
        "id": row["id"],
        "name": row["name"],
        "type": row["type"],
        "when": times.when(row["kind"], row["trigger"], zone),
        "timezone": zone,
        "status": row["status"],
        "status_reason": row["status_reason"],
        "next_local": next_at and times.local(next_at, zone),
        "next_at": next_at,
    }
    lists = _topics(definitions.find(schedule_id), settings) | {
        "ticks": stored.history(schedule_id, (), None, _LAST_TICKS)
    }
    return head | row | {"params": mapping(row["params"])} | lists


def _for_people(whole: dict[str, Any]) -> dict[str, Any]:
    """Without what is said twice or is empty, and with no more topics than a person reads."""
    shown = {name: value for name, value in whole.items() if name not in {"kind", "trigger"}}
    shown["params"] = _short(whole["params"])
    shown["catch_up_window"] = times.span(whole["catch_up_window"])
    shown["ticks"] = [
        {name: tick[name] for name in TICK_COLUMNS if name != "schedule"} for tick in whole["ticks"]
    ]
    return {name: value for name, value in shown.items() if value not in (None, "", [])}


def _topics(schedule: Schedule, settings: Settings) -> dict[str, Any]:
    """What is left of a list, by account, or why that is not known."""
    try:
        return {"topics": scheduler_topics.left(schedule, settings)}
    except ContentHubError as error:
        return {"topics": None, "topics_error": str(error)}


def _short(params: dict[str, Any]) -> dict[str, Any]:
    """With no more topics of a list than a person reads."""
    topics = params.get("topics")
    if not isinstance(topics, list):
        return params
    texts = [one if isinstance(one, str) else one["topic"] for one in topics[:_MOST_TOPICS]]
    more = len(topics) - len(texts)
    return params | {"topics": texts + ([f"… {more} more"] if more else [])}
