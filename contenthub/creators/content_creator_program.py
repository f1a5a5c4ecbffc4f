"""Runs the program content-creator, one call at a time, so that no call can hang or linger.

The program gets this process's environment without ContentHub's own variables: DATABASE_URL
and REDIS_URL mean another database there. It reads its own settings from ``.env`` and keeps
its data in its working directory, which is ours; ``env -C FOLDER content-creator`` as the
command gives it another.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from contenthub.creators.content_creator_output import Answer
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.programs import environment
from contenthub.settings import SPECS

MOST_OUTPUT = 32 * 1024 * 1024  # bytes
_NOT_SET_UP = "content-creator-cli is not set up: set CREATOR_CLI_PATH to its command"


class NotStartedError(TransientError):
    """There is no such program, or the machine has no room for it."""


class Program:
    """A command line without its subcommand; ``timeout`` is seconds per call."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        self._command = tuple(command)
        self._timeout = timeout

    @property
    def name(self) -> str:
        return " ".join(self._command[:1])

    def run(self, *arguments: str, unsure: type[BackendError] = TransientError) -> Answer:
        """Run it to its end, in a process group of its own that ends with our wait.

        Its output goes to files: a worker that it leaves behind cannot hold us up by them.
        Raises PermanentError without a command, NotStartedError, or ``unsure`` when it took
        longer than the time-out.
        """
        if not self._command:
            raise PermanentError(_NOT_SET_UP)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = self._start(arguments, out, err)
            try:
                code = process.wait(self._timeout)
            except subprocess.TimeoutExpired:
                raise unsure(
                    f"content-creator {arguments[0]} took longer than {self._timeout:g} s"
                ) from None
            finally:
                if process.returncode is None:
                    _kill_group(process)
            return Answer(code, _read(out), _read(err))

    def _start(
        self, arguments: Sequence[str], out: IO[bytes], err: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [*self._command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=_environment(),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise NotStartedError(f"cannot run {self.name}: {error}") from error


def _environment() -> dict[str, str]:
    ours = {spec.env for spec in SPECS.values()} | {"FORCE_COLOR", "CLICOLOR_FORCE"}
    kept = {name: value for name, value in environment.safe().items() if name not in ours}
    return {**kept, "NO_COLOR": "1"}


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(MOST_OUTPUT).decode(errors="replace")
