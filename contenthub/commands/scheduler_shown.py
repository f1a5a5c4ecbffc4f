"""How a schedule and its ticks are shown: the same wherever a command answers with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from contenthub.commands import scheduler_times, scheduler_topics
from contenthub.commands.output import Format, print_document
from contenthub.commands.waiting import say
from contenthub.errors import ContentHubError
from contenthub.settings import mask_url
from contenthub.states import ScheduleState

if TYPE_CHECKING:
    from contenthub.settings import Settings

ScheduleArgument = Annotated[
    str, typer.Argument(metavar="SCHEDULE", help="The schedule's id or name.")
]
TICK_COLUMNS = (
    "tick_id", "schedule", "scheduled_for", "status", "origin", "started_at", "delay", "duration",
    "tasks", "reason",
)  # fmt: skip
_LAST_TICKS = 5
_MOST_TOPICS = 10  # of a list that a person is shown


def print_schedule(schedule_id: int, settings: Settings, fmt: Format) -> None:
    """Print all there is to know about a schedule."""
    print_document(_document(schedule_id, settings, fmt), fmt)


def tell_if_nobody_schedules(schedule_id: int) -> None:
    """Say on standard error when the schedule is active and no process fires it."""
    from contenthub.lifecycle import schedules
    from contenthub.queries import service

    if schedules.find(schedule_id).state is ScheduleState.ACTIVE and not service.schedulers():
        say("no scheduler runs: start `contenthub scheduler run` or `contenthub up`")


def _document(schedule_id: int, settings: Settings, fmt: Format) -> dict[str, Any]:
    from contenthub.lifecycle import schedules
    from contenthub.queries import schedules as stored

    row = stored.details(schedule_id)
    zone, next_at = row["timezone"], row["next_at"]
    head = {
        "id": row["id"], "name": row["name"], "type": row["type"],
        "when": scheduler_times.when(row["kind"], row["trigger"], zone), "timezone": zone,
        "status": row["status"], "status_reason": row["status_reason"],
        "next_local": next_at and scheduler_times.local(next_at, zone),
    }  # fmt: skip
    ticks = stored.history(schedule_id, (), None, _LAST_TICKS)
    if fmt is Format.JSON:
        return head | row | {"params": _masked(row["params"]), "ticks": ticks} | _topics(
            schedules.find(schedule_id), settings
        )
    for_people = {
        "next_utc": next_at and scheduler_times.local(next_at, "UTC"),
        "description": row["description"], "params": _short(_masked(row["params"])),
        "catch_up": row["catch_up"], "catch_up_window": scheduler_times.span(row["catch_up_window"]),
        "overlap": row["overlap"], "pause_after_failures": row["pause_after_failures"],
        "failures": row["failures"], "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }  # fmt: skip
    shown = [{name: tick[name] for name in TICK_COLUMNS if name != "schedule"} for tick in ticks]
    return head | for_people | _topics(schedules.find(schedule_id), settings) | {"ticks": shown}


def _topics(schedule: Any, settings: Settings) -> dict[str, Any]:
    """What is left of a list, by account, or why that is not known."""
    try:
        return {"topics": scheduler_topics.left(schedule, settings)}
    except ContentHubError as error:
        return {"topics": None, "topics_problem": str(error)}


def _masked(params: dict[str, Any]) -> dict[str, Any]:
    """Without the password that the address of a feed may hold."""
    topics = params.get("topics")
    if not isinstance(topics, dict) or "feed" not in topics:
        return params
    return params | {"topics": {"feed": mask_url(topics["feed"])}}


def _short(params: dict[str, Any]) -> dict[str, Any]:
    """With no more topics of a list than a person reads."""
    topics = params.get("topics")
    if not isinstance(topics, list):
        return params
    texts = [one if isinstance(one, str) else one["topic"] for one in topics[:_MOST_TOPICS]]
    more = len(topics) - len(texts)
    return params | {"topics": texts + ([f"… {more} more"] if more else [])}
