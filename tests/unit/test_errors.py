"""The tree of errors: whoever catches one knows the exit code and whether to try again."""

from __future__ import annotations

import inspect
import pickle

import pytest

from contenthub import errors
from contenthub.codes import Code
from contenthub.errors import BackendError, ContentHubError, ExitCode

ALL = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ContentHubError)
]


def test_exit_codes_keep_the_meaning_callers_rely_on() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0,
        "UNEXPECTED": 1,
        "USAGE": 2,
        "NOT_FOUND": 3,
        "NOT_ALLOWED": 4,
        "UNREACHABLE": 5,
        "WORK_FAILED": 6,
    }


@pytest.mark.parametrize("kind", ALL)
def test_every_error_says_its_line_and_is_no_success(kind: type[ContentHubError]) -> None:
    assert str(kind("one line")) == "one line"
    assert kind.exit_code != ExitCode.DONE


@pytest.mark.parametrize("kind", ALL)
def test_what_to_do_and_what_happened_are_kept_apart(kind: type[ContentHubError]) -> None:
    error = kind("it is full", code=Code.KEY_USED, advice="make room", task_id="t1")
    parts = (error.message, error.advice, error.code, error.facts)
    assert parts == ("it is full", "make room", Code.KEY_USED, {"task_id": "t1"})
    assert str(error) == "it is full: make room"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (errors.NotFoundError("no task", code=Code.KEY_USED, task_id="t1"), Code.KEY_USED),
        (errors.NotFoundError("no task", task_id="t1"), Code.BAD_INPUT),
    ],
)
def test_an_error_told_in_other_words_keeps_the_code_that_says_more_than_its_class(
    first: ContentHubError, code: Code
) -> None:
    told = errors.InputError.because(first, f"line 2: {first}")
    assert (str(told), told.code, told.facts) == ("line 2: no task", code, {"task_id": "t1"})


def test_an_error_survives_the_way_into_another_process() -> None:
    sent = errors.TransientError("full", code=Code.KEY_USED, advice="wait", retry_after=2.0, n=1)
    come = pickle.loads(pickle.dumps(sent))
    assert vars(come) == vars(sent)


@pytest.mark.parametrize("kind", [k for k in ALL if issubclass(k, BackendError)])
def test_every_backend_error_decides_on_retries(kind: type[BackendError]) -> None:
    assert kind.transient is (kind.__name__ in {"TransientError", "OutcomeUnknownError"})
    assert kind.exit_code == ExitCode.WORK_FAILED


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.InputError, ExitCode.USAGE),
        (errors.SettingError, ExitCode.USAGE),
        (errors.NotFoundError, ExitCode.NOT_FOUND),
        (errors.NotAllowedError, ExitCode.NOT_ALLOWED),
        (errors.UnreachableError, ExitCode.UNREACHABLE),
        (errors.WorkFailedError, ExitCode.WORK_FAILED),
    ],
)
def test_each_error_has_its_exit_code(kind: type[ContentHubError], code: ExitCode) -> None:
    assert kind.exit_code == code


def test_a_transient_error_may_say_when_to_come_back() -> None:
    assert errors.TransientError("full", retry_after=12.5).retry_after == 12.5
    assert errors.TransientError("full").retry_after is None
