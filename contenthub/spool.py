"""Keeps finished results on disk while the database cannot take them: they have cost something.

One JSON file for each result in ``CONTENTHUB_HOME/spool``, whole or not there. Whoever holds the
lock on a file deals with it; a process that dies lets go of its files, and the next one goes on
with them. Knows files only: what becomes of a result is decided in ``lifecycle.intake``.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from contenthub import private_files

_FOLDER, _ASIDE, _PART = "spool", "set-aside", ".part"
_NAME = re.compile(r"([0-9a-f]{12})\.(\d{1,19})\.(\d{1,9})\.([0-9a-f]{16})\.json")
_MOST = 512 * 1024 * 1024  # bytes: more than the largest article becomes
_ABANDONED = 60.0  # seconds after which a half-written file that nobody locks is a dead process's
# Refusals of a file that stay until a person does something. All others (no free descriptor, a
# disk or a server of files that is away for a moment) end by themselves.
_LASTING = frozenset(
    {errno.EACCES, errno.EPERM, errno.ELOOP, errno.EISDIR, errno.ENXIO, errno.ENODEV}
)


class UnreadableError(Exception):
    """A file of the spool cannot be understood; its text says why."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished article with what is needed to give it to its task, and to no other attempt."""

    task: int  # the row's id
    task_id: str
    attempt: int
    lease: str  # under which it was made
    kept_at: str  # ISO 8601, UTC
    article: dict[str, Any]


class Kept:
    """One file of the spool, locked by this process until it is discarded or let go."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    def read(self) -> Result:
        """What the file holds.

        Raises UnreadableError for what will never be a result, and OSError or MemoryError where
        this machine cannot read it now: then it is as good as before.
        """
        if self._handle is None:
            raise RuntimeError(f"{self.path.name} was let go")
        if os.fstat(self._handle).st_size > _MOST:
            raise UnreadableError(f"it is larger than {_MOST} bytes")
        with open(os.dup(self._handle), "rb") as file:
            file.seek(0)
            data = file.read()
        try:
            result = Result(**json.loads(data.decode("utf-8")))
        except (ValueError, TypeError, RecursionError) as error:
            raise UnreadableError(f"{type(error).__name__}: {error}"[:300]) from error
        if not _is_sound(result):
            raise UnreadableError("a field is not what it has to be")
        return result

    def discard(self) -> None:
        """The database has it: remove the file."""
        with suppress(FileNotFoundError):
            self.path.unlink()
        self.let_go()

    def let_go(self) -> None:
        """Leave the file to whoever looks next."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


class Spool:
    """The results of one database that wait on this machine."""

    def __init__(self, home: Path, database: str) -> None:
        """``database`` is its path, or its address, by which results of another one are told."""
        self.folder = home / _FOLDER
        self._database = _fingerprint(database)
        self._troubles: dict[Path, str] = {}  # what could not be read, and why
        self._news: list[tuple[Path, str]] = []

    def keep(self, result: Result) -> Kept:
        """Write ``result`` so that it survives this process and a power cut; locked until let go.

        Raises OSError (such as a full disk), or TypeError or ValueError for what JSON cannot hold.
        """
        data = json.dumps(asdict(result), ensure_ascii=False).encode("utf-8", "replace")
        private_files.make_folder(self.folder)
        name = f"{self._database}.{result.task}.{result.attempt}.{secrets.token_hex(8)}.json"
        part = self.folder / f"{name}{_PART}"
        handle = os.open(
            part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, private_files.FILE
        )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            _write(handle, data)
            part.rename(self.folder / name)
            _flush_folder(self.folder)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            os.close(handle)
            raise
        return Kept(self.folder / name, handle)

    def attempts(self) -> set[tuple[int, int]]:
        """(row id, attempt) of every task whose result waits here, whoever has it in hand."""
        return {(int(found[2]), int(found[3])) for _, found in self._ours()}

    def free(self) -> Iterator[Kept]:
        """The files that no living process has in hand, oldest first, each locked for us.

        One that cannot be opened now is left for the next round: see ``news_of_troubles``.
        """
        for path in sorted((path for path, _ in self._ours()), key=_age, reverse=True):
            try:
                handle = _locked(path)
            except OSError as error:
                self.note_trouble(path, error)
                continue
            if handle is not None:
                yield Kept(path, handle)

    def note_trouble(self, path: Path, error: OSError | MemoryError) -> None:
        """This file waits for the next round, as it cannot be opened or read now."""
        why = f"{type(error).__name__}: {error}"[:300]
        if self._troubles.get(path) != why:
            self._troubles[path] = why
            self._news.append((path, why))

    def news_of_troubles(self) -> list[tuple[Path, str]]:
        """The files that cannot be opened or read now, and why; each is told once."""
        news, self._news = self._news, []
        return news

    def set_aside(self, kept: Kept) -> Path:
        """Move a file that nothing can be done with to where a person finds it. Raises OSError."""
        place = self._aside(kept.path)
        kept.let_go()
        return place

    def set_aside_hopeless(self) -> list[Path]:
        """Move what is no result and will be none; returns where it is now.

        That are files that cannot be opened before a person changes something, and half-written
        ones of processes that died.
        """
        moved = []
        for path in [*self._files(_PART), *(path for path, _ in self._ours())]:
            with suppress(OSError):
                if self._is_hopeless(path):
                    moved.append(self._aside(path))
        return moved

    @staticmethod
    def _is_hopeless(path: Path) -> bool:
        try:
            handle = _locked(path)
        except OSError as error:
            return error.errno in _LASTING
        if handle is not None:
            os.close(handle)
        return handle is not None and path.suffix == _PART and _age(path) > _ABANDONED

    def aside(self) -> list[Path]:
        """What was set aside."""
        return sorted((self.folder / _ASIDE).iterdir()) if (self.folder / _ASIDE).is_dir() else []

    def task_of(self, path: Path) -> int | None:
        """The row id of the task whose whole result this is; None for all else that lies here."""
        found = _NAME.fullmatch(path.name)
        return int(found[2]) if found is not None and found[1] == self._database else None

    def of_other_databases(self) -> list[Path]:
        """Results in this home that belong to another database than ours."""
        ours = {path for path, _ in self._ours()}
        return [path for path in self._files(".json") if path not in ours]

    def _aside(self, path: Path) -> Path:
        folder = self.folder / _ASIDE
        private_files.make_folder(folder)
        return path.rename(folder / path.name)

    def _ours(self) -> Iterator[tuple[Path, re.Match[str]]]:
        for path in self._files(".json"):
            found = _NAME.fullmatch(path.name)
            if found is not None and found[1] == self._database:
                yield path, found

    def _files(self, suffix: str) -> list[Path]:
        try:
            with os.scandir(self.folder) as entries:
                return [Path(entry) for entry in entries if entry.name.endswith(suffix)]
        except (FileNotFoundError, NotADirectoryError):
            return []


def _fingerprint(database: str) -> str:
    """A short name of a database, which does not change with its user and password."""
    scheme, apart, rest = database.partition("://")
    host, slash, name = rest.partition("/")
    place = f"{scheme}{apart}{host.rpartition('@')[2]}{slash}{name}"
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _is_sound(result: Result) -> bool:
    texts = (result.task_id, result.lease, result.kept_at)
    numbers = (result.task, result.attempt)
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(number, int) for number in numbers)
        and isinstance(result.article, dict)
    )


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.fsync(handle)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(path: Path) -> int | None:
    """The file, open and locked for us; None while somebody else has it, or when it is gone.

    Raises OSError for one that cannot be opened or locked.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    ours = False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # else it was dealt with, and removed, before we got the lock
        ours = os.path.samestat(os.fstat(handle), os.stat(path, follow_symlinks=False))
    except (BlockingIOError, FileNotFoundError):
        return None
    finally:
        if not ours:
            os.close(handle)
    return handle if ours else None


def _age(path: Path) -> float:
    """Seconds since it was written; 0 for one that is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
