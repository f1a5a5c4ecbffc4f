"""What is said of a schedule's topics: how many of a list are left, and what is used without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from contenthub import clock
from contenthub.commands.waiting import say
from contenthub.errors import ContentHubError

if TYPE_CHECKING:
    from contenthub.records import Schedule
    from contenthub.settings import Settings


def left(schedule: Schedule, settings: Settings) -> list[dict[str, Any]] | None:
    """Per account how many topics of the list are left and used; None for what never runs out.

    Used are those that the account was asked for in the same words, by whatever schedule or
    person. Raises ContentHubError when a file of topics cannot be read.
    """
    from contenthub.duplicates import key
    from contenthub.lifecycle import orders
    from contenthub.records import Account, by_ids
    from contenthub.schedule_types import GENERATION, generation

    if schedule.type != GENERATION:
        return None
    source = generation.source_of(schedule)
    if source.remote:
        return None
    supply = source.load(settings)
    if not supply.finite:
        return None
    order = generation.order_of(schedule, clock.now(), supply, settings)
    rows = []
    for account in by_ids(Account, order.account_ids):
        all_ = {key(wish.topic) for wish in order.candidates(account, 1)}
        remaining = orders.left(order, account, 1)
        rows.append({"account_id": account.id, "account": account.name, "left": remaining,
                     "used": len(all_) - remaining})  # fmt: skip
    return rows


def fewest_left(schedule: Schedule, settings: Settings) -> int | None:
    """What is left for the account that has the least; None where nothing runs out or is known."""
    try:
        rows = left(schedule, settings)
    except ContentHubError:
        return None
    return min((row["left"] for row in rows), default=None) if rows else None


def tell_of_default(schedule: Schedule, settings: Settings) -> None:
    """Say which template makes the topics of a schedule that names none, and how to give some."""
    from contenthub.records import Account, by_ids
    from contenthub.schedule_types import GENERATION

    if schedule.type != GENERATION or schedule.params.get("topics") is not None:
        return
    ids = schedule.params["account_ids"]
    for template, topic in _defaults(schedule, by_ids(Account, ids), settings).items():
        say(f'no topics are given: the template "{template}" makes them, such as "{topic}"')
    say(f"give some: contenthub scheduler update {schedule.id} --param "
        '\'topics=["First topic", "Second topic"]\' (or {"file": …}, {"feed": …}, '
        '{"template": …})')  # fmt: skip


def _defaults(schedule: Schedule, accounts: Any, settings: Settings) -> dict[str, str]:
    """The default templates that these accounts get, each with a topic that it makes."""
    from contenthub.sources.base import Occasion
    from contenthub.sources.template import DEFAULT, DEFAULT_CHINESE, Template

    found: dict[str, str] = {}
    now = (schedule.next_at or clock.now()).astimezone(ZoneInfo(schedule.timezone))
    for account in accounts:
        occasion = Occasion(account.name, schedule.params.get("category", ""),
                            account.language, now, 1)  # fmt: skip
        topic, english = (
            next(Template(text).load(settings).wishes(occasion)).topic for text in (None, DEFAULT)
        )
        found.setdefault(DEFAULT if topic == english else DEFAULT_CHINESE, topic)
    return found
