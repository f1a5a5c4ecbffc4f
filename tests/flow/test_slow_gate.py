"""A gate whose reader is stopped is told of by its process's heartbeat, until it answers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from contenthub import clock
from contenthub.articles.gate import Finished
from contenthub.generations import gate_process
from contenthub.generations.gate_process import GateReader
from contenthub.lifecycle import workers
from contenthub.middleware import worker_heartbeat
from contenthub.middleware.worker_heartbeat import WorkerHeartbeat
from contenthub.monitoring.health import Health
from contenthub.operations.monitoring import standing
from contenthub.queries import service
from contenthub.settings import Settings
from tests.support import odd_gate_reader

STOPS = Finished("How tea is made", "The reader stops here, for as long as nobody goes on.", 10)
FINE = Finished("How tea is made", "Tea is made of leaves.", 5)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[GateReader]:
    """The gate of this process, whose reader is stopped by a text."""
    with closing(GateReader(odd_gate_reader.COMMAND)) as one:
        monkeypatch.setattr(gate_process, "_readers", one)
        yield one


@pytest.fixture
def heartbeat(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerHeartbeat]:
    """A quick one, by which any wait is too long."""
    monkeypatch.setattr(worker_heartbeat, "HEARTBEAT", 0.05)
    monkeypatch.setattr(service, "GATE_SLOW", 0.0)
    one = WorkerHeartbeat("up", database, ["line"], 4, gate_process.waits_since)
    one.start()
    yield one
    one.stop()


def _told(settings: Settings) -> bool:
    """Whether the line's health says that a gate is slow."""
    health, reasons = standing.health_now(settings)
    found = [one for one in reasons if "has been reading one text for" in one.detail]
    assert [one.health for one in found] == [Health.WARNING] * len(found)
    assert health is not Health.HEALTHY or not found
    return bool(found)


def _doctors(cli: Callable[..., Any]) -> tuple[int, list[dict[str, str]]]:
    answer = cli("doctor", "-f", "json")
    return answer.code, [row for row in answer.json if row["check"] == "gate"]


def test_a_reader_that_is_stopped_is_told_of_until_it_goes_on(
    reader: GateReader,
    heartbeat: WorkerHeartbeat,
    database: Settings,
    cli: Callable[..., Any],
    until: Callable[..., Any],
) -> None:
    reader.examine_all([FINE])
    pid = reader.pid
    assert pid is not None
    until(service.living_workers, "a heartbeat")
    until(lambda: not _told(database), "one after that text")
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(reader.examine_all, [FINE, STOPS, FINE])
        until(lambda: _told(database), "the line's health tells of it")
        code, (found,) = _doctors(cli)
        assert (code, found["status"]) == (0, "warning")
        assert "others may wait behind it" in found["detail"]
        assert "gate_reader" in found["advice"]
        assert not waits.done()
        os.kill(pid, signal.SIGCONT)
        assert len(waits.result(60)) == 3
    until(lambda: not _told(database), "it is told of no more")
    assert _doctors(cli) == (0, [])
    assert reader.pid == pid


def test_a_second_try_at_the_same_text_is_the_same_wait(
    reader: GateReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[datetime | None] = []
    moment = [clock.now()]
    end = GateReader._end

    def later() -> datetime:
        moment[0] += timedelta(seconds=1)
        return moment[0]

    def ended(self: GateReader) -> int | None:
        seen.append(self.waits_since)
        return end(self)

    monkeypatch.setattr(GateReader, "_end", ended)
    dies = Finished("How tea is made", "The reader dies here.", 4)
    with clock.use(later):  # the machine's own may be set back meanwhile
        reader.examine_all([FINE, dies, FINE, dies])
    first, again, third, fourth = seen
    assert first is not None
    assert third is not None
    assert first == again < third == fourth
    assert reader.waits_since is None


@pytest.mark.parametrize(("seconds", "slow"), [(30.0, False), (91.0, True)])
def test_a_text_has_three_times_its_working_time(
    database: Settings, seconds: float, slow: bool
) -> None:
    since = clock.after(-seconds)
    workers.beat("worker", "embedded", ["line"], 4, gate_waits_since=since)
    assert bool(service.slow_gates()) is slow
    workers.beat("worker", "embedded", ["line"], 4)
    assert service.slow_gates() == []
