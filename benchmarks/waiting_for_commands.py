"""What commands cost whose answer a person, or a scheduled job, waits for."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.contenthub_systems import (
    EMBEDDED_DEFAULT,
    ContentHub,
    ContentHubLane,
    write_topics,
)
from benchmarks.figures import Figure, at_most
from benchmarks.harness import wall_times
from tests.support.processes import environment
from tests.support.servers import Valkey, valkey

_NO_SERVICE = ContentHub("no service", (), 0, False)
_FILE = 10_000  # tasks
_STORED = 100_000  # tasks
_SUBMIT_BAR = 3.0  # seconds
_LIST_BAR = 2.5  # times the Typer program
_TYPER, _LIST, _GENERATE = "two-command Typer program", "contenthub task list", "submit"
_CONTENTHUB = (sys.executable, "-m", "contenthub")
# as in a database that has been in use: nearly all of them have ended
_AGE = "UPDATE generation_tasks SET status = CASE id % 20 WHEN 0 THEN 'failed' ELSE 'completed' END"
_AGE += " WHERE id % 100 <> 99"


def submitting(quick: bool) -> list[Figure]:
    """10,000 topics, a line each, by `contenthub content generate --topics-file F --async`: the
    wall time of the whole command from its start to its end, the median of 3 runs (quick: 1)
    after one that is not timed, in a home where no service works, and of 1 run in one where an
    embedded service works on what comes in; and the time of the command within a warm process.
    """
    runs = 1 if quick else 3
    with valkey() as broker, tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        with _NO_SERVICE.running(Path(folder) / "alone", broker) as lane:
            whole = _submit_by_command(lane, runs)
            within = _submit_within(lane, runs)
        with EMBEDDED_DEFAULT.running(Path(folder) / "working", broker) as lane:
            beside = _submit_by_command(lane, 1)
    name = f"submit {_FILE:,} tasks"
    return [
        at_most(Figure(f"{name}: whole command", whole, "s"), _SUBMIT_BAR, "wall time"),
        Figure(f"{name}: within a process", within, "s"),
        Figure(f"{name}: whole command beside a service", beside, "s"),
    ]


def _submit_by_command(lane: ContentHubLane, runs: int) -> float:
    topics = write_topics(lane.home / "topics.txt", _FILE)
    command = [*_CONTENTHUB, "content", "generate", "--topics-file", str(topics), "--async"]
    return wall_times({_GENERATE: command}, runs, environment(lane.home))[_GENERATE]


def _submit_within(lane: ContentHubLane, runs: int) -> float:
    for count in range(1, runs + 1):
        lane.hand_in(_FILE)
        lane.answers(count)
    return statistics.median(float(answer["seconds"]) for answer in lane.answers(runs))


def command_start(quick: bool) -> list[Figure]:
    """Wall time of `contenthub task list`, from the start of the process to its end, with
    100,000 tasks stored (95 % completed, 5 % failed, 1,000 pending), beside that of the
    smallest Typer program with two commands: in turns, the median of 15 runs (quick: 5) after
    one that is not timed.
    """
    with valkey() as broker, tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        times = _times(Path(folder), broker, 5 if quick else 15)
    typer = Figure(f"{_TYPER}: wall time", 1000 * times[_TYPER], "ms")
    listed = Figure(f"{_LIST}: wall time", 1000 * times[_LIST], "ms")
    limit = _LIST_BAR * typer.value
    return [typer, at_most(listed, limit, f"{_LIST_BAR:g} x the Typer program")]


def _times(folder: Path, broker: Valkey, runs: int) -> dict[str, float]:
    with _NO_SERVICE.running(folder, broker) as lane:
        lane.hand_in(_STORED)
        lane.answers(1)
        home = lane.home
    with closing(sqlite3.connect(home / "contenthub.db")) as database, database:
        database.execute(_AGE)
    commands = {
        _TYPER: [sys.executable, "-m", "benchmarks.two_command_typer", "hello"],
        _LIST: [*_CONTENTHUB, "task", "list"],
    }
    return wall_times(commands, runs, environment(home))
