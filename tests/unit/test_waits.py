"""Each state of a task and of its article has a sentence that says why it waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contenthub.monitoring import waits
from contenthub.monitoring.snapshot import Slots
from contenthub.monitoring.waits import Ended, Entry, Line, Open, Text
from contenthub.states import (
    OPEN_TASK_STATES,
    EntryState,
    ReviewState,
    TaskState,
)

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
SOON, PAST = NOW + timedelta(minutes=5), NOW - timedelta(minutes=5)
FREE, FULL = Line(NOW, Slots(1, 5), 1), Line(NOW, Slots(5, 5), 1)
NOBODY = Line(NOW, Slots(0, 0), 0)
TASK = Open(
    status=TaskState.PENDING,
    creator="openai",
    attempt=1,
    retry_count=0,
    max_retries=3,
    due_at=PAST,
    timeout_at=SOON,
    lease_until=None,
    cancel_requested_at=None,
    started_at=None,
    external_id=None,
    progress=None,
    step=None,
    error_message=None,
)
RUNNING = replace(TASK, status=TaskState.RUNNING, started_at=PAST, lease_until=SOON)
SUBMITTED = replace(TASK, status=TaskState.SUBMITTED)


@pytest.mark.parametrize(
    ("task", "line", "why", "next_at"),
    [
        (TASK, NOBODY, "no worker is alive", None),
        (TASK, FREE, "4 of 5 slots free; it is the next one", NOW),
        (replace(TASK, ahead=2), FULL, "all 5 slots are taken; 2 tasks before it", None),
        (replace(TASK, ahead=1), FULL, "1 task before it", None),
        (replace(TASK, due_at=SOON), FREE, "its time has not come", SOON),
        (
            replace(TASK, due_at=SOON, retry_count=1, attempt=2, error_message="answered 503"),
            FREE,
            "attempt 1 failed (answered 503)",
            SOON,
        ),
        (SUBMITTED, FREE, "waits for a thread", NOW),
        (replace(SUBMITTED, lease_until=SOON), FREE, "a worker is asking the creator", None),
        (
            replace(SUBMITTED, due_at=SOON, error_message="away"),
            FREE,
            "could not be asked (away)",
            SOON,
        ),
        (RUNNING, FREE, "the creator openai works on it", None),
        (replace(RUNNING, progress=40, step="writing"), FREE, "(40 %, writing)", None),
        (
            replace(RUNNING, external_id="x", lease_until=None, due_at=SOON),
            FREE,
            "works on it",
            SOON,
        ),
        (replace(RUNNING, lease_until=PAST), FREE, "the worker that had it is gone", NOW),
        (replace(RUNNING, cancel_requested_at=PAST), FREE, "a cancel was asked for", NOW),
    ],
)
def test_an_open_task_says_why_it_waits(
    task: Open, line: Line, why: str, next_at: datetime | None
) -> None:
    found = waits.of_open(task, line)
    assert why in found.why
    assert found.next_at == next_at
    assert found.deadline == SOON
    assert found.next


@pytest.mark.parametrize("state", sorted(OPEN_TASK_STATES))
def test_each_open_state_has_a_sentence(state: TaskState) -> None:
    assert waits.of_open(replace(TASK, status=state), FREE).why


def test_what_is_left_of_the_retries_is_told() -> None:
    assert "3 retries are left" in waits.of_open(RUNNING, FREE).next
    assert "1 retry is left" in waits.of_open(replace(RUNNING, retry_count=2), FREE).next
    last = replace(RUNNING, retry_count=3)
    assert "its end as a time-out" in waits.of_open(last, FREE).next


@pytest.mark.parametrize(
    ("task", "why", "following", "next_at"),
    [
        (Ended(TaskState.FAILED, "no key", None, False), "it failed: no key", "nothing", None),
        (Ended(TaskState.TIMEOUT, None, SOON, False), "longer than it may", "may come late", SOON),
        (Ended(TaskState.TIMEOUT, None, None, True), "longer", "can be adopted", None),
        (Ended(TaskState.CANCELLED, None, None, False), "it was cancelled", "nothing", None),
    ],
)
def test_what_ended_without_an_article_says_what_is_left_to_do(
    task: Ended, why: str, following: str, next_at: datetime | None
) -> None:
    found = waits.of_ended(task)
    assert why in found.why
    assert following in found.next
    assert found.next_at == next_at


def _entry(status: EntryState, **values: object) -> Entry:
    one = Entry("blog", status, SOON, SOON, False, None, None)
    return replace(one, **values)  # type: ignore[arg-type]


PENDING, APPROVED = ReviewState.PENDING, ReviewState.APPROVED


@pytest.mark.parametrize(
    ("text", "why", "next_at"),
    [
        (Text(PENDING, "a draft", True, None, ()), "waits for a person (a draft)", None),
        (Text(PENDING, None, True, "the reviewer r is being asked", ()), "is being asked", None),
        (Text(ReviewState.REJECTED, "dull", True, None, ()), "was rejected: dull", None),
        (Text(APPROVED, None, False, None, ()), "not to go out by itself", None),
        (
            Text(APPROVED, None, True, None, (_entry(EntryState.QUEUED),)),
            "to go out at 'blog'",
            SOON,
        ),
        (
            Text(APPROVED, None, True, None, (_entry(EntryState.QUEUED, paused=True),)),
            "its target 'blog' is paused",
            None,
        ),
        (
            Text(APPROVED, None, True, None, (_entry(EntryState.QUEUED, error_message="full"),)),
            "a try failed (full)",
            SOON,
        ),
        (
            Text(
                APPROVED,
                None,
                True,
                None,
                (
                    _entry(
                        EntryState.QUEUED,
                        error_message="away",
                        deferred_from=PAST,
                        limits="2h apart",
                    ),
                ),
            ),
            "as that takes articles 2h apart; its time was ",
            SOON,
        ),
        (
            Text(APPROVED, None, True, None, (_entry(EntryState.UNVERIFIED, due_at=PAST),)),
            "whether it is out is not known at 'blog'",
            NOW,
        ),
        (
            Text(
                APPROVED, None, True, None, (_entry(EntryState.FAILED, error_message="no right"),)
            ),
            "failed: no right",
            None,
        ),
        (
            Text(APPROVED, None, True, None, (_entry(EntryState.PUBLISHED, proof="/a/b"),)),
            "it is published: /a/b",
            None,
        ),
        (
            Text(APPROVED, None, True, None, (_entry(EntryState.WITHDRAWN),)),
            "out of the pool",
            None,
        ),
        (Text(APPROVED, None, True, None, (_entry(EntryState.HANDED_OVER),)), "as a draft", None),
    ],
)
def test_a_text_says_what_it_waits_for(text: Text, why: str, next_at: datetime | None) -> None:
    found = waits.of_text(text, FREE)
    assert why in found.why
    assert found.next_at == next_at


def test_what_waits_is_told_before_what_is_done() -> None:
    entries = (
        _entry(EntryState.PUBLISHED, target="a", proof="x"),
        _entry(EntryState.QUEUED, target="b", paused=True),
        _entry(EntryState.ACCEPTED, target="c", due_at=PAST),
    )
    assert (
        "the target works on it at 'c'"
        in waits.of_text(Text(APPROVED, None, True, None, entries), FREE).why
    )


@pytest.mark.parametrize("state", list(EntryState))
def test_each_state_of_a_publication_has_a_sentence(state: EntryState) -> None:
    found = waits.of_text(Text(APPROVED, None, True, None, (_entry(state),)), FREE)
    assert found.why
    assert found.next
