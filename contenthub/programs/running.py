"""Runs one program from its request to its result, and leaves nothing of it behind.

One thread watches its three pipes at once, so neither side can block the other: a program may
ignore its input, write megabytes, or leave children that keep the pipes open.
"""

from __future__ import annotations

import errno
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import IO

from contenthub.errors import PermanentError, TransientError
from contenthub.programs.control import Control
from contenthub.programs.orphans import guarded

_TICK = 0.1  # seconds between two looks at a stop and at a child that closed its pipes
_GRACE = 2.0  # seconds between SIGTERM and SIGKILL
_DRAIN = 1.0  # seconds to read what an ended program left in the pipes
_CHUNK = 65536
_LONGEST_LINE = 65536  # a longer line is handed on in pieces: memory stays bounded
_SHORTAGES = {errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ETXTBSY}


class TooMuchOutputError(PermanentError):
    """The program was ended for what it wrote; what it had done by then is not known."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code (negative: the signal) and its stdout."""

    code: int
    output: bytes


def run(
    argv: Sequence[str],
    document: bytes,
    *,
    environment: Mapping[str, str],
    control: Control,
    on_line: Callable[[str], None],
    limit: int,
) -> Ended:
    """Run ``argv`` with ``document`` on stdin; ``on_line`` gets each line of stderr.

    The program has its own process group, which is ended with it, whatever happens. Raises
    StoppedError when ``control`` stops it, PermanentError for a program that cannot be run,
    TooMuchOutputError for one that writes more than ``limit`` bytes to stdout, TransientError where
    the machine is short of something.
    """
    process = _start(argv, environment)
    with guarded(process.pid):
        try:
            with closing(_Pipes(process, document, on_line, limit)) as pipes:
                while process.poll() is None:
                    control.check()
                    pipes.turn(_TICK)
                end = time.monotonic() + _DRAIN
                while pipes.turn(0) and time.monotonic() < end:
                    pass
                return Ended(process.returncode, pipes.output)
        finally:
            _end_group(process)


def _start(argv: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment,
            process_group=0,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        text = f"the program {argv[0]} cannot be run: {reason}"
        if isinstance(error, OSError) and error.errno in _SHORTAGES:
            raise TransientError(text) from error
        raise PermanentError(text) from error


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the program and its children: asked first, then killed. Its pipes are closed."""
    with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a group of zombies
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


class _Pipes:
    """The three pipes of a program, none of which ever blocks."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        document: bytes,
        on_line: Callable[[str], None],
        limit: int,
    ) -> None:
        self._process = process
        self._unsent = memoryview(document)
        self._output = bytearray()
        self._line = bytearray()
        self._on_line = on_line
        self._limit = limit
        self._selector = selectors.DefaultSelector()
        self._watch(process.stdin, selectors.EVENT_WRITE, self._send)
        self._watch(process.stdout, selectors.EVENT_READ, self._take_output)
        self._watch(process.stderr, selectors.EVENT_READ, self._take_errors)

    def close(self) -> None:
        self._selector.close()

    @property
    def output(self) -> bytes:
        return bytes(self._output)

    def turn(self, seconds: float) -> bool:
        """Move what can be moved, waiting up to ``seconds``; False if nothing could."""
        if not self._selector.get_map():  # all closed, and the program is still there
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return False
        ready = self._selector.select(seconds)
        for key, _ in ready:
            key.data(key.fileobj)
        return bool(ready)

    def _watch(self, pipe: IO[bytes] | None, event: int, act: Callable[[IO[bytes]], None]) -> None:
        if pipe is None:
            raise RuntimeError("the program was started without this pipe")
        os.set_blocking(pipe.fileno(), False)
        self._selector.register(pipe, event, act)

    def _drop(self, pipe: IO[bytes]) -> None:
        self._selector.unregister(pipe)
        pipe.close()

    def _send(self, pipe: IO[bytes]) -> None:
        try:
            sent = os.write(pipe.fileno(), self._unsent[:_CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:  # a program need not read its request
            self._drop(pipe)
            return
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._drop(pipe)

    def _take_output(self, pipe: IO[bytes]) -> None:
        self._output += self._read(pipe)
        if len(self._output) > self._limit:
            raise TooMuchOutputError(f"the program wrote more than {self._limit} bytes to stdout")

    def _take_errors(self, pipe: IO[bytes]) -> None:
        data = self._read(pipe)
        *lines, rest = (self._line + data).split(b"\n")
        if not data or len(rest) > _LONGEST_LINE:
            lines, rest = [*lines, rest], bytearray()
        self._line = rest
        for line in lines:
            if line.strip():
                self._on_line(line.decode("utf-8", "replace").strip())

    def _read(self, pipe: IO[bytes]) -> bytes:
        try:
            data = os.read(pipe.fileno(), _CHUNK)
        except BlockingIOError:
            return b""
        if not data:
            self._drop(pipe)
        return data
