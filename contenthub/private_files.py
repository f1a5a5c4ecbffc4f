"""Folders and files that nobody but their owner may read: what is in them can hold secrets.

They are made with their mode, not given it afterwards: in between anybody could open them, and
whoever has a file open keeps reading it. A wider umask changes nothing.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER = 0o700
FILE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SECRET = ("*.db", "*.db-*", "*.db.*", ".env", "spool", "logs/*.log", "logs/*.err")


def make_folder(path: Path) -> None:
    """Make the folder, and those above it as they are usual; one that exists stays as it is."""
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def create(path: Path) -> None:
    """Make an empty file. Raises FileExistsError, and OSError when it cannot be made."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE))


def too_open(home: Path) -> list[Path]:
    """What others than the owner can reach in a home: the home itself, and secret files in it."""
    if not _open(home):
        return []  # nobody else gets as far as to what is in it
    return [home, *(path for path in _secret(home) if _open(path))]


def _secret(home: Path) -> Iterator[Path]:
    for pattern in _SECRET:
        yield from sorted(home.glob(pattern))


def _open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:  # gone meanwhile
        return False
