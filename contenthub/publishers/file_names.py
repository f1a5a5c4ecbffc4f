"""Gives a written file its name, and takes no name from what somebody else put there.

Two data homes may publish into one folder, and so may a person: the day, the title and the
number of a content can be the same there. Only a file of the same publication is replaced.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from contenthub.errors import PermanentError

# Reads what is in place: "" where this publication wrote it, else who did, in words.
Stranger = Callable[[BinaryIO], str]

# What a file system answers that has no second names for a file, or does not give one to us.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def give_name(folder: int, temporary: str, name: str, stranger: Stranger) -> None:
    """Put the file ``temporary`` of the folder in place as ``name``.

    Raises PermanentError, which names no path, where something else has this name, and OSError.
    A second name is given only where the name is free, in one step: of two that come at the same
    moment, one finds the other's file.
    """
    try:
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        _replace_own(folder, temporary, name, stranger)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with _alone_in(folder):
            _replace_own(folder, temporary, name, stranger)
    else:
        with suppress(OSError):  # it is in place; the next try of it finds two names and takes one
            os.unlink(temporary, dir_fd=folder)


def _replace_own(folder: int, temporary: str, name: str, stranger: Stranger) -> None:
    """Nobody else who comes by here replaces a file of ours, so it stays ours after the look."""
    with suppress(FileNotFoundError):
        if who := _who_has(folder, name, stranger):
            raise PermanentError(
                f"{who} has the name {name} in the folder, and was left as it is; move it away and"
                " publish again"
            )
    os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)


def _who_has(folder: int, name: str, stranger: Stranger) -> str:
    """Raises OSError, FileNotFoundError when nobody has it."""
    found = os.lstat(name, dir_fd=folder)
    if not stat.S_ISREG(found.st_mode):
        return "something that is no file"  # a folder, a link, a pipe that would never end
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(name, flags, dir_fd=folder)
    except PermissionError:
        return "a file that this user may not read"
    with open(handle, "rb") as file:
        return stranger(file)


@contextmanager
def _alone_in(folder: int) -> Iterator[None]:
    """Between the look and the name nobody of this machine gives one in this folder."""
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(folder, fcntl.LOCK_UN)
