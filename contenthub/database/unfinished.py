"""Files that are being written beside their place: who writes one holds a lock on it.

What a killed program leaves behind has no lock any more; whoever writes into the folder next
removes it. Without that, each killed backup would leave a hidden copy of the whole database.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")
_OURS = re.compile(r"\..+\.[0-9a-f]{8}\.contenthub-unfinished")


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty file beside ``target`` that is gone when the block is left without a rename."""
    for dead in left_behind(target.parent):
        _remove(dead)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}.contenthub-unfinished")
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield fresh
    finally:
        # Its lock goes last: SQLite's own would go with any descriptor of the file.
        _remove(fresh)
        os.close(handle)


def left_behind(folder: Path) -> list[Path]:
    """The files in ``folder`` whose writer is gone."""
    try:
        names = sorted(name for name in os.listdir(folder) if _OURS.fullmatch(name))
    except OSError:
        return []
    return [folder / name for name in names if _is_dead(folder / name)]


def companions(path: Path) -> list[Path]:
    """What SQLite keeps beside a database of this name and is there now."""
    names = [path.with_name(path.name + suffix) for suffix in COMPANIONS]
    return [name for name in names if name.exists()]


def size_of(path: Path) -> int:
    """Bytes of such a file with what belongs to it."""
    total = 0
    for suffix in ("", *COMPANIONS):
        with suppress(OSError):
            total += os.stat(f"{path}{suffix}").st_size
    return total


def _is_dead(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return os.fstat(handle).st_size > 0  # an empty one may wait for its lock this moment
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for suffix in ("", *COMPANIONS):
        with suppress(OSError):
            os.unlink(f"{path}{suffix}")
