"""The type that keeps the database small: what ended long ago is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from contenthub import clock
from contenthub.database import upkeep
from contenthub.errors import InputError
from contenthub.lifecycle import by_hand, kept_answers, old_deliveries
from contenthub.lifecycle.schedules import tick_history
from contenthub.lifecycle.schedules.ticks import Outcome
from contenthub.schedule_types import fields
from contenthub.schedule_types.base import Context, Job, Power, Prepared, ScheduleType
from contenthub.states import TickState

_MOST_DAYS = 36_500


class Cleanup(ScheduleType):
    """`cleanup`: ``days`` for tasks, ``history_days`` for ticks."""

    does: ClassVar[str] = "removes ended tasks and the history of ticks after so many days."
    parameters: ClassVar[Mapping[str, str]] = {
        "days": "ended tasks go so many days after their end, 1 to 36500",
        "history_days": "the history of schedules goes after so many days, 1 to 36500",
    }

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The parameters as they are stored."""
        fields.demand_known(params, self.parameters, "cleanup")
        days = fields.number(params, "days", 1, _MOST_DAYS)
        history = fields.number(params, "history_days", 1, _MOST_DAYS)
        if days is None and history is None:
            raise InputError("cleanup needs days (of tasks), history_days (of ticks) or both")
        return ({"days": days} if days else {}) | ({"history_days": history} if history else {})

    def powers(self, params: Mapping[str, Any]) -> frozenset[Power]:
        """It removes whatever is old."""
        return frozenset({Power.REMOVES})

    def work(self, job: Job) -> Prepared:
        """Remove it, in portions of its own: it may be much."""
        params, result = job.schedule.params, {}
        if days := params.get("days"):
            result["tasks_removed"] = by_hand.cleanup(_before(days))
        if days := params.get("history_days"):
            result["ticks_removed"] = tick_history.forget_before(_before(days))
        kept_answers.forget_old()
        old_deliveries.forget_all()
        upkeep.give_space_back()
        return Prepared(lambda unit, tick_id: Outcome(TickState.COMPLETED, result=result))


def _before(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
