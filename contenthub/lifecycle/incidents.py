"""Incidents are opened, seen again and resolved here, each with the messages that tell of it.

A round reads what was known, lets ``alerts.decisions`` decide, and writes all of it in one
transaction: an incident that nobody was told of because the process died in between cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from contenthub import clock, records
from contenthub.alerts import decisions, rules
from contenthub.alerts.creator_rules import CREATOR_FAILING
from contenthub.alerts.decisions import Known, Opening, Plan, Resolving, Times
from contenthub.alerts.finding import Finding
from contenthub.alerts.messages import News, Told
from contenthub.columns import MomentField
from contenthub.database import db
from contenthub.errors import NotAllowedError, NotFoundError
from contenthub.lifecycle import alert_messages, channels
from contenthub.lifecycle.statements import insert_row
from contenthub.lifecycle.unit import Unit
from contenthub.models import Incident as IncidentTable
from contenthub.models import Suspicion
from contenthub.records import Incident, Silence
from contenthub.states import Entity, IncidentEvent, IncidentState

WHO = "alerts"
KEPT = timedelta(days=365)  # for which a resolved incident is kept
PORTION = 500  # of those that are removed in one go

_moment: MomentField = Suspicion.since


def known() -> Known:
    """What earlier rounds wrote."""
    rows = db.execute("SELECT rule, subject, since FROM suspicions").fetchall()
    return Known(
        {(row[0], row[1]): _moment.python_value(row[2]) or clock.now() for row in rows},
        unresolved(),
        records.select(Silence, "WHERE until > ?", (records.moment(clock.now()),)),
        reach=bool(channels.active()),
    )


def unresolved() -> list[Incident]:
    """The incidents that are not over, in the order in which they came."""
    return records.select(Incident, "WHERE status <> 'resolved' ORDER BY id")


def look(findings: Sequence[Finding], times: Times, demand: Callable[[], None]) -> Plan:
    """Write what follows from what is wrong now; ``demand`` raises where another process leads.

    Where nothing changes nothing is written.
    """
    plan = decisions.decide(findings, known(), clock.now(), times)
    if not plan:
        return plan
    with Unit(WHO) as unit:
        demand()
        plan = decisions.decide(findings, known(), unit.now, times)
        _write(unit, plan)
    return plan


def _write(unit: Unit, plan: Plan) -> None:
    _suspect(plan)
    news = [one for opening in plan.open if (one := _open(unit, opening))]
    for incident, finding in plan.seen:
        _see(incident, finding, unit.now)
    for incident in plan.clearing:
        db.execute(
            "UPDATE incidents SET clear_since = ? WHERE id = ?",
            (records.moment(unit.now), incident.id),
        )
    news += [_again(incident, finding, unit.now) for incident, finding in plan.tell]
    news += [one for ending in plan.resolve if (one := _resolve(unit, ending))]
    alert_messages.hand_over(unit, news)


def _resolve(unit: Unit, ending: Resolving) -> News | None:
    incident = ending.incident
    lasted = clock.passed(incident.began_at, ending.ended_at)
    data = {"seconds": round(lasted), "rule": incident.rule, "subject": incident.subject}
    event, ended_at = IncidentEvent.RESOLVE, ending.ended_at
    if not unit.move(Entity.INCIDENT, incident, event, data=data, resolved_at=ended_at):
        return None
    if not ending.told:
        return None
    news = _news(incident, Told.RESOLVED, lasted)
    return replace(news, summary=f"{_without_success(incident)}{news.summary}")


def _without_success(incident: Incident) -> str:
    """What is said beforehand where a creator is well only because nothing is asked of it."""
    if incident.rule != CREATOR_FAILING:
        return ""
    row = db.execute(
        "SELECT 1 FROM generation_tasks INDEXED BY task_ended WHERE status = 'completed'"
        " AND completed_at > ? AND creator = ? LIMIT 1",
        (records.moment(incident.began_at), incident.subject),
    ).fetchone()
    return "" if row else "(none was completed, and none is failing any more) "


def _suspect(plan: Plan) -> None:
    for (rule, subject), since in plan.suspect.items():
        db.execute(
            "INSERT INTO suspicions (rule, subject, since) VALUES (?, ?, ?)"
            " ON CONFLICT (rule, subject) DO UPDATE SET since = excluded.since",
            (rule, subject, records.moment(since)),
        )
    for rule, subject in plan.forget:
        db.execute("DELETE FROM suspicions WHERE rule = ? AND subject = ?", (rule, subject))


def _open(unit: Unit, opening: Opening) -> News | None:
    finding = opening.finding
    id_ = insert_row(
        IncidentTable,
        {
            "rule": finding.rule,
            "subject": finding.subject,
            "level": finding.level.value,
            "status": IncidentState.OPEN,
            "summary": finding.summary,
            "figures": dict(finding.figures),
            "culprits": list(finding.culprits),
            "began_at": opening.began_at,
            "seen_at": unit.now,
            "told_at": unit.now if opening.told else None,
            "created_at": unit.now,
            "updated_at": unit.now,
        },
    )
    unit.created(
        Entity.INCIDENT,
        id_,
        str(id_),
        IncidentEvent.CREATE,
        IncidentState.OPEN,
        reason=finding.summary,
        data={"rule": finding.rule, "subject": finding.subject, "level": finding.level.value},
    )
    if not opening.told:
        return None
    found = find(id_)
    return _news(found, Told.OPENED, clock.passed(found.began_at, unit.now))


def _see(incident: Incident, finding: Finding, now: datetime) -> None:
    """Note how it stands; moments that lie ahead of a clock that was set back come down to it."""
    told = None if incident.told_at is None else min(incident.told_at, now)
    IncidentTable.update(
        summary=finding.summary,
        figures=dict(finding.figures),
        culprits=list(finding.culprits),
        level=finding.level.value,
        seen_at=now,
        clear_since=None,
        told_at=told,
        began_at=min(incident.began_at, now),
    ).where(IncidentTable.id == incident.id).execute()


def _again(incident: Incident, finding: Finding, now: datetime) -> News:
    """Tell of one that is there: for the first time where nobody was to be told before."""
    IncidentTable.update(told_at=now).where(IncidentTable.id == incident.id).execute()
    told = Told.OPENED if incident.told_at is None else Told.REMINDED
    return _news(find(incident.id), told, clock.passed(incident.began_at, now))


def _news(incident: Incident, told: Told, lasted: float) -> News:
    return News(
        incident.id,
        told,
        incident.rule,
        incident.subject,
        incident.level,
        incident.summary,
        incident.began_at,
        lasted,
        incident.figures,
        incident.culprits,
        rules.advice(incident.rule, incident.subject),
    )


def find(id_: int) -> Incident:
    """The incident of this id. Raises NotFoundError."""
    found = records.by_ids(Incident, [id_])
    if not found:
        raise NotFoundError(f"no incident {id_}")
    return found[0]


def acknowledge(unit: Unit, id_: int, reason: str) -> None:
    """Nobody is told of it until it is over. Raises NotFoundError, NotAllowedError when it is."""
    incident = records.locked(Incident, id_)
    if incident is None:
        raise NotFoundError(f"no incident {id_}")
    if incident.state is IncidentState.RESOLVED:
        raise NotAllowedError(f"incident {id_} is over already")
    unit.move(
        Entity.INCIDENT,
        incident,
        IncidentEvent.ACKNOWLEDGE,
        reason=reason,
        acknowledged_by=unit.who,
        acknowledged_at=unit.now,
        status_reason=reason,
    )


def clean_up() -> int:
    """Remove what was over a year ago; returns how many. Events tell of them for longer."""
    before = records.moment(clock.now() - KEPT)
    with db.transaction():
        rows = db.execute(
            "SELECT id FROM incidents WHERE resolved_at IS NOT NULL AND resolved_at < ? LIMIT ?",
            (before, PORTION),
        ).fetchall()
        _remove([row[0] for row in rows])
    return len(rows)


def _remove(ids: Iterable[int]) -> None:
    listed = tuple(ids)
    marks = ", ".join("?" * len(listed))
    if listed:
        db.execute(f"DELETE FROM incident_messages WHERE incident_id IN ({marks})", listed)
        db.execute(f"DELETE FROM incidents WHERE id IN ({marks})", listed)
