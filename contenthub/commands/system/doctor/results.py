"""What a check of `contenthub doctor` answers, and how one that breaks is answered for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contenthub.commands.console.session import Session
from contenthub.errors import ContentHubError, ExitCode, SettingError


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


EXIT_CODES = {
    Kind.SETTING: ExitCode.USAGE,
    Kind.BACKEND: ExitCode.UNREACHABLE,
    Kind.STUCK: ExitCode.WORK_FAILED,
    Kind.OTHER: ExitCode.UNEXPECTED,
}


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the doctor."""

    check: str
    status: Level
    detail: str
    advice: str = ""
    kind: Kind = Kind.OTHER


Check = Callable[[Session], Iterator[Result]]


def guarded(name: str, check: Check, current: Session, kind: Kind = Kind.OTHER) -> Iterator[Result]:
    """The check's results; one that breaks is a failed one, and ends no other."""
    try:
        yield from check(current)
    except ContentHubError as error:
        yield failed(name, error, kind)
    except Exception as error:  # a doctor does not fall ill
        text = f"{type(error).__name__}: {error}"
        yield Result(name, Level.FAILED, text, "--debug shows more", kind)


def failed(name: str, error: ContentHubError, kind: Kind, before: str = "") -> Result:
    """The line of an error whose text ends in what to do."""
    detail, _, advice = str(error).partition("): ")
    text = f"{detail})" if advice else detail
    found = Kind.SETTING if isinstance(error, SettingError) else kind
    return Result(name, Level.FAILED, f"{before}{text}", advice, found)
