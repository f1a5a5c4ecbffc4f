"""The checks of schedules: which do not fire, and which need a person soon."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.codes import Code, Remark
from contenthub.errors import ContentHubError
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.operations.schedules import shown
from contenthub.queries import schedules, service
from contenthub.settings import Settings
from contenthub.wording import moment

_NAMED = 3  # schedules that a line names


def results(settings: Settings) -> Iterator[Result]:
    """One line for each trouble, or one that says how they stand."""
    dead = bool(schedules.overview().late) and not service.schedulers()
    if dead:
        remark = Remark("times have passed, and no scheduler runs", code=Code.NO_SCHEDULER)
        yield Result.of("schedules", Level.FAILED, remark, Kind.STUCK)
    found = list(troubles(settings))
    for remark in found:
        yield Result.of("schedules", Level.WARNING, remark)
    if not found and (line := standing()):
        yield Result("schedules", Level.OK, line)


def standing() -> str:
    """How the schedules stand, in a line; empty where there are none."""
    found = schedules.overview()
    if not found.total:
        return ""
    following = f", next {moment(found.next_at)}" if found.next_at else ""
    return f"{found.active} active of {found.total}{following}"


def troubles(settings: Settings) -> Iterator[Remark]:
    """What needs a person. Raises nothing of its own."""
    found, alive = schedules.overview(), bool(service.schedulers())
    if found.active and not alive:
        yield Remark(f"{found.active} active, and no scheduler runs", code=Code.NO_SCHEDULER)
    if found.late and alive:
        yield Remark(
            f"late by more than a minute although a scheduler runs: {_names(found.late)}",
            "see its log, and restart it",
        )
    for name, reason in found.given_up.items():
        text = f"{name!r} is {reason}"
        yield Remark(text, code=Code.SCHEDULE_GIVEN_UP, facts={"schedule": name})
    for name, failures in found.failing.items():
        last = "time" if failures == 1 else f"{failures} times"
        text = f"the last {last} of {name!r} failed"
        yield Remark(text, code=Code.SCHEDULE_FAILS, facts={"schedule": name})
    yield from _used_up(settings)


def _used_up(settings: Settings) -> Iterator[Remark]:
    for schedule in schedules.active():
        name = schedule.name
        try:
            fewest = shown.fewest_left(schedule, settings)
        except ContentHubError as error:
            text = f"the topics of {name!r} cannot be read: {error}"
            yield Remark(text, code=Code.TOPICS_UNREADABLE, facts={"schedule": name})
            continue
        if fewest == 0:
            text = f"{name!r} has no topic left for some account"
            yield Remark(text, code=Code.NO_TOPIC_LEFT, facts={"schedule": name})


def _names(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(map(repr, names[:_NAMED])) + (f" and {more} more" if more > 0 else "")
