"""Goes through the checklist: each check has so much time, and one that hangs or breaks is told."""

from __future__ import annotations

import contextvars
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from contenthub import masked_text
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import ContentHubError
from contenthub.operations.checkup import examination
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt
from contenthub.operations.checkup.checklist.registry import ITEMS
from contenthub.operations.checkup.results import Level, Result
from contenthub.settings import Settings

T = TypeVar("T")

LIMIT = 10.0  # seconds for one check
EXAMINATION_LIMIT = 120.0  # for all that asks creators, publishers and feeds


def walk(
    settings: Settings,
    *,
    feeds: bool = False,
    items: Sequence[Item] = ITEMS,
    limit: float = LIMIT,
) -> Iterator[Result]:
    """One finding for each check, in order, without secrets in what it says; raises nothing.

    ``feeds`` also reads those of active schedules. A check that takes longer than ``limit`` seconds
    has failed.
    """
    site = _site(settings, feeds=feeds)
    for item in items:
        answer = _answer(item, site, limit)
        result = Result(
            item.name,
            answer.level,
            masked_text.text(answer.detail),
            answer.advice,
            answer.kind,
            answer.code,
            dict(answer.facts),
        )
        yield result


def _site(settings: Settings, *, feeds: bool) -> Site:
    found: dict[str, list[Result]] = defaultdict(list)
    for one in _examined(settings, feeds=feeds):
        found[one.check].append(one)
    database = found.get("database", [])
    usable = bool(database) and all(one.status is not Level.FAILED for one in database)
    return Site(settings, found, usable)


def _examined(settings: Settings, *, feeds: bool) -> list[Result]:
    """What the examination found; what it did not come to in time is told as a failure of its."""
    found: list[Result] = []

    def collect() -> None:
        for one in examination.examine(settings, feeds=feeds):
            found.append(one)  # one by one: what was found before a hang is kept

    try:
        within(EXAMINATION_LIMIT, collect)
    except TimeoutError:
        last = found[-1].check if found else "settings"
        text = f"the examination hangs behind {last!r}, for more than {EXAMINATION_LIMIT:.0f} s"
        names = {one.check for one in found}
        found += [
            Result(name, Level.FAILED, text)
            for name in ("database", "broker", "creator", "publisher", "workers")
            if name not in names
        ]
    return list(found)


def _answer(item: Item, site: Site, limit: float) -> Answer:
    if item.asks_database and not site.usable:
        return doubt("not known: the database cannot be used", "see the check of the database")
    try:
        return within(limit, lambda: item.check(site))
    except TimeoutError:
        return bad(f"no answer within {limit:g} s", "see whether disk, database or network hang")
    except ContentHubError as error:
        return replace(bad(error.message, error.advice, error.code), facts=error.facts)
    except Exception as error:  # a check that breaks must not end the others
        return bad(f"{type(error).__name__}: {error}", code=Code.CHECK_BROKE)


def within(seconds: float, ask: Callable[[], T]) -> T:
    """What ``ask`` answers; it runs in a thread of its own. Raises TimeoutError, and its errors.

    A thread that hangs is left behind: it keeps no process from ending.
    """
    answered: list[T] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            answered.append(ask())
        except Exception as error:
            failed.append(error)
        finally:
            db.close()

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(run,), name="checklist", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not answered:
        raise TimeoutError
    return answered[0]
