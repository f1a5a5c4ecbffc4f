"""The type that asks for articles: so many for each account, with topics that it did not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from contenthub import clock, validation
from contenthub.codes import Code, Remark
from contenthub.errors import InputError
from contenthub.lifecycle.schedules import new_topics
from contenthub.lifecycle.schedules.new_topics import Memories, Placed, Stock, TopicRequest
from contenthub.lifecycle.schedules.ticks import Outcome
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Schedule, by_ids
from contenthub.schedule_types import fields
from contenthub.schedule_types.base import (
    Context,
    Job,
    Power,
    Prepared,
    RunBy,
    ScheduleType,
)
from contenthub.settings import Settings
from contenthub.states import TickState
from contenthub.topics import sources
from contenthub.topics.sources.base import Occasion, Source, Supply, fill
from contenthub.topics.wishes import Wish

MOST_ARTICLES = 100  # per account and tick
QUICK_ARTICLES = 1_000  # more than these at once are left to a worker
QUICK_TOPICS = 10_000  # listed topics to go through, over all accounts
MANY_TRIED = 1_000  # topics, all of which were repetitions: more than "nothing new"
_TEXTS = ("category", "tone", "requirements")


class Generation(ScheduleType):
    """`async_content_generation`: so many articles for each of these accounts."""

    does: ClassVar[str] = "so many articles for each of these accounts."
    parameters: ClassVar[Mapping[str, str]] = {
        "account_ids": "needed: a list of accounts, by id or name",
        "count_per_account": "articles per account and time, 1 to 100; default 1",
        "topics": 'a list, {"file": "topics.txt"}, {"feed": "https://example.org/feed"} or '
        '{"template": "Tea of {date}"}; default: made of account, category and date',
        "category": "text",
        "tone": "text",
        "requirements": "text",
        "priority": "1 to 10, 10 first; default 5",
        "auto_approve": "true or false; default: as account and settings say",
        "creator": "a creator's name; default: as account and settings say",
        "topic_similarity": "50 to 100 percent, from which a topic counts as a repetition; "
        "default: CONTENTHUB_TOPIC_SIMILARITY",
        "topics_across_accounts": "true: what any account had is a repetition for all; "
        "default: CONTENTHUB_TOPICS_ACROSS_ACCOUNTS",
    }

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The parameters as they are stored."""
        fields.demand_known(params, self.parameters, "async_content_generation")
        checked: dict[str, Any] = {
            "account_ids": fields.account_ids(params, context, required=True),
            "count_per_account": fields.number(params, "count_per_account", 1, MOST_ARTICLES, 1),
            "topics": sources.parse(params.get("topics"), context.folder).stored(),
            **{
                name: validation.plain_text(params[name], name)
                for name in _TEXTS
                if params.get(name)
            },
            "auto_approve": fields.flag(params, "auto_approve"),
            "topics_across_accounts": fields.flag(params, "topics_across_accounts"),
            "creator": _creator(params.get("creator"), context),
            "topic_similarity": _similarity(params.get("topic_similarity")),
        }
        if params.get("priority") is not None:
            checked["priority"] = validation.priority(params["priority"])
        return {name: value for name, value in checked.items() if value is not None}

    def powers(self, params: Mapping[str, Any]) -> frozenset[Power]:
        """Its articles may approve themselves, and its topics may stand in a file."""
        found = {Power.APPROVES} if params.get("auto_approve") else set()
        files = {Power.READS_FILES} if sources.reads_a_file(params.get("topics")) else set()
        return frozenset(found | files)

    def run_by(self, schedule: Schedule) -> RunBy:
        """The scheduler, where nothing has to be read and little is asked for.

        Told by the stored form of the topics alone: to make the source of it is a worker's part,
        too, where its file may be gone by now.
        """
        params = schedule.params
        topics, accounts = params.get("topics"), len(params["account_ids"])
        listed = len(topics) if isinstance(topics, list) else 0
        quick = (
            not (isinstance(topics, dict) and {"file", "feed"} & set(topics))
            and accounts * params["count_per_account"] <= QUICK_ARTICLES
            and accounts * listed <= QUICK_TOPICS
        )
        return RunBy.SCHEDULER if quick else RunBy.FETCHER

    def work(self, job: Job) -> Prepared:
        """Choose topics that nobody had yet; they become tasks together with the tick."""
        schedule, settings = job.schedule, job.settings
        supply = job.shared.once((schedule.id, "supply"), lambda: _source(schedule).load(settings))
        request = _request(schedule, job.scheduled_for, supply, settings)
        choice = new_topics.choose(request, job.counters, job.shared.once("memories", Memories))

        def write(unit: Unit, tick_id: str) -> Outcome:
            reason = f"schedule {schedule.name!r}, {tick_id}"
            placed = new_topics.place(unit, choice, tick_id, settings, reason)
            return _outcome(placed, can_run_out=request.can_run_out)

        return Prepared(write, choice.locks(), choice.counters)

    def stock(self, schedule: Schedule, settings: Settings) -> list[Stock] | None:
        """What is left of a list on this machine."""
        source = _source(schedule)
        if source.remote:
            return None
        supply = source.load(settings)
        if not supply.finite:
            return None
        return new_topics.stock(_request(schedule, clock.now(), supply, settings))

    def outside(self, schedule: Schedule) -> Source | None:
        """Its feed."""
        source = _source(schedule)
        return source if source.remote else None

    def remarks(self, schedule: Schedule, settings: Settings) -> list[Remark]:
        """Which templates make the topics where none are given."""
        if schedule.params.get("topics") is not None:
            return []
        return [
            Remark(
                f'no topics are given: the template "{template}" makes them, such as "{topic}"',
                code=Code.NO_TOPICS_GIVEN,
                facts={"schedule_id": schedule.id},
            )
            for template, topic in _default_topics(schedule, settings).items()
        ]


def _source(schedule: Schedule) -> Source:
    return sources.parse(schedule.params.get("topics"), Path("/"))


def _request(
    schedule: Schedule, when: datetime, supply: Supply, settings: Settings
) -> TopicRequest:
    """What a time of the schedule asks for, with topics from ``supply``."""
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

    return TopicRequest(
        account_ids=tuple(params["account_ids"]),
        count=params["count_per_account"],
        similarity=params.get("topic_similarity", settings.topic_similarity),
        across_accounts=params.get("topics_across_accounts", settings.topics_across_accounts),
        candidates=candidates,
        can_run_out=supply.finite,
        problems=supply.problems,
    )


def _outcome(placed: Placed, *, can_run_out: bool) -> Outcome:
    """Where a tick stands after its topics became tasks, and why, if anything is missing.

    Nothing new in a feed is no failure; a list that is used up and accounts that cannot be
    served are what a person has to see.
    """
    short = placed.wanted - placed.tasks
    why = [*placed.problems]
    if short and (placed.tasks or not placed.problems):
        found = f"{placed.repeated} repeated, {placed.similar} similar left out{_likeness(placed)}"
        what = "no topic is left" if can_run_out else "nothing new"
        why.append(what if placed.tasks == 0 else f"{short} of {placed.wanted} topics are missing")
        why[-1] += f" ({found})"
    elif placed.tasks and placed.similar:  # others were found instead; a person may judge it
        why.append(f"{placed.similar} similar left out{_likeness(placed)}")
    reason = "; ".join(why)[:2_000] or None
    if placed.tasks:
        return Outcome(TickState.RUNNING, reason, placed.facts(), placed.tasks)
    tried = placed.repeated + placed.similar
    failed = bool(placed.problems) or can_run_out or tried >= MANY_TRIED
    return Outcome(TickState.FAILED if failed else TickState.SKIPPED, reason, placed.facts())


def _likeness(placed: Placed) -> str:
    """What the first topic that was left out resembles, so that a person can judge it."""
    if not placed.examples:
        return ""
    first = placed.examples[0]
    return f', such as "{first["topic"]}", like "{first["like"]}" ({first["similarity"]:g} %)'


def _default_topics(schedule: Schedule, settings: Settings) -> dict[str, str]:
    """The default templates that its accounts get, each with a topic that it makes."""
    from contenthub.topics.sources.template import DEFAULT, DEFAULT_CHINESE, Template

    found: dict[str, str] = {}
    now = (schedule.next_at or clock.now()).astimezone(ZoneInfo(schedule.timezone))
    category = schedule.params.get("category", "")
    for account in by_ids(Account, schedule.params["account_ids"]):
        occasion = Occasion(account.name, category, account.language, now, 1, schedule.name)
        topic, english = (
            next(Template(text).load(settings).wishes(occasion)).topic for text in (None, DEFAULT)
        )
        found.setdefault(DEFAULT if topic == english else DEFAULT_CHINESE, topic)
    return found


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
