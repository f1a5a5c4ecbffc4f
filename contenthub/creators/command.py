"""The creator that is any program: the request as JSON on stdin, the article as JSON on stdout.

Its contract, which the documentation repeats for people who write such programs:

- stdout: one JSON document (see ``results``); stderr: anything. A line there such as
  ``{"progress": 40, "step": "writing"}`` is progress, the end of the rest explains a failure.
- exit code 0: done. 65 (EX_DATAERR): this request will fail again. Any other, or a signal:
  may be tried again.
- A program that only hands the order on answers ``{"accepted": "ID"}`` instead of an article, and
  whoever it handed it to calls back at the request's ``callback_url``.
- SIGTERM to the process group means stop; SIGKILL follows two seconds later.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from contenthub.creators.base import AcceptedError, Article, Check, Control, Request
from contenthub.creators.results import accepted_id, parse_article
from contenthub.errors import PermanentError
from contenthub.programs.calling import output_of, startable

if TYPE_CHECKING:
    from contenthub.settings import Settings

_NOT_SET = (
    "the creator command is not set up: set CONTENTHUB_COMMAND to the program that writes articles"
)
_NO_ADDRESS = (
    "the program will call back, and was given no address for that: set CONTENTHUB_PUBLIC_URL"
)
_MAX_RESULT = 32 * 1024 * 1024  # bytes


class Command:
    """Runs the program of CONTENTHUB_COMMAND once for each article."""

    name = "command"
    instant = False

    def __init__(self, argv: tuple[str, ...]) -> None:
        self._argv = argv

    @classmethod
    def from_settings(cls, settings: Settings) -> Command:
        return cls(settings.command)

    def check(self) -> Check:
        """Look whether the program is there and can be started, without starting it."""
        return startable(self._argv) if self._argv else Check(False, _NOT_SET)

    def generate(self, request: Request, control: Control) -> Article:
        """Run the program to its end and return its article; see the module for the contract.

        Raises TransientError, PermanentError, StoppedError or AcceptedError.
        """
        if not self._argv:
            raise PermanentError(_NOT_SET)
        output = output_of(self._argv, _document(request), control, _MAX_RESULT)
        if (external_id := accepted_id(output)) is not None:
            if not request.callback_url:
                raise PermanentError(_NO_ADDRESS)
            raise AcceptedError(external_id)
        return parse_article(output)


def _document(request: Request) -> bytes:
    """The request as the program gets it; ASCII, so that no locale can break it."""
    fields = asdict(request)
    names = (
        *("task_id", "idempotency_key", "attempt", "topic", "keywords", "category"),
        *("requirements", "tone", "language", "account"),
        *(() if request.rewrite is None else ("rewrite",)),
        *(("callback_url",) if request.callback_url else ()),
    )
    return json.dumps({name: fields[name] for name in names}).encode("ascii") + b"\n"
