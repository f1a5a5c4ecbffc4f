"""Whether the line is healthy, and why it is not."""

from __future__ import annotations

from contenthub.errors import ContentHubError, ExitCode
from contenthub.monitoring import health
from contenthub.monitoring.health import Health, Reason
from contenthub.queries import snapshot


class UnhealthyError(ContentHubError):
    """Work stands still."""

    exit_code = ExitCode.WORK_FAILED


def health_now() -> tuple[Health, list[Reason]]:
    """How the line is at this moment, and all reasons, the worst first."""
    return health.judged(snapshot.take())


def demand_healthy(found: Health, reasons: list[Reason]) -> None:
    """Raise UnhealthyError, which names what is wrong, where work stands still."""
    if found is Health.UNHEALTHY:
        worst = [one.subject for one in reasons if one.health is Health.UNHEALTHY]
        raise UnhealthyError(f"unhealthy: {', '.join(dict.fromkeys(worst))}")
