"""Healthy, warning or unhealthy: a table of what is seen and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contenthub.monitoring import health
from contenthub.monitoring.health import Health
from contenthub.monitoring.snapshot import (
    Backlog,
    Counts,
    CreatorTrouble,
    Ended,
    Processes,
    Queue,
    ScheduleTrouble,
    Snapshot,
    StuckWork,
    TargetTrouble,
    Window,
)

QUIET = Snapshot(datetime(2026, 12, 1, tzinfo=UTC))


def hour(**ends: int) -> Snapshot:
    ended = Ended(**ends)
    counts = Counts(ended=ended, by_creator={"openai": ended})
    return replace(QUIET, windows={**QUIET.windows, Window.HOUR: counts})


def processes(**values: object) -> Snapshot:
    return replace(QUIET, processes=Processes(**values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "level", "subject"),
    [
        (QUIET, Health.HEALTHY, None),
        (processes(work={"task": 2}), Health.UNHEALTHY, "worker"),
        (processes(workers=1, work={"task": 2}), Health.HEALTHY, None),
        (processes(active_schedules=1), Health.WARNING, "scheduler"),
        (processes(active_schedules=1, late_schedules=("a",)), Health.UNHEALTHY, "scheduler"),
        (
            processes(active_schedules=1, schedulers=1, late_schedules=("a",)),
            Health.UNHEALTHY,
            "scheduler",
        ),
        (processes(api_is_used=True), Health.WARNING, "api"),
        (hour(completed=14, failed=5), Health.HEALTHY, None),  # too few to be judged
        (hour(completed=16, failed=4), Health.HEALTHY, None),  # a fifth, and no more
        (hour(completed=15, failed=5), Health.WARNING, "tasks"),
        (hour(completed=18, timeout=2), Health.HEALTHY, None),
        (hour(completed=17, timeout=3), Health.WARNING, "tasks"),
        (hour(cancelled=50), Health.HEALTHY, None),
        (replace(QUIET, backlog=Backlog(Queue(50, 9.0))), Health.HEALTHY, None),
        (replace(QUIET, backlog=Backlog(Queue(51, 9.0))), Health.WARNING, "backlog"),
        (replace(QUIET, stuck=(StuckWork("tasks", "overdue", 1),)), Health.UNHEALTHY, "work"),
        (
            replace(QUIET, creators=(CreatorTrouble("openai", 3, "503"),)),
            Health.WARNING,
            "creator openai",
        ),
        (
            replace(QUIET, schedules=(ScheduleTrouble("daily", 2, False),)),
            Health.WARNING,
            "schedule daily",
        ),
        (
            replace(QUIET, targets=(TargetTrouble(1, 1, "a", "b", 1, 0, "full"),)),
            Health.WARNING,
            "target a/b",
        ),
    ],
)
def test_what_is_seen_is_judged(seen: Snapshot, level: Health, subject: str | None) -> None:
    found, reasons = health.judged(seen)
    assert found is level
    assert (reasons[0].subject if reasons else None) == subject
    assert all(one.detail for one in reasons)


def test_the_worst_comes_first() -> None:
    seen = replace(processes(work={"task": 1}), backlog=Backlog(Queue(60, 1.0)))
    found, reasons = health.judged(seen)
    assert found is Health.UNHEALTHY
    assert [one.health for one in reasons] == [Health.UNHEALTHY, Health.WARNING]
