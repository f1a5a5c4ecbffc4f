"""One look at everything that may be wrong, and what is written of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from contenthub.alerts import rules
from contenthub.alerts.creator_rules import CREATOR_FAILING
from contenthub.alerts.decisions import Plan, Times
from contenthub.alerts.finding import Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.alerts.surroundings import Surroundings
from contenthub.errors import ContentHubError
from contenthub.lifecycle import incidents, schedule_pings
from contenthub.queries import alerting, snapshot
from contenthub.settings import Settings


def findings(settings: Settings, broker: str = "") -> list[Finding]:
    """What is wrong now, by all rules; ``broker`` is what is wrong with it, found out before.

    The database must be open.
    """
    situation = Situation(snapshot.take(), settings, _surroundings(settings, broker))
    return rules.findings(situation)


def look(settings: Settings, demand: Callable[[], None], broker: str = "") -> Plan:
    """Find what is wrong, and write what follows; ``demand`` raises where another one leads."""
    plan = incidents.look(findings(settings, broker), times(settings), demand)
    schedule_pings.tell(demand)
    return plan


def times(settings: Settings) -> Times:
    """For how long something has to be wrong, and right again."""
    return Times(rules.holds(settings), settings.alert_quiet, settings.alert_repeat)


def all_is_well() -> bool:
    """Whether nothing is wrong that matters and of which no person knows.

    A line of one article a day has nothing but that one to show: its creator matters at once.
    """
    return not any(
        one.acknowledged_at is None and (one.level == Level.ERROR or one.rule == CREATOR_FAILING)
        for one in incidents.unresolved()
    )


def clean_up() -> int:
    """Forget what was over a year ago; returns how many."""
    return incidents.clean_up()


def trouble_of_broker(settings: Settings) -> str:
    """What is wrong with Redis; empty: nothing, or there is none."""
    if settings.embedded:
        return ""
    from contenthub.broker import check

    try:
        check.check(settings.redis_url)
    except ContentHubError as error:
        return error.message
    return ""


def _surroundings(settings: Settings, broker: str) -> Surroundings:
    return Surroundings(
        home=str(settings.home_folder),
        free_bytes=_free(settings.home_folder),
        broker=broker,
        channels=alerting.broken_channels(),
        endpoints=alerting.paused_endpoints(),
    )


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # a home that is not there says nothing of the disk
        return None
