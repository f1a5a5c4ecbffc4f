"""A lease of a process that is gone is free at once.

But only where its process id means something.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from contenthub.lifecycle import leases
from contenthub.settings import Settings
from tests.faults.test_database_faults import needs_namespaces
from tests.support.processes import environment


def boot_of(place: str, pid: int) -> str:
    return f"{place}-{pid}-0000abcd"


def here() -> str:
    return leases.BOOT_ID.rpartition("-")[0].rpartition("-")[0]


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_the_lease_of_a_process_that_ended_here_is_free(database: Settings, dead: int) -> None:
    assert leases.acquire("x", boot_of(here(), dead), 3600) == 1
    assert not leases.held_by_another("x", leases.BOOT_ID, 3600)
    assert leases.acquire("x", leases.BOOT_ID, 3600) == 2


def test_the_lease_of_a_process_that_lives_here_is_not(database: Settings) -> None:
    assert leases.acquire("x", boot_of(here(), os.getppid()), 3600) == 1
    assert leases.held_by_another("x", leases.BOOT_ID, 3600)
    assert leases.acquire("x", leases.BOOT_ID, 3600) is None


@pytest.mark.parametrize("place", ["host", "host-0123456789", "", "x" * 40])
def test_the_lease_of_another_place_runs_out_by_itself(
    database: Settings, dead: int, place: str
) -> None:
    assert leases.acquire("x", boot_of(place, dead), 3600) == 1
    assert leases.held_by_another("x", leases.BOOT_ID, 3600)
    assert leases.acquire("x", leases.BOOT_ID, 3600) is None


@needs_namespaces
def test_a_container_with_the_same_host_name_is_another_place(
    database: Settings, dead: int
) -> None:
    code = "from contenthub.lifecycle import leases; print(leases.BOOT_ID)"
    done = subprocess.run(
        ["unshare", "-rpf", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment(database.home_folder),
        check=True,
    )
    place = done.stdout.strip().rpartition("-")[0].rpartition("-")[0]
    assert place.rpartition("-")[0] == here().rpartition("-")[0]  # one host
    assert place != here()
    assert leases.acquire("x", boot_of(place, dead), 3600) == 1
    assert leases.held_by_another("x", leases.BOOT_ID, 3600)


def test_the_name_of_a_process_fits_where_it_is_kept() -> None:
    longest = f"{'x' * 40}-{'0' * 10}-{2**22}-{'0' * 8}:{10**12}"
    assert len(longest) <= 100
    assert len(leases.BOOT_ID) <= len(longest)
