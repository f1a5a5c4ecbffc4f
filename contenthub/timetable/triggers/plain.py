"""The triggers without a calendar: every span of elapsed time, and one moment.

Spans are counted in whole microseconds, so that the millionth occurrence is as exact as the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from contenthub import clock
from contenthub.errors import InputError
from contenthub.states import TriggerKind
from contenthub.timetable import spans, wall_clock

_SECONDS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,6})?")
_SHORTEST, _LONGEST = timedelta(seconds=1), timedelta(days=366)
_MOMENTS = '"2026-12-01 08:00", 2026-12-01T08:00Z or +2h (from now)'


@dataclass(frozen=True)
class Every:
    """Occurs at ``anchor`` plus each whole multiple of ``span``, from the first on."""

    kind: ClassVar[TriggerKind] = TriggerKind.EVERY
    text: str  # seconds
    span: timedelta
    anchor: datetime

    @classmethod
    def from_text(cls, text: str, anchor: datetime) -> Every:
        """From seconds, such as "1800". Raises InputError."""
        if not _SECONDS.fullmatch(text):
            raise InputError(f"every is {text[:60]!r}; allowed: seconds, such as 1800")
        span = _within_bounds(spans.exact(text, 1), text)
        return cls(_seconds(span), span, anchor)

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence strictly after ``moment`` (aware), in UTC; None: never again."""
        passed = max(0, (clock.utc(moment) - self.anchor) // self.span)
        try:
            return self.anchor + (passed + 1) * self.span
        except OverflowError:  # the calendar ends with the year 9999
            return None


@dataclass(frozen=True)
class At:
    """Occurs once, at ``moment``."""

    kind: ClassVar[TriggerKind] = TriggerKind.AT
    text: str  # ISO 8601
    moment: datetime

    @classmethod
    def from_text(cls, text: str) -> At:
        """From an ISO 8601 moment with its offset. Raises InputError."""
        try:
            moment = clock.utc(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            raise InputError(
                f"at is {text[:60]!r}; allowed: a moment such as 2026-12-01T08:00:00Z"
            ) from None
        return cls(_iso(moment), moment)

    def after(self, moment: datetime) -> datetime | None:
        """The moment itself where it is strictly after ``moment`` (aware), else None."""
        return self.moment if self.moment > clock.utc(moment) else None


def every_text(text: str) -> str:
    """Seconds as text for a typed span such as 30m. Raises InputError."""
    return _seconds(_within_bounds(spans.parse(text), text))


def at_text(text: str, where: ZoneInfo) -> str:
    """The moment in UTC that was typed; without an offset it is meant in ``where``.

    Of a time that comes twice it is the first. Raises InputError.
    """
    stripped, now = text.strip(), clock.now()
    moment = _from_now(stripped) if stripped.startswith("+") else _typed(stripped, where)
    if moment <= now:
        raise InputError(f"at {stripped!r}: {_iso(moment)} has passed; now is {_iso(now)}")
    return _iso(moment)


def _from_now(text: str) -> datetime:
    try:
        return clock.now() + spans.parse(text[1:])
    except OverflowError:
        raise InputError(f"at {text[:60]!r}: too far away") from None


def _typed(text: str, where: ZoneInfo) -> datetime:
    try:
        found = wall_clock.read(text, where)
    except (ValueError, OverflowError):
        raise InputError(f"at {text[:60]!r}: no time; allowed: {_MOMENTS}") from None
    if isinstance(found, datetime):
        return found
    raise InputError(f"at {text!r}: {found.leaves_out(where)}")


def _within_bounds(span: timedelta, text: str) -> timedelta:
    if not _SHORTEST <= span <= _LONGEST:
        raise InputError(f"every is {text.strip()[:60]!r}; allowed: 1s to 366d")
    return span


def _seconds(span: timedelta) -> str:
    whole, rest = divmod(span, timedelta(seconds=1))
    return f"{whole}.{rest.microseconds:06d}".rstrip("0").rstrip(".") if rest else str(whole)


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
