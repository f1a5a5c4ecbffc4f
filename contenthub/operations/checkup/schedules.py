"""The checks of schedules: which do not fire, and which need a person soon."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from contenthub.errors import ContentHubError
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.operations.schedules import shown
from contenthub.queries import schedules, service
from contenthub.settings import Settings
from contenthub.wording import moment

_START = "start one: `contenthub scheduler run` or `contenthub up`"
_NAMED = 3  # schedules that a line names


def results(settings: Settings) -> Iterator[Result]:
    """One line for each trouble, or one that says how they stand."""
    dead = bool(schedules.overview().late) and not service.schedulers()
    if dead:
        yield Result(
            "schedules",
            Level.FAILED,
            "times have passed, and no scheduler runs",
            _START,
            Kind.STUCK,
        )
    found = list(troubles(settings))
    for detail, advice in found:
        yield Result("schedules", Level.WARNING, detail, advice)
    if not found and (line := standing()):
        yield Result("schedules", Level.OK, line)


def standing() -> str:
    """How the schedules stand, in a line; empty where there are none."""
    found = schedules.overview()
    if not found.total:
        return ""
    following = f", next {moment(found.next_at)}" if found.next_at else ""
    return f"{found.active} active of {found.total}{following}"


def troubles(settings: Settings) -> Iterator[tuple[str, str]]:
    """What needs a person, each with what to do about it. Raises nothing of its own."""
    found, alive = schedules.overview(), bool(service.schedulers())
    if found.active and not alive:
        yield (f"{found.active} active, and no scheduler runs", _START)
    if found.late and alive:
        yield (
            f"late by more than a minute although a scheduler runs: {_names(found.late)}",
            "see its log, and restart it",
        )
    for name, reason in found.given_up.items():
        yield (
            f"{name!r} is {reason}",
            f"`contenthub scheduler history {_quoted(name)} --status failed` says why; "
            f"then `contenthub scheduler resume {_quoted(name)}`",
        )
    for name, failures in found.failing.items():
        last = "time" if failures == 1 else f"{failures} times"
        yield (
            f"the last {last} of {name!r} failed",
            f"`contenthub scheduler history {_quoted(name)} --status failed` says why",
        )
    yield from _used_up(settings)


def _used_up(settings: Settings) -> Iterator[tuple[str, str]]:
    for schedule in schedules.active():
        try:
            fewest = shown.fewest_left(schedule, settings)
        except ContentHubError as error:
            yield (
                f"the topics of {schedule.name!r} cannot be read: {error}",
                f"`contenthub scheduler show {_quoted(schedule.name)}`",
            )
            continue
        if fewest == 0:
            yield (
                f"{schedule.name!r} has no topic left for some account",
                f"`contenthub scheduler show {_quoted(schedule.name)}`; give new ones: "
                f"`contenthub scheduler update {_quoted(schedule.name)} --param topics=…`",
            )


def _names(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(map(repr, names[:_NAMED])) + (f" and {more} more" if more > 0 else "")


def _quoted(name: str) -> str:
    return shlex.quote(name)
