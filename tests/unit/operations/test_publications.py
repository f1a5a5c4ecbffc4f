"""The pool: what may be moved, when a publication has ended, and which end is a failure."""

from __future__ import annotations

import pytest

from contenthub import clock
from contenthub.commands.console import advice
from contenthub.errors import (
    ContentHubError,
    NotAllowedError,
    NotFoundError,
    UnreachableError,
    WorkFailedError,
)
from contenthub.operations import moments, pool, publications
from contenthub.states import OUT_ENTRY_STATES, EntryState


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (EntryState.QUEUED, None),
        (EntryState.FAILED, "`contenthub publish-pool publish 7` tries it again"),
        (EntryState.PUBLISHING, "content 7 is publishing; only what is queued"),
        (EntryState.UNVERIFIED, "content 7 is unverified; only what is queued"),
        (EntryState.PUBLISHED, "content 7 is published; only what is queued"),
        (EntryState.WITHDRAWN, "content 7 is withdrawn; only what is queued"),
        (EntryState.ACCEPTED, "content 7 is accepted; only what is queued"),
        (EntryState.HANDED_OVER, "content 7 is handed_over; only what is queued"),
    ],
)
def test_only_what_is_queued_can_be_moved(state: EntryState, told: str | None) -> None:
    refused = pool.refusal_to_move(7, state)
    assert (refused is None) == (told is None)
    assert refused is None or (told or "") in advice.line(refused)


@pytest.mark.parametrize(
    ("seconds", "passed"), [(3600, False), (0, False), (-50, False), (-70, True), (-3600, True)]
)
def test_a_time_may_have_passed_while_it_was_typed(seconds: float, passed: bool) -> None:
    assert moments.has_passed(clock.after(seconds)) == passed


@pytest.mark.parametrize("state", EntryState)
def test_a_publication_ends_published_or_failed_or_at_its_target(state: EntryState) -> None:
    ended = publications.has_ended({"status": state.value})
    assert ended == (state in {*OUT_ENTRY_STATES, EntryState.FAILED, EntryState.ACCEPTED})


@pytest.mark.parametrize(
    ("status", "error", "kind", "told"),
    [
        ("failed", "full", WorkFailedError, "content 7 was not published: full"),
        ("queued", "full", WorkFailedError, "is queued after 1.5 s and is tried again: full;"),
        ("unverified", "lost", WorkFailedError, "is unverified after 1.5 s and is tried again"),
        ("queued", None, UnreachableError, "the service has not come to it yet; follow: "),
        ("publishing", None, UnreachableError, "is publishing after 1.5 s"),
    ],
)
def test_what_is_not_published_says_why(
    status: str, error: str | None, kind: type[ContentHubError], told: str
) -> None:
    found = publications.failure(7, [{"status": status, "error_message": error}], 1.5)
    assert type(found) is kind
    assert told in advice.line(found)


def test_what_waits_for_a_paused_target_is_over_for_now_and_no_success() -> None:
    row = {"status": "queued", "error_message": None, "target": "mirror", "target_paused": True}
    assert publications.has_ended(row)
    found = publications.failure(7, [row], 0.1)
    assert isinstance(found, NotAllowedError)
    assert "its target 'mirror' is paused" in str(found)


def test_an_entry_that_was_taken_out_meanwhile_is_a_failure() -> None:
    assert isinstance(publications.failure(7, [], 60.0), NotFoundError)


@pytest.mark.parametrize("status", ["published", "accepted", "handed_over"])
def test_what_a_target_has_is_none(status: str) -> None:
    row = {"status": status, "error_message": None}
    assert publications.failure(7, [row, row], 60.0) is None


def test_of_several_targets_one_that_failed_is_a_failure() -> None:
    rows = [
        {"status": "published", "error_message": None},
        {"status": "failed", "error_message": "full"},
    ]
    assert "was not published: full" in str(publications.failure(7, rows, 60.0))
