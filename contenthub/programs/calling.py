"""Calls a program that answers on stdout: its environment, its end, and what it says on stderr.

The contract of the exit codes is that of the creator `command`, unless the caller has another one:
what has to be told apart after a failure differs by what the program was to do.
"""

from __future__ import annotations

import json
import shutil
import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from contenthub.articles.cleaning import one_line
from contenthub.articles.text import tail
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.programs import environment
from contenthub.programs.control import Check, Control
from contenthub.programs.running import Ended, run
from contenthub.programs.startable import obstacle

REFUSED = 65  # EX_DATAERR of sysexits.h
Failure = Callable[[int, str], BackendError]  # of an exit code (negative: the signal) and its text
_KEPT_LINES, _KEPT_CHARACTERS = 20, 500
_MAX_STEP = 200


def startable(argv: Sequence[str]) -> Check:
    """Whether the program is there and can be started, found out without starting it."""
    if why := obstacle(argv):
        return Check(False, one_line(why))
    return Check(True, f"{shutil.which(argv[0])} can be started")


def failure(code: int, text: str) -> BackendError:
    """What an exit code other than 0 means for the creator `command`."""
    return PermanentError(text) if code == REFUSED else TransientError(text)


def output_of(
    argv: Sequence[str],
    document: bytes,
    control: Control,
    limit: int,
    *,
    variables: Mapping[str, str] | None = None,
    failure: Failure = failure,
) -> bytes:
    """What the program writes to stdout, at most ``limit`` bytes, when it gets ``document``.

    ``variables`` are added to its environment. Raises what ``failure`` makes of its end, what
    ``running.run`` raises, or StoppedError.
    """
    control.check()
    listener = _Listener(control)
    ended = run(
        argv,
        document,
        environment={**environment.safe(), **(variables or {})},
        control=control,
        on_line=listener.hear,
        limit=limit,
    )
    if ended.code != 0:
        raise failure(ended.code, _told(argv[0], ended, listener.complaint))
    return ended.output


def _told(program: str, ended: Ended, complaint: str) -> str:
    how = f"exit code {ended.code}" if ended.code > 0 else _signal_name(-ended.code)
    return f"{Path(program).name} ended with {how}: {complaint or 'it said nothing'}"


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
