"""One tree of errors, each of which knows the exit code a caller sees.

The error boundaries (command line, actors) need no table of classes: they read ``exit_code``,
``code`` and, for the errors of backends, ``transient``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self

from contenthub import masked_text
from contenthub.codes import Code

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
    """Base of every error that is expected; its text is one line for a person.

    ``message`` says what is wrong, and ``advice`` what to do where that is the same whoever asks
    (empty: it is not). No command, option or address of a face stands in them: what to do there is
    said by the face, which goes by ``code`` and ``facts``, the values that its words need.
    """

    exit_code = ExitCode.UNEXPECTED
    code = Code.UNEXPECTED

    def __init__(
        self, message: str, *, code: Code | None = None, advice: str = "", **facts: Any
    ) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.facts = facts
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message}: {self.advice}" if self.advice else self.message

    @classmethod
    def because(cls, error: ContentHubError, message: str) -> Self:
        """An error of this class for what another one says, in other words.

        It keeps the other one's code, if that says more than its class, and its facts.
        """
        code = None if error.code is type(error).code else error.code
        return cls(message, code=code, **error.facts)


class InputError(ContentHubError):
    """What the caller gave cannot be used."""

    exit_code = ExitCode.USAGE
    code = Code.BAD_INPUT


class SettingError(InputError):
    """A setting has a value that is not allowed."""

    code = Code.BAD_SETTING


class NotFoundError(ContentHubError):
    """No such account, task, content, entry or event."""

    exit_code = ExitCode.NOT_FOUND
    code = Code.NOT_FOUND


class NotAllowedError(ContentHubError):
    """The row exists, but its state does not allow this, or the person who was asked does not."""

    exit_code = ExitCode.NOT_ALLOWED
    code = Code.NOT_ALLOWED


class NotAuthorizedError(NotAllowedError):
    """Whoever asks has not shown who it is, or may not ask for this."""

    code = Code.TOKEN_REFUSED


class UnreachableError(ContentHubError):
    """The database, the broker or a backend cannot be reached."""

    exit_code = ExitCode.UNREACHABLE
    code = Code.UNREACHABLE


class LeaseLostError(ContentHubError):
    """What this process was doing alone is done by another one now."""

    code = Code.LEASE_LOST


class WorkFailedError(ContentHubError):
    """The work was done to its end, and its end is a failure."""

    exit_code = ExitCode.WORK_FAILED
    code = Code.WORK_FAILED


class OutputLostError(ContentHubError):
    """The work was done, and what it printed could not be written."""

    code = Code.OUTPUT_LOST


class StoppingError(ContentHubError):
    """This process ends: the work was broken off, nothing is decided, and another takes it up."""

    code = Code.STOPPING


MOST_TEXT = 4_000  # characters of a backend's error that are kept


class BackendError(ContentHubError):
    """A creator or publisher failed; ``transient`` decides whether it is tried again.

    ``usage`` is what the attempt took all the same, where that is known.
    """

    exit_code = ExitCode.WORK_FAILED
    code = Code.WORK_FAILED
    transient = False
    usage: Usage | None = None

    def __init__(
        self, message: str, *, code: Code | None = None, advice: str = "", **facts: Any
    ) -> None:
        # What a backend says goes into the database: without what no database takes, and short.
        clean = masked_text.text(message[: 4 * MOST_TEXT]).encode("utf-8", "replace").decode()
        clean = clean.replace("\0", "")
        short = clean if len(clean) <= MOST_TEXT else clean[:MOST_TEXT] + "…"
        super().__init__(short, code=code, advice=advice, **facts)


class TransientError(BackendError):
    """May pass by itself: a time-out, a refused connection, a full server.

    ``retry_after`` is what the backend asked for, in seconds, or None.
    """

    transient = True
    code = Code.BACKEND_UNAVAILABLE

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        code: Code | None = None,
        advice: str = "",
        **facts: Any,
    ) -> None:
        super().__init__(message, code=code, advice=advice, **facts)
        self.retry_after = retry_after


class PermanentError(BackendError):
    """Will fail again in the same way: a refused request, a broken result."""

    code = Code.BACKEND_REFUSED


class OutcomeUnknownError(BackendError):
    """The backend may or may not have done it: look it up before doing it again."""

    transient = True
    code = Code.OUTCOME_UNKNOWN
