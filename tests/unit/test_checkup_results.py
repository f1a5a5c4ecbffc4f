"""What all findings of a checkup come to: the exit code says what kind of help is needed first."""

from __future__ import annotations

import pytest

from contenthub.errors import ContentHubError, ExitCode, SettingError, UnreachableError
from contenthub.operations.checkup.results import (
    Kind,
    Level,
    Result,
    UnwellError,
    demand_well,
    failed,
)


def result(check: str, level: Level, kind: Kind = Kind.OTHER) -> Result:
    """A finding of this check."""
    return Result(check, level, "detail", kind=kind)


@pytest.mark.parametrize("levels", [(), (Level.OK,), (Level.OK, Level.WARNING)])
def test_warnings_are_no_failure(levels: tuple[Level, ...]) -> None:
    demand_well([result("disk", level, Kind.STUCK) for level in levels])


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ((Kind.OTHER,), ExitCode.UNEXPECTED),
        ((Kind.STUCK, Kind.OTHER), ExitCode.WORK_FAILED),
        ((Kind.STUCK, Kind.BACKEND), ExitCode.UNREACHABLE),
        ((Kind.OTHER, Kind.STUCK, Kind.BACKEND, Kind.SETTING), ExitCode.USAGE),
    ],
)
def test_the_kind_that_comes_first_says_the_exit_code(
    kinds: tuple[Kind, ...], code: ExitCode
) -> None:
    with pytest.raises(UnwellError) as raised:
        demand_well([result("work", Level.FAILED, kind) for kind in kinds])
    assert raised.value.exit_code is code


def test_each_check_that_failed_is_named_once() -> None:
    found = [result(name, Level.FAILED) for name in ("work", "disk", "work")]
    with pytest.raises(UnwellError, match=r"^failed: work, disk; the advice above"):
        demand_well([*found, result("home", Level.OK)])


@pytest.mark.parametrize(
    ("error", "detail", "advice", "kind"),
    [
        (UnreachableError("it is gone"), "x: it is gone", "", Kind.BACKEND),
        (ContentHubError("no (why)", advice="do this"), "x: no (why)", "do this", Kind.BACKEND),
        (SettingError("A is 'b'"), "x: A is 'b'", "", Kind.SETTING),
    ],
)
def test_an_error_is_parted_into_what_is_wrong_and_what_to_do(
    error: ContentHubError, detail: str, advice: str, kind: Kind
) -> None:
    found = failed("database", error, Kind.BACKEND, "x: ")
    assert (found.detail, found.advice, found.kind) == (detail, advice, kind)
    assert found.status is Level.FAILED
