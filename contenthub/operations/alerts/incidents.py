"""Incidents as people ask for them, and what a person says of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from contenthub import clock, validation
from contenthub.alerts.rules import RULES
from contenthub.codes import Code
from contenthub.errors import InputError
from contenthub.lifecycle import incidents, silences
from contenthub.lifecycle.unit import Unit
from contenthub.operations.caller import Caller
from contenthub.queries import alerting
from contenthub.settings import Settings
from contenthub.states import IncidentState

Row = dict[str, Any]

MOST_REASON = 1_000  # characters
LONGEST_SILENCE = timedelta(days=365)
_NOT_OVER = (IncidentState.OPEN, IncidentState.ACKNOWLEDGED)


def listing(
    limit: int, offset: int = 0, *, over: bool = False, before: int | None = None
) -> list[Row]:
    """The incidents that are not over, the latest first; ``over``: also those that are."""
    states = [] if over else [one.value for one in _NOT_OVER]
    return alerting.incidents(states, limit, offset, before=before)


def details(id_: int) -> Row:
    """One incident. Raises NotFoundError."""
    return alerting.incident(incidents.find(id_).id)


def acknowledge(caller: Caller, id_: int, reason: str = "") -> Row:
    """A person knows: nobody is told of it until it is over.

    Raises NotFoundError, and NotAllowedError for one that is over.
    """
    said = validation.plain_text(reason, "reason", MOST_REASON)
    with Unit(caller.who) as unit:
        incidents.acknowledge(unit, id_, said)
    return details(id_)


def silence(
    caller: Caller, rule: str | None, subject: str | None, lasts: timedelta, reason: str
) -> Row:
    """Tell nobody of what these name for so long; None: whichever.

    Raises InputError for a rule that there is not, a span without end, and without a reason.
    """
    if rule is not None:
        demand_rule(rule)
    if not timedelta() < lasts <= LONGEST_SILENCE:
        raise InputError("a silence lasts from a second to a year")
    said = validation.plain_text(reason, "reason", MOST_REASON)
    if not said:
        raise InputError("a silence needs a reason: who looks later has to know why")
    about = None if subject is None else validation.plain_text(subject, "subject", 200)
    until: datetime = clock.now() + lasts
    made = silences.add(rule, about, until, said, caller.who)
    return shown_silence(made.id)


def end_silence(caller: Caller, id_: int) -> Row:
    """Tell people again. Raises NotFoundError for a silence that has ended."""
    return shown_silence(silences.end(id_).id)


def shown_silence(id_: int) -> Row:
    """One silence."""
    return alerting.silence(id_)


def all_silences(
    limit: int, offset: int = 0, *, ended: bool = False, before: int | None = None
) -> list[Row]:
    """The silences that have not ended, or all, the latest first; ``before`` is an id."""
    return alerting.silences(limit, offset, ended=ended, before=before)


def rules(settings: Settings) -> list[Row]:
    """What counts as wrong, with the present values, and what helps."""
    return [
        {
            "rule": one.name,
            "meaning": one.meaning,
            "threshold": one.threshold(settings),
            "for_seconds": one.hold(settings),
            "settings": list(one.variables),
        }
        for one in RULES
    ]


def demand_rule(name: str) -> None:
    """Raise InputError where there is no such rule."""
    names = [one.name for one in RULES]
    if name not in names:
        raise InputError(
            f"rule is {name!r}; allowed: {', '.join(names)}",
            code=Code.BAD_VALUE,
            field="rule",
            value=name,
            allowed=", ".join(names),
        )
