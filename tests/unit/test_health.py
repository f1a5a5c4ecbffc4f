"""Healthy, warning or unhealthy: as the rules of alerts find it."""

from __future__ import annotations

from contenthub.alerts.finding import Finding, Level
from contenthub.monitoring.health import Health, Reason
from contenthub.operations.monitoring.standing import judged

ERROR = Finding("creator_failing", "openai", Level.ERROR, "2 tasks failed")
WARNING = Finding("backlog", "", Level.WARNING, "60 tasks wait")


def test_nothing_found_is_healthy() -> None:
    assert judged([]) == (Health.HEALTHY, [])


def test_a_warning_is_one() -> None:
    assert judged([WARNING]) == (
        Health.WARNING,
        [Reason(Health.WARNING, "backlog", "60 tasks wait")],
    )


def test_the_worst_comes_first() -> None:
    found, reasons = judged([WARNING, ERROR, WARNING])
    assert found is Health.UNHEALTHY
    assert [one.subject for one in reasons] == ["openai", "backlog", "backlog"]
