"""Failures are loud in the log: every event of every entity has the level that is meant."""

from __future__ import annotations

import io
import json
from enum import StrEnum

import pytest

from contenthub import logs, severity, transitions
from contenthub.delivery_states import DeliveryEvent, WebhookEvent
from contenthub.lifecycle.unit import Unit
from contenthub.settings import Settings
from contenthub.severity import Severity
from contenthub.states import (
    Entity,
    EntryEvent,
    EntryState,
    IncidentEvent,
    OpinionEvent,
    ReviewEvent,
    ReviewState,
    RevisionEvent,
    ScheduleEvent,
    TaskEvent,
    TaskState,
    TickEvent,
    TickState,
)

EVENTS: dict[Entity, type[StrEnum]] = {
    Entity.TASK: TaskEvent,
    Entity.CONTENT: ReviewEvent,
    Entity.REVISION: RevisionEvent,
    Entity.OPINION: OpinionEvent,
    Entity.ENTRY: EntryEvent,
    Entity.SCHEDULE: ScheduleEvent,
    Entity.TICK: TickEvent,
    Entity.WEBHOOK: WebhookEvent,
    Entity.DELIVERY: DeliveryEvent,
    Entity.INCIDENT: IncidentEvent,
}
WARNINGS = {
    Entity.TASK: {"postpone", "retry", "recover", "requeue", "refuse_cancel"},
    Entity.ENTRY: {"retry", "doubt", "recover", "gone", "unseen"},
    Entity.OPINION: {"retry", "recover"},
    Entity.TICK: {"retry", "recover", "complete_partly"},
    Entity.WEBHOOK: {"end"},
    Entity.DELIVERY: {"retry", "recover"},
}
ERRORS = {
    Entity.TASK: {"fail", "expire", "quarantine"},
    Entity.ENTRY: {"fail", "keep", "keep_draft"},
    Entity.SCHEDULE: {"give_up"},
    Entity.OPINION: {"fail", "quarantine"},
    Entity.TICK: {"fail", "quarantine"},
    Entity.WEBHOOK: {"give_up"},
    Entity.DELIVERY: {"fail"},
}
ALL = [(entity, event) for entity, events in EVENTS.items() for event in events]


def meant(entity: Entity, event: StrEnum) -> Severity:
    if event.value in ERRORS.get(entity, ()):
        return Severity.ERROR
    return Severity.WARNING if event.value in WARNINGS.get(entity, ()) else Severity.INFO


@pytest.mark.parametrize(("entity", "event"), ALL)
def test_every_event_has_the_level_that_is_meant(entity: Entity, event: StrEnum) -> None:
    ways = [
        (before, after)
        for (before, on), after in transitions.TRANSITIONS[entity].items()
        if on == event
    ]
    for before, after in ways:
        assert severity.of(entity, event, before, after) is meant(entity, event)


@pytest.mark.parametrize(("entity", "event"), ALL)
def test_no_transition_into_a_failure_is_ordinary_news(entity: Entity, event: StrEnum) -> None:
    bad = {TaskState.FAILED, TaskState.TIMEOUT}
    for (before, on), after in transitions.TRANSITIONS[entity].items():
        if on == event and after in bad and before != after:
            assert severity.of(entity, event, before, after) is Severity.ERROR


@pytest.mark.parametrize(
    ("entity", "state", "level"),
    [
        (Entity.TICK, TickState.FAILED, Severity.ERROR),
        (Entity.TICK, TickState.PENDING, Severity.INFO),
        (Entity.TICK, TickState.SKIPPED, Severity.INFO),
        (Entity.ENTRY, EntryState.UNVERIFIED, Severity.WARNING),
        (Entity.ENTRY, EntryState.QUEUED, Severity.INFO),
        (Entity.TASK, TaskState.PENDING, Severity.INFO),
        (Entity.CONTENT, ReviewState.PENDING, Severity.INFO),
    ],
)
def test_a_row_that_is_made_as_failed_is_as_loud_as_one_that_fails(
    entity: Entity, state: StrEnum, level: Severity
) -> None:
    assert severity.of(entity, EVENTS[entity]("create"), None, state) is level


def test_the_unit_writes_its_lines_at_these_levels(database: Settings) -> None:
    stream = io.StringIO()
    logs.configure("info", "json", stream)
    try:
        with Unit("test") as unit:
            unit.created(Entity.TICK, 1, "t1", TickEvent.CREATE, TickState.FAILED, reason="no feed")
            unit.created(Entity.TICK, 2, "t2", TickEvent.CREATE, TickState.COMPLETED)
    finally:
        logs.configure()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("tick_failed", "error"),
        ("tick_completed", "info"),
    ]
