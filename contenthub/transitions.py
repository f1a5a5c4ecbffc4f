"""Which event leads from which state to which one, for everything that has states.

Pure data. ``Unit`` is the only writer of states and asks this module what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from contenthub.delivery_states import (
    DeliveryEvent,
    DeliveryState,
    WebhookEvent,
    WebhookState,
)
from contenthub.states import (
    ENDED_TASK_STATES,
    OPEN_TASK_STATES,
    OUT_ENTRY_STATES,
    RESTING_ENTRY_STATES,
    SLOT_STATES,
    Entity,
    EntryEvent,
    EntryState,
    IncidentEvent,
    IncidentState,
    OpinionEvent,
    OpinionState,
    ReviewEvent,
    ReviewState,
    RevisionEvent,
    RevisionState,
    ScheduleEvent,
    ScheduleState,
    TaskEvent,
    TaskState,
    TickEvent,
    TickState,
)

State = TypeVar("State", bound=StrEnum)
Transitions = dict[tuple[StrEnum, StrEnum], StrEnum]  # (state, event): the state after it


def _table(moves: Mapping[Any, Mapping[State, State]]) -> Transitions:
    """By event, for each state in which it may happen: where it leads."""
    return {
        (before, event): after for event, ways in moves.items() for before, after in ways.items()
    }


TASK_TRANSITIONS = _table(
    {
        TaskEvent.DISPATCH: {TaskState.PENDING: TaskState.SUBMITTED},
        TaskEvent.START: {TaskState.SUBMITTED: TaskState.RUNNING},
        # A pending one's result is of an earlier attempt and waited for the database: no further
        # attempt is begun.
        TaskEvent.COMPLETE: dict.fromkeys(OPEN_TASK_STATES, TaskState.COMPLETED),
        TaskEvent.POSTPONE: {TaskState.SUBMITTED: TaskState.PENDING},
        TaskEvent.RETRY: dict.fromkeys(SLOT_STATES, TaskState.PENDING),
        TaskEvent.REQUEST_CANCEL: {state: state for state in SLOT_STATES},
        TaskEvent.REFUSE_CANCEL: {TaskState.RUNNING: TaskState.RUNNING},
        TaskEvent.RECOVER: {state: state for state in OPEN_TASK_STATES},
        TaskEvent.REQUEUE: {TaskState.RUNNING: TaskState.PENDING},
        TaskEvent.HAND_BACK: {TaskState.RUNNING: TaskState.PENDING},
        TaskEvent.FAIL: dict.fromkeys(OPEN_TASK_STATES, TaskState.FAILED),
        TaskEvent.QUARANTINE: dict.fromkeys(OPEN_TASK_STATES, TaskState.FAILED),
        TaskEvent.EXPIRE: dict.fromkeys(OPEN_TASK_STATES, TaskState.TIMEOUT),
        TaskEvent.CANCEL: dict.fromkeys(OPEN_TASK_STATES, TaskState.CANCELLED),
        TaskEvent.REVIVE: dict.fromkeys(ENDED_TASK_STATES, TaskState.PENDING),
        # An open one's is of an earlier attempt, and came while the next one was under way.
        TaskEvent.LATE_RESULT: {state: state for state in ENDED_TASK_STATES | OPEN_TASK_STATES},
        TaskEvent.ADOPT: dict.fromkeys(ENDED_TASK_STATES, TaskState.COMPLETED),
    }
)

REVIEW_TRANSITIONS = _table(
    {
        # The same decision again gives it another reason.
        ReviewEvent.APPROVE: dict.fromkeys(ReviewState, ReviewState.APPROVED),
        ReviewEvent.REJECT: dict.fromkeys(ReviewState, ReviewState.REJECTED),
        ReviewEvent.EDIT: {state: state for state in ReviewState},
        ReviewEvent.PLAN: {state: state for state in ReviewState},
        ReviewEvent.RETURN: {ReviewState.APPROVED: ReviewState.PENDING},
        ReviewEvent.LEAVE: {ReviewState.PENDING: ReviewState.PENDING},
    }
)

OPINION_TRANSITIONS = _table(
    {
        OpinionEvent.RETRY: {OpinionState.WANTED: OpinionState.WANTED},
        OpinionEvent.RECOVER: {OpinionState.WANTED: OpinionState.WANTED},
        OpinionEvent.GIVE: {OpinionState.WANTED: OpinionState.GIVEN},
        OpinionEvent.FAIL: {OpinionState.WANTED: OpinionState.FAILED},
        OpinionEvent.QUARANTINE: {OpinionState.WANTED: OpinionState.FAILED},
        OpinionEvent.OVERTAKE: {OpinionState.WANTED: OpinionState.OVERTAKEN},
    }
)

REVISION_TRANSITIONS = _table(
    {
        # What was declined may be taken after all.
        RevisionEvent.ACCEPT: dict.fromkeys(
            (RevisionState.PROPOSED, RevisionState.DECLINED), RevisionState.ACCEPTED
        ),
        # The same decision again gives it another reason.
        RevisionEvent.DECLINE: dict.fromkeys(
            (RevisionState.PROPOSED, RevisionState.DECLINED), RevisionState.DECLINED
        ),
    }
)

_AT_THE_TARGET = (EntryState.PUBLISHING, EntryState.UNVERIFIED, EntryState.ACCEPTED)

ENTRY_TRANSITIONS = _table(
    {
        EntryEvent.CLAIM: {EntryState.QUEUED: EntryState.PUBLISHING},
        EntryEvent.PARK: {EntryState.QUEUED: EntryState.QUEUED},
        EntryEvent.DEFER: {EntryState.QUEUED: EntryState.QUEUED},
        # A draft: its target says, when it is updated or looked at, that it is published by now.
        EntryEvent.PUBLISH: dict.fromkeys(
            (*_AT_THE_TARGET, EntryState.UPDATING, EntryState.HANDED_OVER, EntryState.FAILED),
            EntryState.PUBLISHED,
        ),
        EntryEvent.ACCEPT: dict.fromkeys((*_AT_THE_TARGET, EntryState.FAILED), EntryState.ACCEPTED),
        EntryEvent.HAND_OVER: dict.fromkeys(
            (*_AT_THE_TARGET, EntryState.PUBLISHED, EntryState.FAILED), EntryState.HANDED_OVER
        ),
        EntryEvent.RETRY: {
            EntryState.PUBLISHING: EntryState.QUEUED,
            EntryState.UPDATING: EntryState.UPDATING,
        },
        EntryEvent.FAIL: dict.fromkeys(_AT_THE_TARGET, EntryState.FAILED),
        EntryEvent.DOUBT: {
            EntryState.PUBLISHING: EntryState.UNVERIFIED,
            EntryState.UNVERIFIED: EntryState.UNVERIFIED,
            EntryState.ACCEPTED: EntryState.ACCEPTED,  # the look told nothing else
        },
        EntryEvent.ABSENT: dict.fromkeys(
            (EntryState.UNVERIFIED, EntryState.ACCEPTED), EntryState.QUEUED
        ),
        EntryEvent.RESCHEDULE: {EntryState.QUEUED: EntryState.QUEUED},
        # Whatever failed may still have reached its target: look before publishing again.
        EntryEvent.REVIVE: {EntryState.FAILED: EntryState.UNVERIFIED},
        EntryEvent.REMOVE: dict.fromkeys(
            (EntryState.QUEUED, EntryState.FAILED), EntryState.WITHDRAWN
        ),
        EntryEvent.RESTORE: {EntryState.WITHDRAWN: EntryState.QUEUED},
        EntryEvent.RESTORE_TRIED: {EntryState.WITHDRAWN: EntryState.UNVERIFIED},
        EntryEvent.CONFIRM_ABSENT: {
            EntryState.UNVERIFIED: EntryState.QUEUED,
            EntryState.FAILED: EntryState.QUEUED,
            EntryState.HANDED_OVER: EntryState.QUEUED,
            EntryState.WITHDRAWN: EntryState.WITHDRAWN,
        },
        EntryEvent.CONFIRM_THERE: dict.fromkeys(
            (
                EntryState.UNVERIFIED,
                EntryState.ACCEPTED,
                EntryState.HANDED_OVER,
                EntryState.FAILED,
            ),
            EntryState.PUBLISHED,
        ),
        EntryEvent.CHECK: {
            state: state
            for state in (*RESTING_ENTRY_STATES, EntryState.UNVERIFIED, EntryState.ACCEPTED)
        },
        EntryEvent.THERE: {
            state: state for state in (EntryState.PUBLISHED, EntryState.HANDED_OVER)
        },
        EntryEvent.GONE: {state: state for state in RESTING_ENTRY_STATES},
        EntryEvent.UNSEEN: {state: state for state in RESTING_ENTRY_STATES},
        EntryEvent.AGAIN: dict.fromkeys(
            (EntryState.PUBLISHED, EntryState.HANDED_OVER), EntryState.UNVERIFIED
        ),
        EntryEvent.UPDATE: dict.fromkeys(OUT_ENTRY_STATES, EntryState.UPDATING),
        EntryEvent.RECOVER: {EntryState.UPDATING: EntryState.UPDATING},
        EntryEvent.UPDATED: {EntryState.UPDATING: EntryState.PUBLISHED},
        EntryEvent.UPDATED_DRAFT: {EntryState.UPDATING: EntryState.HANDED_OVER},
        EntryEvent.KEEP: {EntryState.UPDATING: EntryState.PUBLISHED},
        EntryEvent.KEEP_DRAFT: {EntryState.UPDATING: EntryState.HANDED_OVER},
    }
)

SCHEDULE_TRANSITIONS = _table(
    {
        ScheduleEvent.CHANGE: {state: state for state in ScheduleState},
        ScheduleEvent.PAUSE: {ScheduleState.ACTIVE: ScheduleState.PAUSED},
        ScheduleEvent.GIVE_UP: {ScheduleState.ACTIVE: ScheduleState.PAUSED},
        # A paused one: resumed after its last time. An ended one was given new times.
        ScheduleEvent.END: dict.fromkeys(
            (ScheduleState.ACTIVE, ScheduleState.PAUSED), ScheduleState.ENDED
        ),
        ScheduleEvent.RESUME: dict.fromkeys(
            (ScheduleState.PAUSED, ScheduleState.ENDED), ScheduleState.ACTIVE
        ),
    }
)

TICK_TRANSITIONS = _table(
    {
        TickEvent.START: {TickState.QUEUED: TickState.PENDING},
        TickEvent.EXPAND: {TickState.PENDING: TickState.RUNNING},
        TickEvent.RETRY: {TickState.PENDING: TickState.PENDING},
        TickEvent.RECOVER: {TickState.PENDING: TickState.PENDING},
        TickEvent.QUARANTINE: {TickState.PENDING: TickState.FAILED},
        TickEvent.SKIP: {TickState.PENDING: TickState.SKIPPED},
        TickEvent.BACKFILL: dict.fromkeys((TickState.SKIPPED, TickState.FAILED), TickState.PENDING),
        TickEvent.COMPLETE: dict.fromkeys(
            (TickState.PENDING, TickState.RUNNING), TickState.COMPLETED
        ),
        TickEvent.FAIL: dict.fromkeys((TickState.PENDING, TickState.RUNNING), TickState.FAILED),
        TickEvent.COMPLETE_PARTLY: {TickState.RUNNING: TickState.PARTIAL},
    }
)

WEBHOOK_TRANSITIONS = _table(
    {
        WebhookEvent.PAUSE: {WebhookState.ACTIVE: WebhookState.PAUSED},
        WebhookEvent.GIVE_UP: {WebhookState.ACTIVE: WebhookState.PAUSED},
        WebhookEvent.END: dict.fromkeys(
            (WebhookState.ACTIVE, WebhookState.PAUSED), WebhookState.ENDED
        ),
        WebhookEvent.RESUME: dict.fromkeys(
            (WebhookState.PAUSED, WebhookState.ENDED), WebhookState.ACTIVE
        ),
        WebhookEvent.ROTATE: {
            state: state for state in (WebhookState.ACTIVE, WebhookState.PAUSED, WebhookState.ENDED)
        },
        WebhookEvent.REMOVE: dict.fromkeys(
            (WebhookState.ACTIVE, WebhookState.PAUSED, WebhookState.ENDED), WebhookState.REMOVED
        ),
    }
)

DELIVERY_TRANSITIONS = _table(
    {
        DeliveryEvent.DELIVER: {DeliveryState.PENDING: DeliveryState.DELIVERED},
        DeliveryEvent.RETRY: {DeliveryState.PENDING: DeliveryState.PENDING},
        DeliveryEvent.RECOVER: {DeliveryState.PENDING: DeliveryState.PENDING},
        DeliveryEvent.PARK: {DeliveryState.PENDING: DeliveryState.PENDING},
        DeliveryEvent.FAIL: {DeliveryState.PENDING: DeliveryState.FAILED},
        DeliveryEvent.DROP: {DeliveryState.PENDING: DeliveryState.DROPPED},
        DeliveryEvent.RESEND: dict.fromkeys(DeliveryState, DeliveryState.PENDING),
    }
)

INCIDENT_TRANSITIONS = _table(
    {
        # The same again gives it another reason.
        IncidentEvent.ACKNOWLEDGE: dict.fromkeys(
            (IncidentState.OPEN, IncidentState.ACKNOWLEDGED), IncidentState.ACKNOWLEDGED
        ),
        IncidentEvent.RESOLVE: dict.fromkeys(
            (IncidentState.OPEN, IncidentState.ACKNOWLEDGED), IncidentState.RESOLVED
        ),
    }
)

TRANSITIONS: dict[Entity, Transitions] = {
    Entity.TASK: TASK_TRANSITIONS,
    Entity.CONTENT: REVIEW_TRANSITIONS,
    Entity.REVISION: REVISION_TRANSITIONS,
    Entity.OPINION: OPINION_TRANSITIONS,
    Entity.ENTRY: ENTRY_TRANSITIONS,
    Entity.SCHEDULE: SCHEDULE_TRANSITIONS,
    Entity.TICK: TICK_TRANSITIONS,
    Entity.WEBHOOK: WEBHOOK_TRANSITIONS,
    Entity.DELIVERY: DELIVERY_TRANSITIONS,
    Entity.INCIDENT: INCIDENT_TRANSITIONS,
}


# An article that was published before is not published once more by these, whatever its state.
TOLD_AS: dict[tuple[str, str], str] = {
    (Entity.ENTRY, EntryEvent.UPDATED): "updated",
    (Entity.ENTRY, EntryEvent.UPDATED_DRAFT): "updated",
    (Entity.ENTRY, EntryEvent.KEEP): "update_failed",
    (Entity.ENTRY, EntryEvent.KEEP_DRAFT): "update_failed",
}


def event_type(entity: str, event: str, before: str | None, after: str) -> str:
    """What others call this: the new state where that changed, and else what happened."""
    told = TOLD_AS.get((entity, event))
    return f"{entity}.{told or (event if before == after else after)}"


def target(entity: Entity, state: StrEnum, event: StrEnum) -> StrEnum | None:
    """The state that ``event`` leads to, or None where it is not allowed."""
    return TRANSITIONS[entity].get((state, event))
