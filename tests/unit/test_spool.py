"""The spool: whole files or none, one hand at a time.

Nothing lost and nothing taken for another's.
"""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from contenthub import spool
from contenthub.spool import Kept, Result, Spool, UnreadableError

DATABASE = "sqlite:////data/contenthub.db"
RESULT = Result(7, "task-7", 2, "host-1:1", "2026-11-25T10:00:00+00:00", {"body": "茶 🌅"})


def one(found: Spool) -> Kept:
    (kept,) = found.free()
    return kept


def test_what_was_kept_is_read_back_and_gone_when_discarded(tmp_path: Path) -> None:
    here = Spool(tmp_path, DATABASE)
    here.keep(RESULT).let_go()
    assert here.attempts() == {(7, 2)}
    kept = one(here)
    assert kept.read() == RESULT
    kept.discard()
    assert here.attempts() == set()
    assert list(here.free()) == []


def test_nobody_but_the_owner_can_read_it(tmp_path: Path) -> None:
    kept = Spool(tmp_path, DATABASE).keep(RESULT)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700
    kept.let_go()


def test_what_somebody_has_in_hand_is_seen_and_not_given_out(tmp_path: Path) -> None:
    here, other = Spool(tmp_path, DATABASE), Spool(tmp_path, DATABASE)
    kept = here.keep(RESULT)
    assert list(other.free()) == []
    assert other.attempts() == {(7, 2)}
    kept.let_go()
    held = one(other)
    assert list(here.free()) == []
    held.let_go()


def test_the_files_of_a_process_that_died_are_given_out(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from contenthub.spool import Result, Spool\n"
        f"kept = Spool(Path(sys.argv[1]), {DATABASE!r}).keep(Result(**{asdict(RESULT)!r}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert ended.returncode == -9
    kept = one(Spool(tmp_path, DATABASE))
    assert kept.read() == RESULT
    kept.let_go()


def test_results_of_another_database_are_left_alone(tmp_path: Path) -> None:
    mine = Spool(tmp_path, "postgresql://me:old@host/db")
    mine.keep(RESULT).let_go()
    other = Spool(tmp_path, "postgresql://me:old@host/other")
    assert other.attempts() == set()
    assert list(other.free()) == []
    assert len(other.of_other_databases()) == 1
    renewed = Spool(tmp_path, "postgresql://you:new@host/db")  # another password, the same one
    assert renewed.attempts() == {(7, 2)}
    assert renewed.of_other_databases() == []


def test_the_oldest_comes_first(tmp_path: Path) -> None:
    here = Spool(tmp_path, DATABASE)
    for age, task in ((10, 1), (30, 2), (20, 3)):
        kept = here.keep(replace(RESULT, task=task))
        then = os.stat(kept.path).st_mtime - age
        os.utime(kept.path, (then, then))
        kept.let_go()
    found = [kept.read().task for kept in here.free()]
    assert found == [2, 3, 1]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"task": 7}',
        b"[" * 100_000,
        b'{"task": "7", "task_id": 7, "attempt": 2, "lease": "", "kept_at": "", "article": []}',
    ],
)
def test_a_file_that_cannot_be_understood_says_so_and_can_be_set_aside(
    tmp_path: Path, damage: bytes
) -> None:
    here = Spool(tmp_path, DATABASE)
    kept = here.keep(RESULT)
    kept.path.write_bytes(damage)
    kept.let_go()
    kept = one(here)
    with pytest.raises(UnreadableError):
        kept.read()
    place = here.set_aside(kept)
    assert place.read_bytes() == damage
    assert here.attempts() == set()
    assert here.aside() == [place]


def test_a_full_disk_is_an_error_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Spool(tmp_path, DATABASE)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("contenthub.spool.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        here.keep(RESULT)
    assert list(here.folder.iterdir()) == []
    with pytest.raises(TypeError):
        here.keep(replace(RESULT, article={"x": object()}))


def test_what_a_killed_process_left_half_written_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Spool(tmp_path, DATABASE)
    kept = here.keep(RESULT)
    half = kept.path.rename(f"{kept.path}.part")
    assert here.set_aside_hopeless() == []  # its writer lives
    kept.let_go()
    assert here.set_aside_hopeless() == []  # or has not locked it yet
    monkeypatch.setattr(spool, "_ABANDONED", -1.0)
    (place,) = here.set_aside_hopeless()
    assert not half.exists()
    assert here.aside() == [place]


def test_a_file_that_cannot_be_opened_is_set_aside_and_not_waited_for(tmp_path: Path) -> None:
    here = Spool(tmp_path, DATABASE)
    kept = here.keep(RESULT)
    kept.let_go()
    elsewhere = kept.path.rename(tmp_path / "elsewhere")
    kept.path.symlink_to(elsewhere)
    assert list(here.free()) == []
    (place,) = here.set_aside_hopeless()
    assert place.is_symlink()
    assert here.attempts() == set()


def _refusing(real: Callable[..., Any], number: int) -> Callable[..., Any]:
    """A call that is refused with this error for results, and works for all else."""

    def call(what: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(what, int) or str(what).endswith(".json"):
            raise OSError(number, os.strerror(number))
        return real(what, *arguments, **options)

    return call


_PASSING = (errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE, errno.EROFS)


@pytest.mark.parametrize("number", _PASSING)
def test_a_file_that_cannot_be_opened_for_a_moment_is_left_and_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    here = Spool(tmp_path, DATABASE)
    here.keep(RESULT).let_go()
    with monkeypatch.context() as patched:
        patched.setattr("contenthub.spool.os.open", _refusing(os.open, number))
        assert here.set_aside_hopeless() == []
        assert list(here.free()) == []
        ((path, why),) = here.news_of_troubles()
        assert list(here.free()) == []
        assert here.news_of_troubles() == []
    assert (path.suffix, os.strerror(number) in why) == (".json", True)
    assert here.attempts() == {(7, 2)}
    kept = one(here)
    assert kept.read() == RESULT
    kept.let_go()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.ENXIO])
def test_a_file_that_stays_closed_to_us_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    here = Spool(tmp_path, DATABASE)
    here.keep(RESULT).let_go()
    with monkeypatch.context() as patched:
        patched.setattr("contenthub.spool.os.open", _refusing(os.open, number))
        (place,) = here.set_aside_hopeless()
    assert here.attempts() == set()
    place.rename(here.folder / place.name)  # a person brings it back
    kept = one(here)
    assert kept.read() == RESULT
    kept.let_go()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EINTR])
def test_a_lock_that_is_refused_costs_neither_the_result_nor_a_descriptor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    here = Spool(tmp_path, DATABASE)
    here.keep(RESULT).let_go()
    before = len(os.listdir("/proc/self/fd"))
    with monkeypatch.context() as patched:
        patched.setattr("contenthub.spool.fcntl.flock", _refusing(lambda *_: None, number))
        assert here.set_aside_hopeless() == []
        assert list(here.free()) == []
    assert len(os.listdir("/proc/self/fd")) == before
    assert here.attempts() == {(7, 2)}


def test_a_file_that_cannot_be_read_for_a_moment_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Spool(tmp_path, DATABASE)
    here.keep(RESULT).let_go()
    kept = one(here)
    with monkeypatch.context() as patched:
        patched.setattr("contenthub.spool.os.dup", _refusing(os.dup, errno.EMFILE))
        with pytest.raises(OSError, match="Too many open files"):
            kept.read()
    assert kept.read() == RESULT
    kept.let_go()


def test_a_home_without_a_spool_has_nothing_waiting(tmp_path: Path) -> None:
    here = Spool(tmp_path / "nowhere", DATABASE)
    assert (here.attempts(), list(here.free()), here.aside()) == (set(), [], [])
    assert (here.of_other_databases(), here.set_aside_hopeless()) == ([], [])
    assert not (tmp_path / "nowhere").exists()
