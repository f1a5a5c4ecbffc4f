"""The times that people type, in one place: everywhere the same spellings, everywhere aware UTC.

A moment without an offset is meant in the one zone of all commands (``clock.zone``), and what
was understood is said. Of a time that clocks show twice it is the first; one that they leave out
is refused.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from contenthub import clock
from contenthub.commands.console.notes import say
from contenthub.commands.console.values import moment_in
from contenthub.errors import InputError
from contenthub.timetable import spans, wall_clock

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MOMENTS = '"2026-12-01 08:00", 2026-12-01T08:00Z, +2h (from now) or -2h (ago)'
_PAST = '"2026-12-01 08:00", 2026-12-01T08:00Z or 2h (ago)'
_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or time, or a span from now (``+2h``, ``-1d``), in UTC.

    A date alone is its first moment. Raises InputError.
    """
    stripped = text.strip()
    if stripped[:1] in {"+", "-"}:
        span = spans.parse(stripped[1:])
        return _from_now(text, span if stripped[0] == "+" else -span)
    try:
        return read(stripped, clock.zone())
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{text!r} is no time; allowed: {_MOMENTS}") from None


def parse_since(text: str) -> datetime:
    """A moment in the past: a span means that long ago (``2h``), else as ``parse_moment``."""
    if not spans.is_span(text):
        try:
            return parse_moment(text)
        except InputError as error:
            if _MOMENTS in str(error):
                raise InputError(f"{text!r} is no time; allowed: {_PAST}") from None
            raise
    return _from_now(text, -spans.parse(text))


def since(option: str, text: str | None) -> datetime | None:
    """What ``option`` says as ``parse_since`` reads it, told where a zone matters.

    Raises InputError.
    """
    if text is None:
        return None
    moment = parse_since(text)
    if is_local(text):
        tell(option, moment)
    return moment


def tell(option: str, moment: datetime) -> None:
    """Say on standard error which moment was understood, and in which zone."""
    say(f"{option}: {shown(moment)}")


def shown(moment: datetime) -> str:
    """``2026-11-26 08:00:00+08:00 (Asia/Shanghai)``."""
    zone = clock.zone()
    return f"{moment_in(moment, zone)} ({zone.key})"


def is_local(text: str) -> bool:
    """True for a date or time without an offset: what it means depends on the zone."""
    try:
        return datetime.fromisoformat(text.strip()).tzinfo is None
    except ValueError:
        return False


def read(text: str, where: ZoneInfo) -> datetime:
    """An ISO 8601 date or time in UTC; without an offset on the clocks of ``where``.

    Raises ValueError or OverflowError for what is no time, InputError for one that does not exist.
    """
    found = wall_clock.read(text, where)
    if isinstance(found, datetime):
        return found
    if _DAY.fullmatch(text):
        return found.moment  # a day that begins later than at midnight
    raise InputError(f"{text!r}: {found.leaves_out(where)}")


def _from_now(text: str, span: timedelta) -> datetime:
    try:
        return clock.now() + span
    except OverflowError:
        raise InputError(f"{text!r} is too far away") from None
