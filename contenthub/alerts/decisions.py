"""What follows from what is wrong now and what was known before: pure, on plain values.

Something that is wrong is a suspicion at first. When it has lasted it becomes an incident, of
which people are told; when it has been right for long enough the incident is over, and they are
told that. Moments may have been written before the clock was set back: one in the future counts as
the present.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contenthub import clock
from contenthub.alerts.finding import Finding, Key
from contenthub.records import Incident, Silence
from contenthub.states import IncidentState

GATHER = 20.0  # seconds between two messages, so that what comes bit by bit is one
SEEN_AGAIN = 60.0  # seconds after which it is noted anew that an incident is still there


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: ``holds`` before people are told, by rule, ``quiet`` after, ``repeat`` between."""

    holds: Mapping[str, float]
    quiet: float
    repeat: float


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier rounds wrote: suspicions with their beginning, incidents that are not over.

    ``reach``: there is a channel by which people can be told.
    """

    suspicions: Mapping[Key, datetime]
    incidents: Sequence[Incident]
    silences: Sequence[Silence] = ()
    reach: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """A new incident; ``told``: people are told of it."""

    finding: Finding
    began_at: datetime
    told: bool


@dataclass(frozen=True, slots=True)
class Resolving:
    """The end of an incident; ``told``: those who were told of it hear that it is over."""

    incident: Incident
    ended_at: datetime
    told: bool


@dataclass(slots=True)
class Plan:
    """What a round writes."""

    suspect: dict[Key, datetime] = field(default_factory=dict)
    forget: list[Key] = field(default_factory=list)
    open: list[Opening] = field(default_factory=list)
    seen: list[tuple[Incident, Finding]] = field(default_factory=list)
    clearing: list[Incident] = field(default_factory=list)
    resolve: list[Resolving] = field(default_factory=list)
    tell: list[tuple[Incident, Finding]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.suspect, self.forget, self.open, self.seen, self.clearing, self.resolve))


def decide(findings: Iterable[Finding], known: Known, now: datetime, times: Times) -> Plan:
    """What becomes of each of them."""
    wrong = {one.key: one for one in findings}
    plan = Plan()
    open_keys = set()
    gathering = told_lately(known.incidents, now)
    for incident in known.incidents:
        key = (incident.rule, incident.subject)
        open_keys.add(key)
        silenced = not known.reach or is_silenced(key, known.silences, now)
        if key in wrong:
            _still_wrong(plan, incident, wrong[key], now, times, quiet=silenced or gathering)
        elif not gathering:
            _right_again(plan, incident, now, times, quiet=silenced)
    plan.forget += [key for key in known.suspicions if key not in wrong or key in open_keys]
    for key, finding in wrong.items():
        if key not in open_keys:
            silenced = not known.reach or is_silenced(key, known.silences, now)
            since = known.suspicions.get(key)
            _suspected(plan, finding, since, now, times, quiet=silenced or gathering)
    return plan


def told_lately(incidents: Iterable[Incident], now: datetime) -> bool:
    """Whether people were told of something a moment ago: what comes now is gathered then."""
    return any(
        one.told_at is not None and 0 <= (now - one.told_at).total_seconds() < GATHER
        for one in incidents
    )


def is_silenced(key: Key, silences: Collection[Silence], now: datetime) -> bool:
    """Whether nobody is to be told of this at the moment."""
    rule, subject = key
    return any(
        one.until > now and one.rule in (None, rule) and one.subject in (None, subject)
        for one in silences
    )


def _suspected(
    plan: Plan,
    finding: Finding,
    since: datetime | None,
    now: datetime,
    times: Times,
    *,
    quiet: bool,
) -> None:
    if since is None or since > now:
        plan.suspect[finding.key] = since = now
    if clock.passed(since, now) < times.holds.get(finding.rule, 0.0):
        return
    plan.suspect.pop(finding.key, None)
    plan.forget.append(finding.key)
    plan.open.append(Opening(finding, since, told=not quiet))


def _still_wrong(
    plan: Plan,
    incident: Incident,
    finding: Finding,
    now: datetime,
    times: Times,
    *,
    quiet: bool,
) -> None:
    told = incident.told_at
    due = told is None or clock.passed(told, now) >= times.repeat
    due = due and incident.state is IncidentState.OPEN and not quiet
    if due:
        plan.tell.append((incident, finding))
    stale = not timedelta() <= now - incident.seen_at < timedelta(seconds=SEEN_AGAIN)
    if stale or due or incident.clear_since is not None or incident.level != finding.level:
        plan.seen.append((incident, finding))


def _right_again(
    plan: Plan, incident: Incident, now: datetime, times: Times, *, quiet: bool
) -> None:
    clear_since = incident.clear_since
    if clear_since is None or clear_since > now:
        clear_since = now
        plan.clearing.append(incident)
    if clock.passed(clear_since, now) >= times.quiet:
        plan.clearing = [one for one in plan.clearing if one is not incident]
        told = incident.told_at is not None and not quiet
        plan.resolve.append(Resolving(incident, clear_since, told))
