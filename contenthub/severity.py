"""How loud each transition is in the log, so that an alarm that goes by the level hears failures.

A table and a function, both pure: ``lifecycle.unit`` logs by it. What stands in no row is ordinary
news (info). A failure with a further try is a warning, one that is final is an error.
"""

from __future__ import annotations

from enum import StrEnum

from contenthub.delivery_states import DeliveryEvent, WebhookEvent
from contenthub.states import (
    Entity,
    EntryEvent,
    EntryState,
    IncidentState,
    OpinionEvent,
    ScheduleEvent,
    TaskEvent,
    TaskState,
    TickEvent,
    TickState,
)


class Severity(StrEnum):
    """The log levels of transitions, by the names of the logger's methods."""

    INFO = "info"
    WARNING = "warning"  # it did not work, and it goes on: tried again, looked up, in part
    ERROR = "error"  # it did not work, and nothing happens any more without a person


_BY_EVENT: dict[tuple[Entity, StrEnum], Severity] = {
    (Entity.TASK, TaskEvent.POSTPONE): Severity.WARNING,
    (Entity.TASK, TaskEvent.RETRY): Severity.WARNING,
    (Entity.TASK, TaskEvent.RECOVER): Severity.WARNING,
    (Entity.TASK, TaskEvent.REQUEUE): Severity.WARNING,
    (Entity.TASK, TaskEvent.REFUSE_CANCEL): Severity.WARNING,
    (Entity.TASK, TaskEvent.FAIL): Severity.ERROR,
    (Entity.TASK, TaskEvent.EXPIRE): Severity.ERROR,
    (Entity.TASK, TaskEvent.QUARANTINE): Severity.ERROR,
    (Entity.ENTRY, EntryEvent.RETRY): Severity.WARNING,
    (Entity.ENTRY, EntryEvent.DOUBT): Severity.WARNING,
    (Entity.ENTRY, EntryEvent.FAIL): Severity.ERROR,
    (Entity.ENTRY, EntryEvent.RECOVER): Severity.WARNING,
    (Entity.ENTRY, EntryEvent.GONE): Severity.WARNING,
    (Entity.ENTRY, EntryEvent.UNSEEN): Severity.WARNING,
    (Entity.ENTRY, EntryEvent.KEEP): Severity.ERROR,
    (Entity.ENTRY, EntryEvent.KEEP_DRAFT): Severity.ERROR,
    (Entity.OPINION, OpinionEvent.RETRY): Severity.WARNING,
    (Entity.OPINION, OpinionEvent.RECOVER): Severity.WARNING,
    (Entity.OPINION, OpinionEvent.FAIL): Severity.ERROR,
    (Entity.OPINION, OpinionEvent.QUARANTINE): Severity.ERROR,
    (Entity.SCHEDULE, ScheduleEvent.GIVE_UP): Severity.ERROR,
    (Entity.TICK, TickEvent.RETRY): Severity.WARNING,
    (Entity.TICK, TickEvent.RECOVER): Severity.WARNING,
    (Entity.TICK, TickEvent.COMPLETE_PARTLY): Severity.WARNING,
    (Entity.TICK, TickEvent.FAIL): Severity.ERROR,
    (Entity.TICK, TickEvent.QUARANTINE): Severity.ERROR,
    (Entity.WEBHOOK, WebhookEvent.END): Severity.WARNING,
    (Entity.WEBHOOK, WebhookEvent.GIVE_UP): Severity.ERROR,
    (Entity.DELIVERY, DeliveryEvent.RETRY): Severity.WARNING,
    (Entity.DELIVERY, DeliveryEvent.RECOVER): Severity.WARNING,
    (Entity.DELIVERY, DeliveryEvent.FAIL): Severity.ERROR,
}

# Rows may begin where others end: a tick whose topics cannot be read is made as failed.
_BY_FIRST_STATE: dict[tuple[Entity, StrEnum], Severity] = {
    (Entity.TASK, TaskState.FAILED): Severity.ERROR,
    (Entity.ENTRY, EntryState.UNVERIFIED): Severity.WARNING,
    (Entity.ENTRY, EntryState.FAILED): Severity.ERROR,
    (Entity.TICK, TickState.FAILED): Severity.ERROR,
    (Entity.TICK, TickState.PARTIAL): Severity.WARNING,
    (Entity.INCIDENT, IncidentState.OPEN): Severity.WARNING,
}


def of(entity: Entity, event: StrEnum, before: StrEnum | None, after: StrEnum) -> Severity:
    """The level of this transition's log line; ``before`` is None for a row that was just made."""
    if before is None:
        return _BY_FIRST_STATE.get((entity, after), Severity.INFO)
    return _BY_EVENT.get((entity, event), Severity.INFO)
