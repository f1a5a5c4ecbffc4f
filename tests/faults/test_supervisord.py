"""The repository's supervisord.conf under the real supervisord: crashes, stops, logs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from contenthub import clock, records
from contenthub.database import db
from tests.faults.conftest import Site, Until
from tests.support import article_program, servers
from tests.support.processes import Processes, kill_pid
from tests.support.supervisord import CONF, Supervisor, all_in_one

pytestmark = pytest.mark.takes_long

START = 60.0  # seconds: supervisord calls a program RUNNING after startsecs, and may start it twice


@pytest.fixture
def slow_articles(site: Site) -> dict[str, str]:
    """Settings with a creator whose articles are written by a program, so that work takes time."""
    (site.folder / "article.md").write_text("# Glue\n\nOf glue.\n", encoding="utf-8")
    program = Path(article_program.__file__)
    return {"CONTENTHUB_COMMAND": f"{sys.executable} {program} article {site.folder}"}


def test_every_program_may_be_killed_and_the_work_goes_on(
    site: Site, valkey: servers.Valkey, slow_articles: dict[str, str], until: Until
) -> None:
    supervisor = Supervisor(site.processes, {"REDIS_URL": valkey.url, **slow_articles})
    supervisor.start()
    done = _kill_each(site, supervisor, until)
    supervisor.end()
    assert set(done) == {"worker", "scheduler", "api"}
    _assert_nothing_is_held()


def test_the_all_in_one_service_may_be_killed_and_the_work_goes_on(
    site: Site, slow_articles: dict[str, str], until: Until
) -> None:
    conf = site.folder / "all-in-one.conf"
    conf.write_text(all_in_one(), encoding="utf-8")
    supervisor = Supervisor(site.processes, slow_articles, conf)
    supervisor.start()
    assert _kill_each(site, supervisor, until) == ["contenthub"]
    supervisor.end()
    _assert_nothing_is_held()


def _kill_each(site: Site, supervisor: Supervisor, until: Until) -> list[str]:
    """Kill one program after the other while tasks are under way; all must be published once."""
    programs = until(supervisor.running, "all programs", START)
    count = 0
    for name, program in programs.items():
        site.submit(6, creator="command")
        count += 6
        until(lambda: site.story.counts()["running"], "work under way")
        kill_pid(program.pid)
        site.submit(6, creator="command")
        count += 6
        again = until(lambda p=program: supervisor.running(p.pid), f"{name} again", START)
        assert {n: p.pid for n, p in again.items() if n != name} == {
            n: p.pid for n, p in programs.items() if n != name
        }
        programs = again
        until(lambda c=count: site.published() == c, "all publications", 60)
    site.assert_sound(count)
    return list(programs)


def _assert_nothing_is_held() -> None:
    """No row is leased, and no process leads anything or sweeps."""
    for table in ("generation_tasks", "publish_entries", "ticks"):
        held = db.execute(f"SELECT COUNT(*) FROM {table} WHERE lease_owner IS NOT NULL").fetchone()
        assert held[0] == 0, table
    now = records.moment(clock.now())
    assert db.execute("SELECT name FROM leases WHERE until > ?", (now,)).fetchall() == []


def test_a_stop_hands_running_work_back_and_orphans_nobody(
    site: Site, valkey: servers.Valkey, until: Until
) -> None:
    program = Path(article_program.__file__)
    command = f"{sys.executable} {program} endless {site.folder}"
    supervisor = Supervisor(
        site.processes, {"REDIS_URL": valkey.url, "CONTENTHUB_COMMAND": command}
    )
    supervisor.start()
    (task,) = site.submit(creator="command")
    until(lambda: site.story.status(task) == "running", "the generation", START)
    supervisor.end()
    assert site.story.status(task) == "pending"
    assert "task.hand_back" in site.story.events(task)
    _assert_nothing_is_held()


def test_rotation_keeps_every_line_of_the_log(
    site: Site, valkey: servers.Valkey, until: Until
) -> None:
    """Each event of the database is a line of the worker's log, in one of its files."""
    conf = site.folder / "small.conf"
    text = CONF.read_text(encoding="utf-8")
    assert "stdout_logfile_maxbytes=20MB" in text
    small = text.replace("stdout_logfile_maxbytes=20MB", "stdout_logfile_maxbytes=40KB")
    conf.write_text(small.replace("stdout_logfile_backups=10", "stdout_logfile_backups=99"))
    supervisor = Supervisor(site.processes, {"REDIS_URL": valkey.url}, conf)
    supervisor.start()
    site.submit(100)
    until(lambda: site.published() == 100, "all publications", START)
    supervisor.end()
    files = list(supervisor.logs.glob("worker.log*"))
    assert len(files) > 2
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    logged = {line["event_id"] for line in lines if "event_id" in line}
    assert logged >= _events_of_others()


def _events_of_others() -> set[str]:
    """The event ids of all transitions but those that the test itself made, by submitting."""
    rows = db.execute("SELECT event_id FROM events WHERE from_state IS NOT NULL").fetchall()
    return {row[0] for row in rows}


def test_the_checklist_reads_the_file_that_it_was_started_with(
    site: Site, valkey: servers.Valkey, until: Until
) -> None:
    """Wherever that is: only the installation by one command puts it into /etc/contenthub."""
    conf = site.folder / "quick.conf"
    text = CONF.read_text(encoding="utf-8")
    assert text.count("stopwaitsecs=60\n") == 1 + text.count(";stopwaitsecs=60\n")
    conf.write_text(text.replace("stopwaitsecs=60\n", "stopwaitsecs=10\n"), encoding="utf-8")
    found = {}
    for file in (CONF, conf):
        supervisor = Supervisor(site.processes, {"REDIS_URL": valkey.url}, file)
        supervisor.start()
        try:
            until(lambda: site.processes.run("worker", "--check").returncode == 0, "a worker")
            said = site.processes.run("doctor", "--checklist", "-f", "json").stdout
        finally:
            supervisor.end()
        found[file.name] = {one["check"]: one for one in json.loads(said)}["stop time"]
    assert "no service file" not in found["supervisord.conf"]["detail"]
    assert found["supervisord.conf"]["status"] == "ok"
    assert found["quick.conf"]["status"] == "failed"
    assert "quick.conf (20 s)" in found["quick.conf"]["detail"]


def test_its_socket_is_for_the_owner_alone(site: Site, valkey: servers.Valkey) -> None:
    supervisor = Supervisor(site.processes, {"REDIS_URL": valkey.url})
    supervisor.start()
    try:
        mode = (site.processes.home / "supervisor.sock").stat().st_mode
        assert mode & 0o777 == 0o700
    finally:
        supervisor.end()


@pytest.mark.parametrize("name", ["100% tea", "a%(b)s", "a%20b"])
def test_a_home_may_have_a_percent_sign_in_its_name(
    tmp_path: Path, valkey: servers.Valkey, until: Until, name: str
) -> None:
    processes = Processes(tmp_path, {"REDIS_URL": valkey.url})
    processes.home = tmp_path / name
    with processes:
        supervisor = Supervisor(processes, {})
        supervisor.start()
        until(supervisor.running, "all programs", START)
        logs = {path.name: path.stat().st_mode & 0o777 for path in supervisor.logs.iterdir()}
        supervisor.end()
    programs = ("worker", "scheduler", "api")
    assert logs == {f"{one}.{kind}": 0o600 for one in programs for kind in ("log", "err")}
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {name}
