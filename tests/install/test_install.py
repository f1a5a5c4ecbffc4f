"""deploy/install.sh on a bare Debian, with real daemons, a real Redis and the real supervisord."""

from __future__ import annotations

import re

import pytest

from tests.install.machine import AS_OWNER, Machine, number

pytestmark = pytest.mark.timeout(900)


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


def test_the_program_is_everybody_s_to_read_and_root_s_to_change(machine: Machine) -> None:
    """Whatever root's umask was: the first version was installed with 000, later ones with 077."""
    find = "find /opt/contenthub-releases -path '*/.lock' -prune -o ! -type l"
    for wrong in ("-perm /022", "! -perm -444", "! -user root"):
        _, out = machine.root.run(f"{find} {wrong} ! -name '.failed-*' ! -path '*/.files*' -print")
        assert out == "", f"{wrong}: {out[:2_000]}"
    assert machine.root.run("ls /tmp/elsewhere")[0] != 0


def test_an_article_is_made_on_it(machine: Machine) -> None:
    name = f"blog-{number()}"
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
    name = f"blog-{number()}"
    machine.ask("account", "add", name)
    had, before = machine.later(), machine.release()
    (env := machine.root.folder / "var/lib/contenthub/.env").write_text(
        env.read_text() + "\n# mine\n"
    )
    out = machine.install(machine.version(), umask="077")
    assert "failed" not in out.partition("going through")[0]
    assert machine.release() != before
    assert machine.later() - had != set()
    assert name in {one["name"] for one in machine.ask("account", "list")}
    assert env.read_text().endswith("# mine\n")
    release = machine.release().rpartition("/")[2]
    assert list(env.parent.glob(f"backups/before-{release}-*"))


def test_a_version_that_does_not_work_goes_back_with_the_database(machine: Machine) -> None:
    name = f"blog-{number()}"
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
        with machine.root.start(f"echo $$ >/tmp/pid; exec {machine.command(version)}") as process:
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
        install = machine.command()
        code, out = machine.root.run(script.format(name=name, place=place, install=install))
        assert (code, "is a link" in out, out.split()[-1]) == (2, True, "root"), out


def test_two_at_a_time_are_refused(machine: Machine) -> None:
    held = f"flock /opt/contenthub-releases/.lock {machine.command()}"
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
    code, out = machine.root.run(machine.command(options=given))
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
