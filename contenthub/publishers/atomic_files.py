"""Writes files into a folder so that each is there whole or not at all, and stays after a cut.

A batch reaches the disk by one flush of the file system instead of one per file (measured on
ext4: 0.1 instead of 0.4 ms a file), and only then do the files get their names.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from contenthub.errors import (
    BackendError,
    ContentHubError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
)
from contenthub.publishers.file_names import Stranger, give_name

_FEW = 3  # files up to which a flush of each is cheaper than one of the file system
# A person has to change something before these go away; a full disk may be freed by itself.
_PERMANENT = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.EINVAL,
    errno.EFBIG,
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written; ``temporary`` is the name it has until it is whole.

    Where its name is taken, ``stranger`` tells whether that may be replaced.
    """

    name: str
    temporary: str
    data: bytes
    stranger: Stranger


def write_files(
    folder: str, files: Mapping[int, File], still_held: Callable[[], Collection[int]]
) -> dict[int, str | BackendError]:
    """Write the files; for each key its name, or why it is not there.

    ``still_held`` is asked when all is written, and under the locks: only what it names is put
    in place. So a process that stood still meanwhile brings nothing late, and whoever looks
    for a file with its lock in hand knows that nobody will.
    OutcomeUnknownError: it is there, and the disk did not confirm it.
    """
    try:
        with _opened(folder) as handle:
            return _write_all(handle, folder, files, still_held)
    except OSError as error:
        return dict.fromkeys(files, _backend_error(folder, error))


@contextmanager
def writers_kept_out(folder: str, temporary: str) -> Iterator[None]:
    """Look at what is in place while nobody can put this file there.

    Raises TransientError while a process that lives holds its lock: it may be about to. Where
    there is no such file nobody has begun; who begins later is asked whether he still may.
    """
    try:
        handle = os.open(f"{folder}/{temporary}", os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise TransientError("another process may be writing this publication still") from None
    finally:
        os.close(handle)


def _write_all(
    folder: int, path: str, files: Mapping[int, File], still_held: Callable[[], Collection[int]]
) -> dict[int, str | BackendError]:
    answers: dict[int, str | BackendError] = {}
    written: dict[int, int] = {}
    try:
        for key, file in files.items():
            try:
                written[key] = _write(folder, file)
            except OSError as error:
                answers[key] = _backend_error(path, error)
            except BackendError as error:
                answers[key] = error
        try:
            _flush(folder, list(written.values()))
        except OSError as error:
            for key in written:
                _remove(folder, files[key])
            return answers | dict.fromkeys(written, _backend_error(path, error))
        answers |= _put_in_place(folder, path, {key: files[key] for key in written}, still_held)
    finally:
        for handle in written.values():
            os.close(handle)
    return answers | _confirm(folder, path, answers)


def _write(folder: int, file: File) -> int:
    """Write the temporary file and return it open, locked against a second worker."""
    handle = _begin(folder, file.temporary)
    try:
        rest = memoryview(file.data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    except OSError:
        _remove(folder, file)
        os.close(handle)
        raise
    return handle


def _begin(folder: int, temporary: str) -> int:
    """The temporary file, empty, open and locked.

    One with two names is in place already, whole: what gave it its name was ended before it took
    the other away. It is not written again, another one is begun.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW
    while True:
        handle = os.open(temporary, flags, 0o666, dir_fd=folder)
        try:
            found = _claim(handle, folder, temporary)
            if found.st_nlink == 1:
                if found.st_size:  # a try that broke off
                    os.truncate(handle, 0)
                return handle
            os.unlink(temporary, dir_fd=folder)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _claim(handle: int, folder: int, temporary: str) -> os.stat_result:
    """Keep a second worker that was given the same publication from writing in between.

    The lock goes with its holder, whatever ends it. A file that was moved to its place between
    opening and locking is no longer ours to write.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        opened = os.fstat(handle)
        ours = os.path.samestat(opened, os.lstat(temporary, dir_fd=folder))
    except (BlockingIOError, FileNotFoundError):
        ours = False
    if not ours:
        raise TransientError("another process is writing this publication at this moment")
    return opened


def _flush(folder: int, handles: list[int]) -> None:
    if len(handles) > _FEW and sys.platform == "linux":
        if _libc().syncfs(folder) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return
    for handle in handles:
        os.fsync(handle)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _put_in_place(
    folder: int, path: str, files: Mapping[int, File], still_held: Callable[[], Collection[int]]
) -> dict[int, str | BackendError]:
    if not files:
        return {}
    try:
        held = still_held()
    except ContentHubError as error:  # who has them now is not known: nobody brings them
        held, why = (), f"not put in place: {error}"
    else:
        why = "another worker took this publication over"
    answers: dict[int, str | BackendError] = {}
    for key, file in files.items():
        if key in held:
            answers[key] = _rename(folder, path, file)
        else:
            _remove(folder, file)
            answers[key] = TransientError(why)
    return answers


def _rename(folder: int, path: str, file: File) -> str | BackendError:
    try:
        give_name(folder, file.temporary, file.name, file.stranger)
        return file.name
    except OSError as error:
        _remove(folder, file)
        return _backend_error(path, error)
    except PermanentError as error:
        _remove(folder, file)
        return PermanentError(f"cannot write into {path}: {error}")


def _confirm(
    folder: int, path: str, answers: Mapping[int, str | BackendError]
) -> dict[int, BackendError]:
    """Make the new names survive a power cut."""
    try:
        os.fsync(folder)
        return {}
    except OSError as error:
        unknown = OutcomeUnknownError(f"{path} was not confirmed: {error.strerror}")
        return {key: unknown for key, answer in answers.items() if isinstance(answer, str)}


def _remove(folder: int, file: File) -> None:
    with suppress(OSError):
        os.unlink(file.temporary, dir_fd=folder)


def _backend_error(folder: str, error: OSError) -> BackendError:
    kind = PermanentError if error.errno in _PERMANENT else TransientError
    return kind(f"cannot write into {folder}: {error.strerror}")


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    """A descriptor of the folder, made if need be: what follows cannot leave it any more."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        handle = os.open(folder, flags)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
        handle = os.open(folder, flags)
    try:
        yield handle
    finally:
        os.close(handle)
