"""One tree of errors, each of which knows the exit code a caller sees.

The error boundaries (command line, actors) need no table of their own: they read
``exit_code`` and, for the errors of backends, ``transient``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from contenthub import masked_text

if TYPE_CHECKING:
    from contenthub.usage import Usage


class ExitCode(IntEnum):
    """What a process tells its caller."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2  # wrong usage or bad input
    NOT_FOUND = 3
    NOT_ALLOWED = 4  # not in this state, or the person who was asked said no
    UNREACHABLE = 5  # a backend does not answer
    WORK_FAILED = 6  # the work ran and failed


class ContentHubError(Exception):
    """Base of every error that is expected; its text is one line for a person."""

    exit_code = ExitCode.UNEXPECTED


class InputError(ContentHubError):
    """What the caller gave cannot be used."""

    exit_code = ExitCode.USAGE


class SettingError(InputError):
    """A setting has a value that is not allowed."""


class NotFoundError(ContentHubError):
    """No such account, task, content, entry or event."""

    exit_code = ExitCode.NOT_FOUND


class NotAllowedError(ContentHubError):
    """The row exists, but its state does not allow this, or the person who was asked does not."""

    exit_code = ExitCode.NOT_ALLOWED


class UnreachableError(ContentHubError):
    """The database, the broker or a backend cannot be reached."""

    exit_code = ExitCode.UNREACHABLE


class LeaseLostError(ContentHubError):
    """What this process was doing alone is done by another one now."""


class WorkFailedError(ContentHubError):
    """The work was done to its end, and its end is a failure."""

    exit_code = ExitCode.WORK_FAILED


class OutputLostError(ContentHubError):
    """The work was done, and what it printed could not be written."""


class StoppingError(ContentHubError):
    """This process ends: the work was broken off, nothing is decided, and another takes it up."""


MOST_TEXT = 4_000  # characters of a backend's error that are kept


class BackendError(ContentHubError):
    """A creator or publisher failed; ``transient`` decides whether it is tried again.

    ``usage`` is what the attempt took all the same, where that is known.
    """

    exit_code = ExitCode.WORK_FAILED
    transient = False
    usage: Usage | None = None

    def __init__(self, message: str) -> None:
        # What a backend says goes into the database: without what no database takes, and short.
        clean = masked_text.text(message[: 4 * MOST_TEXT]).encode("utf-8", "replace").decode()
        clean = clean.replace("\0", "")
        super().__init__(clean if len(clean) <= MOST_TEXT else clean[:MOST_TEXT] + "…")


class TransientError(BackendError):
    """May pass by itself: a time-out, a refused connection, a full server.

    ``retry_after`` is what the backend asked for, in seconds, or None.
    """

    transient = True

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(BackendError):
    """Will fail again in the same way: a refused request, a broken result."""


class OutcomeUnknownError(BackendError):
    """The backend may or may not have done it: look it up before doing it again."""

    transient = True
