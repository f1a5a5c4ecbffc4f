"""What the kernel, the service files and the heartbeats say of the processes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contenthub import __version__
from contenthub.operations.checkup.checklist import logs, processes
from contenthub.operations.checkup.checklist.items import Answer
from contenthub.operations.checkup.checklist.logs import Log
from contenthub.operations.checkup.checklist.processes import Local
from contenthub.processes.engine import STOP_MARGIN
from contenthub.queries.service import LivingWorker
from contenthub.wording import MEGABYTE

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


def living(version: str = __version__, slots: int = 5, minutes: int = 60) -> LivingWorker:
    begun = NOW - timedelta(minutes=minutes)
    return LivingWorker(
        "b", "worker", "h", 7, version, "redis", 8, [], "/h", "1", slots, begun, NOW
    )


def local(owner: int = 7, files: int | None = 65_536, supervisor: str | None = "x") -> Local:
    return Local("worker", 1, owner, files, supervisor)


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (processes.versions([]), "ok"),
        (processes.versions([living()]), "ok"),
        (processes.versions([living(), living("0.0.1")]), "failed"),
        (processes.slots([living()], 5), "ok"),
        (processes.slots([living(slots=0)], 5), "ok"),
        (processes.slots([living(slots=9)], 5), "warning"),
        (processes.scheduler(1, True, 3), "ok"),
        (processes.scheduler(1, False, 3), "warning"),
        (processes.scheduler(0, False, 0), "warning"),
        (processes.scheduler(0, False, 1), "failed"),
        (processes.since_start(None, [living()]), "ok"),
        (processes.since_start(NOW - timedelta(hours=2), [living()]), "ok"),
        (processes.since_start(NOW - timedelta(minutes=1), [living()]), "warning"),
        (processes.supervised([]), "warning"),
        (processes.supervised([local()]), "ok"),
        (processes.supervised([local(), local(supervisor=None)]), "warning"),
        (processes.owners([local()], 7), "ok"),
        (processes.owners([local(owner=8)], 7), "failed"),
        (processes.owners([local(owner=0)], 0), "warning"),
        (processes.files([local()]), "ok"),
        (processes.files([local(files=None)]), "ok"),
        (processes.files([local(files=256)]), "warning"),
        (processes.at_boot(True, ["contenthub-worker.service"]), "ok"),
        (processes.at_boot(True, []), "warning"),
        (processes.at_boot(False, []), "warning"),
    ],
)
def test_facts_have_their_level(answer: Answer, level: str) -> None:
    assert answer.level == level


OURS = "0::/system.slice/contenthub-worker.service"


@pytest.mark.parametrize(
    ("ancestors", "cgroup", "who"),
    [
        (["supervisord", "systemd"], OURS, "supervisord"),
        (["systemd"], OURS, "systemd (contenthub-worker.service)"),
        (["bash", "sshd", "systemd"], "0::/user.slice/user-0.slice/session-3.scope", None),
        (["bash", "systemd"], "0::/user.slice/user@1000.service/app.slice/x.scope", None),
        (["bash"], "0::/", None),
        (["tini"], "0::/", "tini"),
    ],
)
def test_who_starts_a_process_again(ancestors: list[str], cgroup: str, who: str | None) -> None:
    assert processes.supervisor_of(ancestors, cgroup) == who


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        ({}, "warning"),
        ({"contenthub-worker.service": "[Service]\nTimeoutStopSec=60\n"}, "ok"),
        ({"contenthub-worker.service": "[Service]\nTimeoutStopSec=55\n"}, "failed"),
        ({"contenthub-worker.service": "[Service]\n"}, "failed"),
        ({"contenthub-scheduler.service": "TimeoutStopSec=20\n"}, "ok"),
        ({"/srv/contenthub-api/supervisord.conf": "stopwaitsecs=10\n"}, "failed"),
        ({"supervisord.conf": "stopwaitsecs=60\nstopwaitsecs=20\n"}, "ok"),
        ({"supervisord.conf": "stopwaitsecs=10\n"}, "failed"),
    ],
)
def test_who_stops_a_service_waits_until_work_was_handed_back(
    texts: dict[str, str], level: str
) -> None:
    assert processes.stop_time(texts, 56).level == level


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("/v/bin/python3 /v/bin/supervisord -c /etc/contenthub/supervisord.conf", True),
        (
            "/v/bin/python3 /v/bin/supervisord -n --configuration /etc/contenthub/supervisord.conf",
            True,
        ),
        ("supervisord --configuration=/etc/contenthub/supervisord.conf", True),
        ("supervisord -c/etc/contenthub/supervisord.conf -n", True),
        ("supervisord -n", False),
        ("supervisord -c", False),
        ("/sbin/nginx -c /etc/contenthub/supervisord.conf", False),
        ("", False),
    ],
)
def test_the_file_that_a_supervisord_was_told_to_read_is_known(command: str, path: bool) -> None:
    found = processes.configuration_of(command.split(" "))
    assert found == ("/etc/contenthub/supervisord.conf" if path else None)


def test_the_time_that_a_worker_takes_to_end_is_the_engine_s() -> None:
    assert processes.STOP_MARGIN == STOP_MARGIN


def test_limits_are_read() -> None:
    head = "Limit                     Soft Limit           Hard Limit           Units     \n"
    line = "Max open files            1024                 524288               files     \n"
    assert processes.file_limit(head + line) == 1024
    assert processes.file_limit(head) is None


LINE = '{"timestamp": "2026-12-01T07:59:00Z", "event": "tick"}'


def log(minutes_ago: int | None = 1, last: str = LINE) -> Log:
    written = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Log("worker", NOW - timedelta(minutes=60), written, last)


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (logs.arriving([], journal=False), "ok"),
        (logs.arriving([log(None)], journal=True), "ok"),
        (logs.arriving([log(None)], journal=False), "warning"),
        (logs.arriving([log()], journal=False), "ok"),
        (logs.arriving([log(), log(None)], journal=False), "failed"),
        (logs.arriving([log(90)], journal=False), "failed"),
        (logs.readable([log()]), "ok"),
        (logs.readable([log(last="")]), "ok"),
        (logs.readable([log(last="Started.")]), "warning"),
        (logs.readable([log(last='["x"]')]), "warning"),
        (logs.quiet({}), "ok"),
        (logs.quiet({"worker.err": "ModuleNotFoundError"}), "warning"),
        (logs.rotated({"worker.log": 20 * MEGABYTE}), "ok"),
        (logs.rotated({"worker.log": 200 * MEGABYTE}), "warning"),
        (logs.sent(False, 0, 0), "ok"),
        (logs.sent(True, 0, MEGABYTE), "ok"),
        (logs.sent(True, 2, 0), "warning"),
        (logs.sent(True, 0, 300 * MEGABYTE), "warning"),
    ],
)
def test_logs_arrive_or_not(answer: Answer, level: str) -> None:
    assert answer.level == level
