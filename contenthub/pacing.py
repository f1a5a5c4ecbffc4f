"""How long is waited: before a try is made again, and between two looks at what runs elsewhere.

Pure, and in one place, so that all waits of the line can be read side by side. Seconds, unless
a name says otherwise.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

HEARTBEAT = 2.0  # seconds between two heartbeats of a process that works
LATE_WATCH = 86_400.0  # seconds for which a timed-out remote generation is still looked at


def backoff(retry: int, base: float, *, asked: float | None = None) -> float:
    """Seconds to wait before retry number ``retry`` (from 1): base, 2 x base, 4 x base … + jitter.

    Jitter adds up to a tenth, so that what failed together does not come back together.
    ``asked`` is what the backend asked for; it is honoured when longer, up to a day.
    """
    wait: float = base * 2 ** min(retry - 1, 10)
    wait *= 1 + random.random() / 10  # noqa: S311 - not for secrets
    return max(wait, min(asked or 0.0, 86_400.0))


def next_look(started_at: datetime, now: datetime, longest: float) -> float:
    """Seconds until the next look at a remote generation.

    A second at first, then a fifteenth of its age: what took four minutes is noticed within
    sixteen seconds, and a long one is not asked every second. ``longest`` is the ceiling.
    """
    age = max(0.0, (now - started_at).total_seconds())
    return min(longest, max(1.0, age / 15))


def late_look(age: float) -> float | None:
    """Seconds until the next look for a late result, ``age`` seconds after the time-out.

    Ever more rarely; None once it is too late for one.
    """
    return None if age > LATE_WATCH else max(30.0, age / 4)


def together(moment: datetime) -> datetime:
    """The next quarter of a second: generations that run together are looked at together."""
    return moment + timedelta(microseconds=-moment.microsecond % 250_000)
