"""deploy/install.sh on a bare Debian, with real daemons, a real Redis and the real supervisord."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.support import bare_root
from tests.support.bare_root import BareRoot
from tests.support.processes import REPOSITORY

pytestmark = pytest.mark.timeout(900)

INSTALL = "deploy/install.sh --wheels /wheels --redis"
AS_OWNER = (
    "cd /var/lib/contenthub && runuser -u contenthub -- env CONTENTHUB_HOME=/var/lib/contenthub "
    "/opt/contenthub/bin/contenthub"
)
_TAKEN = ("contenthub", "deploy", "pyproject.toml", "README.md", "LICENSE", ".env.example")
_LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
_numbers = count(1)

MIGRATION = '''"""Of a later version."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("CREATE TABLE later_{number} (id INTEGER)")
'''


class Machine:
    """The bare machine, and the versions that are made for it."""

    def __init__(self, root: BareRoot, versions: Path) -> None:
        self.root = root
        self.installed = ""  # the version that was installed last, where the machine sees it
        self._versions = versions

    def version(self, **changes: tuple[str, str]) -> str:
        """A checkout of a version of its own with a migration; returns where the machine sees it.

        ``changes``: by the module's path, with ``__`` for each slash, what is replaced by what.
        """
        number = next(_numbers)
        folder = self._versions / f"v{number}"
        for name in (*_TAKEN, *_LOCKS, "supervisord.conf"):
            source = REPOSITORY / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                folder.mkdir(exist_ok=True)
                shutil.copy2(source, folder / name)
        migrations = folder / "contenthub" / "migrations"
        before = self._versions / Path(self.installed).name / "contenthub" / "migrations"
        for path in before.glob("09*") if self.installed else ():
            shutil.copy2(path, migrations)
        later = migrations / f"09{number:02}_later.py"
        later.write_text(MIGRATION.format(number=number))
        for name, (old, new) in changes.items():
            path = folder / f"{name.replace('__', '/')}.py"
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        return f"/versions/v{number}"

    def ask(self, *arguments: str) -> Any:
        """What a command of the service's user answers, as JSON."""
        code, out = self.root.run(f"{AS_OWNER} {' '.join(arguments)} -f json 2>/dev/null")
        assert code == 0, out
        return json.loads(out)

    def checks(self) -> dict[str, str]:
        """How each check of the checklist stands."""
        _, out = self.root.run(f"{AS_OWNER} doctor --checklist -f json 2>/dev/null")
        return {row["check"]: row["status"] for row in json.loads(out)}

    def release(self) -> str:
        """What is installed."""
        return os.readlink(self.root.folder / "opt" / "contenthub")

    def later(self) -> set[str]:
        """The migrations of later versions that the database has."""
        found = self.ask("db", "status")["migrations"]
        return {one["migration"] for one in found if one["migration"].startswith("09")}

    def install(self, version: str, wanted: int = 0, more: str = "") -> str:
        """Run the installer of a version; returns what it said."""
        code, out = self.root.run(f"{version}/{INSTALL} {more}", timeout=600)
        assert code == wanted, out
        if code == 0 and not more:
            self.installed = version
        return out


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which a first version was installed."""
    if why := bare_root.unusable():
        assert not os.environ.get("CONTENTHUB_TEST_REQUIRE_BARE_ROOT"), why
        pytest.skip(f"a bare root {why}")
    folder = tmp_path_factory.mktemp("install")
    root, wheels, versions = folder / "root", folder / "wheels", folder / "versions"
    for one in (root, wheels, versions):
        one.mkdir()
    root.chmod(0o755)
    bare_root.make(root)
    bare_root.wheels(wheels)
    with BareRoot(root, [wheels, versions]) as started:
        made = Machine(started, versions)
        code, out = started.run("redis-server --daemonize yes --dir /tmp --save ''")
        assert code == 0, out
        before = _files(root)
        dry = made.install(first := made.version(), more="--dry-run")
        assert "would run: useradd" in dry
        assert _files(root) == before
        made.install(first)
        yield made
    shutil.rmtree(folder)


def _files(root: Path) -> set[str]:
    """All that stands in a root, but for what runs in it writes."""
    return {
        str(path)
        for top in ("etc", "opt", "usr/local", "var/lib")
        for path in (root / top).rglob("*")
    }


def test_the_daemons_run_as_their_user_and_no_check_fails(machine: Machine) -> None:
    checks = machine.checks()
    assert [name for name, status in checks.items() if status == "failed"] == []
    ok = {
        "workers",
        "scheduler",
        "api",
        "api door",
        "logs arriving",
        "supervision",
        "backup schedule",
    }
    assert {name for name in ok if checks[name] != "ok"} == set()
    _, out = machine.root.run("ps -eo user:20,args")
    for program in ("worker", "scheduler run", "api"):
        assert re.search(rf"^contenthub .*bin/contenthub {program}$", out, re.MULTILINE), out
    home = machine.root.folder / "var" / "lib" / "contenthub"
    assert (home.stat().st_mode & 0o777, (home / ".env").stat().st_mode & 0o777) == (0o700, 0o600)


def test_an_article_is_made_on_it(machine: Machine) -> None:
    name = f"blog-{next(_numbers)}"
    machine.ask("account", "add", name)
    generate = f"{AS_OWNER} content generate --account {name} --topic Tea --auto-approve"
    code, out = machine.root.run(generate)
    assert code == 0, out


def test_a_second_run_leaves_it_as_it_is(machine: Machine) -> None:
    release, pids = machine.release(), machine.root.run("pgrep -f bin/contenthub")
    copies = list((machine.root.folder / "var/lib/contenthub/backups").iterdir())
    assert "nothing to do" in machine.install(machine.installed)
    assert machine.release() == release
    assert machine.root.run("pgrep -f bin/contenthub") == pids
    assert list((machine.root.folder / "var/lib/contenthub/backups").iterdir()) == copies


def test_a_new_version_takes_over_what_there_is_and_keeps_a_copy(machine: Machine) -> None:
    name = f"blog-{next(_numbers)}"
    machine.ask("account", "add", name)
    had, before = machine.later(), machine.release()
    (env := machine.root.folder / "var/lib/contenthub/.env").write_text(
        env.read_text() + "\n# mine\n"
    )
    out = machine.install(machine.version())
    assert "failed" not in out.partition("going through")[0]
    assert machine.release() != before
    assert machine.later() - had != set()
    assert name in {one["name"] for one in machine.ask("account", "list")}
    assert env.read_text().endswith("# mine\n")
    release = machine.release().rpartition("/")[2]
    assert list(env.parent.glob(f"backups/before-{release}-*"))


def test_a_version_that_does_not_work_goes_back_with_the_database(machine: Machine) -> None:
    name = f"blog-{next(_numbers)}"
    machine.ask("account", "add", name)
    had, before = machine.later(), machine.release()
    broken = ("    return Health()\n\n\n@router.get", "    raise KeyError\n\n\n@router.get")
    out = machine.install(machine.version(contenthub__api__routes__system=broken), wanted=1)
    assert "failed, and did not before: api port" in out
    assert "going back to" in out
    assert (machine.release(), machine.later()) == (before, had)
    assert machine.checks()["workers"] == "ok"
    assert name in {one["name"] for one in machine.ask("account", "list")}
    assert not (machine.root.folder / "opt/contenthub-releases/.under-way").exists()


def test_one_that_was_killed_again_and_again_is_gone_on_with(machine: Machine) -> None:
    had, version = machine.later(), machine.version()
    for line in ("release:", "migrating the database", "starting the service"):
        with machine.root.start(f"echo $$ >/tmp/pid; exec {version}/{INSTALL}") as process:
            assert process.stdout is not None
            said = next((one for one in process.stdout if one.startswith(line)), None)
            assert said, f"it never said {line!r}"
            machine.root.run("kill -9 $(cat /tmp/pid) $(pgrep -P $(cat /tmp/pid))")
            process.stdout.close()
    out = machine.install(version)
    assert "going on" in out
    assert len(machine.later() - had) == 1
    assert [name for name, status in machine.checks().items() if status == "failed"] == []
    release = machine.release().rpartition("/")[2]
    backups = machine.root.folder / "var/lib/contenthub/backups"
    assert len(list(backups.glob(f"before-{release}-*"))) == 1


def test_a_link_of_the_service_s_own_making_is_not_followed(machine: Machine) -> None:
    """Or whoever takes over the service could let root give it any file."""
    script = (
        "runuser -u contenthub -- bash -c 'cd /var/lib/contenthub && mv {name} {name}.mine && "
        "ln -s {place} {name}'; {install}; code=$?; cd /var/lib/contenthub && rm {name} && "
        "mv {name}.mine {name}; stat -c %U {place}; exit $code"
    )
    for name, place in ((".env", "/etc/shadow"), ("backups", "/etc")):
        install = f"{machine.installed}/{INSTALL}"
        code, out = machine.root.run(script.format(name=name, place=place, install=install))
        assert (code, "is a link" in out, out.split()[-1]) == (2, True, "root"), out


def test_two_at_a_time_are_refused(machine: Machine) -> None:
    held = f"flock /opt/contenthub-releases/.lock {machine.installed}/{INSTALL}"
    code, out = machine.root.run(held)
    assert (code, "another installation is under way" in out) == (2, True)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("--supervisor cron", "--supervisor is cron; allowed"),
        ("--supervisor systemd", "systemd does not run here"),
        ("--wheels /nowhere", "there is no folder /nowhere"),
        ("--python", "--python needs a value"),
        ("--forward", "unknown option --forward"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(
    machine: Machine, given: str, says: str
) -> None:
    release = machine.release()
    code, out = machine.root.run(f"{machine.installed}/deploy/install.sh {given}")
    assert code == 2
    assert says in out
    assert machine.release() == release


def test_a_setting_that_is_not_allowed_stops_nothing(machine: Machine) -> None:
    env = machine.root.folder / "var/lib/contenthub/.env"
    text, release = env.read_text(), machine.release()
    env.write_text(text.replace("ASYNC_MAX_CONCURRENT_TASKS=5", "ASYNC_MAX_CONCURRENT_TASKS=many"))
    out = machine.install(machine.installed, wanted=2)
    env.write_text(text)
    assert "ASYNC_MAX_CONCURRENT_TASKS in .env is 'many'" in out
    assert machine.release() == release
    assert machine.root.run(f"{AS_OWNER} worker --check")[0] == 0
