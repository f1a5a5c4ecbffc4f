"""The type that sends a message, for what no other type does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from contenthub.codes import Code
from contenthub.errors import ContentHubError, InputError
from contenthub.lifecycle.schedules.ticks import Outcome
from contenthub.schedule_types import fields
from contenthub.schedule_types.base import Context, Job, Power, Prepared, ScheduleType
from contenthub.states import TickState


class Send(ScheduleType):
    """`send`: ``event`` and its ``arguments``."""

    does: ClassVar[str] = "a message to any actor, as people send it by hand."
    parameters: ClassVar[Mapping[str, str]] = {
        "event": "needed: an actor",
        "arguments": "an object with the actor's arguments; default: {}",
    }

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The parameters as they are stored."""
        fields.demand_known(params, self.parameters, "send")
        event, arguments = params.get("event"), params.get("arguments", {})
        if not isinstance(event, str) or not event:
            raise InputError("event is missing", code=Code.NO_EVENT_NAMED)
        if not isinstance(arguments, dict):
            raise InputError(f"arguments is {fields.shown(arguments)}; allowed: an object")
        try:
            context.demand_event(event, arguments)
        except ContentHubError as error:
            raise InputError.because(error, f"event: {error}") from None
        return {"event": event, "arguments": arguments}

    def powers(self, params: Mapping[str, Any]) -> frozenset[Power]:
        """It rings actors."""
        return frozenset({Power.SENDS})

    def work(self, job: Job) -> Prepared:
        """Send it."""
        event = job.schedule.params["event"]
        job.send(event, job.schedule.params["arguments"])
        return Prepared(lambda unit, tick_id: Outcome(TickState.COMPLETED, result={"sent": event}))
