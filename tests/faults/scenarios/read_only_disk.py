"""A home that becomes read-only and writable again. Run within ``unshare -rm``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from contenthub import boot
from contenthub.database import db
from contenthub.settings import Settings
from tests.faults.conftest import QUICK, Site
from tests.support.processes import Processes, wait_until


def main(folder: Path) -> None:
    disk = folder / "home"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", str(disk)], check=True)
    with Processes(folder, QUICK) as processes:
        config = Settings(home=disk)
        boot.open_database(config)
        site = Site(folder, processes, config)
        tasks = site.submit(3, creator="steady")
        db.close()
        remount("ro", disk)
        for command in (
            ["content", "generate", "-t", "tea", "--async"],
            ["task", "cancel", tasks[0]],
        ):
            refused = processes.run(*command)
            assert refused.returncode == 5, refused
            assert "may be written" in refused.stderr or "writable" in refused.stderr, refused
            assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
        remount("rw", disk)
        service = site.service()
        wait_until(lambda: site.published() == 3, 60, "all publications", service)
        site.assert_sound(3)
        db.close()
    print("sound")


def remount(how: str, disk: Path) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
