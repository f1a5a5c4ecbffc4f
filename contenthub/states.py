"""The map of the house: every state, every event, and which actor serves which state.

Pure data and pure functions. Which event leads from which state to which one is in
``transitions``; the ring after a commit and the sweep ask this module whom to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contenthub.delivery_states import DeliveryState


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
    PLAN = "plan"  # a person said when it is to go out; it is not in the pool
    LEAVE = "leave"  # the gate, or its reviewer, holds it now: it is left to a person
    REMOVE = "remove"  # taken away by a person; the task and the events stay


class OpinionState(StrEnum):
    """Where the question about one text stands, which a reviewer is asked."""

    WANTED = "wanted"  # is being asked, or waits for that; the lease says which
    GIVEN = "given"  # the reviewer answered
    FAILED = "failed"  # there will be no answer; error_message says why
    OVERTAKEN = "overtaken"  # the text is not the content's any more, or a person decided


class OpinionEvent(StrEnum):
    """What can happen to the question about one text."""

    CREATE = "create"
    RETRY = "retry"  # no answer, and it may pass: asked again later
    RECOVER = "recover"  # worker lost: asked again
    GIVE = "give"  # the reviewer answered
    FAIL = "fail"  # no answer, and none is left to be waited for
    QUARANTINE = "quarantine"  # too many workers were lost on it
    OVERTAKE = "overtake"  # nobody needs the answer any more


class EntryState(StrEnum):
    """Where a publish entry stands."""

    QUEUED = "queued"  # waits for its time and its turn
    PUBLISHING = "publishing"  # a publisher is being called
    PUBLISHED = "published"  # the target gave proof
    FAILED = "failed"  # ended without proof; error_message says why
    UNVERIFIED = "unverified"  # may be out there: looked up before anything else
    ACCEPTED = "accepted"  # the target works on it; it is looked up until there is proof
    HANDED_OVER = "handed_over"  # the target keeps it as a draft: a person publishes it there
    UPDATING = "updating"  # the target has it; its newer text is on the way
    WITHDRAWN = "withdrawn"  # taken out of the pool; what is known of it stays known


class EntryEvent(StrEnum):
    """What can happen to a publish entry."""

    CREATE = "create"
    CLAIM = "claim"  # a publisher is about to be called
    PARK = "park"  # came due while its target is paused: waits until that is resumed
    DEFER = "defer"  # too soon after what went out at its target: waits for the next time
    PUBLISH = "publish"  # proof arrived
    ACCEPT = "accept"  # the target took it, and has yet to publish it
    HAND_OVER = "hand_over"  # the target keeps it as a draft
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
    CONFIRM_THERE = "confirm_there"  # a person looked: it is there, at the address that is named
    CHECK = "check"  # a person wants its target to be looked at now
    THERE = "there"  # looked up: the target has it, as was known
    GONE = "gone"  # looked up: the target does not hold it
    UNSEEN = "unseen"  # the look told nothing, so it is as it was
    AGAIN = "again"  # a person wants it published again, unless a look finds it there
    UPDATE = "update"  # its newer text is to be sent to where it is
    RECOVER = "recover"  # worker lost while it sent the newer text: the same again
    UPDATED = "updated"  # proof arrived that the target holds the newer text
    UPDATED_DRAFT = "updated_draft"  # the same of what the target keeps as a draft
    KEEP = "keep"  # the newer text could not be sent: what was published stays
    KEEP_DRAFT = "keep_draft"  # the same of what the target keeps as a draft


class RevisionState(StrEnum):
    """Whether a text was taken as its content's."""

    ACCEPTED = "accepted"  # it is, or was, the content's text
    PROPOSED = "proposed"  # written anew by a creator: waits for a person
    DECLINED = "declined"  # a person did not want it


class RevisionEvent(StrEnum):
    """What can happen to a text that was written anew."""

    PROPOSE = "propose"  # its creator delivered it
    ACCEPT = "accept"  # a person took it: it is the content's text
    DECLINE = "decline"


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


class IncidentState(StrEnum):
    """Where something that is wrong with the service stands."""

    OPEN = "open"  # is so, and people are told
    ACKNOWLEDGED = "acknowledged"  # a person knows: nobody is told until it is over
    RESOLVED = "resolved"  # is over


class IncidentEvent(StrEnum):
    """What can happen to an incident."""

    CREATE = "create"  # it has been so for long enough
    ACKNOWLEDGE = "acknowledge"  # a person knows
    RESOLVE = "resolve"  # it has not been so for long enough


FINAL_TASK_STATES = frozenset(
    {TaskState.COMPLETED, TaskState.FAILED, TaskState.TIMEOUT, TaskState.CANCELLED}
)
OPEN_TASK_STATES = frozenset(TaskState) - FINAL_TASK_STATES
# The line still has to do something about these, at once or at their time.
OPEN_ENTRY_STATES = (
    EntryState.QUEUED,
    EntryState.PUBLISHING,
    EntryState.UNVERIFIED,
    EntryState.ACCEPTED,
    EntryState.UPDATING,
)
# Nothing happens to these by themselves; a person may want their targets to be looked at.
RESTING_ENTRY_STATES = (EntryState.PUBLISHED, EntryState.HANDED_OVER, EntryState.FAILED)
# The target has it, whether or not its text is the newest one.
OUT_ENTRY_STATES = (EntryState.PUBLISHED, EntryState.HANDED_OVER, EntryState.UPDATING)
SLOT_STATES = (TaskState.SUBMITTED, TaskState.RUNNING)  # they count against the concurrency limit
ENDED_TASK_STATES = FINAL_TASK_STATES - {TaskState.COMPLETED}  # without content


class Entity(StrEnum):
    """What has states."""

    TASK = "task"
    CONTENT = "content"
    REVISION = "revision"
    OPINION = "opinion"
    ENTRY = "entry"
    SCHEDULE = "schedule"
    TICK = "tick"
    WEBHOOK = "webhook"
    DELIVERY = "delivery"
    INCIDENT = "incident"


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
    UPDATE = "update"
    REVIEW = "review"
    TICK = "tick"
    FETCH = "fetch"
    DELIVER = "deliver"


# By entity, too: StrEnums of different entities are equal when their words are.
STATE_ACTOR: dict[tuple[Entity, StrEnum], ActorName] = {
    (Entity.TASK, TaskState.PENDING): ActorName.DISPATCH,
    (Entity.TASK, TaskState.SUBMITTED): ActorName.GENERATE,
    (Entity.TASK, TaskState.RUNNING): ActorName.POLL,
    (Entity.TASK, TaskState.TIMEOUT): ActorName.POLL,  # for its late result
    (Entity.ENTRY, EntryState.QUEUED): ActorName.PUBLISH,
    (Entity.ENTRY, EntryState.PUBLISHING): ActorName.VERIFY,  # no lease: its worker gave it up
    (Entity.ENTRY, EntryState.UNVERIFIED): ActorName.VERIFY,
    (Entity.ENTRY, EntryState.ACCEPTED): ActorName.VERIFY,
    (Entity.ENTRY, EntryState.UPDATING): ActorName.UPDATE,
    # Due only where a person wants them to be looked at.
    **{(Entity.ENTRY, state): ActorName.VERIFY for state in RESTING_ENTRY_STATES},
    (Entity.OPINION, OpinionState.WANTED): ActorName.REVIEW,
    (Entity.TICK, TickState.PENDING): ActorName.TICK,
    (Entity.DELIVERY, DeliveryState.PENDING): ActorName.DELIVER,
}

# These look for their work themselves, by priority or by whose turn it is: one call serves however
# many rows are due.
SCANNING_ACTORS = frozenset({ActorName.DISPATCH, ActorName.PUBLISH, ActorName.DELIVER})

# What happens to messages is told by their tries, not by events.
UNTOLD_ENTITIES = frozenset({Entity.DELIVERY})
# What leaves the house, and where to: nobody outside is told of it, or telling would never end.
UNSENT_ENTITIES = frozenset({Entity.WEBHOOK, Entity.DELIVERY})


Ref = tuple[int, int]  # (row id, attempt): all that a message says of a row


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
    if due.lost_lease and due.entity is Entity.ENTRY and due.status is not EntryState.UPDATING:
        return ActorName.VERIFY
    if due.entity is Entity.TASK and due.status in OPEN_TASK_STATES:
        if due.cancel_requested:
            return ActorName.CANCEL
        if due.overdue:
            return ActorName.EXPIRE
    return STATE_ACTOR.get((due.entity, due.status))
