"""A database that a stranger holds, on a disk that is full. Run within ``unshare -rm``."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from contenthub import boot
from contenthub.database import db
from contenthub.settings import Settings
from tests.faults.conftest import QUICK, Site
from tests.faults.scenarios.full_disk import fill
from tests.support.processes import Processes, wait_until


def main(folder: Path) -> None:
    disk = folder / "home"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(disk)], check=True)
    with Processes(folder, QUICK) as processes:
        config = Settings(home=disk)
        boot.open_database(config)
        site = Site(folder, processes, config)
        (folder / "seconds").write_text("0.5")
        service = site.service("impatient")
        site.submit(2, creator="steady")
        wait_until(lambda: len(site.lines("calls")) == 2, 60, "the generations", service)
        other = sqlite3.connect(db.sqlite_path(), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ballast = fill(disk)
        wait_until(lambda: "result_in_memory_only" in service.stdout(), 60, "a full disk", service)
        assert boot.spool_of(config).attempts() == set()
        os.unlink(ballast)
        wait_until(lambda: boot.spool_of(config).attempts(), 60, "results on disk", service)
        other.execute("ROLLBACK")
        other.close()
        wait_until(lambda: site.published() == 2, 60, "all publications", service)
        site.assert_sound(2)
        assert set(site.lines("calls").values()) == {1}, site.lines("calls")
        db.close()
    print("sound")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
