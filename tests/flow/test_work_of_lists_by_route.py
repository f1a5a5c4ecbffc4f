"""A page of a list of the API takes the same work however many rows there are that are not meant.

The lists are those that the routes have, and a filter is any field of their query, beside what a
token is bound to: a new one needs a line here. Each is tried by itself and with each other one. So
are the lists of commands that no call of the API has in parts.
The rows of tasks, contents and entries are those of ``test_work_of_lists``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from fastapi.routing import APIRoute

from contenthub import clock, models
from contenthub.api import asked
from contenthub.api.access import Access
from contenthub.api.routes import ROUTERS
from contenthub.columns import Table
from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.lifecycle.statements import default_values, insert_rows
from contenthub.operations import events, tokens
from contenthub.operations.caller import Caller
from contenthub.operations.tokens import Scope
from contenthub.queries.event_filter import Wanted
from contenthub.records import Token
from contenthub.settings import Settings
from tests.flow.test_work_of_lists import LISTS as FILTERED
from tests.support.list_rows import Of, alone_and_in_pairs, grown, steps

MINE, OTHERS = 1, 2  # accounts, schedules and webhooks
SHOWN = 50  # rows of a page
WANTED = 60  # rows that are meant
FEW, MANY = 60, 3_000  # others of each kind, before them and behind them
MEANT = 50_000_000  # ids of rows that are meant begin behind it

NOW = clock.now()
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
BOUND = "within"  # the caller's token is bound to an account
Make = Callable[[frozenset[str], int, datetime], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class List:
    """What a list is of, and what it can be narrowed by.

    ``row`` answers the columns of a row with these traits, this id and this moment.
    """

    table: type[Table]
    row: Make
    given: Mapping[str, Of]
    path: Mapping[str, str] | None = None  # what stands in the address
    others: tuple[str, ...] = ()  # traits that no filter means, but that the list does
    read_whole: tuple[set[str], ...] = ()  # filters that read all that they mean, as it is little
    beside: tuple[type[Table], Make] | None = None  # a row that each of these belongs to


def _pick(traits: frozenset[str], trait: str, meant: Any, other: Any) -> Any:
    return meant if trait in traits else other


def _named(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {"name": f"n{id_}", "created_at": at, "updated_at": at}


def _account(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    active = _pick(traits, "unused", False, True)
    return {**_named(traits, id_, at), "folder_name": f"n{id_}", "active": active}


def _target(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        **_named(traits, id_, at),
        "account_id": _pick(traits, "account", MINE, OTHERS),
        "folder_name": f"n{id_}",
        "publisher": _pick(traits, "publisher", "git", "files"),
    }


def _schedule(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        **_named(traits, id_, at),
        "type": "generate",
        "kind": "cron",
        "trigger": "0 8 * * *",
        "timezone": "UTC",
        "params": {"account_ids": [_pick(traits, "account", MINE, OTHERS)], "topics": ["tea"]},
        "status": _pick(traits, "state", "paused", "active"),
        "catch_up": "skip",
        "catch_up_window": 60.0,
        "overlap": "skip",
        "anchor_at": at,
    }


def _tick(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        "tick_id": f"t{id_}",
        "schedule_id": _pick(traits, "schedule", MINE, OTHERS),
        "scheduled_for": at + timedelta(microseconds=id_ % 10_000_000),
        "origin": "schedule",
        "status": _pick(traits, "state", "failed", "completed"),
        "created_at": at,
        "updated_at": at,
    }


def _incident(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        "rule": "late",
        "subject": f"s{id_}",
        "level": "error",
        "status": _pick(traits, "not over", "open", "resolved"),
        "summary": "it is late",
        "began_at": at,
        "seen_at": at,
        "resolved_at": _pick(traits, "not over", None, at),
        "created_at": at,
        "updated_at": at,
    }


def _silence(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    until = _pick(traits, "not ended", NOW + timedelta(days=300), BEFORE)
    return {"until": until, "reason": "known", "who": "ada", "created_at": at}


def _ping(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {"schedule_id": id_, "url": "https://example.com/", "created_at": at}


def _channel(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {**_named(traits, id_, at), "type": "command"}


def _webhook(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        "url": "https://example.com/",
        "lane": f"webhook:{id_}",
        "secret": "whsec_x",
        "account_id": _pick(traits, "account", MINE, OTHERS),
        "task_id": _pick(traits, "standing", None, f"t{id_}"),
        "who": "ada",
        "status": _pick(traits, "there", "active", "removed"),
        "created_at": at,
        "updated_at": at,
    }


def _delivery(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        "message_id": f"m{id_}",
        "kind": "webhook",
        "lane": "webhook:1",
        "webhook_id": _pick(traits, "webhook", MINE, OTHERS),
        "webhook_account_id": MINE if {"account", "webhook"} & traits else None,
        "account_id": MINE,
        "task_id": _pick(traits, "task", "x", f"t{id_}"),
        "event_id": f"e{id_}",
        "type": "task.completed",
        "body": "{}",
        "status": _pick(traits, "state", "failed", "delivered"),
        "created_at": at,
        "updated_at": at,
    }


def _task(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    account = _pick(traits, "account", MINE, OTHERS)
    common = {"topic": "tea", "creator": "outline", "created_at": at, "updated_at": at}
    return {"task_id": f"t{id_}", "account_id": account, "status": "completed", **common}


def _batched(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {**_task(traits, id_, at), "batch_id": _pick(traits, "batched", f"b{id_}", None)}


def _ended(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {**_task(traits, id_, at), "completed_at": at}


def _waiting(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    waits = {"status": "pending", "due_at": NOW, "timeout_at": NOW + timedelta(days=9)}
    return {**_task(traits, id_, at), **waits}


def _event(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    return {
        "event_id": f"e{id_}",
        "entity": "task",
        "entity_id": id_,
        "task_id": _pick(traits, "task", "x", f"t{id_}"),
        "attempt": 1,
        "event": "start",
        "to_state": "running",
        "who": "worker",
        "account_id": _pick(traits, "account", MINE, OTHERS),
        "batch_id": _pick(traits, "batch", "x", f"b{id_}"),
        "created_at": at,
    }


def _token(traits: frozenset[str], id_: int, at: datetime) -> Mapping[str, Any]:
    common = {"name": f"n{id_}", "digest": f"d{id_}", "scope": "read", "who": "ada"}
    return {**common, "account_ids": [MINE], "created_at": at}


OF_ACCOUNT, OF_STATE = Of(MINE, "account"), Of(["failed"], "state")
_TIMES = {"status": OF_STATE, "since": Of(BEFORE, ""), "until": Of(AFTER, "")}
LISTS: Mapping[str, List] = {
    "/accounts": List(models.Account, _account, {"active": Of(False, "unused")}),
    "/targets": List(
        models.Target,
        _target,
        {"account": Of("1", "account"), "publisher": Of("git", "publisher"), BOUND: OF_ACCOUNT},
    ),
    "/schedules": List(models.Schedule, _schedule, {"status": Of(["paused"], "state")}),
    "/ticks": List(
        models.Tick,
        _tick,
        _TIMES | {BOUND: Of(MINE, "schedule")},
        # which ids have the times that are meant: an index of them is read
        read_whole=tuple(
            {*one, *other}
            for one in ({"since"}, {"until"})
            for other in (set(), {"status"}, {BOUND})
        ),
    ),
    "/schedules/{schedule}/ticks": List(
        models.Tick, _tick, _TIMES, {"schedule": "1"}, ("schedule",)
    ),
    "/batches": List(models.GenerationTask, _batched, {BOUND: OF_ACCOUNT}, others=("batched",)),
    "/monitor/recent": List(
        models.GenerationTask, _ended, {"since": Of(BEFORE, ""), BOUND: OF_ACCOUNT}
    ),
    "/monitor/pending": List(models.GenerationTask, _waiting, {}),
    "/alerts": List(models.Incident, _incident, {"over": Of(True, "")}, others=("not over",)),
    "/alert-silences": List(
        models.Silence,
        _silence,
        {"ended": Of(True, "")},
        others=("not ended",),
        read_whole=(set(),),
    ),
    "/alert-channels": List(models.AlertChannel, _channel, {}),
    "/schedule-pings": List(models.SchedulePing, _ping, {}, beside=(models.Schedule, _schedule)),
    "/webhooks": List(models.Webhook, _webhook, {BOUND: OF_ACCOUNT}, others=("standing", "there")),
    "/deliveries": List(
        models.Delivery,
        _delivery,
        {
            "status": OF_STATE,
            "failed": Of(True, "state"),
            "webhook": Of(MINE, "webhook"),
            "task": Of("x", "task"),
            BOUND: OF_ACCOUNT,
        },
        # the messages about one task
        read_whole=tuple({"task", one} for one in ("status", "failed", "webhook", BOUND)),
    ),
}

# Lists of commands, and what reads them.
OWN: Mapping[str, tuple[List, Callable[[Mapping[str, Any]], Any]]] = {
    "events": (
        List(
            models.Event,
            _event,
            {
                "account_ids": Of(frozenset({MINE}), "account"),
                "task_ids": Of(frozenset({"x"}), "task"),
                "batch_ids": Of(frozenset({"x"}), "batch"),
                "since": Of(BEFORE, ""),
                "until": Of(AFTER, ""),
            },
            # the events of one task, or of one batch
            read_whole=tuple(
                {one, other}
                for one in ("task_ids", "batch_ids")
                for other in ("account_ids", "batch_ids")
            ),
        ),
        lambda given: events.last(
            Wanted(**{name: one for name, one in given.items() if name in WANTED_BY}),
            SHOWN,
            given.get("since"),
            given.get("until"),
        ),
    ),
    "token list": (List(models.ApiToken, _token, {}), lambda _: tokens.listing(SHOWN)),
}
WANTED_BY = {one.name for one in fields(Wanted)}
# Lists whose rows and filters ``test_work_of_lists`` has: which filter of theirs a field is.
OF_FILTERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "/tasks": (
        "tasks",
        {
            "status": "statuses",
            "account": "account_id",
            **{name: name for name in ("creator", "since", "until")},
            "batch": "batch_id",
        },
    ),
    "/contents": (
        "contents",
        {
            "review_status": "review",
            "publish_status": "publish",
            "in_pool": "publish",
            "account": "account_id",
            "batch": "batch_id",
            **{name: name for name in ("proposed", "check", "since", "until")},
        },
    ),
    "/publish-entries": (
        "entries",
        {
            "status": "statuses",
            "all": "statuses",
            "account": "account_id",
            **{name: name for name in ("target", "content_ids")},
        },
    ),
}
# Lists that others read by the same statement, and only say more of each row.
SAME = {"/targets/check": "/targets", "/publishers/{publisher}/check": "/targets"}


def routes() -> Mapping[str, APIRoute]:
    """The lists of the API that come in parts, by their paths."""
    found = {}
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "limit" in _fields(route):
                found[route.path.removeprefix("/api/v1")] = route
    return found


def _query(route: APIRoute) -> tuple[str, Any] | None:
    """The parameter that takes a list's query, and the model of this."""
    given = getattr(route.endpoint, "given", {})
    models_ = ((name, asked.model_of(annotation)) for name, annotation in given.items())
    return next(((name, model) for name, model in models_ if model is not None), None)


def _fields(route: APIRoute) -> set[str]:
    query = _query(route)
    return set() if query is None else set(query[1].model_fields)


def _page(path: str, settings: Settings, values: Mapping[str, Any]) -> Callable[[], Any]:
    """Asks for the first page of a list as a command does, or as the API for a caller."""
    if path in OWN:
        return lambda: OWN[path][1](values)
    route, values = routes()[path], dict(values)
    bound = values.pop(BOUND, None)
    module, _, name = (route.operation_id or "").partition("_")
    handler = getattr(import_module(f"contenthub.api.routes.{module}"), name)
    parameter, model = _query(route) or ("", None)
    wanted = model(**values, limit=SHOWN)
    account_ids = [] if bound is None else [bound]
    token = Token(1, "test", "", Scope.ADMIN.value, account_ids, "test", NOW, None, None, None)
    access = Access(Caller(settings, "test"), token)
    return lambda: handler(access, **{parameter: wanted}, **(LISTS[path].path or {}))["data"]


def _add(of: List, traits: frozenset[str], first: int, count: int, at: datetime) -> None:
    """So many rows with these traits, the later the larger their ids."""
    for table, make in (*filter(None, [of.beside]), (of.table, of.row)):
        common = default_values(table) | ({"id": None} if "id" in table._meta.columns else {})
        rows = []
        for id_ in range(first, first + count):
            own = make(traits, id_, at + timedelta(milliseconds=id_ - first))
            rows.append(common | ({"id": id_} if "id" in common else {}) | own)
        insert_rows(table, tuple(rows[0]), [tuple(row.values()) for row in rows])


Work = Callable[[str], tuple[dict[str, int], dict[str, int]]]


@pytest.fixture
def work(database: Settings) -> Work:
    """Steps for the first page of a list with few others, and with many, by its filters."""
    accounts.default()
    accounts.add("others")
    numbers = iter(range(1, 1_000))

    def add_others(of: List, count: int) -> None:
        """Around all that are there; those that no filter means are the outermost."""
        traits = {one.trait for one in of.given.values()} | set(of.others)
        for one in [*({trait} for trait in sorted(traits - {""})), set[str]()]:
            if set() in of.read_whole and one == set(of.others):
                continue
            away = next(numbers) * 10_000
            _add(of, frozenset(one), MEANT - away, count, NOW - timedelta(days=3))
            _add(of, frozenset(one), MEANT + away, count, NOW + timedelta(days=3))

    def measure(path: str) -> tuple[dict[str, int], dict[str, int]]:
        of, found = _list(path), []
        meant = frozenset(one.trait for one in of.given.values()) | set(of.others)
        with db.transaction():
            for id_, traits in ((MINE, {"account"}), (OTHERS, set[str]())):
                _add(List(models.Schedule, _schedule, {}), frozenset(traits), id_, 1, NOW)
            _add(of, meant, MEANT, WANTED, NOW)
        for count in (FEW, MANY):
            with db.transaction():
                add_others(of, count)
            found.append({name: steps(act, SHOWN) for name, act in _asked(path, database)})
        return found[0], found[1]

    return measure


def _list(path: str) -> List:
    return OWN[path][0] if path in OWN else LISTS[path]


def _asked(path: str, settings: Settings) -> Iterator[tuple[str, Callable[[], Any]]]:
    given = _list(path).given
    for names in alone_and_in_pairs(list(given)):
        if names and set(names) in _list(path).read_whole:
            continue
        values = {one: given[one].value for one in names}
        yield f"by {' and '.join(names)}", _page(path, settings, values)


def test_each_list_of_the_api_is_tried() -> None:
    assert set(routes()) == {*LISTS, *OF_FILTERS, *SAME}


@pytest.mark.parametrize("path", routes())
def test_each_field_of_a_query_is_tried(path: str) -> None:
    fields = _fields(routes()[path]) - {"limit", "after"}
    if path in OF_FILTERS:
        name, of = OF_FILTERS[path]
        assert fields == set(of)
        assert set(of.values()) <= set(FILTERED[name][2])
    else:
        given = LISTS[SAME.get(path, path)].given
        assert fields <= set(given)
        assert path in SAME or set(given) <= {*fields, BOUND}


# By their types alone events are looked through: an index of these would cost each life of a task
# more than the others of events together.
LOOKED_THROUGH = {"types"}


def test_each_filter_of_events_is_tried() -> None:
    assert set(OWN["events"][0].given) == (WANTED_BY - LOOKED_THROUGH) | {"since", "until"}


@pytest.mark.parametrize("path", [*LISTS, *OWN])
def test_a_page_takes_no_more_work_with_many_others_than_with_few(path: str, work: Work) -> None:
    assert grown(*work(path)) == {}
