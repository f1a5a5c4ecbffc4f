"""How values are written for people, in one way everywhere: moments, spans of time, states.

Lists on a terminal say "3 min ago", where that says more than a date; everything else says the
moment itself, on the clocks of the person who reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any

from contenthub import clock
from contenthub.wording import moment

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_NEAR = 7 * _DAY  # seconds up to which a distance is easier to read than a date
_UNITS = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s"))


def moment_in(value: datetime, where: tzinfo) -> str:
    """``2026-12-01 08:00:00+08:00``: on other clocks than the reader's, so with their offset."""
    there = clock.utc(value).astimezone(where)
    return there.isoformat(sep=" ", timespec="seconds")


def relative(value: datetime, now: datetime) -> str:
    """``3 min ago``, ``in 2 h``; the day and the minute for what is more than a week away."""
    seconds = (clock.utc(value) - now).total_seconds()
    size = abs(seconds)
    if size > _NEAR:
        return moment(value)[:-3]
    if size < 1:
        return "now"
    length, unit = next(one for one in _UNITS if size >= one[0])
    distance = f"{int(size // length)} {unit}"
    return f"in {distance}" if seconds > 0 else f"{distance} ago"


def duration(seconds: float) -> str:
    """``2 h 5 min``, ``3 d 4 h``, ``45 s``, ``0.25 s``: the two largest units."""
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if seconds < 10:
        return f"{round(seconds, 2):g} s"
    whole = round(seconds)
    for (size, unit), (smaller, name) in pairwise(_UNITS):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {unit}" + (f" {rest} {name}" if rest else "")
    return f"{whole} s"


def is_duration(name: str) -> bool:
    """True for a field that holds seconds."""
    return name in {"delay", "duration"} or name.endswith("_seconds")


def label(name: str) -> str:
    """The heading of a field: what the unit in its name says stands with the value."""
    return name.removesuffix("_seconds").replace("_", " ")


def compact_json(value: object, default: Any = str) -> str:
    """JSON on one line, for what has no other form."""
    return json.dumps(value, ensure_ascii=False, default=default)


def readable(name: str, value: Any, now: datetime | None = None) -> str:
    """What a person reads in a field of this name; with ``now``, moments are told from there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)) and is_duration(name):
        return duration(value)
    if isinstance(value, (int, float)) and name == "progress":
        return f"{value} %"
    if isinstance(value, float):
        return f"{100 * value:.4g} %" if name.endswith("_rate") else str(round(value, 4))
    if isinstance(value, datetime):
        return moment(value) if now is None else relative(value, now)
    if isinstance(value, Mapping):
        return compact_json(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(readable("", one, now) for one in value)
    return str(value)
