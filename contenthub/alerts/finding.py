"""What a rule found wrong at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_CULPRITS = 10  # that a message names
MOST_SUBJECT = 200  # characters

Key = tuple[str, str]  # the rule, and what it is about


class Level(StrEnum):
    """How much it matters."""

    WARNING = "warning"  # the line goes on, and somebody should look
    ERROR = "error"  # work stands still or is lost until somebody acts


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now.

    ``subject`` is what it is about, such as a creator; empty: the service as a whole. ``summary``
    is a sentence without an end mark.
    """

    rule: str
    subject: str
    level: Level
    summary: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    culprits: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """There is one incident for each at a time."""
        return self.rule, self.subject
