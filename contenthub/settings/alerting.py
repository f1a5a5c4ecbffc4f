"""The settings of alerts: what counts as wrong, for how long, and whom we tell that we live."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.settings import parsers
from contenthub.settings.publishing import Publishing
from contenthub.settings.spec import setting

_percent = parsers.number(float, 1, 99)
_long = parsers.duration(60, 31_536_000)
_short = parsers.duration(0, 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting(Publishing):
    """The part of ``Settings`` that alerts go by. Times are in seconds."""

    alert_failure_rate: float = setting(
        "CONTENTHUB_ALERT_FAILURE_RATE",
        _percent,
        20.0,
        "percent of the tasks that ended in the last hour which may fail before it is an alert",
    )
    alert_timeout_rate: float = setting(
        "CONTENTHUB_ALERT_TIMEOUT_RATE",
        _percent,
        10.0,
        "percent of the tasks that ended in the last hour which may run out of time",
    )
    alert_least_ended: int = setting(
        "CONTENTHUB_ALERT_LEAST_ENDED",
        parsers.number(int, 5, 100_000),
        20,
        "tasks that must have ended in the hour before a rate of them says anything",
    )
    alert_backlog: int = setting(
        "CONTENTHUB_ALERT_BACKLOG",
        parsers.number(int, 1, 10_000_000),
        50,
        "tasks that may wait for a free slot before it is an alert",
    )
    alert_backlog_age: float = setting(
        "CONTENTHUB_ALERT_BACKLOG_AGE",
        _long,
        7200.0,
        "seconds that the oldest of them may wait",
    )
    alert_review_age: float = setting(
        "CONTENTHUB_ALERT_REVIEW_AGE",
        _long,
        86_400.0,
        "seconds that a text may wait for a person",
    )
    alert_unverified_age: float = setting(
        "CONTENTHUB_ALERT_UNVERIFIED_AGE",
        _long,
        900.0,
        "seconds that it may be unknown whether a publication is out",
    )
    alert_for: float = setting(
        "CONTENTHUB_ALERT_FOR",
        _short,
        15.0,
        "seconds for which something must be wrong before anybody is told",
    )
    alert_quiet: float = setting(
        "CONTENTHUB_ALERT_QUIET",
        _short,
        60.0,
        "seconds for which it must be right again before it counts as over",
    )
    alert_repeat: float = setting(
        "CONTENTHUB_ALERT_REPEAT",
        _long,
        14_400.0,
        "seconds after which people are reminded of what is still wrong and nobody acknowledged",
    )
    alert_round: float = setting(
        "CONTENTHUB_ALERT_ROUND",
        parsers.duration(0.2, 30),
        5.0,
        "seconds between two looks at what may be wrong",
    )
    ping_url: str = setting(
        "CONTENTHUB_PING_URL",
        parsers.url("http", "https"),
        "",
        "an address that is called every minute while all is well, for a watcher elsewhere",
        secret=True,
    )
