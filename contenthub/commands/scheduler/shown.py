"""How a schedule and its ticks are shown: the same wherever a command answers with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.scheduler import times
from contenthub.operations.schedules import shown as stored

if TYPE_CHECKING:
    from contenthub.settings import Settings

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
_MOST_TOPICS = 10  # of a list that a person is shown


def print_schedule(schedule_id: int, settings: Settings, fmt: Format) -> None:
    """Print all there is to know about a schedule."""
    whole = _whole(schedule_id, settings)
    print_document(_for_people(whole) if fmt is Format.TABLE else whole, fmt)


def tell_if_nobody_schedules(schedule_id: int) -> None:
    """Say on standard error when the schedule is active and no process fires it."""
    if stored.waits_for_a_scheduler(schedule_id):
        say("no scheduler runs: start `contenthub scheduler run` or `contenthub up`")


def _whole(schedule_id: int, settings: Settings) -> dict[str, Any]:
    row = stored.details(settings, schedule_id)
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
    return head | row


def _for_people(whole: dict[str, Any]) -> dict[str, Any]:
    """Without what is said twice or is empty, and with no more topics than a person reads."""
    shown = {name: value for name, value in whole.items() if name not in {"kind", "trigger"}}
    shown["params"] = _short(whole["params"])
    shown["catch_up_window"] = times.span(whole["catch_up_window"])
    shown["ticks"] = [
        {name: tick[name] for name in TICK_COLUMNS if name != "schedule"} for tick in whole["ticks"]
    ]
    return {name: value for name, value in shown.items() if value not in (None, "", [])}


def _short(params: dict[str, Any]) -> dict[str, Any]:
    """With no more topics of a list than a person reads."""
    topics = params.get("topics")
    if not isinstance(topics, list):
        return params
    texts = [one if isinstance(one, str) else one["topic"] for one in topics[:_MOST_TOPICS]]
    more = len(topics) - len(texts)
    return params | {"topics": texts + ([f"… {more} more"] if more else [])}
