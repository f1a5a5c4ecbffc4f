"""The checks of what others provide.

Creators, the reviewer, publishers with their targets, feeds of schedules.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from contenthub.backends import Backends
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
    """Those that accounts, schedules and open tasks ask for, asked at the same time."""
    names = in_use.creators(settings.creator)
    answers = together.ask([partial(_creator, settings, name) for name in names])
    for name, answer in zip(names, answers, strict=True):
        yield answer or failed("creator", _silence(), Kind.BACKEND, f"{name}: ")


def default_creator(settings: Settings) -> Iterator[Result]:
    """The one of the settings: all that is known without a database."""
    yield _creator(settings, settings.creator)


def _creator(settings: Settings, name: str) -> Result:
    """What it answers; whatever else it does is its own failure, and keeps no other one waiting."""
    try:
        answer = Backends(settings).creator(name).check()
    except ContentHubError as error:
        return failed("creator", error, Kind.BACKEND, f"{name}: ")
    except Exception as error:
        return _broke("creator", name, error)
    level = Level.OK if answer.ok else Level.FAILED
    code = None if answer.ok else Code.CREATOR_UNUSABLE
    remark = Remark(f"{name}: {answer.detail}", code=code)
    return Result.of("creator", level, remark, Kind.BACKEND)


def reviewer(settings: Settings) -> Iterator[Result]:
    """The one of the settings, where there is one."""
    if settings.asks_reviewer:
        answer = Backends(settings).reviewer(settings.reviewer).check()
        level = Level.OK if answer.ok else Level.FAILED
        code = None if answer.ok else Code.REVIEWER_UNUSABLE
        remark = Remark(f"{settings.reviewer}: {answer.detail}", code=code)
        yield Result.of("reviewer", level, remark, Kind.BACKEND)


def publishers(settings: Settings) -> Iterator[Result]:
    """Those of accounts and of publications that wait, each with all of its accounts' targets.

    All targets are asked at the same time, whoever their publishers are.
    """
    default, backends = settings.publisher, Backends(settings)
    places = in_use.places(default)
    answers = together.ask([partial(_target, backends, one) for one in places])
    found = [answer or _silent(one) for one, answer in zip(places, answers, strict=True)]
    for name in in_use.publishers(default):
        its = [one for place, one in zip(places, found, strict=True) if place.publisher == name]
        yield from _publisher(name, its) if its else _alone(backends, name)


def default_publisher(settings: Settings) -> Iterator[Result]:
    """The one of the settings: all that is known without a database."""
    yield from _alone(Backends(settings), settings.publisher)


def _alone(backends: Backends, name: str) -> Iterator[Result]:
    """A publisher without a target of its own."""
    try:
        where = backends.publisher(name).check({}, "")
    except ContentHubError as error:
        yield failed("publisher", error, Kind.BACKEND, f"{name}: ")
        return
    yield Result("publisher", Level.OK, f"{name}: {where}")


def _publisher(name: str, answers: list[Result]) -> Iterator[Result]:
    """What its targets answered: those that fail by name, the others by their number."""
    broken = [one for one in answers if one.status is not Level.OK]
    broken.sort(key=lambda one: one.status is not Level.FAILED)
    yield from broken[:_SHOWN]
    if rest := broken[_SHOWN:]:
        more = Remark(f"{name}: {len(rest)} more targets", code=Code.MORE_TARGETS)
        yield Result.of("publisher", rest[0].status, more, Kind.BACKEND)
    if not broken:
        told = f"{counted(len(answers), 'target')} can be written to"
        yield Result("publisher", Level.OK, f"{name}: {told}")


def _target(backends: Backends, one: Place) -> Result:
    """What it answers; whatever else its publisher does is this target's failure alone."""
    try:
        where = targets.examined(backends, one)
    except ContentHubError as error:
        return _unusable(one, error)
    except Exception as error:
        return _broke("publisher", _named(one), error)
    return Result("publisher", Level.OK, where)


def _silent(one: Place) -> Result:
    return _unusable(one, _silence())


def _unusable(one: Place, error: ContentHubError) -> Result:
    """One that is paused waits for somebody already: it is told, and fails nothing."""
    found = failed("publisher", error, Kind.BACKEND, f"{_named(one)}: ")
    return replace(found, status=Level.WARNING) if one.paused else found


def _silence() -> UnreachableError:
    return UnreachableError(f"no answer within {together.SECONDS:g} s")


def _broke(check: str, name: str, error: Exception) -> Result:
    """A mistake of the program, or something that it did not foresee."""
    remark = Remark(f"{name}: {type(error).__name__}: {error}", code=Code.CHECK_BROKE)
    return Result.of(check, Level.FAILED, remark, Kind.BACKEND)


def _named(one: Place) -> str:
    where = repr(one.account) + (f" at {one.target!r}" if one.target != DEFAULT else "")
    return f"{one.publisher} of {where}{' (paused)' if one.paused else ''}"


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
