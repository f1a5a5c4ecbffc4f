"""`cleanup`: removes ended tasks and the history of ticks after so many days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub.errors import InputError
from contenthub.schedule_types import fields
from contenthub.schedule_types.fields import Context

_MOST_DAYS = 36_500


def check(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored: ``days`` for tasks, ``history_days`` for ticks."""
    fields.demand_known(params, ("days", "history_days"), "cleanup")
    days = fields.number(params, "days", 1, _MOST_DAYS)
    history = fields.number(params, "history_days", 1, _MOST_DAYS)
    if days is None and history is None:
        raise InputError("cleanup needs days (of tasks), history_days (of ticks) or both")
    return ({"days": days} if days else {}) | ({"history_days": history} if history else {})
