"""The checks of what others provide.

Creators, the reviewer, publishers with their targets, feeds of schedules.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from contenthub.boot import Backends
from contenthub.codes import Code, Remark
from contenthub.errors import ContentHubError, UnreachableError
from contenthub.lifecycle.targets import DEFAULT
from contenthub.operations import targets, together
from contenthub.operations.checkup.results import Kind, Level, Result, failed
from contenthub.operations.schedules import shown
from contenthub.queries import in_use
from contenthub.queries.in_use import Place
from contenthub.settings import Settings
from contenthub.topics.sources.base import Source
from contenthub.wording import counted

_SHOWN = 5  # failed targets of a publisher that have a line each
_AT_ONCE = 8  # feeds that are read at the same time


def creators(settings: Settings) -> Iterator[Result]:
    """Those that accounts, schedules and open tasks ask for."""
    for name in in_use.creators(settings.creator):
        yield from _creator(settings, name)


def default_creator(settings: Settings) -> Iterator[Result]:
    """The one of the settings: all that is known without a database."""
    yield from _creator(settings, settings.creator)


def _creator(settings: Settings, name: str) -> Iterator[Result]:
    answer = Backends(settings).creator(name).check()
    level = Level.OK if answer.ok else Level.FAILED
    code = None if answer.ok else Code.CREATOR_UNUSABLE
    remark = Remark(f"{name}: {answer.detail}", code=code)
    yield Result.of("creator", level, remark, Kind.BACKEND)


def reviewer(settings: Settings) -> Iterator[Result]:
    """The one of the settings, where there is one."""
    if settings.asks_reviewer:
        answer = Backends(settings).reviewer(settings.reviewer).check()
        level = Level.OK if answer.ok else Level.FAILED
        code = None if answer.ok else Code.REVIEWER_UNUSABLE
        remark = Remark(f"{settings.reviewer}: {answer.detail}", code=code)
        yield Result.of("reviewer", level, remark, Kind.BACKEND)


def publishers(settings: Settings) -> Iterator[Result]:
    """Those of accounts and of publications that wait, each with all of its accounts' targets."""
    default, backends = settings.publisher, Backends(settings)
    places = in_use.places(default)
    for name in in_use.publishers(default):
        yield from _publisher(backends, name, [one for one in places if one.publisher == name])


def default_publisher(settings: Settings) -> Iterator[Result]:
    """The one of the settings: all that is known without a database."""
    yield from _publisher(Backends(settings), settings.publisher, [])


def _publisher(backends: Backends, name: str, places: list[Place]) -> Iterator[Result]:
    try:
        where = backends.publisher(name).check({}, "") if not places else ""
    except ContentHubError as error:
        yield failed("publisher", error, Kind.BACKEND, f"{name}: ")
        return
    answers = together.ask([partial(_target, backends, one) for one in places])
    broken = [result for result in answers if result is not None and result.status is not Level.OK]
    silent = [one for one, result in zip(places, answers, strict=True) if result is None]
    broken += [_silent(one) for one in silent]
    yield from broken[:_SHOWN]
    if len(broken) > _SHOWN:
        more = Remark(f"{name}: {len(broken) - _SHOWN} more targets", code=Code.MORE_TARGETS)
        yield Result.of("publisher", Level.FAILED, more, Kind.BACKEND)
    if not broken:
        told = where or f"{counted(len(places), 'target')} can be written to"
        yield Result("publisher", Level.OK, f"{name}: {told}")


def _target(backends: Backends, one: Place) -> Result:
    try:
        where = targets.examined(backends, one)
    except ContentHubError as error:
        return failed("publisher", error, Kind.BACKEND, f"{one.publisher} of {_named(one)}: ")
    return Result("publisher", Level.OK, where)


def _silent(one: Place) -> Result:
    error = UnreachableError(f"no answer within {together.SECONDS:g} s")
    return failed("publisher", error, Kind.BACKEND, f"{one.publisher} of {_named(one)}: ")


def _named(one: Place) -> str:
    return repr(one.account) + (f" at {one.target!r}" if one.target != DEFAULT else "")


def feeds(settings: Settings) -> Iterator[Result]:
    """Whether each feed of an active schedule can be fetched and read."""
    sources: dict[Source, str] = {}
    for schedule in in_use.schedules():
        if (source := shown.outside(schedule)) is not None:
            sources.setdefault(source, schedule.name)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        answers = threads.map(lambda source: _feed(settings, source), sources)
        for name, error in zip(sources.values(), answers, strict=True):
            if error is None:
                yield Result("feeds", Level.OK, f"the feed of {name!r} can be read")
            else:
                yield failed("feeds", error, Kind.BACKEND, f"{name!r}: ")


def _feed(settings: Settings, source: Source) -> ContentHubError | None:
    try:
        source.load(settings)
    except ContentHubError as error:
        return error
    return None
