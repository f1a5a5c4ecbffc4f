"""How long a server asks to be left alone: one reading of Retry-After for all that call servers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from contenthub import clock

LONGEST_RETRY_AFTER = 86_400.0  # seconds


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from Retry-After, given as seconds or as a date (RFC 9110, 10.2.3); at most a day."""
    text = headers.get("retry-after", "").strip()
    try:
        if text.isdecimal():
            seconds = float(text)
        else:
            moment = parsedate_to_datetime(text)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            seconds = (aware - clock.now()).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER)
