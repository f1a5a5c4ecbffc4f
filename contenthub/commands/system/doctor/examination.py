"""Which checks there are, in which order, and what is left out when the database cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contenthub import masked_text
from contenthub.commands.console.session import Session
from contenthub.commands.system.doctor import (
    backends,
    schedules,
    service,
    spool,
    stores,
    surroundings,
)
from contenthub.commands.system.doctor.results import Check, Kind, Level, Result, guarded

_BEFORE: tuple[tuple[str, Check, Kind], ...] = (
    ("settings", surroundings.settings, Kind.OTHER),
    ("time zone", surroundings.zone, Kind.OTHER),
    ("home", surroundings.home, Kind.OTHER),
    ("disk", surroundings.disk, Kind.OTHER),
    ("spool", spool.spool, Kind.OTHER),
)
_WITH_DATABASE: tuple[tuple[str, Check, Kind], ...] = (
    ("creator", backends.creators, Kind.BACKEND),
    ("publisher", backends.publishers, Kind.BACKEND),
    ("clock", stores.clocks, Kind.OTHER),
    ("workers", service.workers, Kind.OTHER),
    ("schedules", schedules.results, Kind.OTHER),
    ("work", service.work, Kind.OTHER),
    ("spool", spool.set_aside, Kind.OTHER),
)
_WITHOUT: tuple[tuple[str, Check, Kind], ...] = (
    ("creator", backends.default_creator, Kind.BACKEND),
    ("publisher", backends.default_publisher, Kind.BACKEND),
    ("clock", stores.clock_alone, Kind.OTHER),
)


def examine(current: Session, *, feeds: bool = False) -> Iterator[Result]:
    """All checks, in order, without secrets in what they say. Raises SettingError; nothing else.

    ``feeds`` also reads those of active schedules.
    """
    for result in _examine(current, feeds=feeds):
        yield replace(result, detail=masked_text.text(result.detail))


def _examine(current: Session, *, feeds: bool) -> Iterator[Result]:
    current.settings  # noqa: B018 - nothing can be checked without them
    yield from _all(_BEFORE, current)
    database = list(guarded("database", stores.database, current, Kind.BACKEND))
    yield from database
    yield from guarded("broker", stores.broker, current, Kind.BACKEND)
    if any(result.status is Level.FAILED for result in database):
        yield from _all(_WITHOUT, current)
        return
    yield from _all(_WITH_DATABASE, current)
    if feeds:
        yield from guarded("feeds", backends.feeds, current, Kind.BACKEND)


def _all(checks: tuple[tuple[str, Check, Kind], ...], current: Session) -> Iterator[Result]:
    for name, check, kind in checks:
        yield from guarded(name, check, current, kind)
