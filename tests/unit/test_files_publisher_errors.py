"""What goes wrong while a file is written, with real processes and real signals."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub.errors import (
    OutcomeUnknownError,
    PermanentError,
    TransientError,
    UnreachableError,
)
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files

# Publishes once into argv[1] with ``os.fsync`` replaced by the statement argv[2]; argv[3],
# if given, comes first.
PUBLISH_BADLY = """
import os, slugify, sys
from datetime import UTC, datetime
from pathlib import Path
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files

def fsync(handle):
    exec(sys.argv[2])

os.fsync = fsync
exec("".join(sys.argv[3:]))
created = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
Files(Path(sys.argv[1])).publish(Publication("entry-7", 7, "Blog", "A title", "old", created))
"""


def publication(**changes: Any) -> Publication:
    created = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    return replace(Publication("entry-7", 7, "Blog", "A title", "Body.", created), **changes)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "published")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_worker_killed_while_writing_leaves_no_article_and_no_rubbish_for_long(
    files: Files, tmp_path: Path
) -> None:
    root = tmp_path / "published"
    killed = subprocess.run(
        [sys.executable, "-c", PUBLISH_BADLY, str(root), "os.kill(os.getpid(), 9)"], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    (leftover,) = names(root / "blog")
    assert leftover.endswith(".tmp")
    assert files.verify(publication()) is None

    proof = files.publish(publication(body="new"))

    assert names(root / "blog") == {"2026-01-31-a-title-7.md"}
    assert Path(proof.location).read_text().endswith("---\n\nnew\n")


def test_two_workers_never_write_one_publication_at_once(files: Files, tmp_path: Path) -> None:
    root = tmp_path / "published"
    waiting = "print('writing', flush=True); sys.stdin.readline(); sys.exit()"
    with subprocess.Popen(
        [sys.executable, "-c", PUBLISH_BADLY, str(root), waiting],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"writing\n"
        with pytest.raises(TransientError, match="another process"):
            files.publish(publication())
        other.communicate(b"\n")
    assert files.publish(publication())


def test_a_temporary_file_moved_away_before_it_was_locked_is_not_written(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock

    def other_was_faster(handle: int, how: int) -> None:
        monkeypatch.undo()
        files.publish(publication(body="theirs"))
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", other_was_faster)
    with pytest.raises(TransientError, match="another process"):
        files.publish(publication(body="ours"))
    proof = files.verify(publication())
    assert proof is not None
    assert Path(proof.location).read_text().endswith("theirs\n")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, TransientError),
        (errno.EDQUOT, TransientError),
        (errno.EIO, TransientError),
        (errno.EROFS, PermanentError),
        (errno.EFBIG, PermanentError),
    ],
)
def test_an_error_while_writing_is_one_line_and_leaves_nothing(
    files: Files,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: type[Exception],
) -> None:
    def write(handle: int, data: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(kind, match=f"^cannot write into .*: {os.strerror(number)}$"):
        files.publish(publication())
    assert names(tmp_path / "published" / "blog") == set()


def test_a_write_that_takes_several_pieces_is_whole(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:7]))
    path = Path(files.publish(publication(body="x" * 1000 + " end")).location)
    assert path.read_text().endswith(" end\n")


def test_a_file_the_disk_did_not_confirm_is_unknown_and_can_be_verified(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutcomeUnknownError):
        files.publish(publication())
    assert files.verify(publication()) is not None


def test_a_folder_that_is_a_file_is_a_permanent_error(files: Files, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PermanentError, match=r"Not a directory|File exists"):
        files.publish(publication(settings={"folder": str(tmp_path / "file")}))
    with pytest.raises(PermanentError, match="Not a directory"):
        files.publish(publication(settings={"folder": str(tmp_path / "file" / "below")}))


def test_verify_cannot_tell_where_it_cannot_read(files: Files) -> None:
    path = Path(files.publish(publication()).location)
    path.unlink()
    path.mkdir()
    with pytest.raises(TransientError, match="cannot read"):
        files.verify(publication())


def test_a_folder_without_permission_is_a_permanent_error() -> None:
    nobody = "os.getuid() or os.setuid(65534)"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "published", "blog")
        folder.mkdir(parents=True, mode=0o555)
        Path(temporary).chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", PUBLISH_BADLY, folder.parent, "", nobody],
            capture_output=True,
            check=False,
        )
    assert b"PermanentError: cannot write into" in done.stderr
    assert b"Permission denied" in done.stderr


def test_where_the_database_cannot_say_who_publishes_nothing_is_put_in_place(
    files: Files, tmp_path: Path
) -> None:
    def away() -> list[str]:
        raise UnreachableError("the database cannot be used (locked)")

    with pytest.raises(TransientError, match="not put in place: the database cannot be used"):
        files.publish(publication(still_held=away))
    assert names(tmp_path / "published" / "blog") == set()


def test_a_check_of_a_folder_that_cannot_be_says_why(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 300)
    with pytest.raises(PermanentError, match=r"cannot write to .*x: File name too long"):
        Files(tmp_path).check({"folder": str(folder)}, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_check_of_a_folder_in_a_closed_one_says_why(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    with pytest.raises(PermanentError, match=r"cannot write to .*Permission denied"):
        Files(tmp_path).check({"folder": str(closed / "site")}, "")
