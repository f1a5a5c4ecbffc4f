"""Which checks there are, in which order, and what is left out when the database cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contenthub import masked_text
from contenthub.operations.checkup import (
    backends,
    public_address,
    schedules,
    service,
    spool,
    stores,
    surroundings,
    webhooks,
)
from contenthub.operations.checkup.results import Check, Kind, Level, Result, guarded
from contenthub.settings import Settings

_BEFORE: tuple[tuple[str, Check, Kind], ...] = (
    ("settings", surroundings.allowed_settings, Kind.OTHER),
    ("time zone", surroundings.zone, Kind.OTHER),
    ("home", surroundings.home, Kind.OTHER),
    ("disk", surroundings.disk, Kind.OTHER),
    ("spool", spool.spool, Kind.OTHER),
)
_WITH_DATABASE: tuple[tuple[str, Check, Kind], ...] = (
    ("creator", backends.creators, Kind.BACKEND),
    ("reviewer", backends.reviewer, Kind.BACKEND),
    ("publisher", backends.publishers, Kind.BACKEND),
    ("clock", stores.clocks, Kind.OTHER),
    ("callbacks", public_address.answers, Kind.OTHER),
    ("workers", service.workers, Kind.OTHER),
    ("schedules", schedules.results, Kind.OTHER),
    ("webhooks", webhooks.results, Kind.OTHER),
    ("work", service.work, Kind.OTHER),
    ("spool", spool.set_aside, Kind.OTHER),
)
_WITHOUT: tuple[tuple[str, Check, Kind], ...] = (
    ("creator", backends.default_creator, Kind.BACKEND),
    ("reviewer", backends.reviewer, Kind.BACKEND),
    ("publisher", backends.default_publisher, Kind.BACKEND),
    ("clock", stores.clock_alone, Kind.OTHER),
)


def examine(settings: Settings, *, feeds: bool = False) -> Iterator[Result]:
    """All checks, in order, without secrets in what they say; nothing is raised.

    ``feeds`` also reads those of active schedules. The database need not be open: that it can be
    is one of the checks.
    """
    for result in _examine(settings, feeds=feeds):
        yield replace(result, detail=masked_text.text(result.detail))


def _examine(settings: Settings, *, feeds: bool) -> Iterator[Result]:
    yield from _all(_BEFORE, settings)
    database = list(guarded("database", stores.database, settings, Kind.BACKEND))
    yield from database
    yield from guarded("broker", stores.broker, settings, Kind.BACKEND)
    if any(result.status is Level.FAILED for result in database):
        yield from _all(_WITHOUT, settings)
        return
    yield from _all(_WITH_DATABASE, settings)
    if feeds:
        yield from guarded("feeds", backends.feeds, settings, Kind.BACKEND)


def _all(checks: tuple[tuple[str, Check, Kind], ...], settings: Settings) -> Iterator[Result]:
    for name, check, kind in checks:
        yield from guarded(name, check, settings, kind)
