"""A wall clock that a test sets for the processes it starts."""

from __future__ import annotations

import os
from pathlib import Path

import libfaketime

LIBRARY = Path(libfaketime.__file__).parent / "vendor/libfaketime/src/libfaketime.so.1"


class Clock:
    """The wall clock of the processes under test; their steady clock goes on as it is."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set("+0s")

    def set(self, offset: str) -> None:
        """Move it by this much against the machine's."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{offset}\n")
        os.replace(fresh, self._file)

    def settings(self) -> dict[str, str]:
        """What a process needs in its environment to see this clock."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
