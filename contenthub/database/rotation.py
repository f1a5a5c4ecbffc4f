"""Copies that are made again and again into one folder: how they are named, and which of them go.

The name says whose copy it is and of which moment, so that several rotations may share a folder, a
copy that is made again takes its own place, and nothing is removed that somebody else put there.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

_MOMENT = "%Y%m%dT%H%M%SZ"
_COPY = re.compile(r"contenthub-[a-z0-9]+-[0-9]{8}T[0-9]{6}Z(?:\.db|\.dump)")


def name(series: str, moment: datetime, suffix: str) -> str:
    """The file's name for the copy of ``moment``; ``series`` is a word of letters and digits."""
    return f"contenthub-{series}-{moment.astimezone(UTC).strftime(_MOMENT)}{suffix}"


def copies(folder: Path, series: str | None = None) -> list[Path]:
    """The copies in a folder, oldest first; ``series`` None: of all rotations.

    Empty where the folder is missing or cannot be read.
    """
    found: list[Path] = []
    with suppress(OSError):
        found = [path for path in folder.iterdir() if _COPY.fullmatch(path.name)]
    if series is not None:
        found = [path for path in found if path.name.split("-")[1] == series]
    return sorted(found, key=lambda path: path.name.split("-")[2])


def rotate(folder: Path, series: str, keep: int, made: Path) -> int:
    """Remove the oldest copies of a series but for ``keep`` of them; returns how many went.

    ``made`` is the one that was just made: it stays, also where a clock that went back makes it
    look older than others. Raises OSError.
    """
    others = [path for path in copies(folder, series) if path != made]
    surplus = others[: max(0, len(others) - (keep - 1))]
    for path in surplus:
        path.unlink(missing_ok=True)
    return len(surplus)
