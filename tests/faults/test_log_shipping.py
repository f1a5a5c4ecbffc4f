"""Log lines reach the aggregator, whatever is killed on their way: with two real rsyslogd."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db
from contenthub.queries.service import service_runs
from tests.faults.conftest import Site, Until
from tests.support import rsyslog
from tests.support.line_accounts import line_account
from tests.support.processes import Processes
from tests.support.rsyslog import Shipping
from tests.support.supervisord import Supervisor, all_in_one

BATCH = 80  # tasks of one tick

Transitions = dict[str, dict[str, tuple[Any, ...]]]  # task_id → event_id → what happened


@pytest.fixture(autouse=True)
def _rsyslog() -> None:
    rsyslog.require()


def test_every_transition_of_a_real_service_reaches_the_aggregator(
    site: Site, until: Until
) -> None:
    """Aggregator started late and killed, sender restarted, files rotated: nothing is missing."""
    line_account()
    conf = site.folder / "all-in-one.conf"
    text = all_in_one().replace("stdout_logfile_maxbytes=20MB", "stdout_logfile_maxbytes=100KB")
    conf.write_text(text.replace("stdout_logfile_backups=10", "stdout_logfile_backups=99"))
    supervisor = Supervisor(site.processes, {}, conf)
    supervisor.start()
    until(service_runs, "the service", 60)  # `scheduler trigger` refuses where there is none
    shipping = Shipping(site.processes, supervisor.logs)
    sender = shipping.start_sender()

    _publish(site, 1, until)
    aggregator = shipping.start_aggregator()
    until(lambda: len(shipping.arrived()) > 200, "the first lines")
    aggregator.kill()
    _publish(site, 2, until)
    aggregator = shipping.start_aggregator()
    sender = shipping.restart_sender(sender)
    _publish(site, 3, until)
    supervisor.end(sender, aggregator)
    shipping.wait_for_all(sender)

    assert len(shipping.written()) >= 1000
    assert len(list(shipping.logs.glob("contenthub.log*"))) > 2
    assert set(shipping.arrived()) == set(shipping.written())
    arrived = _by_task(shipping.arrived())
    assert len(arrived) == 3 * BATCH
    assert arrived == _transitions()


def _publish(site: Site, number: int, until: Until) -> None:
    """Let the service itself ask for articles, so that also their first event is in its log."""
    topics = [f"第{number}章 书籍装订 {n * number} of {n}" for n in range(BATCH)]
    params = {
        "account_ids": [1],
        "count_per_account": BATCH,
        "topics": topics,
        "topic_similarity": 100,
    }
    name = f"batch {number}"
    for words in (
        (
            "create",
            "--name",
            name,
            "--type",
            "async_content_generation",
            "--every",
            "1d",
            "--params",
            json.dumps(params),
        ),
        ("trigger", name),
    ):
        done = site.processes.run("scheduler", *words)
        assert done.returncode == 0, done.stderr
    until(lambda: site.published() == number * BATCH, "all publications", 60)


def _by_task(lines: list[bytes]) -> Transitions:
    """The transitions by task, each event_id once, from what the aggregator has."""
    found: Transitions = defaultdict(dict)
    for line in map(json.loads, lines):
        if "event_id" in line and line.get("task_id"):
            told = (line["moved"], line["from"], line["to"])
            assert found[line["task_id"]].setdefault(line["event_id"], told) == told
    return found


def _transitions() -> Transitions:
    """The same from the database."""
    found: Transitions = defaultdict(dict)
    for task_id, event_id, *told in db.execute(
        "SELECT task_id, event_id, event, from_state, to_state FROM events"
        " WHERE task_id IS NOT NULL"
    ).fetchall():
        found[task_id][event_id] = tuple(told)
    return found


@pytest.fixture
def shipping(tmp_path: Path) -> Iterator[Shipping]:
    with Processes(tmp_path) as processes:
        yield Shipping(processes, tmp_path / "logs")


class Log:
    """A log file that is rotated by renaming, as supervisord does it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0

    def write(self, count: int) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            for _ in range(count):
                self._count += 1
                file.write(json.dumps({"event_id": f"e{self._count}", "topic": "x" * 100}) + "\n")

    def rotate(self) -> None:
        rotated = sorted(self._path.parent.glob(f"{self._path.name}.*"), key=lambda p: -_age(p))
        for file in rotated:
            file.rename(f"{self._path}.{_age(file) + 1}")
        self._path.rename(f"{self._path}.1")


def _age(path: Path) -> int:
    return int(path.suffix[1:])


def test_lines_arrive_as_they_were_written(shipping: Shipping, until: Until) -> None:
    lines = [
        json.dumps({"event_id": "long", "text": "ü" * 30_000}, ensure_ascii=False),
        json.dumps({"event_id": "short", "text": "书籍装订 🙂"}, ensure_ascii=False),
        "Traceback (most recent call last):",
        '  File "a.py", line 1, in <module>',
        "\tindented with a tab, and <13>1 - like a syslog header",
        "  %msg% ends with blanks  ",
        '{"event_id": "torn", "te',
    ]
    (shipping.logs / "worker.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (shipping.logs / "worker.err").write_text("No module named contenthub\n", encoding="utf-8")
    shipping.start_aggregator()
    sender = shipping.start_sender()
    shipping.wait_for_all(sender)
    once = list(dict.fromkeys(shipping.arrived()))  # arrival is at least once
    assert once == [line.encode() for line in lines]
    until(lambda: shipping.arrived("contenthub-stderr"), "what is no log line")
    assert shipping.arrived("contenthub-stderr") == [b"No module named contenthub"]


def test_no_line_is_lost_when_sender_and_aggregator_are_killed_while_files_are_rotated(
    shipping: Shipping, until: Until
) -> None:
    log = Log(shipping.logs / "worker.log")
    aggregator, sender = shipping.start_aggregator(), shipping.start_sender()
    for _ in range(3):
        log.write(1500)
        before = len(shipping.arrived())
        until(lambda n=before: len(shipping.arrived()) > n, "lines")
        aggregator.kill()
        log.rotate()
        log.write(1500)
        sender.kill()
        log.rotate()
        log.write(200)
        sender = shipping.start_sender()
        log.rotate()
        log.write(200)
        aggregator = shipping.start_aggregator()
    shipping.wait_for_all(sender)
    assert len(set(shipping.arrived())) == 3 * 3400


def test_a_sender_that_is_restarted_goes_on_where_it_was(shipping: Shipping) -> None:
    log = Log(shipping.logs / "worker.log")
    shipping.start_aggregator()
    sender = shipping.start_sender()
    for _ in range(3):
        log.write(500)
        shipping.wait_for_all(sender)
        sender = shipping.restart_sender(sender)
    assert len(shipping.arrived()) == 1500


def test_lines_of_a_time_without_aggregator_outlive_the_senders_restart(
    shipping: Shipping,
) -> None:
    log = Log(shipping.logs / "worker.log")
    sender = shipping.start_sender()
    for _ in range(2):
        log.write(3000)
        log.rotate()
        sender = shipping.restart_sender(sender)
    shipping.start_aggregator()
    shipping.wait_for_all(sender)
    assert len(set(shipping.arrived())) == 6000
