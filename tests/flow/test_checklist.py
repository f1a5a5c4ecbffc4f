"""`contenthub doctor --checklist` on real installations: at rest, at work, and neglected."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.operations.checkup.checklist import folders, registry, serving, walk
from contenthub.records import moment
from contenthub.settings import Settings
from tests.support.articles import article
from tests.support.processes import Processes, wait_until
from tests.support.servers import free_port

Cli = Callable[..., Any]


def look(cli: Cli) -> tuple[int, dict[str, dict[str, str]]]:
    answer = cli("doctor", "--checklist", "-f", "json")
    assert "Traceback" not in answer.err
    return answer.code, {row["check"]: row for row in answer.json}


@pytest.fixture(autouse=True)
def _the_home_is_on_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tests write is in memory on many machines, and the checklist says so."""
    monkeypatch.setattr(folders, "_FORGETFUL", ())


def test_a_fresh_home_has_nothing_that_failed(cli: Cli) -> None:
    code, found = look(cli)
    failed = {name: row["detail"] for name, row in found.items() if row["status"] == "failed"}
    assert (code, failed) == (0, {})
    assert list(found) == [item.name for item in registry.ITEMS]
    lacking = [
        name
        for name, row in found.items()
        if row["status"] != "ok"
        and not row["advice"]
        and name not in {"backup place", "supervision"}
    ]
    assert lacking == []


def test_a_person_reads_at_the_end_how_many_are_well(cli: Cli) -> None:
    answer = cli("doctor", "--checklist")
    assert re.fullmatch(r"\d+ checks: \d+ ok, \d+ warning, 0 failed\n", answer.err)
    assert cli("doctor", "--checklist", "-f", "csv").err == ""


def test_what_was_neglected_fails_and_says_what_to_do(cli: Cli, database: Settings) -> None:
    home = database.home_folder
    (home / ".env").write_text("")
    (home / ".env").chmod(0o644)
    article(database)
    db.execute("UPDATE events SET created_at = ?", (moment(clock.after(-200_000)),))
    code, found = look(cli)
    assert code == 1
    assert found["settings file rights"]["advice"] == f"chmod go= {home / '.env'}"
    assert found["backup age"]["status"] == "failed"
    assert "contenthub db backup" in found["backup age"]["advice"]


def test_a_copy_makes_its_checks_well_and_a_broken_one_does_not(
    cli: Cli, database: Settings
) -> None:
    copies = database.home_folder / "backups"
    copies.mkdir(mode=0o700)
    assert cli("db", "backup", str(copies / "monday.db")).code == 0
    definition = Definition("nightly", "backup", "every", "86400", "UTC", {"keep": 2})
    db.open_database(database.database)
    definitions.create(definition, "test")
    found = look(cli)[1]
    assert {found[f"backup {name}"]["status"] for name in ("schedule", "age", "whole")} == {"ok"}
    old = (clock.now() - timedelta(days=3)).timestamp()
    os.utime(copies / "monday.db", (old, old))
    assert look(cli)[1]["backup age"]["status"] == "failed"
    (copies / "tuesday.db").write_bytes((copies / "monday.db").read_bytes()[:6_000])
    assert look(cli)[1]["backup whole"]["status"] == "failed"
    # As the installer calls the copy of a PostgreSQL that it makes before a migration.
    (copies / "before-0.2.0-20261126T195348Z").write_bytes(b"PGDMP and more")
    assert look(cli)[1]["backup whole"]["status"] == "ok"


def test_a_service_at_work_answers_for_itself(tmp_path: Path) -> None:
    with Processes(tmp_path, {"CONTENTHUB_API_PORT": str(free_port())}) as processes:
        processes.start([sys.executable, "-m", "contenthub", "up"])
        ok = (
            "workers",
            "scheduler",
            "api",
            "versions",
            "slots",
            "api port",
            "api ready",
            "api door",
        )

        def at_work() -> dict[str, Any] | None:
            done = processes.run("doctor", "--checklist", "-f", "json")
            found = {row["check"]: row for row in json.loads(done.stdout)}
            return found if all(found[name]["status"] == "ok" for name in ok) else None

        found = wait_until(
            at_work, 90, "a service of which each part answers"
        )  # its API comes last
        assert found is not None
    assert found["supervision"]["status"] == "warning"  # a test started it
    assert "pid" in found["api"]["detail"]


def test_postgresql_is_asked_how_it_is_set(site: Settings) -> None:
    found = {one.check: one for one in walk.walk(site)}
    names = ("database encoding", "database user", "database connections", "database encryption")
    assert all("does not apply" not in found[name].detail for name in names)
    assert found["database encoding"].status == "ok"
    assert found["journal mode"].detail.startswith("does not apply")


@pytest.mark.parametrize("path", ["/health", "/nothing"])
def test_a_port_that_nobody_serves_gives_no_answer(path: str) -> None:
    assert serving.status_of("127.0.0.1", free_port(), path) is None
