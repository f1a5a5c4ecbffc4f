"""Whether the line is healthy: what of its state is a warning, and what stops work. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contenthub.monitoring.snapshot import Ended, Snapshot, Window
from contenthub.wording import counted

# As the alerts have them by default; a rate is judged where so many tasks ended.
FAILURES, TIMEOUTS, FEWEST = 0.2, 0.1, 20
BACKLOG = 50  # tasks that wait for a slot


class Health(StrEnum):
    """How the line is."""

    HEALTHY = "healthy"
    WARNING = "warning"  # it works, and somebody should look
    UNHEALTHY = "unhealthy"  # work stands still


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not healthy."""

    health: Health
    subject: str
    detail: str


def judged(seen: Snapshot) -> tuple[Health, list[Reason]]:
    """The worst of what is to be said of the line, and all of it, the worst first."""
    found = [*_processes(seen), *_stuck(seen), *_rates(seen), *_needs_a_person(seen)]
    order = list(reversed(Health))
    found.sort(key=lambda one: order.index(one.health))
    return (found[0].health if found else Health.HEALTHY), found


def _processes(seen: Snapshot) -> Iterator[Reason]:
    one = seen.processes
    if one.worker_is_missing:
        work = ", ".join(counted(count, kind) for kind, count in one.work.items())
        yield Reason(Health.UNHEALTHY, "worker", f"no worker is alive, and there is work: {work}")
    if one.scheduler_is_missing:
        level = Health.UNHEALTHY if one.late_schedules else Health.WARNING
        told = f"no scheduler is alive, and {counted(one.active_schedules, 'schedule')} to fire"
        yield Reason(level, "scheduler", told)
    elif one.late_schedules:
        names = ", ".join(one.late_schedules[:3])
        yield Reason(Health.UNHEALTHY, "scheduler", f"it lives, and is late with {names}")
    if one.api_is_missing:
        yield Reason(Health.WARNING, "api", "it was used in the last day, and is not alive")


def _stuck(seen: Snapshot) -> Iterator[Reason]:
    for one in seen.stuck:
        yield Reason(Health.UNHEALTHY, "work", f"{one.count} {one.what} {one.why}")


def _rates(seen: Snapshot) -> Iterator[Reason]:
    hour = seen.windows[Window.HOUR]
    yield from _of_ends("tasks", hour.ended)
    for creator, ended in hour.by_creator.items():
        yield from _of_ends(f"creator {creator}", ended)
    if seen.backlog.due.count > BACKLOG:
        oldest = round(seen.backlog.due.oldest_seconds)
        told = f"{seen.backlog.due.count} tasks wait for a slot, the first one for {oldest} s"
        yield Reason(Health.WARNING, "backlog", told)


def _of_ends(subject: str, ended: Ended) -> Iterator[Reason]:
    if ended.judged < FEWEST:
        return
    for name, rate, most in (
        ("failed", ended.failure_rate, FAILURES),
        ("timed out", ended.timeout_rate, TIMEOUTS),
    ):
        if rate is not None and rate > most:
            told = f"{100 * rate:.0f} % of {ended.judged} {name} in the last hour"
            yield Reason(Health.WARNING, subject, told)


def _needs_a_person(seen: Snapshot) -> Iterator[Reason]:
    for one in seen.creators:
        told = f"{counted(one.waiting, 'task')} to be tried again: {one.example[:120]}"
        yield Reason(Health.WARNING, f"creator {one.creator}", told)
    for schedule in seen.schedules:
        told = schedule.reason if schedule.paused else f"failed {schedule.failures} times in a row"
        yield Reason(Health.WARNING, f"schedule {schedule.name}", told)
    for target in seen.targets:
        told = f"{target.failed} failed in the last day, {target.unverified} with unknown outcome"
        subject = f"target {target.account}/{target.target}"
        yield Reason(Health.WARNING, subject, f"{told}: {target.example[:120]}")
