"""What follows from what happened: every case of every decision.

A table is read from above: the first row that fits says what is decided. None in a condition
fits anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from contenthub import pacing, transitions
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from contenthub.lifecycle import decisions
from contenthub.lifecycle.decisions import Doubt, Failure, OpinionCase, TaskCase
from contenthub.states import (
    OPEN_TASK_STATES,
    SLOT_STATES,
    Entity,
    EntryEvent,
    EntryState,
    OpinionEvent,
    OpinionState,
    TaskEvent,
    TaskState,
    TickEvent,
    TickState,
)

T, E, P, W, F = TaskState, TaskEvent, EntryState, EntryEvent, Failure
BOTH = (False, True)
OPEN = sorted(OPEN_TASK_STATES)
ANY = None

Table = Sequence[tuple[tuple[Any, ...], Any]]


def decided(table: Table, values: tuple[Any, ...]) -> Any:
    """What the table says of these values."""
    for conditions, event in table:
        if all(c is ANY or c == v for c, v in zip(conditions, values, strict=True)):
            return event
    raise AssertionError(f"no row for {values}")


def cases(states: Sequence[TaskState]) -> list[TaskCase]:
    return [TaskCase(*values) for values in product(states, BOTH, BOTH, BOTH)]


def test_the_kind_of_a_failure_is_told_by_its_error() -> None:
    assert decisions.failure_of(TransientError("503")) is F.TRANSIENT
    assert decisions.failure_of(PermanentError("refused")) is F.PERMANENT
    assert decisions.failure_of(OutcomeUnknownError("time-out")) is F.UNKNOWN


FAILED: Table = [  # cancel requested, failure, retry left
    ((True, ANY, ANY), E.CANCEL),
    ((False, F.PERMANENT, ANY), E.FAIL),
    ((False, ANY, False), E.FAIL),
    ((False, ANY, True), E.RETRY),
]


@pytest.mark.parametrize("failure", Failure)
def test_a_failed_generation_is_tried_again_while_that_may_help(failure: Failure) -> None:
    for case in cases(SLOT_STATES):
        event = decisions.generation_failed(case, failure)
        assert event is decided(FAILED, (case.cancel_requested, failure, case.retry_left)), case
        kept = decisions.generation_failed(replace(case, has_article=True), failure)
        assert kept is (E.CANCEL if case.cancel_requested else E.RETRY), case


HAND_OVER: Table = [  # failure, handed over before, retry left; None: as any failed generation
    ((F.UNKNOWN, ANY, True), E.POSTPONE),
    ((F.TRANSIENT, True, True), E.POSTPONE),
    ((ANY, ANY, ANY), None),
]


@pytest.mark.parametrize(("failure", "before"), list(product(Failure, BOTH)))
def test_a_hand_over_that_may_have_been_heard_keeps_its_attempt(
    failure: Failure, before: bool
) -> None:
    for case in cases([T.SUBMITTED]):
        event = decisions.hand_over_failed(case, failure, handed_over_before=before)
        expected = decided(HAND_OVER, (failure, before, case.retry_left))
        assert event is (expected or decisions.generation_failed(case, failure)), case


DEADLINE: Table = [  # state, cancel requested, handed over, retry left
    ((ANY, True, False, ANY), E.CANCEL),
    ((ANY, True, True, ANY), E.EXPIRE),  # whether it was cancelled is not known
    ((ANY, False, ANY, False), E.EXPIRE),
    ((T.PENDING, False, ANY, True), E.EXPIRE),
    ((T.SUBMITTED, False, False, True), E.EXPIRE),
    ((ANY, False, ANY, True), E.RETRY),
]


def test_a_passed_deadline_begins_the_next_attempt_of_what_had_begun() -> None:
    for case in cases(OPEN):
        values = (case.state, case.cancel_requested, case.handed_over, case.retry_left)
        assert decisions.deadline_passed(case) is decided(DEADLINE, values), case
        kept = decisions.deadline_passed(replace(case, has_article=True))
        assert kept is decided(DEADLINE, (*values[:3], True)), case


LOST: Table = [  # state, cancel requested, handed over, direct, too many losses
    ((T.COMPLETED, ANY, ANY, ANY, ANY), None),
    ((T.FAILED, ANY, ANY, ANY, ANY), None),
    ((T.TIMEOUT, ANY, ANY, ANY, ANY), None),
    ((T.CANCELLED, ANY, ANY, ANY, ANY), None),
    ((ANY, True, ANY, True, ANY), E.CANCEL),
    ((ANY, True, False, ANY, ANY), E.CANCEL),
    ((ANY, ANY, ANY, ANY, True), E.QUARANTINE),
    ((T.RUNNING, False, ANY, True, False), E.REQUEUE),
    ((ANY, ANY, ANY, ANY, False), E.RECOVER),
]


@pytest.mark.parametrize(("direct", "too_many"), list(product(BOTH, BOTH)))
def test_a_lost_worker_costs_an_attempt_only_what_died_with_it(
    direct: bool, too_many: bool
) -> None:
    for case in cases(list(TaskState)):
        losses = 3 if too_many else 2
        event = decisions.worker_lost(case, direct=direct, losses=losses, most=3)
        values = (case.state, case.cancel_requested, case.handed_over, direct, too_many)
        assert event is decided(LOST, values), case


RESULT: Table = [  # open, cancel requested, the content that it revises is gone
    ((False, ANY, ANY), E.LATE_RESULT),
    ((True, True, ANY), E.CANCEL),
    ((True, False, True), E.FAIL),
    ((True, False, False), E.COMPLETE),
]


@pytest.mark.parametrize("homeless", BOTH)
def test_a_result_is_used_unless_the_task_ended_or_nobody_has_a_use_for_it(homeless: bool) -> None:
    for case in cases(list(TaskState)):
        values = (case.state in OPEN_TASK_STATES, case.cancel_requested, homeless)
        event = decisions.result_arrived(case, homeless=homeless)
        assert event is decided(RESULT, values), case


def test_stopped_work_is_cancelled_where_that_was_wanted_and_else_handed_back() -> None:
    for case in cases([T.RUNNING]):
        expected = E.CANCEL if case.cancel_requested else E.HAND_BACK
        assert decisions.work_stopped(case) is expected


WANTED: Table = [  # state, handed over, leased, cancel requested
    ((T.PENDING, False, False, ANY), E.CANCEL),
    ((T.SUBMITTED, False, False, ANY), E.CANCEL),
    ((ANY, ANY, ANY, True), None),
    ((T.PENDING, ANY, ANY, False), E.DISPATCH),
    ((ANY, ANY, ANY, False), E.REQUEST_CANCEL),
]


@pytest.mark.parametrize("leased", BOTH)
def test_a_wanted_cancel_ends_at_once_what_nobody_works_on(leased: bool) -> None:
    for case in cases(OPEN):
        values = (case.state, case.handed_over, leased, case.cancel_requested)
        assert decisions.cancel_wanted(case, leased=leased) is decided(WANTED, values), case
        handed_on = decisions.cancel_wanted(case, leased=leased, handed_on=True)
        refused = E.REFUSE_CANCEL if case.state is T.RUNNING else decided(WANTED, values)
        assert handed_on is refused, case


@pytest.mark.parametrize(
    ("state", "refused", "event"),
    [
        (T.SUBMITTED, False, E.CANCEL),
        (T.RUNNING, False, E.CANCEL),
        (T.SUBMITTED, True, None),
        (T.RUNNING, True, E.REFUSE_CANCEL),
    ],
)
def test_a_cancel_is_over_with_the_answer_of_the_creator(
    state: TaskState, refused: bool, event: TaskEvent | None
) -> None:
    assert decisions.cancel_answered(state, refused=refused) is event


@pytest.mark.parametrize(
    ("failure", "retry_left", "event"),
    [
        (F.UNKNOWN, True, W.DOUBT),
        (F.UNKNOWN, False, W.DOUBT),
        (F.TRANSIENT, True, W.RETRY),
        (F.TRANSIENT, False, W.FAIL),
        (F.PERMANENT, True, W.FAIL),
        (F.PERMANENT, False, W.FAIL),
    ],
)
def test_a_publication_without_proof_is_repeated_only_where_it_is_certainly_not_there(
    failure: Failure, retry_left: bool, event: EntryEvent
) -> None:
    assert decisions.publication_failed(failure, retry_left=retry_left) is event


@pytest.mark.parametrize(
    ("failure", "retry_left", "event"),
    [
        (Failure.TRANSIENT, True, W.RETRY),
        (Failure.UNKNOWN, True, W.RETRY),
        (Failure.PERMANENT, True, W.KEEP),
        (Failure.TRANSIENT, False, W.KEEP),
        (Failure.UNKNOWN, False, W.KEEP),
        (Failure.PERMANENT, False, W.KEEP),
    ],
)
def test_a_newer_text_is_sent_again_while_that_may_help(
    failure: Failure, retry_left: bool, event: EntryEvent
) -> None:
    assert decisions.update_failed(failure, retry_left=retry_left) is event


@pytest.mark.parametrize(
    ("state", "there", "event"),
    [
        (P.UNVERIFIED, True, W.PUBLISH),
        (P.UNVERIFIED, False, W.ABSENT),
        (P.UNVERIFIED, None, W.DOUBT),
        (P.PUBLISHING, True, W.DOUBT),
        (P.PUBLISHING, False, W.DOUBT),
        (P.PUBLISHING, None, W.DOUBT),
    ],
)
def test_only_what_was_looked_up_is_known(
    state: EntryState, there: bool | None, event: EntryEvent
) -> None:
    assert decisions.target_looked_up(state, there=there) is event


@pytest.mark.parametrize(
    ("state", "crashes", "looks", "doubt"),
    [
        (P.PUBLISHING, 0, 0, Doubt(W.DOUBT, 1, 0)),
        (P.PUBLISHING, 2, 0, Doubt(W.DOUBT, 3, 0)),
        (P.PUBLISHING, 3, 0, Doubt(W.FAIL, 4, 0)),
        (P.PUBLISHING, 0, 99, Doubt(W.DOUBT, 1, 0)),  # looks of a publication before this one
        (P.UNVERIFIED, 0, 0, Doubt(W.DOUBT, 0, 1)),
        (P.UNVERIFIED, 0, 19, Doubt(W.DOUBT, 0, 20)),
        (P.UNVERIFIED, 0, 20, Doubt(W.FAIL, 0, 21)),
        (P.UNVERIFIED, 9, 0, Doubt(W.DOUBT, 9, 1)),  # its crashes were counted when they were
    ],
)
def test_a_doubt_is_left_to_a_person_after_too_many_crashes_or_looks(
    state: EntryState, crashes: int, looks: int, doubt: Doubt
) -> None:
    assert decisions.in_doubt(state, crashes, looks, most_crashes=3) == doubt


def _of_tasks() -> Iterator[tuple[TaskState, TaskEvent | None]]:
    """Every decision about a task, for the states in which it can come to it."""
    for case in cases(list(T)):
        yield case.state, decisions.worker_lost(case, direct=False, losses=1, most=3)
        yield case.state, decisions.worker_lost(case, direct=True, losses=1, most=3)
        yield case.state, decisions.worker_lost(case, direct=True, losses=3, most=3)
        if case.state is not T.COMPLETED:
            yield case.state, decisions.result_arrived(case)
            yield case.state, decisions.result_arrived(case, homeless=True)
        if case.state in OPEN_TASK_STATES:
            yield case.state, decisions.deadline_passed(case)
            yield case.state, decisions.cancel_wanted(case, leased=False)
            yield case.state, decisions.cancel_wanted(case, leased=True)
            yield case.state, decisions.cancel_wanted(case, leased=True, handed_on=True)
        if case.state in SLOT_STATES:
            yield case.state, decisions.cancel_answered(case.state, refused=True)
            yield case.state, decisions.cancel_answered(case.state, refused=False)
            for failure in Failure:
                yield case.state, decisions.generation_failed(case, failure)
    for case, failure in product(cases([T.SUBMITTED]), Failure):
        yield case.state, decisions.hand_over_failed(case, failure, handed_over_before=True)
    for case in cases([T.RUNNING]):
        yield case.state, decisions.work_stopped(case)


def _of_entries() -> Iterator[tuple[EntryState, EntryEvent]]:
    for state, there in product((P.PUBLISHING, P.UNVERIFIED), (True, False, None)):
        yield state, decisions.target_looked_up(state, there=there)
        for looks in (0, pacing.VERIFY_TRIES):
            yield state, decisions.in_doubt(state, 0, looks, most_crashes=0).event
    for failure, retry_left in product(Failure, BOTH):
        event = decisions.publication_failed(failure, retry_left=retry_left)
        yield P.PUBLISHING, event
        yield P.UPDATING, decisions.update_failed(failure, retry_left=retry_left)


@pytest.mark.parametrize(
    ("completed", "lost", "event"),
    [
        (3, 0, TickEvent.COMPLETE),
        (0, 0, TickEvent.COMPLETE),
        (2, 1, TickEvent.COMPLETE_PARTLY),
        (0, 3, TickEvent.FAIL),
    ],
)
def test_a_tick_ends_as_its_tasks_did(completed: int, lost: int, event: TickEvent) -> None:
    assert decisions.tasks_ended(completed, lost) is event


@pytest.mark.parametrize(("transient", "retry_left"), [*product(BOTH, repeat=2)])
def test_only_a_failure_that_may_pass_lets_a_tick_be_tried_again(
    transient: bool, retry_left: bool
) -> None:
    event = decisions.work_of_tick_failed(transient=transient, retry_left=retry_left)
    assert event is (TickEvent.RETRY if transient and retry_left else TickEvent.FAIL)


ASKED = OpinionCase(is_wanted=True, overdue=False, tries=1, most_tries=3, losses=1)
UNWANTED, LATE = replace(ASKED, is_wanted=False), replace(ASKED, overdue=True)


@pytest.mark.parametrize(
    ("case", "lost", "event"),
    [
        (ASKED, False, None),
        (ASKED, True, OpinionEvent.RECOVER),
        (replace(ASKED, tries=2), True, OpinionEvent.RECOVER),
        (replace(ASKED, tries=3), True, OpinionEvent.QUARANTINE),
        (replace(ASKED, losses=5, most_tries=99), True, OpinionEvent.QUARANTINE),
        (replace(ASKED, losses=4, most_tries=99), True, OpinionEvent.RECOVER),
        (LATE, False, OpinionEvent.FAIL),
        (LATE, True, OpinionEvent.FAIL),
        (UNWANTED, False, OpinionEvent.OVERTAKE),
        (UNWANTED, True, OpinionEvent.OVERTAKE),
        (replace(UNWANTED, overdue=True), False, OpinionEvent.OVERTAKE),
    ],
)
def test_a_reviewer_is_asked_only_what_somebody_needs_in_time_and_not_too_often(
    case: OpinionCase, lost: bool, event: OpinionEvent | None
) -> None:
    assert decisions.opinion_claimed(case, lost=lost, most_losses=5) is event


@pytest.mark.parametrize(
    ("case", "failure", "event"),
    [
        (ASKED, F.TRANSIENT, OpinionEvent.RETRY),
        (ASKED, F.UNKNOWN, OpinionEvent.RETRY),
        (ASKED, F.PERMANENT, OpinionEvent.FAIL),
        (replace(ASKED, tries=3), F.TRANSIENT, OpinionEvent.FAIL),
        (LATE, F.TRANSIENT, OpinionEvent.FAIL),
        (UNWANTED, F.TRANSIENT, OpinionEvent.OVERTAKE),
        (UNWANTED, F.PERMANENT, OpinionEvent.OVERTAKE),
    ],
)
def test_a_question_without_an_answer_is_repeated_as_long_as_tries_and_time_are_left(
    case: OpinionCase, failure: Failure, event: OpinionEvent
) -> None:
    assert decisions.no_opinion(case, failure) is event


def _of_opinions() -> Iterator[tuple[OpinionState, OpinionEvent | None]]:
    for case, lost in product((ASKED, LATE, UNWANTED), BOTH):
        event = decisions.opinion_claimed(case, lost=lost, most_losses=1)
        yield OpinionState.WANTED, event
    for case, failure in product((ASKED, LATE, UNWANTED), Failure):
        yield OpinionState.WANTED, decisions.no_opinion(case, failure)


def _of_ticks() -> Iterator[tuple[TickState, TickEvent]]:
    for completed, lost in product((0, 1), repeat=2):
        yield TickState.RUNNING, decisions.tasks_ended(completed, lost)
    for transient, retry_left in product(BOTH, repeat=2):
        event = decisions.work_of_tick_failed(transient=transient, retry_left=retry_left)
        yield TickState.PENDING, event


def test_what_is_decided_is_a_transition_that_exists() -> None:
    missing = {
        (state, event)
        for entity, pairs in (
            (Entity.TASK, _of_tasks()),
            (Entity.ENTRY, _of_entries()),
            (Entity.OPINION, _of_opinions()),
            (Entity.TICK, _of_ticks()),
        )
        for state, event in pairs
        if event is not None and transitions.target(entity, state, event) is None
    }
    assert missing == set()


@pytest.mark.parametrize("table", [FAILED, HAND_OVER, DEADLINE, LOST, RESULT, WANTED])
def test_no_row_of_a_table_is_hidden_by_those_above_it(table: Table) -> None:
    columns = range(len(table[0][0]))
    words = [{row[0][i] for row in table if row[0][i] is not ANY} | {"other"} for i in columns]
    reached = set()
    for values in product(*words):
        for number, (conditions, _) in enumerate(table):
            if all(c is ANY or c == v for c, v in zip(conditions, values, strict=True)):
                reached.add(number)
                break
    assert reached == set(range(len(table)))
