"""A database that is busy, full, or not ours to write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from contenthub.database import db
from tests.faults.conftest import Site, Until


def namespaces_work() -> bool:
    """True where this user may mount in a namespace of its own."""
    command = ["unshare", "-rm", "true"]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


needs_namespaces = pytest.mark.skipif(
    not namespaces_work(),
    reason="NOT TESTED: needs `unshare -rm` (user namespaces) for a small or read-only disk",
)


def test_a_database_that_is_busy_for_five_seconds_delays_the_work_and_loses_none(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    seconds = site.folder / "seconds"
    seconds.write_text("1")  # else they may all be out before the lock is there
    site.service(**mode)
    site.submit(20, creator="steady")
    until(lambda: site.story.counts()["completed"] >= 3, "progress")
    other = sqlite3.connect(db.sqlite_path(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    seconds.write_text("0.05")
    with pytest.raises(TimeoutError):
        until(lambda: site.published() == 20, "what cannot be", 5.0)
    other.execute("ROLLBACK")
    other.close()
    until(lambda: site.published() == 20, "all publications", 60)
    site.assert_sound(20)
    assert set(site.lines("calls").values()) == {1}


@needs_namespaces
def test_a_full_disk_at_commit_loses_no_result(tmp_path: Path) -> None:
    run_scenario("full_disk", tmp_path)


@needs_namespaces
def test_a_read_only_database_is_one_clear_line_and_no_loss(tmp_path: Path) -> None:
    run_scenario("read_only_disk", tmp_path)


def run_scenario(name: str, folder: Path) -> None:
    """Run a scenario in a mount namespace of its own, where it may mount what it likes."""
    command = [
        "unshare",
        "-rm",
        sys.executable,
        "-m",
        f"tests.faults.scenarios.{name}",
        str(folder),
    ]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "sound" in done.stdout
