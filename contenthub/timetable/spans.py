"""Spans of time as people type them.

Everywhere the same spellings, and exact to the microsecond.
"""

from __future__ import annotations

import re
from datetime import timedelta

from contenthub.errors import InputError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,20})?)\s*([smhdw])", re.IGNORECASE)


def is_span(text: str) -> bool:
    """True for what is spelled like a span."""
    return _SPAN.fullmatch(text.strip()) is not None


def parse(text: str) -> timedelta:
    """``30m``, ``2h``, ``7d`` (units s, m, h, d, w; more than zero). Raises InputError."""
    found = _SPAN.fullmatch(text.strip())
    span = exact(found[1], _UNITS[found[2].lower()]) if found is not None else None
    if not span or span == timedelta.max:
        raise InputError(
            f"{text[:60]!r} is no span of time; allowed: a number and s, m, h, d or w, "
            "such as 30m, 2h or 7d"
        )
    return span


def exact(number: str, unit: int) -> timedelta:
    """``number`` times ``unit`` seconds; what is too long for the calendar is its longest span.

    Raises InputError for fractions of a microsecond.
    """
    from fractions import Fraction  # slow to load, and every command loads this module

    microseconds = Fraction(number) * unit * 1_000_000
    if microseconds.denominator != 1:
        raise InputError(f"{number[:60]} is too fine; the smallest step is a microsecond")
    try:
        return timedelta(microseconds=microseconds.numerator)
    except OverflowError:
        return timedelta.max
