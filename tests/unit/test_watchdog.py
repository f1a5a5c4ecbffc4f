"""When silence becomes too long, and what is told of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from contenthub.processes.watchdog import SHORTEST, limit_for
from contenthub.processes.watchdog_process import MOST_STACK, Silence, line, stopped, telling


def test_the_limit_is_two_leases_and_never_shorter_than_a_loaded_machine_needs() -> None:
    assert limit_for(15) == 30
    assert limit_for(1) == SHORTEST


def test_silence_counts_only_ticks_in_a_row_in_which_the_process_could_have_spoken() -> None:
    silence = Silence(3)
    ticks = [
        (False, False),
        (False, False),
        (True, False),  # heard: from the beginning
        (False, False),
        (False, False),
        (False, True),  # stopped: from the beginning
        (False, False),
        (False, False),
    ]
    assert not any(silence.tick(heard=heard, stopped=stopped) for heard, stopped in ticks)
    assert silence.tick(heard=False, stopped=False)


def test_a_stopped_process_is_told_from_one_that_runs(until: Callable[..., object]) -> None:
    assert not stopped(os.getpid())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        child.send_signal(signal.SIGSTOP)
        until(lambda: stopped(child.pid), "the stop")
        child.send_signal(signal.SIGCONT)
        until(lambda: not stopped(child.pid), "the end of it")
        child.kill()


DUMP = b"""\0Thread 0x1 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 324 in wait
  File "/usr/lib/python3.11/threading.py", line 622 in wait

Current thread 0x2 (most recent call first):
  File "/srv/app/text.py", line 7 in search\0
"""


def test_where_nobody_can_tell_a_process_counts_as_one_that_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "ps")

    monkeypatch.setattr("builtins.open", absent)
    monkeypatch.setattr(subprocess, "run", absent)
    assert stopped(1) is False


def test_threads_that_only_wait_are_left_out_of_what_is_told() -> None:
    assert telling(DUMP).startswith("Current thread 0x2")
    assert "threading.py" not in telling(DUMP)
    assert "\0" not in telling(DUMP)
    assert "threading.py" in telling(DUMP.partition(b"\n\n")[0])  # all of them wait
    assert telling(b"") == ""
    assert len(telling(b"x" * 100_000)) == MOST_STACK


@pytest.mark.parametrize("stack", ["a\nb", 'quote " \\ 内'])
def test_a_line_has_the_shape_of_the_services_own(stack: str) -> None:
    told = json.loads(line("json", 7, 30.0, stack))
    assert (told["event"], told["level"], told["pid"]) == ("process_frozen", "error", 7)
    assert told["stack"] == stack
    assert stack in line("text", 7, 30.0, stack)
