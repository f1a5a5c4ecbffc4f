"""The type that lets out what accounts without auto_publish hold back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from contenthub.lifecycle import held_back
from contenthub.lifecycle.schedules.ticks import Outcome
from contenthub.lifecycle.unit import Unit
from contenthub.schedule_types import fields
from contenthub.schedule_types.base import Context, Job, Prepared, ScheduleType
from contenthub.states import TickState


class PublishDue(ScheduleType):
    """`publish_due`: no accounts are all accounts, no limit is all articles."""

    does: ClassVar[str] = "publishes approved articles of accounts without auto_publish."
    parameters: ClassVar[Mapping[str, str]] = {
        "account_ids": "a list of accounts, by id or name; default: all",
        "limit_per_account": "articles per account and time, 1 to 10000; default: all",
    }

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The parameters as they are stored."""
        fields.demand_known(params, self.parameters, "publish_due")
        limit = fields.number(params, "limit_per_account", 1, 10_000)
        ids = fields.account_ids(params, context, required=False)
        found = {"account_ids": ids} if ids else {}
        return found | ({"limit_per_account": limit} if limit else {})

    def work(self, job: Job) -> Prepared:
        """Nothing but what is written together with the tick."""
        params = job.schedule.params
        ids, limit = params.get("account_ids"), params.get("limit_per_account")

        def write(unit: Unit, tick_id: str) -> Outcome:
            released = held_back.release(unit, job.settings, account_ids=ids, limit=limit)
            return Outcome(TickState.COMPLETED, result={"released": released})

        return Prepared(write)
