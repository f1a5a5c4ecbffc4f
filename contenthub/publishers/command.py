"""The publisher that is any program: the article as JSON on stdin, what became of it on stdout.

Its contract, which the documentation repeats for people who write such programs:

- The request's ``action`` is ``publish``; the setting ``knows`` says which others there are for it:
  ``verify`` (is it there?), ``update`` (what is there becomes what the article says now), ``check``
  (would it work?). A program is never asked for what it does not know: it might publish instead.
- stdout: one JSON object (see ``own_answers``); stderr: anything, its end explains a failure.
- exit code 0: the answer counts. 65 (EX_DATAERR): it is not out, nor would it be next time.
  75 (EX_TEMPFAIL): it is not out, and may be tried again. Any other, a signal, the end of its time
  or an answer that is none: it may be out, and nothing is repeated before somebody looked.
- SIGTERM to the process group means stop; SIGKILL follows two seconds later.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from contenthub.errors import (
    BackendError,
    InputError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
)
from contenthub.programs.calling import REFUSED, output_of
from contenthub.programs.control import Control, StoppedError
from contenthub.programs.running import TooMuchOutputError
from contenthub.programs.startable import obstacle
from contenthub.publishers import fields, own_answers, requests
from contenthub.publishers.base import Accepted, HandedOver, Proof, Publication, Refused, Taken
from contenthub.publishers.fields import Field
from contenthub.publishers.own_answers import ABSENT, Absent, UnclearError
from contenthub.settings.parsers import RefusedError, duration, words

if TYPE_CHECKING:
    from contenthub.settings import Settings

Action = Literal["publish", "verify", "update", "check"]

_TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h
_KNOWN = ("verify", "update", "check")
_FOR_CHECK = 10.0  # seconds
VARIABLE = "TARGET_SECRET"  # in the program's environment, and nowhere else


def _program(text: str) -> tuple[str, ...]:
    found = words(text)
    if not found or (os.sep in found[0] and not os.path.isabs(os.path.expanduser(found[0]))):
        raise RefusedError("a program in PATH, or by its whole path, and its arguments")
    return (os.path.expanduser(found[0]), *found[1:])


def _actions(text: str) -> frozenset[str]:
    found = frozenset(one.strip().lower() for one in text.split(",") if one.strip())
    if not found <= set(_KNOWN):
        raise RefusedError(f"some of {', '.join(_KNOWN)}, separated by commas")
    return found


def _of_the_machine(_text: str) -> str:
    """Whoever says which program is run may do all that this service may."""
    return "it runs a program of the machine"


_FIELDS = {
    "command": Field(_program, required=True, where=True, only_here=_of_the_machine),
    "knows": Field(_actions, default=frozenset()),
    "options": Field(default="", where=True),
    "secret": Field(secret=True),
    "timeout": Field(duration(1, 200), default=120.0),
}


@dataclass(frozen=True, slots=True)
class _Program:
    """The program of a target, ready to be asked."""

    argv: tuple[str, ...]
    options: str
    knows: frozenset[str]
    variables: Mapping[str, str]
    timeout: float

    def ask(self, action: Action, told: Mapping[str, Any], seconds: float | None = None) -> bytes:
        """Its answer. Raises BackendError; after an OutcomeUnknownError anything may be done."""
        request = {"action": action, "options": self.options, **told}
        document = json.dumps(request).encode("ascii") + b"\n"
        seconds = seconds or self.timeout
        try:
            return output_of(
                self.argv,
                document,
                Control(seconds),
                own_answers.MOST,
                variables=self.variables,
                failure=_failure,
            )
        except StoppedError:
            raise OutcomeUnknownError(f"the program did not end within {seconds:g} s") from None
        except TooMuchOutputError as error:
            raise OutcomeUnknownError(str(error)) from error


class Command:
    """Runs a target's program once for each publication, and once for each question about it."""

    name = "command"
    fields = _FIELDS

    @classmethod
    def from_settings(cls, _settings: Settings) -> Command:
        return cls()

    def place(self, publication: Publication) -> dict[str, Any]:
        """The program with its arguments, and the options it is told."""
        its = fields.read(self.name, _FIELDS, publication.settings)
        return {"command": list(its["command"]), "options": its["options"]}

    def publish(self, publication: Publication) -> Taken:
        """Run the program with ``action`` ``publish``; what it answers is the proof.

        Raises TransientError and PermanentError where it says that nothing is out, and
        OutcomeUnknownError where it says nothing that is understood.
        """
        program = self._program(publication)
        publication.demand_held()
        answer = _understood(program.ask("publish", requests.fields(publication)))
        match answer:
            case Refused():
                raise PermanentError(f"the program refused it: {answer.reason}")
            case Absent():
                raise OutcomeUnknownError("the program published, and says that it is not there")
            case Accepted() if "verify" not in program.knows:
                raise OutcomeUnknownError(
                    f"the program works on it as {answer.external_id}, and cannot be asked for the "
                    "end: it does not know verify"
                )
        return answer

    def verify(self, publication: Publication) -> Taken | Refused | None:
        """Ask the program, where it knows how; else a person has to look."""
        program = self._program(publication)
        if "verify" not in program.knows:
            raise TransientError(
                "whether it is out is not known, and the program cannot be asked (the setting "
                "knows has no verify): look there"
            )
        answer = _certain(program, "verify", publication)
        return None if answer is ABSENT else answer

    def update(self, publication: Publication) -> Proof | HandedOver:
        """Run the program with ``action`` ``update`` and the proof of what is out.

        Raises TransientError also where what it did is not known, as it may be asked again, and
        PermanentError for a program that does not know how.
        """
        program = self._program(publication)
        if "update" not in program.knows:
            raise PermanentError("the program cannot update (the setting knows has no update)")
        publication.demand_held()
        answer = _certain(program, "update", publication)
        match answer:
            case Proof() | HandedOver():
                return answer
            case Accepted():
                raise TransientError("the program works on it", retry_after=answer.look_after)
            case Refused():
                raise PermanentError(f"the program refused it: {answer.reason}")
        raise PermanentError("the program says that it is not there any more")

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Whether it can be started and, where it knows how, what it says itself."""
        program = self._of(settings, {})
        if why := obstacle(program.argv):
            raise PermanentError(why)
        if "check" in program.knows:
            output = program.ask("check", {}, min(_FOR_CHECK, program.timeout))
            _demand_well(output)
        return str(shutil.which(program.argv[0]))

    def validate(self, settings: dict[str, Any]) -> None:
        """Raise InputError, naming the field; also for a program that cannot be started."""
        its = fields.read(self.name, _FIELDS, settings)
        if why := obstacle(its["command"]):
            raise InputError(f"command: {why}")

    def _program(self, publication: Publication) -> _Program:
        """That of the first try, with the secret of now."""
        try:
            return self._of(publication.settings, publication.place)
        except InputError as error:
            raise PermanentError(str(error)) from error

    def _of(self, settings: Mapping[str, Any], place: Mapping[str, Any]) -> _Program:
        its = fields.read(self.name, _FIELDS, settings)
        secret = its["secret"]
        argv = tuple(place.get("command") or its["command"])
        return _Program(
            argv=argv,
            options=str(place.get("options", its["options"])),
            knows=its["knows"] if argv == its["command"] else frozenset(),  # said of the other one
            variables=_variables(secret) if secret else {},
            timeout=its["timeout"],
        )


def _variables(secret: str) -> dict[str, str]:
    """Its secret, also under the name by which the target's own settings say where it stands."""
    found = fields.secret("secret", secret)
    kind, _, name = secret.partition(":")
    return {VARIABLE: found} | ({name: found} if kind == "env" else {})


def _failure(code: int, text: str) -> BackendError:
    if code == REFUSED:
        return PermanentError(text)
    return TransientError(text) if code == _TRY_AGAIN else OutcomeUnknownError(text)


def _understood(output: bytes) -> Taken | Refused | Absent:
    try:
        return own_answers.read(output)
    except UnclearError as error:
        raise OutcomeUnknownError(f"the program answered {error}") from error


def _certain(
    program: _Program, action: Action, publication: Publication
) -> Taken | Refused | Absent:
    """The answer to a question that does no harm when it is repeated."""
    try:
        return _understood(program.ask(action, requests.fields(publication)))
    except OutcomeUnknownError as error:
        raise TransientError(str(error)) from error


def _demand_well(output: bytes) -> None:
    """Raise PermanentError for an answer to ``check`` that tells of an error."""
    if not output.strip():
        return
    try:
        error = own_answers.document(output).get("error")
    except UnclearError as unclear:
        raise PermanentError(f"the program answered {unclear}") from unclear
    if error is not None:
        raise PermanentError(f"the program says: {str(error)[:500]}")
