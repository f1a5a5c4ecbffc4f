"""deploy/install.sh where things are in its way: refused before anything changes, or undone."""

from __future__ import annotations

import pytest

from tests.install.machine import AS_OWNER, Machine

pytestmark = pytest.mark.timeout(900)

HOME = "/var/lib/contenthub"
NEVER = "CONTENTHUB_INSTALL_PREFIX=/tmp/never"  # a machine without a version so far


@pytest.mark.parametrize(
    ("before", "typed", "after", "says"),
    [
        (
            "mkdir -p /tmp/never && touch /tmp/never/thesis",
            f"{NEVER} {{install}}",
            "rm -r /tmp/never",
            "something at /tmp/never that is no installation",
        ),
        (
            "touch /tmp/never",
            f"{NEVER} {{install}}",
            "rm /tmp/never",
            "something at /tmp/never that is no installation",
        ),
        (
            f"mkdir {HOME}/theirs && touch {HOME}/theirs/a",
            f"{NEVER} {{install}}",
            f"rm -r {HOME}/theirs",
            f"files of somebody else in {HOME}",
        ),
        (
            "groupadd staff2; usermod -g staff2 contenthub",
            "{install}",
            "usermod -g contenthub contenthub; groupdel staff2",
            "of the group staff2",
        ),
        (
            "mkdir /tmp/small && mount -t tmpfs -o size=20m tmpfs /tmp/small",
            "CONTENTHUB_INSTALL_PREFIX=/tmp/small/contenthub {install}",
            "umount /tmp/small; rmdir /tmp/small",
            "MB left; another version of the program may take",
        ),
        (
            "mkdir -p /run/systemd/system",
            "{install} --supervisor systemd",
            "rmdir /run/systemd/system /run/systemd",
            "systemd does not run here",
        ),
        ("true", "{install} --python ./no-python", "true", "there is no program ./no-python"),
        (
            "mkdir -m 0700 /root/own && cp /usr/bin/python3 /root/own/python3",
            f"rm -rf /tmp/never*; {NEVER} {{install}} --python /root/own/python3",
            "rm -r /root/own /tmp/never*",
            "the user contenthub cannot run /root/own/python3; name another one",
        ),
    ],
)
def test_what_is_in_its_way_is_left_as_it_is(
    machine: Machine, before: str, typed: str, after: str, says: str
) -> None:
    release = machine.release()
    install = typed.format(install=machine.command())
    code, out = machine.root.run(f"{before}; {install}; code=$?; {after}; exit $code")
    assert (code, says in out) == (2, True), out
    assert machine.release() == release
    assert machine.checks()["workers"] == "ok"


def test_a_folder_of_systemd_in_which_it_does_not_run_changes_nothing(machine: Machine) -> None:
    """As containers show it."""
    script = (
        "mkdir -p /run/systemd/system; {install}; code=$?; rmdir /run/systemd/system /run/systemd;"
        " exit $code"
    )
    code, out = machine.root.run(script.format(install=machine.command()))
    assert (code, "nothing to do" in out) == (0, True), out


def test_a_python_may_be_named_as_seen_from_where_it_is_typed(machine: Machine) -> None:
    install = machine.command(options="--wheels /wheels --dry-run --python ./python3")
    code, out = machine.root.run(f"cd /usr/bin && {install}")
    assert code == 0, out


def test_a_version_that_is_older_than_the_database_is_refused_before_anything_stops(
    machine: Machine,
) -> None:
    older = machine.version(knows_later=False)
    assert machine.later() != set()
    pids = machine.root.run("pgrep -f bin/contenthub")
    out = machine.install(older, wanted=2)
    assert "the database is of a later version than this one" in out
    assert machine.root.run("pgrep -f bin/contenthub") == pids


def test_without_a_network_nothing_is_changed_and_nothing_is_left(machine: Machine) -> None:
    version = machine.version()
    there = machine.root.run("ls -A /opt/contenthub-releases")
    pids = machine.root.run("pgrep -f bin/contenthub")
    script = f"export PIP_RETRIES=0; {machine.command(version, '--redis')}"
    code, out = machine.root.run(script, timeout=600)
    assert (code, "the release could not be made" in out) == (1, True), out
    assert machine.root.run("ls -A /opt/contenthub-releases") == there
    assert machine.root.run("pgrep -f bin/contenthub") == pids


def test_a_full_disk_for_the_copy_ends_with_the_version_before_at_work(machine: Machine) -> None:
    had, before = machine.later(), machine.release()
    full = f"mount -t tmpfs -o size=64k,uid=contenthub,gid=contenthub,mode=700 tmpfs {HOME}/backups"
    assert machine.root.run(full)[0] == 0
    try:
        out = machine.install(machine.version(), wanted=1)
    finally:
        machine.root.run(f"umount {HOME}/backups")
    assert "the database could not be copied: nothing is migrated" in out
    assert (machine.release(), machine.later()) == (before, had)
    assert machine.checks()["workers"] == "ok"


def test_a_checklist_that_breaks_down_is_no_good_sign(machine: Machine) -> None:
    before = machine.release()
    broken = ("GROUPS: dict", "raise SystemError\nGROUPS: dict")
    version = machine.version(contenthub__operations__checkup__checklist__registry=broken)
    out = machine.install(version, wanted=1)
    assert "the checklist could not be gone through" in out
    assert machine.release() == before
    assert machine.root.run(f"{AS_OWNER} worker --check")[0] == 0
