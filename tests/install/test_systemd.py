"""deploy/install.sh where the real systemd runs: the units at work, killed, misled and cut off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.install.machine import AS_OWNER, Machine, number
from tests.support import bare_root, systemd_root
from tests.support.processes import wait_until
from tests.support.systemd_root import SystemdRoot

pytestmark = pytest.mark.timeout(1800)

UNITS = ("contenthub-worker", "contenthub-scheduler", "contenthub-api")
ENV = "var/lib/contenthub/.env"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with systemd, on which a first version was installed."""
    if why := systemd_root.unusable():
        assert not os.environ.get("CONTENTHUB_TEST_REQUIRE_BARE_ROOT"), why
        pytest.skip(f"a bare root with systemd {why}")
    folder = tmp_path_factory.mktemp("systemd")
    root, wheels, versions = folder / "root", folder / "wheels", folder / "versions"
    for one in (root, wheels, versions):
        one.mkdir()
    root.chmod(0o755)
    bare_root.make(root, "systemd")
    bare_root.wheels(wheels)
    with SystemdRoot(root, [wheels, versions]) as started:
        made = Machine(started, versions)
        made.install(made.version())
        yield made
    shutil.rmtree(folder)


def of_unit(machine: Machine, name: str, unit: str = "contenthub-worker") -> str:
    """A property of a unit, as systemd has it."""
    return machine.root.run(f"systemctl show -P {name} {unit}")[1].strip()


def works(machine: Machine) -> bool:
    """Whether a worker is alive, as the service says it."""
    return machine.root.run(f"{AS_OWNER} worker --check")[0] == 0


def test_the_units_run_and_no_check_fails(machine: Machine) -> None:
    checks = machine.checks()
    assert [name for name, status in checks.items() if status == "failed"] == []
    wanted = {"supervision", "start at boot", "stop time", "logs arriving", "workers", "api port"}
    assert {name for name in wanted if checks[name] != "ok"} == set()
    for unit in UNITS:
        state = of_unit(machine, "ActiveState", unit), of_unit(machine, "UnitFileState", unit)
        assert state == ("active", "enabled"), unit
    for unit in ("contenthub-check", "contenthub-checklist"):
        assert of_unit(machine, "ActiveState", f"{unit}.timer") == "active"
        assert machine.root.run(f"systemctl start {unit}") == (0, "")


def test_an_article_is_made_by_the_worker_that_is_shut_off(machine: Machine) -> None:
    machine.ask("account", "add", name := f"blog-{number()}")
    code, out = machine.root.run(f"{AS_OWNER} content generate --account {name} --topic Tea")
    assert code == 0, out
    _, out = machine.root.run("systemd-analyze security --no-pager contenthub-worker")
    assert "Overall exposure level for contenthub-worker.service" in out
    assert "OK" in out.splitlines()[-1], out


def test_what_is_killed_is_started_again(machine: Machine) -> None:
    before = of_unit(machine, "MainPID")
    assert machine.root.run(f"kill -9 {before}")[0] == 0

    def is_another() -> bool:
        return of_unit(machine, "MainPID") not in {"0", before} and works(machine)

    wait_until(is_another, 60, "another worker")


def test_a_setting_that_is_not_allowed_is_told_once_and_not_tried_again(machine: Machine) -> None:
    env = machine.root.folder / ENV
    text = env.read_text()
    env.write_text(text.replace("ASYNC_MAX_CONCURRENT_TASKS=5", "ASYNC_MAX_CONCURRENT_TASKS=many"))
    machine.root.run("systemctl restart contenthub-worker")
    wait_until(lambda: of_unit(machine, "ActiveState") == "failed", 60, "its end")
    assert (of_unit(machine, "ExecMainStatus"), of_unit(machine, "NRestarts")) == ("2", "0")
    _, log = machine.root.run("journalctl --no-pager -o cat -n 3 -u contenthub-worker")
    assert "ASYNC_MAX_CONCURRENT_TASKS in .env is 'many'" in log
    env.write_text(text)
    assert machine.root.run("systemctl restart contenthub-worker")[0] == 0
    wait_until(lambda: works(machine), 60, "a worker")


def test_a_new_version_takes_over_and_is_there_again_after_the_power_was_cut(
    machine: Machine,
) -> None:
    root, before = machine.root, machine.release()
    assert isinstance(root, SystemdRoot)
    machine.ask("account", "add", name := f"blog-{number()}")
    machine.install(machine.version())
    assert machine.release() != before
    programs = machine.root.run("ps -u contenthub -o args=")[1]
    assert programs.count("contenthub") >= len(UNITS)
    root.cut_power()
    wait_until(lambda: works(machine), 60, "a worker")
    wait_until(lambda: machine.checks()["api ready"] == "ok", 60, "the API")
    assert [name for name, status in machine.checks().items() if status == "failed"] == []
    assert name in {one["name"] for one in machine.ask("account", "list")}
