"""What a check found: kept with the content, shown wherever the content is reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

MOST_REASON = 500  # characters of what a list says
WAITS = "waits for a person"


class Level(StrEnum):
    """What a finding means for the review."""

    WARN = "warn"  # is shown, and changes nothing
    HOLD = "hold"  # waits for a person, who gives a reason for approving it all the same


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found; ``span`` is where it stands in the body (start, end)."""

    check: str
    level: Level
    span: tuple[int, int] | None
    message: str


def line_of(body: str, span: Sequence[int] | None) -> int | None:
    """The line of the body, from 1, in which the place of a finding begins; None: it has none."""
    return None if span is None else body.count("\n", 0, span[0]) + 1


def as_read(level: str, line: int | None) -> tuple[bool, int]:
    """The key by which a person reads findings: what holds first, of the whole text, by lines."""
    return level != Level.HOLD, line or 0


def stored(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as the content keeps them."""
    return [asdict(finding) for finding in findings]


def holds(findings: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the stored findings say that holds the article."""
    return [one["message"] for one in findings if one.get("level") == Level.HOLD]


def held_by(findings: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The checks by whose stored findings the article is held."""
    return frozenset(one["check"] for one in findings if one.get("level") == Level.HOLD)


def reason_of(findings: Iterable[Finding]) -> str:
    """Why it waits, in one line that a list has room for."""
    said = "; ".join(one.message for one in findings if one.level is Level.HOLD) or WAITS
    return said if len(said) <= MOST_REASON else f"{said[: MOST_REASON - 1]}…"
