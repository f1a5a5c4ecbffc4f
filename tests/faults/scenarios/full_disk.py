"""A disk that fills up while generations run, and is freed again. Run within ``unshare -rm``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from contenthub import boot
from contenthub.database import db
from contenthub.settings import Settings
from tests.faults.conftest import QUICK, Site
from tests.support.processes import Processes, wait_until


def fill(disk: Path) -> Path:
    """Take all that is left of the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return ballast


def demand_that_doctor_sees_it(processes: Processes) -> None:
    """That no write is taken; and nobody is told to start a service, whose heartbeat is old."""
    rows = json.loads(processes.run("doctor", "-f", "json").stdout)
    (database,) = [row for row in rows if row["check"] == "database"]
    assert database["status"] == "failed", rows
    assert "free some disk space" in database["advice"], rows
    assert not any("no service runs" in row["detail"] for row in rows), rows


def main(folder: Path) -> None:
    disk = folder / "home"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(disk)], check=True)
    with Processes(folder, QUICK | {"ASYNC_MAX_CONCURRENT_TASKS": "4"}) as processes:
        config = Settings(home=disk)
        boot.open_database(config)
        site = Site(folder, processes, config)
        (folder / "seconds").write_text("0.5")
        service = site.service()
        tasks = site.submit(4, creator="steady")
        wait_until(lambda: len(site.lines("calls")) == 4, 60, "the generations", service)
        ballast = fill(disk)
        wait_until(lambda: "waits_for_database" in service.stdout(), 60, "a full disk", service)
        refused = processes.run("content", "generate", "-t", "tea", "--async")
        assert refused.returncode == 5, refused
        assert "free some disk space" in refused.stderr, refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
        demand_that_doctor_sees_it(processes)
        os.unlink(ballast)
        wait_until(lambda: site.published() == 4, 60, "all publications", service)
        site.assert_sound(4)
        assert all(site.lines("calls")[f"{task}-1"] == 1 for task in tasks), site.lines("calls")
        db.close()
    print("sound")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
