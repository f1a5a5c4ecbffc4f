"""A type of schedule that only tests have: all that a new one has to be is in this file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from contenthub.errors import PermanentError
from contenthub.lifecycle.schedules.ticks import Outcome
from contenthub.records import Schedule
from contenthub.schedule_types import fields
from contenthub.schedule_types.base import Context, Job, Prepared, RunBy, ScheduleType
from contenthub.states import TickState


class Count(ScheduleType):
    """Counts its times; ``by`` says who does it, and 13 is too many."""

    does: ClassVar[str] = "counts its times."
    parameters: ClassVar[Mapping[str, str]] = {"by": "who does it", "from": "a number"}

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        fields.demand_known(params, self.parameters, "count_up")
        return {"by": str(params["by"]), "from": fields.number(params, "from", 0, 99, 0)}

    def run_by(self, schedule: Schedule) -> RunBy:
        return RunBy(schedule.params["by"])

    def work(self, job: Job) -> Prepared:
        number = job.counters.get("all", job.schedule.params["from"]) + 1
        if number == 13:
            raise PermanentError("13 is too many")
        counted = Outcome(TickState.COMPLETED, result={"number": number})
        return Prepared(lambda unit, tick_id: counted, counters={"all": number})
