"""The times that people type, in one place: everywhere the same spellings, everywhere aware UTC.

A moment without a zone is meant in the person's own zone, which is the system's (``TZ``).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from contenthub import clock
from contenthub.errors import InputError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smhdw])", re.IGNORECASE)
_SPANS = "a span such as 30m, 2h or 7d"
_MOMENTS = '"2026-12-01 08:00", 2026-12-01T08:00Z, +2h (from now) or -2h (ago)'


def parse_span(text: str) -> timedelta:
    """``30m``, ``2h``, ``7d`` (units s, m, h, d, w; more than zero). Raises InputError."""
    found = _SPAN.fullmatch(text.strip())
    span = None
    if found is not None:
        try:
            span = timedelta(**{_UNITS[found[2].lower()]: float(found[1])})
        except OverflowError:
            span = None
    if not span:
        raise InputError(f"{text!r} is no span of time; allowed: {_SPANS}")
    return span


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or time, or a span from now (``+2h``, ``-1d``), in UTC.

    A date alone is its midnight. Raises InputError.
    """
    stripped = text.strip()
    if stripped[:1] in {"+", "-"}:
        span = parse_span(stripped[1:])
        return _from_now(text, span if stripped[0] == "+" else -span)
    try:
        return datetime.fromisoformat(stripped).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{text!r} is no time; allowed: {_MOMENTS}") from None


def parse_since(text: str) -> datetime:
    """A moment in the past: a span means that long ago (``2h``), else as ``parse_moment``."""
    if not _SPAN.fullmatch(text.strip()):
        return parse_moment(text)
    return _from_now(text, -parse_span(text))


def _from_now(text: str, span: timedelta) -> datetime:
    try:
        return clock.now() + span
    except OverflowError:
        raise InputError(f"{text!r} is too far away") from None
