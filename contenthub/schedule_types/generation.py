"""`async_content_generation`: so many articles for each of these accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from contenthub import validation
from contenthub.errors import InputError
from contenthub.lifecycle.schedules.new_topics import Order
from contenthub.records import Account, Schedule
from contenthub.schedule_types import fields
from contenthub.schedule_types.fields import Context
from contenthub.settings import Settings
from contenthub.topics import sources
from contenthub.topics.sources.base import Occasion, Source, Supply, fill
from contenthub.topics.wishes import Wish

NAMES = (
    "account_ids",
    "count_per_account",
    "topics",
    "category",
    "tone",
    "requirements",
    "priority",
    "auto_approve",
    "creator",
    "topic_similarity",
    "topics_across_accounts",
)
MOST_ARTICLES = 100  # per account and tick
QUICK_ARTICLES = 1_000  # more than these at once are left to a worker
QUICK_TOPICS = 10_000  # listed topics to go through, over all accounts
_TEXTS = ("category", "tone", "requirements")


def check(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored. Raises InputError that names the field."""
    fields.demand_known(params, NAMES, "async_content_generation")
    checked: dict[str, Any] = {
        "account_ids": fields.account_ids(params, context, required=True),
        "count_per_account": fields.number(params, "count_per_account", 1, MOST_ARTICLES, 1),
        "topics": sources.parse(params.get("topics"), context.folder).stored(),
        **{name: validation.plain_text(params[name], name) for name in _TEXTS if params.get(name)},
        "auto_approve": fields.flag(params, "auto_approve"),
        "topics_across_accounts": fields.flag(params, "topics_across_accounts"),
        "creator": _creator(params.get("creator"), context),
        "topic_similarity": _similarity(params.get("topic_similarity")),
    }
    if params.get("priority") is not None:
        checked["priority"] = validation.priority(params["priority"])
    return {name: value for name, value in checked.items() if value is not None}


def source_of(schedule: Schedule) -> Source:
    """Where the schedule's topics come from."""
    return sources.parse(schedule.params.get("topics"), Path("/"))


def is_quick(schedule: Schedule) -> bool:
    """True where nothing has to be read and little is asked for: the scheduler does it itself.

    Told by the stored form of the topics alone: to make the source of it is a worker's part, too,
    where its file may be gone by now.
    """
    params = schedule.params
    topics, accounts = params.get("topics"), len(params["account_ids"])
    listed = len(topics) if isinstance(topics, list) else 0
    return (
        not (isinstance(topics, dict) and {"file", "feed"} & set(topics))
        and accounts * params["count_per_account"] <= QUICK_ARTICLES
        and accounts * listed <= QUICK_TOPICS
    )


def reason_of(schedule: Schedule, tick_id: str) -> str:
    """Why a task was asked for, as its first event says."""
    return f"schedule {schedule.name!r}, {tick_id}"


def order_of(schedule: Schedule, when: datetime, supply: Supply, settings: Settings) -> Order:
    """What a tick of the schedule asks for, with topics from ``supply``."""
    params = schedule.params
    common = Wish(
        "",
        category=params.get("category", ""),
        tone=params.get("tone", ""),
        requirements=params.get("requirements", ""),
        priority=params.get("priority", 5),
        creator=params.get("creator"),
        auto_approve=params.get("auto_approve"),
    )
    local = when.astimezone(ZoneInfo(schedule.timezone))

    def candidates(account: Account, counter: int) -> Iterator[Wish]:
        occasion = Occasion(
            account.name, common.category, account.language, local, counter, schedule.name
        )
        return (fill(wish, common) for wish in supply.wishes(occasion))

    return Order(
        account_ids=tuple(params["account_ids"]),
        count=params["count_per_account"],
        similarity=params.get("topic_similarity", settings.topic_similarity),
        across_accounts=params.get("topics_across_accounts", settings.topics_across_accounts),
        candidates=candidates,
        can_run_out=supply.finite,
        problems=supply.problems,
    )


def _creator(name: Any, context: Context) -> str | None:
    if name is None:
        return None
    if not isinstance(name, str) or name not in context.creators:
        raise InputError(
            f"creator is {fields.shown(name)}; there are: {', '.join(context.creators)}"
        )
    return name


def _similarity(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 50 <= value <= 100:
        raise InputError(f"topic_similarity is {fields.shown(value)}; allowed: 50 to 100 percent")
    return float(value)
