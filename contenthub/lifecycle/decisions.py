"""What follows from what happened, as pure functions: the event that a writer has to write.

They look at plain values alone; no database, no clock, no unit. Writers (``tasks``, ``handover``,
``rescue``, ``publications``, ``ticks``) ask here and write what was decided, so every rule about
attempts, cancels and doubts can be read, and is tested, in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contenthub import pacing
from contenthub.errors import BackendError, OutcomeUnknownError
from contenthub.states import (
    OPEN_TASK_STATES,
    SLOT_STATES,
    EntryEvent,
    EntryState,
    OpinionEvent,
    TaskEvent,
    TaskState,
    TickEvent,
)


class Failure(StrEnum):
    """What a backend's error says of the work."""

    TRANSIENT = "transient"  # not done, and may pass by itself
    PERMANENT = "permanent"  # not done, and will fail again
    UNKNOWN = "unknown"  # may have been done


def failure_of(error: BackendError) -> Failure:
    """The kind of this error."""
    if isinstance(error, OutcomeUnknownError):
        return Failure.UNKNOWN
    return Failure.TRANSIENT if error.transient else Failure.PERMANENT


@dataclass(frozen=True, slots=True)
class TaskCase:
    """What decisions look at in a task."""

    state: TaskState
    cancel_requested: bool
    handed_over: bool  # its creator may have heard of this attempt
    retry_left: bool
    has_article: bool = False  # one of an earlier attempt is kept with it, which is used instead

    @property
    def may_go_on(self) -> bool:
        """Whether this attempt need not be the last one."""
        return self.retry_left or self.has_article


def generation_failed(case: TaskCase, failure: Failure) -> TaskEvent:
    """After a generation that failed: ``cancel``, ``retry`` or ``fail``.

    An article that is there already is as good as before, whatever came of this attempt.
    """
    if case.cancel_requested:
        return TaskEvent.CANCEL
    if not case.has_article and (failure is Failure.PERMANENT or not case.retry_left):
        return TaskEvent.FAIL
    return TaskEvent.RETRY


def hand_over_failed(case: TaskCase, failure: Failure, *, handed_over_before: bool) -> TaskEvent:
    """After a hand-over that failed: ``postpone`` keeps the attempt, the rest ends it.

    An attempt that its creator may have heard of keeps its idempotency key, and the next try looks
    for it first. ``handed_over_before``: an earlier try of this attempt may go on while its
    creator is silent.
    """
    may_be_heard = failure is Failure.UNKNOWN or (
        handed_over_before and failure is Failure.TRANSIENT
    )
    if may_be_heard and case.retry_left:
        return TaskEvent.POSTPONE
    return generation_failed(case, failure)


def deadline_passed(case: TaskCase) -> TaskEvent:
    """After a task's deadline: ``cancel``, ``retry`` or the final ``expire``.

    A task that waits for a slot has waited long enough, whatever was tried before. One whose
    cancel was requested and that may run elsewhere is not known to be cancelled.
    """
    if case.cancel_requested and not case.handed_over:
        return TaskEvent.CANCEL
    begun = case.state is TaskState.RUNNING or (
        case.state is TaskState.SUBMITTED and case.handed_over
    )
    if begun and not case.cancel_requested and case.may_go_on:
        return TaskEvent.RETRY
    return TaskEvent.EXPIRE


def worker_lost(case: TaskCase, *, direct: bool, losses: int, most: int) -> TaskEvent | None:
    """After a lease that ran out; None for a task that had ended and was only looked at.

    ``direct``: the generation died with its worker; a remote one goes on and is re-attached.
    ``losses`` counts this one; with the ``most``-th the task is quarantined.
    """
    if case.state not in OPEN_TASK_STATES:
        return None
    if case.cancel_requested and (direct or not case.handed_over):
        return TaskEvent.CANCEL
    if losses >= most:
        return TaskEvent.QUARANTINE
    if direct and case.state is TaskState.RUNNING:
        return TaskEvent.REQUEUE
    return TaskEvent.RECOVER


def result_arrived(case: TaskCase, *, homeless: bool = False) -> TaskEvent:
    """After a finished article: ``complete``, ``cancel``, ``late_result`` or ``fail``.

    ``homeless``: the content whose text it was to be is gone. A person may still want it.
    """
    if case.state not in OPEN_TASK_STATES:
        return TaskEvent.LATE_RESULT
    if case.cancel_requested:
        return TaskEvent.CANCEL
    return TaskEvent.FAIL if homeless else TaskEvent.COMPLETE


def work_stopped(case: TaskCase) -> TaskEvent:
    """After a direct generation was stopped before its deadline: ``cancel`` or ``hand_back``.

    Without a cancel of its own it was stopped for a shutdown, or together with another task.
    """
    return TaskEvent.CANCEL if case.cancel_requested else TaskEvent.HAND_BACK


def cancel_wanted(case: TaskCase, *, leased: bool, handed_on: bool = False) -> TaskEvent | None:
    """After a person asked for a cancel of an open task; None where it was asked for before.

    ``cancel`` where nothing runs yet, ``request_cancel`` where something does, and ``dispatch``
    for a waiting task that may be known to its creator: look, then end it. ``refuse_cancel``
    where it was ``handed_on`` to somebody whom nobody here can ask.
    """
    if handed_on and case.state is TaskState.RUNNING:
        return TaskEvent.REFUSE_CANCEL
    if case.state is not TaskState.RUNNING and not case.handed_over and not leased:
        return TaskEvent.CANCEL
    if case.cancel_requested:
        return None
    return TaskEvent.REQUEST_CANCEL if case.state in SLOT_STATES else TaskEvent.DISPATCH


def cancel_answered(state: TaskState, *, refused: bool) -> TaskEvent | None:
    """After the creator's answer to a cancel; None where it refused what it has not begun."""
    if not refused:
        return TaskEvent.CANCEL
    return TaskEvent.REFUSE_CANCEL if state is TaskState.RUNNING else None


def publication_failed(failure: Failure, *, retry_left: bool) -> EntryEvent:
    """After a publication without proof: ``doubt``, ``retry`` or ``fail``."""
    if failure is Failure.UNKNOWN:
        return EntryEvent.DOUBT
    retried = failure is Failure.TRANSIENT and retry_left
    return EntryEvent.RETRY if retried else EntryEvent.FAIL


def update_failed(failure: Failure, *, retry_left: bool) -> EntryEvent:
    """After a newer text that its target did not prove to hold: ``retry`` or ``keep``.

    To send it twice does no harm, so an outcome that is not known is one more reason to repeat it.
    """
    retried = failure is not Failure.PERMANENT and retry_left
    return EntryEvent.RETRY if retried else EntryEvent.KEEP


def target_looked_up(state: EntryState, *, there: bool | None) -> EntryEvent:
    """After a look at the target: ``publish``, ``absent``, or ``doubt`` where it told nothing.

    Nobody has looked yet for an entry in ``publishing``: its worker was lost.
    """
    if state is EntryState.PUBLISHING or there is None:
        return EntryEvent.DOUBT
    return EntryEvent.PUBLISH if there else EntryEvent.ABSENT


@dataclass(frozen=True, slots=True)
class Doubt:
    """What becomes of an entry of which nobody knows whether it was published."""

    event: EntryEvent  # ``doubt``: it is looked up; ``fail``: a person has to look
    crashes: int  # publications that broke off, with this one
    looks: int  # in a row that told nothing


def in_doubt(state: EntryState, crashes: int, looks: int, most_crashes: int) -> Doubt:
    """After a publication that broke off (state ``publishing``), or a look that told nothing."""
    if state is EntryState.PUBLISHING:
        too_many = crashes + 1 > most_crashes
        return Doubt(EntryEvent.FAIL if too_many else EntryEvent.DOUBT, crashes + 1, 0)
    too_many = looks + 1 > pacing.VERIFY_TRIES
    return Doubt(EntryEvent.FAIL if too_many else EntryEvent.DOUBT, crashes, looks + 1)


@dataclass(frozen=True, slots=True)
class OpinionCase:
    """What decisions look at in a question to a reviewer."""

    is_wanted: bool  # the content still shows this text, and nobody has decided about it
    overdue: bool
    tries: int  # that have come to nothing, also those whose worker was lost
    most_tries: int
    losses: int = 0  # workers that were lost on it


def opinion_claimed(case: OpinionCase, *, lost: bool, most_losses: int) -> OpinionEvent | None:
    """Before the reviewer is asked: None where it is; the losses count the ``lost`` worker.

    ``overtake`` where nobody needs the answer, ``fail`` where it was waited for long enough, after
    a lost worker ``recover`` or, where it was the last one, ``quarantine``. A question whose worker
    was lost may have been answered, and paid for: it counts as a try.
    """
    if not case.is_wanted:
        return OpinionEvent.OVERTAKE
    if case.overdue:
        return OpinionEvent.FAIL
    if not lost:
        return None
    last = case.losses >= most_losses or case.tries >= case.most_tries
    return OpinionEvent.QUARANTINE if last else OpinionEvent.RECOVER


def no_opinion(case: OpinionCase, failure: Failure) -> OpinionEvent:
    """After a question that was not answered, which the case counts: ``retry`` or ``fail``."""
    if not case.is_wanted:
        return OpinionEvent.OVERTAKE
    again = failure is not Failure.PERMANENT and not case.overdue and case.tries < case.most_tries
    return OpinionEvent.RETRY if again else OpinionEvent.FAIL


def tasks_ended(completed: int, lost: int) -> TickEvent:
    """After the last task of a tick: ``complete``, ``complete_partly`` or ``fail``.

    ``completed`` and ``lost`` count its tasks with and without a content.
    """
    if not lost:
        return TickEvent.COMPLETE
    return TickEvent.COMPLETE_PARTLY if completed else TickEvent.FAIL


def work_of_tick_failed(*, transient: bool, retry_left: bool) -> TickEvent:
    """After a failure of what a worker did for a tick: ``retry`` or ``fail``."""
    return TickEvent.RETRY if transient and retry_left else TickEvent.FAIL
