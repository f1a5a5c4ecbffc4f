"""What is said of a schedule's topics.

How many of a list are left, and what is used without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contenthub import clock
from contenthub.commands.console.waiting import say

if TYPE_CHECKING:
    from contenthub.lifecycle.schedules.new_topics import Order
    from contenthub.records import Account, Schedule
    from contenthub.settings import Settings


def left(schedule: Schedule, settings: Settings) -> list[dict[str, Any]] | None:
    """Per account how many topics of the list are left and used; None for what never runs out.

    Used are those that the account was asked for in the same words, by whatever schedule or
    person. Raises ContentHubError when a file of topics cannot be read.
    """
    from contenthub.lifecycle.schedules import new_topics
    from contenthub.topics.duplicates import key

    order = _list_of(schedule, settings)
    if order is None:
        return None
    rows = []
    for account in _accounts(order):
        listed = {key(wish.topic) for wish in order.candidates(account, 1)}
        remaining = new_topics.left(order, account, 1)
        rows.append(
            {
                "account_id": account.id,
                "account": account.name,
                "left": remaining,
                "used": len(listed) - remaining,
            }
        )
    return rows


def fewest_left(schedule: Schedule, settings: Settings) -> int | None:
    """What is left for the account that has the least; None where nothing runs out.

    Raises ContentHubError when a file of topics cannot be read.
    """
    from contenthub.lifecycle.schedules import new_topics

    order = _list_of(schedule, settings)
    if order is None:
        return None
    return min((new_topics.left(order, account, 1) for account in _accounts(order)), default=None)


def _list_of(schedule: Schedule, settings: Settings) -> Order | None:
    """What the schedule asks for, if its topics are a list on this machine."""
    from contenthub.schedule_types import GENERATION, generation

    if schedule.type != GENERATION:
        return None
    source = generation.source_of(schedule)
    if source.remote:
        return None
    supply = source.load(settings)
    return generation.order_of(schedule, clock.now(), supply, settings) if supply.finite else None


def _accounts(order: Order) -> list[Account]:
    from contenthub.records import Account, by_ids

    return by_ids(Account, order.account_ids)


def tell_of_default(schedule: Schedule, settings: Settings) -> None:
    """Say which template makes the topics of a schedule that names none, and how to give some."""
    from contenthub.records import Account, by_ids
    from contenthub.schedule_types import GENERATION

    if schedule.type != GENERATION or schedule.params.get("topics") is not None:
        return
    ids = schedule.params["account_ids"]
    for template, topic in _defaults(schedule, by_ids(Account, ids), settings).items():
        say(f'no topics are given: the template "{template}" makes them, such as "{topic}"')
    say(
        f"give some: contenthub scheduler update {schedule.id} --param "
        '\'topics=["First topic", "Second topic"]\' (or {"file": …}, {"feed": …}, '
        '{"template": …})'
    )


def _defaults(schedule: Schedule, accounts: list[Account], settings: Settings) -> dict[str, str]:
    """The default templates that these accounts get, each with a topic that it makes."""
    from contenthub.topics.sources.base import Occasion
    from contenthub.topics.sources.template import DEFAULT, DEFAULT_CHINESE, Template

    found: dict[str, str] = {}
    from zoneinfo import ZoneInfo

    now = (schedule.next_at or clock.now()).astimezone(ZoneInfo(schedule.timezone))
    for account in accounts:
        occasion = Occasion(
            account.name,
            schedule.params.get("category", ""),
            account.language,
            now,
            1,
            schedule.name,
        )
        topic, english = (
            next(Template(text).load(settings).wishes(occasion)).topic for text in (None, DEFAULT)
        )
        found.setdefault(DEFAULT if topic == english else DEFAULT_CHINESE, topic)
    return found
