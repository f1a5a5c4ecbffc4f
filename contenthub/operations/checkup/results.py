"""What a check answers, how one that breaks is answered for, and what all of them come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from contenthub.codes import Code, Remark
from contenthub.errors import ContentHubError, ExitCode, SettingError
from contenthub.settings import Settings


class Level(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Kind(StrEnum):
    """What has failed, as far as the exit code goes; the members are in order of precedence."""

    SETTING = "setting"  # a value that is not allowed
    BACKEND = "backend"  # what others provide: database, broker, creator, target, feed
    STUCK = "stuck"  # work stands still, or there is work and nobody to do it
    OTHER = "other"


_EXIT_CODES = {
    Kind.SETTING: ExitCode.USAGE,
    Kind.BACKEND: ExitCode.UNREACHABLE,
    Kind.STUCK: ExitCode.WORK_FAILED,
    Kind.OTHER: ExitCode.UNEXPECTED,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found.

    ``advice`` is what to do where that is the same whoever asks; otherwise a face says it, which
    goes by ``code`` and ``facts``, as with an error.
    """

    check: str
    status: Level
    detail: str
    advice: str = ""
    kind: Kind = Kind.OTHER
    code: Code | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, check: str, status: Level, remark: Remark, kind: Kind = Kind.OTHER) -> Self:
        """What a remark says, as the finding of a check."""
        return cls(check, status, remark.message, remark.advice, kind, remark.code, remark.facts)


Check = Callable[[Settings], Iterator[Result]]


def guarded(
    name: str, check: Check, settings: Settings, kind: Kind = Kind.OTHER
) -> Iterator[Result]:
    """The check's results; one that breaks is a failed one, and ends no other."""
    try:
        yield from check(settings)
    except ContentHubError as error:
        yield failed(name, error, kind)
    except Exception as error:  # a check that breaks must not end the examination
        text = f"{type(error).__name__}: {error}"
        yield Result.of(name, Level.FAILED, Remark(text, code=Code.CHECK_BROKE), kind)


def failed(name: str, error: ContentHubError, kind: Kind, before: str = "") -> Result:
    """What an error says, as the finding of a check; ``before`` stands before its message."""
    found = Kind.SETTING if isinstance(error, SettingError) else kind
    remark = Remark(f"{before}{error.message}", error.advice, error.code, error.facts)
    return Result.of(name, Level.FAILED, remark, found)


class UnwellError(ContentHubError):
    """A check failed; the exit code says of what kind it is."""

    def __init__(self, names: str, exit_code: ExitCode) -> None:
        super().__init__(f"failed: {names}; the advice above says what to do")
        self.exit_code = exit_code


def demand_well(results: Iterable[Result]) -> None:
    """Raise UnwellError, which names the checks, where any of them failed."""
    failures = [result for result in results if result.status is Level.FAILED]
    if failures:
        kinds = {result.kind for result in failures}
        code = next(code for kind, code in _EXIT_CODES.items() if kind in kinds)
        raise UnwellError(", ".join(dict.fromkeys(result.check for result in failures)), code)
