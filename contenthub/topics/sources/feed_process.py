"""Calls ``feed_reader``, and kills it when its time is up or when the service ends.

Nothing of it is left behind: it is waited for whatever happens, and ends by itself when its caller
dies, since its input ends then and its working time is limited.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from contenthub.errors import PermanentError, StoppingError, TransientError
from contenthub.programs import environment

TIME = 30.0  # seconds; on an idle machine it ends by its limit of working time long before

_COMMAND = (sys.executable, "-P", "-m", "contenthub.topics.sources.feed_reader")

_lock = threading.Lock()
_running: set[subprocess.Popen[bytes]] = set()
_stopping = False


def read(body: bytes, content_type: str) -> list[dict[str, Any]]:
    """The entries of a feed: ``topic`` and ``keywords``.

    Raises PermanentError, which says what the feed is or does (without its address),
    TransientError, or StoppingError when the service ends meanwhile.
    """
    with _started(content_type) as process:
        try:
            output, complaint = process.communicate(body, timeout=TIME)
        except subprocess.TimeoutExpired:
            raise TransientError(f"could not be read within {TIME:g} s") from None
        if _stopping:
            raise StoppingError("the service ends")
        if process.returncode != 0:
            raise _failure(process.returncode, complaint)
    answer = json.loads(output)
    if "error" in answer:
        raise PermanentError(answer["error"])
    entries: list[dict[str, Any]] = answer["entries"]
    return entries


def end_all() -> None:
    """Kill all that run, and let none begin: the work of this process is ending."""
    global _stopping
    with _lock:
        _stopping = True
        for process in _running:
            process.kill()


def allow() -> None:
    """Let readers begin again: that work has ended."""
    global _stopping
    with _lock:
        _stopping = False


@contextmanager
def _started(content_type: str) -> Iterator[subprocess.Popen[bytes]]:
    with _lock:
        if _stopping:
            raise StoppingError("the service ends")
        try:
            process = subprocess.Popen(
                [*_COMMAND, content_type.replace("\0", "")[:200]],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment.of_our_own(),  # what reads a stranger's text has no secret
                process_group=0,  # Ctrl-C is for its caller, which decides
            )
        except OSError as error:
            raise TransientError(f"no process can be started to read it: {error}") from error
        _running.add(process)
    try:
        yield process
    finally:
        with _lock:
            _running.discard(process)
        process.kill()
        process.communicate()  # waits for it, and closes the pipes


def _failure(code: int, complaint: bytes) -> PermanentError | TransientError:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return PermanentError("takes too much time or memory to be read, as no honest feed does")
    last = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return TransientError(f"could not be read: its reader ended with {code} {last[:300]}".rstrip())
