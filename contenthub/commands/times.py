"""The times that people type, in one place: everywhere the same spellings, everywhere aware UTC.

A moment without a zone is meant in the person's own zone, which is the system's (``TZ``).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contenthub import clock, spans
from contenthub.errors import InputError

_MOMENTS = '"2026-12-01 08:00", 2026-12-01T08:00Z, +2h (from now) or -2h (ago)'


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or time, or a span from now (``+2h``, ``-1d``), in UTC.

    A date alone is its midnight. Raises InputError.
    """
    stripped = text.strip()
    if stripped[:1] in {"+", "-"}:
        span = spans.parse(stripped[1:])
        return _from_now(text, span if stripped[0] == "+" else -span)
    try:
        return datetime.fromisoformat(stripped).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{text!r} is no time; allowed: {_MOMENTS}") from None


def parse_since(text: str) -> datetime:
    """A moment in the past: a span means that long ago (``2h``), else as ``parse_moment``."""
    if not spans.is_span(text):
        return parse_moment(text)
    return _from_now(text, -spans.parse(text))


def _from_now(text: str, span: timedelta) -> datetime:
    try:
        return clock.now() + span
    except OverflowError:
        raise InputError(f"{text!r} is too far away") from None
