"""How long is waited before a try, a look or a ring is made again, and after how many it ends.

Pure, and in one place, so that these waits can be read side by side. Seconds, unless a name says
otherwise. For how long a call is given its lease stands with the actor that makes the call.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

HEARTBEAT = 2.0  # seconds between two heartbeats of a process that works
# Seconds for the gate to read one text: 30 s of processor time are allowed to it, and a machine
# has other work.
GATE_SLOW = 90.0
LATE_WATCH = 86_400.0  # seconds for which a timed-out remote generation is still looked at
LOST_LOOKS = 3  # "no such id" this often in a row means that the creator lost it
CANCEL_AGAIN = 5.0  # seconds until a creator that did not answer to a cancel is asked again
VERIFY_TRIES = 20  # looks at a silent target before a person is asked
LONGEST_ACCEPTED = 3 * 86_400.0  # seconds that a target may work on a publication
LONGEST_PUBLISH_WAIT = 1_800.0  # seconds between two tries at a target that is away
LONGEST_FEED_WAIT = 3_600.0  # seconds that a feed may ask a tick to wait
BROKEN_AGAIN = 15.0  # seconds until a task is looked at again whose messages failed
RING_AGAIN = 5.0  # seconds until a row that was rung and is still due is rung again, then twice …
LONGEST_RING_AGAIN = 60.0  # … as many, up to this
CALLBACKS_TRUSTED = 3_600.0  # seconds for which a creator that called back is expected to do so
# Seconds after each failed try until the next one, by https://www.standardwebhooks.com.
DELIVERY_WAITS = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0)
# The same of messages that tell people what is wrong: who waits for these cannot wait for long.
ALERT_WAITS = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0)
LANE_FAILED_FOR = 5 * 86_400.0  # seconds of failures alone after which nothing more is sent there
# Seconds for which one address at a host may have the others of its account there wait.
LONGEST_SHARED_WAIT = 180.0
_LONGEST_LANE_WAIT = 60.0  # seconds between two tries of whatever at a receiver that fails
_LONGEST_DOUBT = 5  # looks in doubt, after which the wait between them grows no more


def backoff(retry: int, base: float, *, asked: float | None = None) -> float:
    """Seconds to wait before retry number ``retry`` (from 1): base, 2 x base, 4 x base … + jitter.

    Jitter adds up to a tenth, so that what failed together does not come back together.
    ``asked`` is what the backend asked for; it is honoured when longer, up to a day.
    """
    wait: float = base * 2 ** min(retry - 1, 10)
    wait *= 1 + random.random() / 10  # noqa: S311 - not for secrets
    return max(wait, min(asked or 0.0, 86_400.0))


def publish_wait(retry: int, base: float, *, asked: float | None = None) -> float:
    """Seconds before retry number ``retry`` (from 1) of a publication or an update.

    As ``backoff``, but half an hour apart at most: what goes out by itself is to be out soon after
    its target is back.
    """
    wait = min(base * 2 ** min(retry - 1, 10), LONGEST_PUBLISH_WAIT)
    return backoff(1, wait, asked=asked)


def next_look(
    started_at: datetime, now: datetime, longest: float, *, calls_back: bool = False
) -> float:
    """Seconds until the next look at a remote generation.

    A second at first, then a fifteenth of its age: what took four minutes is noticed within
    sixteen seconds, and a long one is not asked every second. ``longest`` is the ceiling, and the
    wait for a creator that ``calls_back``.
    """
    if calls_back:
        return longest
    age = max(0.0, (now - started_at).total_seconds())
    return min(longest, max(1.0, age / 15))


def calls_back(heard_at: datetime | None, missed_at: datetime | None, now: datetime) -> bool:
    """Whether a creator can be expected to call back.

    ``heard_at`` is its last callback, ``missed_at`` when a look last found an end that no callback
    had told. One such end is enough for looking as often as at others, until it calls again.
    """
    if heard_at is None or (missed_at is not None and missed_at >= heard_at):
        return False
    return (now - heard_at).total_seconds() <= CALLBACKS_TRUSTED


def delivery_wait(failures: int, *, asked: float | None = None) -> float | None:
    """Seconds until a message is sent again that failed ``failures`` times; None: not any more.

    With jitter of up to a tenth; ``asked`` is what the receiver asked for, as in ``backoff``.
    """
    if failures > len(DELIVERY_WAITS):
        return None
    return backoff(1, DELIVERY_WAITS[failures - 1], asked=asked)


def alert_wait(failures: int, *, asked: float | None = None) -> float | None:
    """The same of a message that tells people what is wrong."""
    if failures > len(ALERT_WAITS):
        return None
    return backoff(1, ALERT_WAITS[failures - 1], asked=asked)


def lane_wait(failures: int, *, asked: float | None = None) -> float:
    """Seconds for which a receiver is left alone by all messages, after so many failures in a row.

    Shorter than any message waits by itself, so that one alone is sent when its own wait is over.
    ``asked`` is what the receiver asked for, as in ``backoff``.
    """
    wait = min(_LONGEST_LANE_WAIT, float(2 ** min(failures - 1, 10)))
    return max(wait, min(asked or 0.0, 86_400.0))


def doubt_look(looks: int, base: float) -> float:
    """Seconds until look number ``looks`` (from 1) at a target of which nothing is known.

    As before retries, but from the fifth look on the wait stays the same.
    """
    return backoff(min(looks, _LONGEST_DOUBT), base)


def accepted_look(asked: float | None, since: datetime, now: datetime, longest: float) -> float:
    """Seconds until the next look at a publication that its target has worked on ``since`` then.

    ``asked`` is what the target asked for, and is honoured within bounds; without it, the wait
    grows as for a remote generation.
    """
    wait = next_look(since, now, longest) if asked is None else asked
    return min(max(wait, 1.0), LONGEST_ACCEPTED)


def late_look(age: float) -> float | None:
    """Seconds until the next look for a late result, ``age`` seconds after the time-out.

    Ever more rarely; None once it is too late for one.
    """
    return None if age > LATE_WATCH else max(30.0, age / 4)


def together(moment: datetime) -> datetime:
    """The next quarter of a second: generations that run together are looked at together."""
    return moment + timedelta(microseconds=-moment.microsecond % 250_000)
