"""The map of the house: every state, every event, every transition, and who serves which state.

Pure data and pure functions. ``lifecycle`` is the only writer of states and asks this module
what is allowed; the ring after a commit and the sweep ask it whom to call.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskState(StrEnum):
    """Where a generation task stands."""

    PENDING = "pending"  # waits for its time and a free slot
    SUBMITTED = "submitted"  # has a slot; is being handed to its creator
    RUNNING = "running"  # the creator works on it
    COMPLETED = "completed"  # its content exists
    FAILED = "failed"  # ended without content; error_message says why
    TIMEOUT = "timeout"  # its deadline passed and no attempt is left
    CANCELLED = "cancelled"  # ended because a person wanted it


class TaskEvent(StrEnum):
    """What can happen to a generation task."""

    CREATE = "create"  # a request became a row
    DISPATCH = "dispatch"  # got a slot
    START = "start"  # the creator accepted it, or a direct creator began
    COMPLETE = "complete"  # the result arrived and became content
    POSTPONE = "postpone"  # could not be handed over: same attempt, later
    RETRY = "retry"  # transient failure or time-out with attempts left: next attempt
    FAIL = "fail"  # permanent failure, or no attempt left
    EXPIRE = "expire"  # deadline passed, no attempt left
    REQUEST_CANCEL = "request_cancel"  # first phase of a cancel
    REFUSE_CANCEL = "refuse_cancel"  # the creator goes on: the cancel did not happen
    CANCEL = "cancel"  # second phase: it certainly does not run any more
    RECOVER = "recover"  # worker lost; the remote generation is re-attached
    REQUEUE = "requeue"  # worker lost with the generation in it: next attempt
    HAND_BACK = "hand_back"  # worker shut down before the end: next attempt
    QUARANTINE = "quarantine"  # too many workers were lost on it
    REVIVE = "revive"  # a person wants another attempt
    LATE_RESULT = "late_result"  # a result came after the end; kept, not used
    ADOPT = "adopt"  # a person made the late result the task's content


class ReviewState(StrEnum):
    """What the review says of a content."""

    PENDING = "pending"  # waits for a person
    APPROVED = "approved"  # may be published
    REJECTED = "rejected"  # will not be published


class ReviewEvent(StrEnum):
    """What can happen to a content."""

    CREATE = "create"
    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"  # its text changed; the review stands
    RETURN = "return"  # its text changed to one that the gate holds: a person has to look again
    REMOVE = "remove"  # taken away by a person; the task and the events stay


class EntryState(StrEnum):
    """Where a publish entry stands."""

    QUEUED = "queued"  # waits for its time and its turn
    PUBLISHING = "publishing"  # a publisher is being called
    PUBLISHED = "published"  # the target gave proof
    FAILED = "failed"  # ended without proof; error_message says why
    UNVERIFIED = "unverified"  # may be out there: looked up before anything else
    WITHDRAWN = "withdrawn"  # taken out of the pool; what is known of it stays known


class EntryEvent(StrEnum):
    """What can happen to a publish entry."""

    CREATE = "create"
    CLAIM = "claim"  # a publisher is about to be called
    PUBLISH = "publish"  # proof arrived
    RETRY = "retry"  # certainly not published; again later
    FAIL = "fail"
    DOUBT = "doubt"  # outcome unknown
    ABSENT = "absent"  # looked up: certainly not there
    RESCHEDULE = "reschedule"  # a person changed time or priority
    REVIVE = "revive"  # a person wants another try
    REMOVE = "remove"  # taken out of the pool
    RESTORE = "restore"  # back in the pool; it was never tried
    RESTORE_TRIED = "restore_tried"  # back in the pool; it was tried before it was taken out
    CONFIRM_ABSENT = "confirm_absent"  # a person looked: it is certainly not there


class ScheduleState(StrEnum):
    """Whether a schedule fires."""

    ACTIVE = "active"  # fires at its times
    PAUSED = "paused"  # does not; status_reason says who or what paused it
    ENDED = "ended"  # its last time has passed


class ScheduleEvent(StrEnum):
    """What can happen to a schedule."""

    CREATE = "create"
    CHANGE = "change"  # a person changed its definition
    PAUSE = "pause"
    RESUME = "resume"
    GIVE_UP = "give_up"  # too many of its ticks failed in a row
    END = "end"  # fired for the last time
    REMOVE = "remove"


class TriggerKind(StrEnum):
    """What decides when a schedule fires."""

    CRON = "cron"  # a cron expression on the clocks of a zone
    EVERY = "every"  # a span of elapsed time, counted from an anchor
    AT = "at"  # one moment


class TickState(StrEnum):
    """Where one time of a schedule stands."""

    QUEUED = "queued"  # waits for the tick before it (overlap: queue)
    PENDING = "pending"  # waits for a worker: its topics are read from outside, or it has work
    RUNNING = "running"  # its tasks exist, and not all of them have ended
    COMPLETED = "completed"  # all that it asked for is done
    PARTIAL = "partial"  # some of its tasks ended without content
    FAILED = "failed"  # nothing came of it; error_message says why
    SKIPPED = "skipped"  # was not run; error_message says why


class TickEvent(StrEnum):
    """What can happen to a tick."""

    CREATE = "create"
    START = "start"  # the tick before it is over
    EXPAND = "expand"  # became tasks
    COMPLETE = "complete"
    COMPLETE_PARTLY = "complete_partly"
    FAIL = "fail"
    SKIP = "skip"
    RETRY = "retry"  # transient failure: the same again later
    RECOVER = "recover"  # worker lost: the same again
    QUARANTINE = "quarantine"  # too many workers were lost on it
    BACKFILL = "backfill"  # a person wants it run after all


_T, _E = TaskState, TaskEvent
_OPEN = (_T.PENDING, _T.SUBMITTED, _T.RUNNING)
_ENDED = (_T.FAILED, _T.TIMEOUT, _T.CANCELLED)

TASK_TRANSITIONS: dict[tuple[TaskState, TaskEvent], TaskState] = {
    (_T.PENDING, _E.DISPATCH): _T.SUBMITTED,
    (_T.SUBMITTED, _E.START): _T.RUNNING,
    # The result of an earlier attempt had waited for the database: no further one is begun.
    (_T.PENDING, _E.COMPLETE): _T.COMPLETED,
    (_T.SUBMITTED, _E.COMPLETE): _T.COMPLETED,
    (_T.RUNNING, _E.COMPLETE): _T.COMPLETED,
    (_T.SUBMITTED, _E.POSTPONE): _T.PENDING,
    (_T.SUBMITTED, _E.RETRY): _T.PENDING,
    (_T.RUNNING, _E.RETRY): _T.PENDING,
    (_T.SUBMITTED, _E.REQUEST_CANCEL): _T.SUBMITTED,
    (_T.RUNNING, _E.REQUEST_CANCEL): _T.RUNNING,
    (_T.RUNNING, _E.REFUSE_CANCEL): _T.RUNNING,
    (_T.SUBMITTED, _E.RECOVER): _T.SUBMITTED,
    (_T.RUNNING, _E.RECOVER): _T.RUNNING,
    (_T.RUNNING, _E.REQUEUE): _T.PENDING,
    (_T.RUNNING, _E.HAND_BACK): _T.PENDING,
    **{(state, _E.FAIL): _T.FAILED for state in _OPEN},
    **{(state, _E.QUARANTINE): _T.FAILED for state in _OPEN},
    **{(state, _E.EXPIRE): _T.TIMEOUT for state in _OPEN},
    **{(state, _E.CANCEL): _T.CANCELLED for state in _OPEN},
    **{(state, _E.REVIVE): _T.PENDING for state in _ENDED},
    **{(state, _E.LATE_RESULT): state for state in _ENDED},
    **{(state, _E.ADOPT): _T.COMPLETED for state in _ENDED},
}

_R, _V = ReviewState, ReviewEvent
REVIEW_TRANSITIONS: dict[tuple[ReviewState, ReviewEvent], ReviewState] = {
    (_R.PENDING, _V.APPROVE): _R.APPROVED,
    (_R.REJECTED, _V.APPROVE): _R.APPROVED,
    (_R.PENDING, _V.REJECT): _R.REJECTED,
    (_R.APPROVED, _V.REJECT): _R.REJECTED,
    # The same decision again gives it another reason.
    (_R.APPROVED, _V.APPROVE): _R.APPROVED,
    (_R.REJECTED, _V.REJECT): _R.REJECTED,
    **{(state, _V.EDIT): state for state in _R},
    (_R.APPROVED, _V.RETURN): _R.PENDING,
}

_P, _W = EntryState, EntryEvent
ENTRY_TRANSITIONS: dict[tuple[EntryState, EntryEvent], EntryState] = {
    (_P.QUEUED, _W.CLAIM): _P.PUBLISHING,
    (_P.PUBLISHING, _W.PUBLISH): _P.PUBLISHED,
    (_P.UNVERIFIED, _W.PUBLISH): _P.PUBLISHED,
    (_P.PUBLISHING, _W.RETRY): _P.QUEUED,
    (_P.PUBLISHING, _W.FAIL): _P.FAILED,
    (_P.UNVERIFIED, _W.FAIL): _P.FAILED,
    (_P.PUBLISHING, _W.DOUBT): _P.UNVERIFIED,
    (_P.UNVERIFIED, _W.DOUBT): _P.UNVERIFIED,
    (_P.UNVERIFIED, _W.ABSENT): _P.QUEUED,
    (_P.QUEUED, _W.RESCHEDULE): _P.QUEUED,
    # Whatever failed may still have reached its target: look before publishing again.
    (_P.FAILED, _W.REVIVE): _P.UNVERIFIED,
    (_P.QUEUED, _W.REMOVE): _P.WITHDRAWN,
    (_P.FAILED, _W.REMOVE): _P.WITHDRAWN,
    (_P.WITHDRAWN, _W.RESTORE): _P.QUEUED,
    (_P.WITHDRAWN, _W.RESTORE_TRIED): _P.UNVERIFIED,
    (_P.UNVERIFIED, _W.CONFIRM_ABSENT): _P.QUEUED,
    (_P.FAILED, _W.CONFIRM_ABSENT): _P.QUEUED,
    (_P.WITHDRAWN, _W.CONFIRM_ABSENT): _P.WITHDRAWN,
}

_S, _D = ScheduleState, ScheduleEvent
SCHEDULE_TRANSITIONS: dict[tuple[ScheduleState, ScheduleEvent], ScheduleState] = {
    **{(state, _D.CHANGE): state for state in _S},
    (_S.ACTIVE, _D.PAUSE): _S.PAUSED,
    (_S.ACTIVE, _D.GIVE_UP): _S.PAUSED,
    (_S.ACTIVE, _D.END): _S.ENDED,
    (_S.PAUSED, _D.END): _S.ENDED,  # resumed after its last time
    (_S.PAUSED, _D.RESUME): _S.ACTIVE,
    (_S.ENDED, _D.RESUME): _S.ACTIVE,  # was given new times
}

_K, _X = TickState, TickEvent
TICK_TRANSITIONS: dict[tuple[TickState, TickEvent], TickState] = {
    (_K.QUEUED, _X.START): _K.PENDING,
    (_K.PENDING, _X.EXPAND): _K.RUNNING,
    (_K.PENDING, _X.RETRY): _K.PENDING,
    (_K.PENDING, _X.RECOVER): _K.PENDING,
    (_K.PENDING, _X.QUARANTINE): _K.FAILED,
    (_K.PENDING, _X.SKIP): _K.SKIPPED,
    (_K.SKIPPED, _X.BACKFILL): _K.PENDING,
    (_K.FAILED, _X.BACKFILL): _K.PENDING,
    **{(state, _X.COMPLETE): _K.COMPLETED for state in (_K.PENDING, _K.RUNNING)},
    **{(state, _X.FAIL): _K.FAILED for state in (_K.PENDING, _K.RUNNING)},
    (_K.RUNNING, _X.COMPLETE_PARTLY): _K.PARTIAL,
}

FINAL_TASK_STATES = frozenset({_T.COMPLETED, *_ENDED})
OPEN_TASK_STATES = frozenset(_OPEN)
SLOT_STATES = (_T.SUBMITTED, _T.RUNNING)  # those that count against the concurrency limit


class Entity(StrEnum):
    """What has states."""

    TASK = "task"
    CONTENT = "content"
    ENTRY = "entry"
    SCHEDULE = "schedule"
    TICK = "tick"


TRANSITIONS: dict[Entity, dict[tuple[StrEnum, StrEnum], StrEnum]] = {
    Entity.TASK: TASK_TRANSITIONS,  # type: ignore[dict-item]
    Entity.CONTENT: REVIEW_TRANSITIONS,  # type: ignore[dict-item]
    Entity.ENTRY: ENTRY_TRANSITIONS,  # type: ignore[dict-item]
    Entity.SCHEDULE: SCHEDULE_TRANSITIONS,  # type: ignore[dict-item]
    Entity.TICK: TICK_TRANSITIONS,  # type: ignore[dict-item]
}


def target(entity: Entity, state: StrEnum, event: StrEnum) -> StrEnum | None:
    """The state that ``event`` leads to, or None where it is not allowed."""
    return TRANSITIONS[entity].get((state, event))


class ActorName(StrEnum):
    """The actors, by the names that messages carry."""

    DISPATCH = "dispatch"
    GENERATE = "generate"
    POLL = "poll"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RESCUE = "rescue"
    PUBLISH = "publish"
    VERIFY = "verify"
    TICK = "tick"
    FETCH = "fetch"


# By entity, too: StrEnums of different entities are equal when their words are.
STATE_ACTOR: dict[tuple[Entity, StrEnum], ActorName] = {
    (Entity.TASK, TaskState.PENDING): ActorName.DISPATCH,
    (Entity.TASK, TaskState.SUBMITTED): ActorName.GENERATE,
    (Entity.TASK, TaskState.RUNNING): ActorName.POLL,
    (Entity.TASK, TaskState.TIMEOUT): ActorName.POLL,  # for its late result
    (Entity.ENTRY, EntryState.QUEUED): ActorName.PUBLISH,
    (Entity.ENTRY, EntryState.PUBLISHING): ActorName.VERIFY,  # no lease: its worker gave it up
    (Entity.ENTRY, EntryState.UNVERIFIED): ActorName.VERIFY,
    (Entity.TICK, TickState.PENDING): ActorName.TICK,
}

# These look for their work themselves, by priority: one call serves however many rows are due.
SCANNING_ACTORS = frozenset({ActorName.DISPATCH, ActorName.PUBLISH})


Ref = tuple[int, int]  # (row id, attempt): all that a message says of a row

HEARTBEAT = 2.0  # seconds between two heartbeats of a process that works


@dataclass(frozen=True, slots=True)
class Due:
    """A row the sweep found: due, and leased by nobody alive."""

    entity: Entity
    id: int
    attempt: int
    status: StrEnum
    due_at: object = None
    lost_lease: bool = False
    overdue: bool = False
    cancel_requested: bool = False


def actor_for(due: Due) -> ActorName | None:
    """Who has to look at this row now."""
    if due.lost_lease and due.entity is Entity.TASK:
        return ActorName.RESCUE
    if due.lost_lease and due.entity is Entity.ENTRY:
        return ActorName.VERIFY
    if due.entity is Entity.TASK and due.status in OPEN_TASK_STATES:
        if due.cancel_requested:
            return ActorName.CANCEL
        if due.overdue:
            return ActorName.EXPIRE
    return STATE_ACTOR.get((due.entity, due.status))


def backoff(retry: int, base: float, *, asked: float | None = None) -> float:
    """Seconds to wait before retry number ``retry`` (from 1): base, 2 x base, 4 x base … + jitter.

    Jitter adds up to a tenth, so that what failed together does not come back together.
    ``asked`` is what the backend asked for; it is honoured when longer, up to a day.
    """
    wait: float = base * 2 ** min(retry - 1, 10)
    wait *= 1 + random.random() / 10  # noqa: S311 - not for secrets
    return max(wait, min(asked or 0.0, 86_400.0))


def next_look(started_at: datetime, now: datetime, longest: float) -> float:
    """Seconds until the next look at a remote generation.

    A second at first, then a fifteenth of its age: what took four minutes is noticed within
    sixteen seconds, and a long one is not asked every second. ``longest`` is the ceiling.
    """
    age = max(0.0, (now - started_at).total_seconds())
    return min(longest, max(1.0, age / 15))
