"""What a check found: kept with the content, shown wherever the content is reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

from contenthub.wording import counted

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


# What a check tells in one number where it is too much to be told one by one, with its plural.
Told = Literal["content", "gap", "heading", "of the kind", "place"]
_MANY: dict[Told, str] = {
    "content": "contents",
    "gap": "gaps",
    "heading": "headings",
    "of the kind": "of the kind",
    "place": "places",
}
_FURTHER = re.compile(
    rf"(?<![\w'\"])(\d+) more (?:{'|'.join([*_MANY.values(), *_MANY])})(?![\w'\"])"
)


def further(count: int, one: Told) -> str:
    """``3 more gaps``: how many there are beyond those that a check tells one by one.

    A message that is said in these words is known again by ``further_in``.
    """
    return counted(count, f"more {one}", f"more {_MANY[one]}")


def further_in(message: str) -> int | None:
    """The number that ``further`` has put into a message; None where it is of one place."""
    found = _FURTHER.search(message)
    return None if found is None else int(found[1])


def line_of(body: str, span: Sequence[int] | None) -> int | None:
    """The line of the body, from 1, in which the place of a finding begins; None: it has none."""
    return None if span is None else body.count("\n", 0, span[0]) + 1


def as_read(level: str, line: int | None) -> tuple[bool, int]:
    """The key by which a person reads findings: what holds first, of the whole text, by lines."""
    return level != Level.HOLD, line or 0


def stored(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as the content keeps them."""
    return [asdict(finding) for finding in findings]


def of_stored(one: Mapping[str, Any]) -> Finding:
    """A finding as a content, or a task, has kept it."""
    span = one.get("span")  # which the database gives back as a list
    return Finding(
        one["check"],
        Level(one["level"]),
        None if span is None else (span[0], span[1]),
        one["message"],
    )


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
