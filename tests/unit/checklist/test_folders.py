"""What rights, owners, file systems and space come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from contenthub.operations.checkup.checklist import folders
from contenthub.operations.checkup.checklist.folders import Seen

MOUNTS = (
    "/dev/vda / ext4 rw 0 0\n"
    "tmpfs /tmp tmpfs rw 0 0\n"
    "server:/x /srv/with\\040blank nfs4 rw 0 0\n"
    "broken\n"
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/contenthub", "ext4"),
        ("/tmp/home", "tmpfs"),
        ("/tmpfiles", "ext4"),
        ("/srv/with blank/home", "nfs4"),
    ],
)
def test_the_nearest_mount_says_the_file_system(path: str, kind: str) -> None:
    assert folders.filesystem_of(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("kind", "sqlite", "level"),
    [
        ("ext4", True, "ok"),
        (None, True, "ok"),
        ("tmpfs", False, "failed"),
        ("nfs4", True, "failed"),
        ("nfs4", False, "ok"),
        ("cifs", True, "failed"),
        ("fuse.sshfs", True, "failed"),
    ],
)
def test_a_file_system_keeps_and_locks_or_not(kind: str | None, sqlite: bool, level: str) -> None:
    assert folders.filesystem(kind, sqlite).level == level


@pytest.mark.parametrize(
    ("modes", "level"),
    [((), "ok"), ((0o600, 0o700), "ok"), ((0o600, 0o640), "failed"), ((0o604,), "failed")],
)
def test_what_others_can_read_fails_and_the_advice_names_it(
    modes: tuple[int, ...], level: str
) -> None:
    seen = [Seen(Path(f"/home/file{n}"), mode, 1000) for n, mode in enumerate(modes)]
    answer = folders.private(seen, "files")
    assert answer.level == level
    if level == "failed":
        assert answer.advice == f"chmod go= /home/file{len(modes) - 1}"


@pytest.mark.parametrize(("owners", "level"), [((7, 7), "ok"), ((7, 0), "failed"), ((), "ok")])
def test_all_of_a_home_belongs_to_one_user(owners: tuple[int, ...], level: str) -> None:
    seen = [Seen(Path(f"/home/{n}"), 0o600, owner) for n, owner in enumerate(owners)]
    assert folders.owned(seen, 7).level == level


@pytest.mark.parametrize(
    ("share", "level"),
    [(0.0, "ok"), (0.899, "ok"), (0.9, "warning"), (0.98, "failed"), (1.0, "failed")],
)
def test_a_disk_fills(share: float, level: str) -> None:
    assert folders.used(share, "space", Path("/")).level == level
