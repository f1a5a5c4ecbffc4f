"""The checks of the production line: who writes, where it goes, and what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from contenthub import clock, schedule_types
from contenthub.codes import Code
from contenthub.operations.checkup.checklist import stores
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, doubt, good
from contenthub.operations.checkup.checklist.items import examined as _examined
from contenthub.queries import in_use, installation
from contenthub.schedule_types.base import Power
from contenthub.states import EntryState
from contenthub.wording import counted

LONG_REVIEW = timedelta(days=3)
LATELY = timedelta(days=1)
MONTH = timedelta(days=31)  # within which a target should have a free time
FEWEST = 20  # ended tasks from which a rate says something
MOST_FAILURES = 0.20
MANY_TASKS, OLD_TASK = 100_000, timedelta(days=90)


def accounts(active: int) -> Answer:
    """Whether there is anybody to write for."""
    if not active:
        return doubt("there is no active account", code=Code.NO_ACCOUNTS)
    return good(f"{active} active")


def targets(without: list[str]) -> Answer:
    """Whether each account can publish."""
    if without:
        named = ", ".join(map(repr, without[:5]))
        return doubt(f"all targets are paused: {named}", code=Code.ACCOUNTS_WITHOUT_TARGET)
    return good("each active account has a target that is not paused")


def reviews(count: int, first: datetime | None, now: datetime) -> Answer:
    """Whether articles wait long for a person."""
    if first is None:
        return good("none waits")
    days = (now - first).days
    told = f"{counted(count, 'article')} wait, the first for {counted(days, 'day')}"
    return doubt(told, code=Code.REVIEWS_WAIT) if now - first > LONG_REVIEW else good(told)


def unproven(count: int) -> Answer:
    """Whether it is not known of a publication if it is out."""
    if count:
        told = f"of {counted(count, 'publication')} nobody knows whether it is out"
        return doubt(told, code=Code.PUBLICATIONS_UNPROVEN)
    return good("none is in doubt")


def slots(full: list[tuple[str, str, datetime]], now: datetime) -> Answer:
    """Whether what is approved goes out soon: ``full`` are targets, and until when each is."""
    if full:
        account, target, until = full[0]
        days = counted((until - now).days, "day")
        others = f", and {counted(len(full) - 1, 'other target')}" if full[1:] else ""
        told = f"{target!r} of {account!r} is full for {days}{others}"
        return doubt(told, code=Code.SLOTS_FULL, account=account, target=target)
    return good("each target has a free time within a month")


def failed(count: int) -> Answer:
    """Whether publications failed for good, and wait for a person."""
    if count:
        told = f"{counted(count, 'publication')} failed for good"
        return doubt(told, code=Code.PUBLICATIONS_FAILED)
    return good("none has failed for good")


def success(ended: Mapping[str, int]) -> Answer:
    """Whether more generations fail than usual."""
    total = sum(ended.values())
    lost = total - ended.get("completed", 0)
    told = f"{lost} of {counted(total, 'generation')} of a day failed or timed out"
    if total >= FEWEST and lost > MOST_FAILURES * total:
        return doubt(told, code=Code.MANY_FAILURES)
    return good(told)


def cleaned(names: list[str], tasks: int, oldest: datetime | None, now: datetime) -> Answer:
    """Whether old tasks go by themselves, before they are many."""
    if names:
        return good(", ".join(map(repr, names[:3])))
    told = f"no schedule removes old tasks; there are about {tasks}"
    if tasks > MANY_TASKS or (oldest is not None and now - oldest > OLD_TASK):
        return doubt(told, code=Code.NO_CLEANUP)
    return good(told)


def _cleaned(site: Site) -> Answer:
    names = [
        one.name
        for one in in_use.schedules()
        if one.type in schedule_types.TYPES
        and Power.REMOVES in schedule_types.get(one.type).powers(one.params)
    ]
    return cleaned(names, *installation.kept_tasks(), clock.now())


ITEMS = (
    Item(
        "accounts",
        "there is somebody to write for",
        lambda _: accounts(installation.active_accounts()),
        asks_database=True,
    ),
    Item(
        "targets",
        "each account can publish",
        lambda _: targets(installation.accounts_without_target()),
        asks_database=True,
    ),
    _examined("creator", "the creators that are in use can work", "none is in use"),
    Item(
        "default creator",
        "articles are written by somebody",
        lambda site: stores.creator(site.settings.creator),
    ),
    _examined("reviewer", "the second opinion comes", "none is set: the gate and people decide"),
    _examined("publisher", "each target takes articles", "none is in use"),
    _examined("feeds", "feeds of schedules can be read", "not read this time"),
    _examined("schedules", "each schedule does what it should", "there are none"),
    _examined("work", "nothing stands still", "not looked at"),
    Item("old tasks", "the database does not grow for ever", _cleaned, asks_database=True),
    Item(
        "success",
        "generations succeed",
        lambda _: success(installation.ended_since(clock.now() - LATELY)),
        asks_database=True,
    ),
    Item(
        "reviews",
        "no article waits long for a person",
        lambda _: reviews(*installation.waiting_reviews(), clock.now()),
        asks_database=True,
    ),
    Item(
        "free times",
        "what is approved goes out soon",
        lambda _: slots(installation.full_targets(clock.now() + MONTH), clock.now()),
        asks_database=True,
    ),
    Item(
        "unproven",
        "no publication is in doubt",
        lambda _: unproven(installation.entries_in(EntryState.UNVERIFIED)),
        asks_database=True,
    ),
    Item(
        "failed publications",
        "none waits for a person",
        lambda _: failed(installation.entries_in(EntryState.FAILED)),
        asks_database=True,
    ),
)
