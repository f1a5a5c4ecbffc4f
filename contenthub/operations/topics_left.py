"""How many topics of a schedule's list are left: a list runs out, a feed and a template do not."""

from __future__ import annotations

from contenthub import clock
from contenthub.lifecycle.schedules import new_topics
from contenthub.lifecycle.schedules.new_topics import Order
from contenthub.records import Account, Schedule, by_ids
from contenthub.schedule_types import GENERATION, generation
from contenthub.settings import Settings


def fewest(schedule: Schedule, settings: Settings) -> int | None:
    """What is left for the account that has the least; None where nothing runs out.

    Raises ContentHubError when a file of topics cannot be read.
    """
    order = _list_of(schedule, settings)
    if order is None:
        return None
    accounts = by_ids(Account, order.account_ids)
    return min((new_topics.left(order, account, 1) for account in accounts), default=None)


def _list_of(schedule: Schedule, settings: Settings) -> Order | None:
    """What the schedule asks for, if its topics are a list on this machine."""
    if schedule.type != GENERATION:
        return None
    source = generation.source_of(schedule)
    if source.remote:
        return None
    supply = source.load(settings)
    return generation.order_of(schedule, clock.now(), supply, settings) if supply.finite else None
