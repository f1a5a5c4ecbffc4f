"""Whether the line is healthy, and why it is not."""

from __future__ import annotations

from collections.abc import Sequence

from contenthub.alerts.finding import Finding, Level
from contenthub.errors import ContentHubError, ExitCode
from contenthub.monitoring.health import Health, Reason
from contenthub.operations.alerts import rounds
from contenthub.settings import Settings

_HEALTH = {Level.WARNING: Health.WARNING, Level.ERROR: Health.UNHEALTHY}


class UnhealthyError(ContentHubError):
    """Work stands still."""

    exit_code = ExitCode.WORK_FAILED


def health_now(settings: Settings) -> tuple[Health, list[Reason]]:
    """How the line is at this moment, and all reasons, the worst first.

    The rules of alerts judge, by their thresholds: what is told as an error is unhealthy here.
    """
    return judged(rounds.findings(settings))


def judged(findings: Sequence[Finding]) -> tuple[Health, list[Reason]]:
    """The worst of what was found, and all of it, the worst first."""
    found = [Reason(_HEALTH[one.level], one.subject or one.rule, one.summary) for one in findings]
    found.sort(key=lambda one: one.health is not Health.UNHEALTHY)
    return (found[0].health if found else Health.HEALTHY), found


def demand_healthy(found: Health, reasons: list[Reason]) -> None:
    """Raise UnhealthyError, which names what is wrong, where work stands still."""
    if found is Health.UNHEALTHY:
        worst = [one.subject for one in reasons if one.health is Health.UNHEALTHY]
        raise UnhealthyError(f"unhealthy: {', '.join(dict.fromkeys(worst))}")
