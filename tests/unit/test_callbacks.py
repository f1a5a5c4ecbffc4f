"""Callbacks in pure words: what a body tells, what becomes of it, how often is looked after it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from contenthub import pacing
from contenthub.creators import callbacks, results
from contenthub.creators.base import Phase
from contenthub.errors import InputError, PermanentError, TransientError
from contenthub.lifecycle.callback_fates import Case, Fate, News, fate_of
from contenthub.states import TaskState

T, N, F = TaskState, News, Fate
OPEN = (T.PENDING, T.SUBMITTED, T.RUNNING)
ENDED = (T.FAILED, T.TIMEOUT, T.CANCELLED)
BOTH = (True, False)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def _expected(case: Case, news: News) -> Fate:
    """The same rules, as the documentation has them."""
    if case.state is T.COMPLETED:
        return F.KNOWN
    match news, case.state in OPEN, case.is_current:
        case (N.ARTICLE, True, True):
            return F.TAKEN
        case (N.ARTICLE, False, _):
            return F.KNOWN if case.has_late else F.LATE
        case (N.ARTICLE, True, False):
            if case.has_late:
                return F.KNOWN
            return F.LATE if case.under_way else F.TAKEN
        case (N.FAILURE, True, True):
            return F.NOTED if case.state is T.PENDING else F.TAKEN
        case (_, True, True):
            return F.NOTED
    return F.KNOWN


@pytest.mark.parametrize("news", News)
def test_every_callback_meets_every_case(news: News) -> None:
    for state, *flags in product(TaskState, BOTH, BOTH, BOTH):
        case = Case(state, *flags)
        assert fate_of(case, news) is _expected(case, news), case


@pytest.mark.parametrize(
    ("state", "current", "under_way", "late", "news", "fate"),
    [
        (T.RUNNING, True, True, False, N.ARTICLE, F.TAKEN),
        (T.SUBMITTED, True, True, False, N.ARTICLE, F.TAKEN),  # it is quicker than we are
        (T.RUNNING, False, True, False, N.ARTICLE, F.LATE),
        (T.RUNNING, False, True, True, N.ARTICLE, F.KNOWN),
        (T.PENDING, False, False, False, N.ARTICLE, F.TAKEN),
        (T.TIMEOUT, True, True, False, N.ARTICLE, F.LATE),
        (T.TIMEOUT, True, True, True, N.ARTICLE, F.KNOWN),
        (T.COMPLETED, True, True, False, N.ARTICLE, F.KNOWN),
        (T.COMPLETED, False, True, False, N.ARTICLE, F.KNOWN),
        (T.RUNNING, True, True, False, N.FAILURE, F.TAKEN),
        (T.RUNNING, False, True, False, N.FAILURE, F.KNOWN),
        (T.FAILED, True, True, False, N.FAILURE, F.KNOWN),
        (T.PENDING, True, True, False, N.FAILURE, F.NOTED),  # the next try looks it up
        (T.RUNNING, True, True, False, N.PROGRESS, F.NOTED),
        (T.RUNNING, False, True, False, N.PROGRESS, F.KNOWN),
        (T.RUNNING, True, True, False, N.END, F.NOTED),
    ],
)
def test_what_becomes_of_a_callback(
    state: TaskState, current: bool, under_way: bool, late: bool, news: News, fate: Fate
) -> None:
    assert fate_of(Case(state, current, under_way, late), news) is fate


def _ago(seconds: float | None) -> datetime | None:
    return None if seconds is None else NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("heard", "missed", "expected"),
    [
        (None, None, False),  # it never called
        (0, None, True),
        (3600, None, True),
        (3601, None, False),  # that is long ago
        (10, 20, True),  # it calls again
        (20, 10, False),  # it has stopped
        (10, 10, False),
        (None, 10, False),
        (-5, None, True),  # the clock went back
    ],
)
def test_a_creator_is_expected_to_call_while_it_does(
    heard: float | None, missed: float | None, expected: bool
) -> None:
    assert pacing.calls_back(_ago(heard), _ago(missed), NOW) is expected


@pytest.mark.parametrize(
    ("age", "calls_back", "wait"),
    [(0, False, 1), (0, True, 30), (150, False, 10), (150, True, 30), (9000, False, 30)],
)
def test_who_calls_back_is_looked_at_most_rarely(age: float, calls_back: bool, wait: float) -> None:
    started = NOW - timedelta(seconds=age)
    assert pacing.next_look(started, NOW, 30.0, calls_back=calls_back) == wait


TEXT = "# Tea\n\nIt is brewed."


def _read(body: Any) -> callbacks.Told:
    return callbacks.read(json.dumps(body).encode())


@pytest.mark.parametrize(
    ("event", "more", "phase", "progress", "step"),
    [
        ("completed", {"status": "completed", "result": {"content": TEXT}}, "completed", 100, ""),
        ("completed", {"result": {"htmlContent": TEXT}}, "completed", 100, ""),
        ("completed", {"status": "completed"}, "completed", None, ""),  # it has to be fetched
        ("completed", {"status": "completed", "result": None}, "completed", None, ""),
        ("failed", {"status": "failed", "error": {"message": "no"}}, "failed", None, ""),
        ("failed", {"error": "no"}, "failed", None, ""),
        ("failed", {}, "failed", None, ""),
        ("cancelled", {}, "cancelled", None, ""),
        ("progress", {"metadata": {"currentStep": "write"}}, "running", 50, "write"),
        ("progress", {"metadata": {"progress": 40}}, "running", 40, ""),
        ("progress", {"progress": 40, "currentStep": "x"}, "running", 40, "x"),
        ("progress", {"metadata": []}, "running", None, ""),
        ("step_completed", {"status": "running"}, "running", None, ""),
    ],
)
def test_the_shape_of_content_creator_is_read(
    event: str, more: dict[str, Any], phase: str, progress: int | None, step: str
) -> None:
    told = _read({"event": event, "taskId": "t-1", **more})
    assert (told.external_id, told.seen.phase, told.seen.progress, told.seen.step) == (
        "t-1",
        phase,
        progress,
        step,
    )


def test_what_failed_there_says_why() -> None:
    told = _read({"event": "failed", "taskId": "t", "error": {"type": "E", "message": "no model"}})
    assert "no model" in str(told.seen.error)
    assert isinstance(told.seen.error, TransientError)


@pytest.mark.parametrize(
    ("kind", "data", "phase"),
    [
        ("completed", {"article": {"content": TEXT}}, Phase.COMPLETED),
        ("completed", {"article": {"content": ""}}, Phase.FAILED),
        ("completed", {"article": {"content": TEXT, "error": "no"}}, Phase.FAILED),
        ("failed", {"error": "no"}, Phase.FAILED),
        ("failed", {}, Phase.FAILED),
        ("progress", {}, Phase.RUNNING),
        ("progress", {"progress": 12.5, "step": "x"}, Phase.RUNNING),
    ],
)
def test_the_documented_shape_is_read(kind: str, data: dict[str, Any], phase: Phase) -> None:
    named = {"task_id": "t", "attempt": 2, "id": "x"}
    told = _read({"type": f"generation.{kind}", "data": named | data})
    assert (told.task_id, told.attempt, told.external_id) == ("t", 2, "x")
    assert told.seen.phase is phase


def test_a_failure_may_be_said_to_be_for_good() -> None:
    body = {"type": "generation.failed", "data": {"error": {"message": "no"}, "permanent": True}}
    assert isinstance(_read(body).seen.error, PermanentError)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.type"),
        ({"type": 1, "data": {}}, "body.type"),
        ({"type": "generation.progress", "data": []}, "body.data"),
        ({"type": "generation.progress", "data": {"attempt": True}}, "body.data.attempt"),
        ({"type": "generation.progress", "data": {"attempt": 1.5}}, "body.data.attempt"),
        ({"type": "generation.progress", "data": {"progress": True}}, "body.data.progress"),
        ({"type": "generation.progress", "data": {"progress": -1}}, "body.data.progress"),
        ({"type": "generation.progress", "data": {"task_id": 5}}, "body.data.task_id"),
        ({"type": "generation.completed", "data": {}}, "body.data.article"),
        ({"event": "completed", "taskId": "t", "status": "failed"}, "body.status"),
        ({"event": "unheard", "taskId": "t", "status": "of"}, "body.status"),
        ({"event": "unheard", "taskId": "t", "status": {}}, "body.status"),
        ({"event": "done", "taskId": "t"}, "body.event"),
        ({"event": {}, "taskId": "t"}, "body.event"),
        ({"event": "completed", "taskId": 7}, "body.taskId"),
        ({"event": "completed", "status": "completed"}, "body.taskId"),
    ],
)
def test_a_body_in_neither_shape_is_refused_by_its_field(body: Any, field: str) -> None:
    with pytest.raises(InputError) as refused:
        _read(body)
    assert [one["field"] for one in refused.value.facts["fields"]] == [field]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"1" * 10_000])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        callbacks.read(body)


@pytest.mark.parametrize(
    ("output", "id_"),
    [
        (b'{"accepted": "job-7"}\n', "job-7"),
        (b'{"accepted": "job-7", "eta": 60}', "job-7"),
        (b'{"content": "the \\"accepted\\" way"}', None),
        (b'{"content": "text", "accepted": "job-7"}', None),
        (b'"accepted"', None),
        (b'{"accepted', None),
        (b"", None),
    ],
)
def test_a_program_may_only_accept(output: bytes, id_: str | None) -> None:
    assert results.accepted_id(output) == id_


@pytest.mark.parametrize("said", ["", "two\nlines", " ", "x" * 256, 7, None, True])
def test_an_id_that_cannot_be_kept_is_refused(said: Any) -> None:
    with pytest.raises(PermanentError, match="accepted"):
        results.accepted_id(json.dumps({"accepted": said}).encode())
