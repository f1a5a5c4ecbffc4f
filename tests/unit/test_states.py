"""The transition tables: every state meets every event."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import pytest

from contenthub import states, transitions
from contenthub.delivery_states import (
    DeliveryEvent,
    DeliveryState,
    WebhookEvent,
    WebhookState,
)
from contenthub.states import (
    ActorName,
    Due,
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

T, E = TaskState, TaskEvent
OPEN = {T.PENDING, T.SUBMITTED, T.RUNNING}
ENDED = {T.FAILED, T.TIMEOUT, T.CANCELLED}

# What may happen in which states, and where it leads; everything else is refused.
TASKS: dict[TaskEvent, dict[TaskState, TaskState]] = {
    E.CREATE: {},
    E.DISPATCH: {T.PENDING: T.SUBMITTED},
    E.START: {T.SUBMITTED: T.RUNNING},
    E.COMPLETE: dict.fromkeys(OPEN, T.COMPLETED),
    E.POSTPONE: {T.SUBMITTED: T.PENDING},
    E.RETRY: {T.SUBMITTED: T.PENDING, T.RUNNING: T.PENDING},
    E.FAIL: dict.fromkeys(OPEN, T.FAILED),
    E.EXPIRE: dict.fromkeys(OPEN, T.TIMEOUT),
    E.REQUEST_CANCEL: {T.SUBMITTED: T.SUBMITTED, T.RUNNING: T.RUNNING},
    E.REFUSE_CANCEL: {T.RUNNING: T.RUNNING},
    E.CANCEL: dict.fromkeys(OPEN, T.CANCELLED),
    E.RECOVER: {state: state for state in OPEN},
    E.REQUEUE: {T.RUNNING: T.PENDING},
    E.HAND_BACK: {T.RUNNING: T.PENDING},
    E.QUARANTINE: dict.fromkeys(OPEN, T.FAILED),
    E.REVIVE: dict.fromkeys(ENDED, T.PENDING),
    E.LATE_RESULT: {state: state for state in ENDED | OPEN},
    E.ADOPT: dict.fromkeys(ENDED, T.COMPLETED),
}

P, W = EntryState, EntryEvent
AT_THE_TARGET = (P.PUBLISHING, P.UNVERIFIED, P.ACCEPTED)
ENTRIES: dict[EntryEvent, dict[EntryState, EntryState]] = {
    W.CREATE: {},
    W.CLAIM: {P.QUEUED: P.PUBLISHING},
    W.PARK: {P.QUEUED: P.QUEUED},
    W.DEFER: {P.QUEUED: P.QUEUED},
    W.PUBLISH: dict.fromkeys((*AT_THE_TARGET, P.UPDATING, P.HANDED_OVER, P.FAILED), P.PUBLISHED),
    W.ACCEPT: dict.fromkeys((*AT_THE_TARGET, P.FAILED), P.ACCEPTED),
    W.HAND_OVER: dict.fromkeys((*AT_THE_TARGET, P.PUBLISHED, P.FAILED), P.HANDED_OVER),
    W.RETRY: {P.PUBLISHING: P.QUEUED, P.UPDATING: P.UPDATING},
    W.FAIL: dict.fromkeys(AT_THE_TARGET, P.FAILED),
    W.DOUBT: {
        P.PUBLISHING: P.UNVERIFIED,
        P.UNVERIFIED: P.UNVERIFIED,
        P.ACCEPTED: P.ACCEPTED,
    },
    W.ABSENT: {P.UNVERIFIED: P.QUEUED, P.ACCEPTED: P.QUEUED},
    W.RESCHEDULE: {P.QUEUED: P.QUEUED},
    W.REVIVE: {P.FAILED: P.UNVERIFIED},
    W.REMOVE: {P.QUEUED: P.WITHDRAWN, P.FAILED: P.WITHDRAWN},
    W.RESTORE: {P.WITHDRAWN: P.QUEUED},
    W.RESTORE_TRIED: {P.WITHDRAWN: P.UNVERIFIED},
    W.CONFIRM_ABSENT: {
        P.UNVERIFIED: P.QUEUED,
        P.FAILED: P.QUEUED,
        P.HANDED_OVER: P.QUEUED,
        P.WITHDRAWN: P.WITHDRAWN,
    },
    W.CONFIRM_THERE: dict.fromkeys(
        (P.UNVERIFIED, P.ACCEPTED, P.HANDED_OVER, P.FAILED), P.PUBLISHED
    ),
    W.CHECK: {
        state: state for state in (P.PUBLISHED, P.HANDED_OVER, P.FAILED, P.UNVERIFIED, P.ACCEPTED)
    },
    W.THERE: {P.PUBLISHED: P.PUBLISHED, P.HANDED_OVER: P.HANDED_OVER},
    W.GONE: {state: state for state in (P.PUBLISHED, P.HANDED_OVER, P.FAILED)},
    W.UNSEEN: {state: state for state in (P.PUBLISHED, P.HANDED_OVER, P.FAILED)},
    W.AGAIN: {P.PUBLISHED: P.UNVERIFIED, P.HANDED_OVER: P.UNVERIFIED},
    W.UPDATE: dict.fromkeys((P.PUBLISHED, P.HANDED_OVER, P.UPDATING), P.UPDATING),
    W.RECOVER: {P.UPDATING: P.UPDATING},
    W.UPDATED: {P.UPDATING: P.PUBLISHED},
    W.UPDATED_DRAFT: {P.UPDATING: P.HANDED_OVER},
    W.KEEP: {P.UPDATING: P.PUBLISHED},
    W.KEEP_DRAFT: {P.UPDATING: P.HANDED_OVER},
}

R, V = ReviewState, ReviewEvent
REVIEWS: dict[ReviewEvent, dict[ReviewState, ReviewState]] = {
    V.CREATE: {},
    V.APPROVE: dict.fromkeys(R, R.APPROVED),
    V.REJECT: dict.fromkeys(R, R.REJECTED),
    V.EDIT: {state: state for state in R},
    V.PLAN: {state: state for state in R},
    V.RETURN: {R.APPROVED: R.PENDING},
    V.LEAVE: {R.PENDING: R.PENDING},
}

J, Q = OpinionState, OpinionEvent
OPINIONS: dict[OpinionEvent, dict[OpinionState, OpinionState]] = {
    Q.CREATE: {},
    Q.RETRY: {J.WANTED: J.WANTED},
    Q.RECOVER: {J.WANTED: J.WANTED},
    Q.GIVE: {J.WANTED: J.GIVEN},
    Q.FAIL: {J.WANTED: J.FAILED},
    Q.QUARANTINE: {J.WANTED: J.FAILED},
    Q.OVERTAKE: {J.WANTED: J.OVERTAKEN},
}

Z, N = RevisionState, RevisionEvent
REVISIONS: dict[RevisionEvent, dict[RevisionState, RevisionState]] = {
    N.PROPOSE: {},
    N.ACCEPT: {Z.PROPOSED: Z.ACCEPTED, Z.DECLINED: Z.ACCEPTED},
    N.DECLINE: {Z.PROPOSED: Z.DECLINED, Z.DECLINED: Z.DECLINED},
}

S, D = ScheduleState, ScheduleEvent
SCHEDULES: dict[ScheduleEvent, dict[ScheduleState, ScheduleState]] = {
    D.CREATE: {},
    D.CHANGE: {state: state for state in S},
    D.PAUSE: {S.ACTIVE: S.PAUSED},
    D.RESUME: {S.PAUSED: S.ACTIVE, S.ENDED: S.ACTIVE},
    D.GIVE_UP: {S.ACTIVE: S.PAUSED},
    D.END: {S.ACTIVE: S.ENDED, S.PAUSED: S.ENDED},
    D.REMOVE: {},
}

K, X = TickState, TickEvent
TICKS: dict[TickEvent, dict[TickState, TickState]] = {
    X.CREATE: {},
    X.START: {K.QUEUED: K.PENDING},
    X.EXPAND: {K.PENDING: K.RUNNING},
    X.COMPLETE: {K.PENDING: K.COMPLETED, K.RUNNING: K.COMPLETED},
    X.COMPLETE_PARTLY: {K.RUNNING: K.PARTIAL},
    X.FAIL: {K.PENDING: K.FAILED, K.RUNNING: K.FAILED},
    X.SKIP: {K.PENDING: K.SKIPPED},
    X.RETRY: {K.PENDING: K.PENDING},
    X.RECOVER: {K.PENDING: K.PENDING},
    X.QUARANTINE: {K.PENDING: K.FAILED},
    X.BACKFILL: {K.SKIPPED: K.PENDING, K.FAILED: K.PENDING},
}

Q, Z = IncidentState, IncidentEvent
INCIDENTS: dict[IncidentEvent, dict[IncidentState, IncidentState]] = {
    Z.CREATE: {},
    Z.ACKNOWLEDGE: {Q.OPEN: Q.ACKNOWLEDGED, Q.ACKNOWLEDGED: Q.ACKNOWLEDGED},
    Z.RESOLVE: {Q.OPEN: Q.RESOLVED, Q.ACKNOWLEDGED: Q.RESOLVED},
}


W, V = WebhookState, WebhookEvent
WEBHOOKS: dict[WebhookEvent, dict[WebhookState, WebhookState]] = {
    V.CREATE: {},
    V.PAUSE: {W.ACTIVE: W.PAUSED},
    V.GIVE_UP: {W.ACTIVE: W.PAUSED},
    V.END: {W.ACTIVE: W.ENDED, W.PAUSED: W.ENDED},
    V.RESUME: {W.PAUSED: W.ACTIVE, W.ENDED: W.ACTIVE},
    V.ROTATE: {state: state for state in W if state is not W.REMOVED},
    V.REMOVE: {state: W.REMOVED for state in W if state is not W.REMOVED},
}

Y, M = DeliveryState, DeliveryEvent
DELIVERIES: dict[DeliveryEvent, dict[DeliveryState, DeliveryState]] = {
    M.CREATE: {},
    M.DELIVER: {Y.PENDING: Y.DELIVERED},
    M.RETRY: {Y.PENDING: Y.PENDING},
    M.RECOVER: {Y.PENDING: Y.PENDING},
    M.PARK: {Y.PENDING: Y.PENDING},
    M.FAIL: {Y.PENDING: Y.FAILED},
    M.DROP: {Y.PENDING: Y.DROPPED},
    M.RESEND: dict.fromkeys(Y, Y.PENDING),
}


@pytest.mark.parametrize(
    ("entity", "kinds", "events", "expected"),
    [
        (Entity.TASK, TaskState, TaskEvent, TASKS),
        (Entity.ENTRY, EntryState, EntryEvent, ENTRIES),
        (Entity.CONTENT, ReviewState, ReviewEvent, REVIEWS),
        (Entity.REVISION, RevisionState, RevisionEvent, REVISIONS),
        (Entity.OPINION, OpinionState, OpinionEvent, OPINIONS),
        (Entity.SCHEDULE, ScheduleState, ScheduleEvent, SCHEDULES),
        (Entity.TICK, TickState, TickEvent, TICKS),
        (Entity.WEBHOOK, WebhookState, WebhookEvent, WEBHOOKS),
        (Entity.DELIVERY, DeliveryState, DeliveryEvent, DELIVERIES),
        (Entity.INCIDENT, IncidentState, IncidentEvent, INCIDENTS),
    ],
    ids=[
        "task",
        "entry",
        "content",
        "revision",
        "opinion",
        "schedule",
        "tick",
        "webhook",
        "delivery",
        "incident",
    ],
)
def test_every_event_in_every_state_leads_where_the_table_says_and_nowhere_else(
    entity: Entity,
    kinds: type[StrEnum],
    events: type[StrEnum],
    expected: dict[StrEnum, dict[StrEnum, StrEnum]],
) -> None:
    for state, event in product(kinds, events):
        wanted = expected.get(event, {}).get(state)
        assert transitions.target(entity, state, event) == wanted, f"{state} on {event}"


def test_a_completed_task_never_changes_again() -> None:
    assert not [event for event in E if transitions.target(Entity.TASK, T.COMPLETED, event)]


def test_every_open_state_has_an_actor_that_serves_it() -> None:
    assert {states.STATE_ACTOR[Entity.TASK, state] for state in OPEN} == {
        ActorName.DISPATCH,
        ActorName.GENERATE,
        ActorName.POLL,
    }


@pytest.mark.parametrize(
    ("due", "actor"),
    [
        (Due(Entity.TASK, 1, 1, T.SUBMITTED), ActorName.GENERATE),
        (Due(Entity.TASK, 1, 1, T.RUNNING), ActorName.POLL),
        (Due(Entity.TASK, 1, 1, T.TIMEOUT), ActorName.POLL),
        (Due(Entity.TASK, 1, 1, T.TIMEOUT, overdue=True), ActorName.POLL),
        (Due(Entity.TASK, 1, 1, T.PENDING, overdue=True), ActorName.EXPIRE),
        (Due(Entity.TASK, 1, 1, T.RUNNING, overdue=True), ActorName.EXPIRE),
        (Due(Entity.TASK, 1, 1, T.RUNNING, cancel_requested=True), ActorName.CANCEL),
        (Due(Entity.TASK, 1, 1, T.RUNNING, overdue=True, cancel_requested=True), ActorName.CANCEL),
        (Due(Entity.TASK, 1, 1, T.RUNNING, lost_lease=True, overdue=True), ActorName.RESCUE),
        (Due(Entity.ENTRY, 1, 1, P.PUBLISHING, lost_lease=True), ActorName.VERIFY),
        (Due(Entity.ENTRY, 1, 1, P.UNVERIFIED), ActorName.VERIFY),
        (Due(Entity.ENTRY, 1, 1, P.UPDATING), ActorName.UPDATE),
        (Due(Entity.ENTRY, 1, 1, P.UPDATING, lost_lease=True), ActorName.UPDATE),
        (Due(Entity.ENTRY, 1, 1, P.PUBLISHED), ActorName.VERIFY),  # a person wants a look
        (Due(Entity.ENTRY, 1, 1, P.WITHDRAWN), None),
        (Due(Entity.OPINION, 1, 1, J.WANTED), ActorName.REVIEW),
        (Due(Entity.OPINION, 1, 1, J.WANTED, lost_lease=True), ActorName.REVIEW),
        (Due(Entity.OPINION, 1, 1, J.GIVEN), None),
        (Due(Entity.DELIVERY, 1, 1, Y.PENDING, lost_lease=True), ActorName.DELIVER),
        (Due(Entity.DELIVERY, 1, 1, Y.DELIVERED), None),
        (Due(Entity.TICK, 1, 1, K.PENDING), ActorName.TICK),
        (Due(Entity.TICK, 1, 1, K.PENDING, lost_lease=True), ActorName.TICK),
        (Due(Entity.TICK, 1, 1, K.RUNNING), None),  # the scheduler looks at its tasks
    ],
)
def test_a_due_row_rings_the_actor_of_its_situation(due: Due, actor: ActorName | None) -> None:
    assert states.actor_for(due) is actor
