"""What publishers keep from one call to the next, shared by all processes of an installation.

A publisher knows nothing of storage: whoever builds it hands this in (``boot``), and what is kept
stands in the database (``lifecycle/target_notes.py``), which all hosts share.
"""

from __future__ import annotations

from typing import Protocol


class Memory(Protocol):
    """Texts under names, each until its time is over."""

    def recall(self, name: str) -> str | None:
        """What is kept under this name; None where nothing is, or its time is over."""
        ...

    def keep(self, name: str, value: str, seconds: float) -> None:
        """Keep it for so many seconds, instead of what was kept under this name."""
        ...

    def forget(self, name: str) -> None:
        """Keep nothing under this name any more."""
        ...

    def turn(self, name: str, seconds: float) -> bool:
        """Whether the caller is the first one under this name within so many seconds."""
        ...
