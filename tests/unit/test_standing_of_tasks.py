"""When a task and its publication are over, when nobody need wait for them, and what failed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contenthub.queries import publications
from contenthub.queries.progress import Progress
from contenthub.states import EntryState, TaskState


def progress(
    status: TaskState, entry: EntryState | None, *, due: bool = True, error: str | None = None
) -> Progress:
    return Progress(
        task_id="t",
        account_id=1,
        topic="tea",
        status=status,
        attempt=1,
        progress=None,
        step=None,
        error_message=None,
        content_id=None,
        title=None,
        review_status=None,
        review_reason=None,
        held=False,
        publish_status=entry,
        publish_sum=entry,
        proof=None,
        publish_error=error,
        publish_due=due,
    )


_TRIED = progress(TaskState.COMPLETED, EntryState.QUEUED, due=False, error="no")


@pytest.mark.parametrize(
    ("one", "settled", "over", "failure"),
    [
        (progress(TaskState.PENDING, None), False, False, True),
        (progress(TaskState.RUNNING, None), False, False, True),
        (progress(TaskState.FAILED, None), True, True, True),
        (progress(TaskState.CANCELLED, None), True, True, True),
        (progress(TaskState.COMPLETED, None), True, True, False),
        (progress(TaskState.COMPLETED, EntryState.QUEUED), False, False, False),
        (progress(TaskState.COMPLETED, EntryState.QUEUED, due=False), True, True, False),
        (
            progress(TaskState.COMPLETED, EntryState.QUEUED, due=False, error="no"),
            True,
            False,
            False,
        ),
        (progress(TaskState.COMPLETED, EntryState.PUBLISHING), False, False, False),
        (progress(TaskState.COMPLETED, EntryState.UNVERIFIED), False, False, False),
        (progress(TaskState.COMPLETED, EntryState.PUBLISHED), True, True, False),
        (progress(TaskState.COMPLETED, EntryState.FAILED), True, True, True),
        (progress(TaskState.COMPLETED, EntryState.WITHDRAWN), True, True, False),
        (progress(TaskState.COMPLETED, EntryState.HANDED_OVER), True, True, False),
        (progress(TaskState.COMPLETED, EntryState.ACCEPTED), True, False, False),
    ],
    ids=lambda one: f"{one.status}, {one.publish_status}" if isinstance(one, Progress) else None,
)
def test_where_it_stands_is_read_from_the_states(
    one: Progress, settled: bool, over: bool, failure: bool
) -> None:
    assert (one.settled, one.is_over, one.is_failure) == (settled, over, failure)


def test_the_sum_of_publications_knows_every_state() -> None:
    rows = [{"status": state.value} for state in EntryState]
    assert publications.weightiest(rows)["status"] == EntryState.FAILED
    for state in EntryState:
        assert publications.weightiest([{"status": state.value}])["status"] == state


NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
COLUMNS = ("publisher", "publish_at", "published_at", "proof", "error_message")


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ([], None),
        (["queued"], "queued"),
        (["published", "published"], "published"),
        (["published", "queued", "failed"], "published 1 of 3"),
        (["queued", "failed"], "published 0 of 2"),
        (["published", "withdrawn"], "published"),
        (["withdrawn", "withdrawn"], "withdrawn"),
    ],
)
def test_the_status_of_a_content_is_the_sum_of_its_entries(
    statuses: list[str], told: str | None
) -> None:
    rows = [
        dict.fromkeys(COLUMNS) | {"status": EntryState(one), "publish_at": NOON} for one in statuses
    ]
    assert publications.summed(rows)["publish_status"] == told
