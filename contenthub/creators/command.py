"""The creator that is any program: the request as JSON on stdin, the article as JSON on stdout.

Its contract, which the documentation repeats for people who write such programs:

- stdout: one JSON document (see ``results``); stderr: anything. A line there such as
  ``{"progress": 40, "step": "writing"}`` is progress, the end of the rest explains a failure.
- exit code 0: done. 65 (EX_DATAERR): this request will fail again. Any other, or a signal:
  may be tried again.
- SIGTERM to the process group means stop; SIGKILL follows two seconds later.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contenthub.articles.text import tail
from contenthub.creators.base import Article, Check, Control, Request
from contenthub.creators.markdown import one_line
from contenthub.creators.programs import Ended, run
from contenthub.creators.results import parse_article
from contenthub.creators.startable import obstacle
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.settings import SECRET_VARIABLES

if TYPE_CHECKING:
    from contenthub.settings import Settings

_NOT_SET = (
    "the creator command is not set up: set CONTENTHUB_COMMAND to the program that writes articles"
)
_REFUSED = 65  # EX_DATAERR of sysexits.h
_MAX_RESULT = 32 * 1024 * 1024  # bytes
_KEPT_LINES, _KEPT_CHARACTERS = 20, 500
_MAX_STEP = 200


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
        if not self._argv:
            return Check(False, _NOT_SET)
        if why := obstacle(self._argv):
            return Check(False, one_line(why))
        return Check(True, f"{shutil.which(self._argv[0])} can be started")

    def generate(self, request: Request, control: Control) -> Article:
        """Run the program to its end and return its article; see the module for the contract.

        Raises TransientError, PermanentError or StoppedError.
        """
        if not self._argv:
            raise PermanentError(_NOT_SET)
        control.check()
        listener = _Listener(control)
        ended = run(
            self._argv,
            _document(request),
            environment=_environment(),
            control=control,
            on_line=listener.hear,
            limit=_MAX_RESULT,
        )
        if ended.code != 0:
            raise self._failure(ended, listener.complaint)
        return parse_article(ended.output)

    def _failure(self, ended: Ended, complaint: str) -> BackendError:
        how = f"exit code {ended.code}" if ended.code > 0 else _signal_name(-ended.code)
        text = f"{Path(self._argv[0]).name} ended with {how}: {complaint or 'it said nothing'}"
        return PermanentError(text) if ended.code == _REFUSED else TransientError(text)


def _document(request: Request) -> bytes:
    """The request as the program gets it; ASCII, so that no locale can break it."""
    fields = asdict(request)
    names = (
        *("task_id", "idempotency_key", "attempt", "topic", "keywords", "category"),
        *("requirements", "tone", "language", "account"),
        *(() if request.rewrite is None else ("rewrite",)),
    )
    return json.dumps({name: fields[name] for name in names}).encode("ascii") + b"\n"


def _environment() -> dict[str, str]:
    """This process's environment without our own secrets, which are no business of a program."""
    return {name: value for name, value in os.environ.items() if name not in SECRET_VARIABLES}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


class _Listener:
    """Takes the lines of stderr apart: progress goes up, the end of the rest is kept."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._kept: deque[str] = deque(maxlen=_KEPT_LINES)
        self._last: tuple[int | None, str] | None = None

    @property
    def complaint(self) -> str:
        return tail(one_line(" ".join(self._kept)), _KEPT_CHARACTERS)

    def hear(self, line: str) -> None:
        progress = _progress(line) if line.startswith("{") else None
        if progress is None:
            self._kept.append(line[-_KEPT_CHARACTERS:])
        elif progress != self._last:  # a program may repeat itself thousands of times
            self._last = progress
            self._control.report(*progress)


def _progress(line: str) -> tuple[int | None, str] | None:
    """(percent, step) of a progress line; None if the line is something else."""
    try:
        document: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not document.keys() & {"progress", "step"}:
        return None
    percent, step = document.get("progress"), document.get("step", "")
    if isinstance(percent, bool) or not isinstance(percent, int | float | None):
        return None
    if not isinstance(step, str) or percent != percent:  # the second: not a number
        return None
    bounded = None if percent is None else int(min(100, max(0, percent)))
    return bounded, one_line(step)[:_MAX_STEP]
