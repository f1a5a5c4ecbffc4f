"""The tree of errors: whoever catches one knows the exit code and whether to try again."""

from __future__ import annotations

import inspect

import pytest

from contenthub import errors
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
