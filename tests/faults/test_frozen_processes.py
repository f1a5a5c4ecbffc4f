"""Processes whose interpreter is held: ended from outside, and their work taken over."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Site, Until
from tests.faults.test_lost_workers import alive, children_of
from tests.support.processes import REPOSITORY, Process, Processes

pytestmark = pytest.mark.takes_long

LIMIT = "2"
Start = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with Processes(tmp_path) as processes:
        command = [sys.executable, "-m", "tests.support.frozen_program"]
        yield lambda how, limit=LIMIT: processes.start([*command, limit, how], talks=True)


def frozen_lines(process: Process) -> list[dict[str, Any]]:
    lines = [line for line in process.stdout().splitlines() if "process_frozen" in line]
    return [json.loads(line) for line in lines]


def test_a_frozen_process_is_killed_and_its_stack_is_told(start: Start, until: Until) -> None:
    process = start("frozen")
    assert process.wait(60) == -signal.SIGKILL
    (told,) = until(lambda: frozen_lines(process), "the line")
    assert told["pid"] == process.pid
    assert told["level"] == "error"
    assert "in hold_the_interpreter" in told["stack"]
    assert "threading.py" not in told["stack"]


def test_a_process_that_was_stopped_for_longer_goes_on(start: Start, until: Until) -> None:
    """SIGSTOP to a process, or a debugger: when it goes on, it is well."""
    process = start("steady")
    until(lambda: "begun" in process.stdout(), "the beginning", 60)
    process.signal(signal.SIGSTOP)
    clock = start("frozen")  # its end says that more than the limit has passed
    assert clock.wait(60) == -signal.SIGKILL
    process.signal(signal.SIGCONT)
    clock = start("frozen")
    process.say("")
    until(lambda: "still here" in process.stdout(), "its answer", 60)
    assert clock.wait(60) == -signal.SIGKILL
    process.say("end")
    assert process.wait() == 0
    assert frozen_lines(process) == []


def test_a_watchdog_that_is_stopped_does_not_keep_its_process(start: Start, until: Until) -> None:
    process = start("steady")
    until(lambda: "begun" in process.stdout(), "the beginning", 60)
    (watchdog,) = children_of(process.pid)
    os.kill(watchdog, signal.SIGSTOP)
    process.say("end")
    assert process.wait() == 0
    assert not alive(watchdog)


def test_the_watchdog_ends_with_its_process_however_that_ends(start: Start, until: Until) -> None:
    for ending in (signal.SIGKILL, signal.SIGTERM, None):
        process = start("steady")
        until(lambda p=process: "begun" in p.stdout(), "the beginning", 60)
        (watchdog,) = children_of(process.pid)
        process.say("end") if ending is None else process.signal(ending)
        process.wait()
        until(lambda w=watchdog: not alive(w), "the end of the watchdog", 60)


def test_a_watchdog_that_dies_is_replaced_and_told(start: Start, until: Until) -> None:
    process = start("steady")
    until(lambda: "begun" in process.stdout(), "the beginning", 60)
    (first,) = children_of(process.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: [c for c in children_of_threads(process.pid) if c != first], "another one", 60)
    assert "watchdog_died" in process.stdout()
    process.say("end")
    assert process.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_whole_group_leaves_the_watchdog_to_the_end(
    start: Start, until: Until, number: signal.Signals
) -> None:
    process = start("frozen")
    until(lambda: "begun" in process.stdout(), "the beginning", 60)
    (watchdog,) = until(lambda: children_of(process.pid), "the watchdog")
    until(lambda: ignores(watchdog, number), "its readiness", 60)
    os.kill(watchdog, number)
    assert process.wait(60) == -signal.SIGKILL


def ignores(pid: int, number: signal.Signals) -> bool:
    """Whether the process ignores this signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = int(status.split("SigIgn:")[1].split()[0], 16)
    return bool(mask >> (number - 1) & 1)


def children_of_threads(pid: int) -> list[int]:
    """The children that any thread of the process has started."""
    lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for text in lists for child in text.split() if alive(int(child))]


def test_a_task_that_freezes_every_worker_is_quarantined_and_the_others_go_on(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    settings = mode | {"CONTENTHUB_MAX_CRASHES": "2"}
    (poison,) = site.submit(creator="freezer")
    frozen = 0
    while site.story.status(poison) != "failed":
        service = site.service(**settings)
        until(
            lambda s=service: not s.running or site.story.status(poison) == "failed", "an end", 60
        )
        if not service.running:
            frozen += 1
            assert service.wait() == -signal.SIGKILL
            (told,) = until(lambda s=service: frozen_lines(s), "the line")
            assert "in hold_the_interpreter" in told["stack"]
        assert frozen <= 2
    assert frozen == 2
    assert "quarantined: 2 workers were lost" in site.story.column(poison, "error_message")
    (good,) = site.submit(creator="steady")
    until(lambda: site.story.published(good), "the other one's publication")
    assert site.story.broken() == []


FREEZES = """
import signal
from tests.support.freezing import hold_the_interpreter
signal.signal(signal.SIGUSR1, lambda *_: hold_the_interpreter())
"""


def test_a_worker_parent_replaces_a_frozen_child(site: Site, valkey: Any, until: Until) -> None:
    (site.folder / "sitecustomize.py").write_text(FREEZES)
    path = os.pathsep.join([str(site.folder), str(REPOSITORY)])
    settings = {"REDIS_URL": valkey.url, "PYTHONPATH": path}
    parent = site.processes.contenthub("worker", "--processes", "2", settings=settings)
    site.submit(3)
    until(lambda: site.published() == 3, "publication", 60)
    victim = children_of(parent.pid)[0]
    os.kill(victim, signal.SIGUSR1)
    until(lambda: not alive(victim), "the end of the frozen child", 60)
    until(lambda: parent.stdout().count('"event": "started"') == 3, "a new child", 60)
    site.submit(3)
    until(lambda: site.published() == 6, "publication", 60)
    assert "process_frozen" in parent.stdout()
    assert f'"exit_code": {-signal.SIGKILL}' in parent.stdout()
    assert parent.terminate() == 0


def test_a_frozen_scheduler_is_ended(site: Site, until: Until) -> None:
    (site.folder / "sitecustomize.py").write_text(FREEZES)
    path = os.pathsep.join([str(site.folder), str(REPOSITORY)])
    process = site.processes.contenthub("scheduler", "run", settings={"PYTHONPATH": path})
    until(lambda: "scheduler_leads" in process.stdout(), "the lead", 60)
    process.signal(signal.SIGUSR1)
    assert process.wait(60) == -signal.SIGKILL


def test_a_frozen_command_says_on_standard_error_why_it_was_ended(site: Site, until: Until) -> None:
    (site.folder / "sitecustomize.py").write_text(FREEZES)
    path = os.pathsep.join([str(site.folder), str(REPOSITORY)])
    settings = {"PYTHONPATH": path, "CONTENTHUB_COMMAND": "sleep 600"}
    arguments = ("content", "generate", "-t", "tea", "--creator", "command")
    process = site.processes.contenthub(*arguments, settings=settings)
    until(lambda: site.story.counts()["running"] == 1, "the generation", 60)
    process.signal(signal.SIGUSR1)
    assert process.wait(60) == -signal.SIGKILL
    until(lambda: "process_frozen" in process.stderr(), "the line")
