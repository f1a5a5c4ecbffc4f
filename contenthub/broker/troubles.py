"""What a broker's errors mean for the people who run it, and how they are told: once.

Without this, a server that is away would fill the log with a line per queue and try, and one that
answers but takes no write would look as if it were in order.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import redis

from contenthub import logs
from contenthub.codes import Code
from contenthub.errors import UnreachableError

log = logs.get_logger("contenthub.broker")

ERRORS = (redis.RedisError, OSError)  # what a call of the server may raise
MOST_TEXT = 300  # characters of a server's own words that are shown


class Doing(StrEnum):
    """What a process does with the broker."""

    RING = "ring"  # put a message into a queue
    TAKE = "take"  # fetch messages from a queue
    CONFIRM = "confirm"  # say that a message was worked on
    TELL = "tell"  # publish on the channel that wakes idle workers
    HEAR = "hear"  # be subscribed to that channel


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and what to do about it; ``whole``: nothing works, whatever is being done."""

    detail: str
    advice: str
    whole: bool = False
    code: Code = Code.BROKER_UNUSABLE


class UnusableBrokerError(UnreachableError):
    """The broker does not do what the work needs."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(f"Redis: {trouble.detail}", code=trouble.code, advice=trouble.advice)
        self.trouble = trouble


_RIGHTS = "~contenthub ~contenthub:* &contenthub:*"
_FORBIDDEN = re.compile(r"permissions? to run the '([^']{1,40})' command")

# (words of the server, small; what they mean; what to do; whether nothing works any more)
_KNOWN: tuple[tuple[tuple[str, ...], str, str, bool], ...] = (
    (("maxmemory",), "its memory is full, it takes no write (OOM)",
     "raise maxmemory, or remove what else is kept in it", True),
    (("read only replica", "readonly"), "it is a replica, which takes no write (READONLY)",
     "name the primary in REDIS_URL", True),
    (("misconf", "unable to persist"), "it cannot save to its disk and takes no write (MISCONF)",
     "free its disk or make its folder writable; its own log says why", True),
    (("noreplicas", "not enough good replicas"), "too few replicas, it takes no write (NOREPLICAS)",
     "bring its replicas back, or lower min-replicas-to-write", True),
    (("loading the dataset", "is loading"), "it is starting and still loads its data (LOADING)",
     "wait until it has started", True),
    (("busy running a script",), "it is busy with a script of another program (BUSY)",
     "see SCRIPT KILL, or give contenthub a server of its own", True),
    (("masterdown", "clusterdown"), "its cluster is down", "see the state of that cluster", True),
    (("moved ", "crossslot", "non local key", "cluster mode"), "it is a Redis Cluster (MOVED)",
     "name a server in REDIS_URL that is no cluster", True),
    (("db index is out of range",), "it has no database of that number",
     "correct the number at the end of REDIS_URL", True),
    (("max number of clients",), "it takes no further client (maxclients)",
     "raise maxclients, or end what holds its connections", True),
    (("wrongtype",), "keys of another program stand under contenthub:* (WRONGTYPE)",
     "give contenthub a database number of its own in REDIS_URL", True),
    (("access a channel", "of the channels"),
     "its user may not use the channel contenthub:doorbell (NOPERM)",
     f"ACL SETUSER … {_RIGHTS}", False),
    (("access a key", "of the keys"), "its user may not use the keys contenthub:* (NOPERM)",
     f"ACL SETUSER … {_RIGHTS}", False),
)  # fmt: skip
_AWAY = "start it or correct REDIS_URL; rows are safe meanwhile, and workers come back"


def explain(error: BaseException) -> Trouble:
    """What this error of the server or of the way to it means."""
    text = " ".join(str(error).split())[:MOST_TEXT] or type(error).__name__
    small = text.lower()
    if isinstance(error, redis.AuthenticationError):
        return Trouble(
            f"it refuses the user or the password ({text})", "correct them in REDIS_URL", True
        )
    if found := _FORBIDDEN.search(text):
        command = found[1].lower()
        return Trouble(f"its user may not run {command} (NOPERM)", f"ACL SETUSER … +{command}")
    for words, detail, advice, whole in _KNOWN:
        if any(word in small for word in words):
            return Trouble(detail, advice, whole)
    if isinstance(error, redis.ConnectionError | redis.TimeoutError | OSError):
        return Trouble(f"it does not answer ({text})", _AWAY, True, Code.BROKER_AWAY)
    return Trouble(f"it answers with an error ({text})", "see its log", code=Code.BROKER_FAILS)


_WHOLE = "server"
_PROOF = frozenset({Doing.RING, Doing.TAKE})  # a server that cannot be written to does the rest
# Seconds after the end of a trouble in which another thread may still learn of it. One that goes on
# is met again after them.
_SETTLING = 3.0


class Outages:
    """Which troubles there are now: each is logged when it begins and when it is over."""

    def __init__(self) -> None:
        self.logged = True  # False: whoever rings says it to the person who waits
        self._since: dict[str, float] = {}
        self._over: dict[str, float] = {}  # when each trouble ended the last time
        self._lock = threading.Lock()
        self._when_over: list[Callable[[], None]] = []

    def when_over(self, call: Callable[[], None]) -> None:
        """Call this whenever a trouble is over, in the thread that noticed it."""
        self._when_over.append(call)

    def failed(self, doing: Doing, error: BaseException) -> None:
        """Tell of it, unless it is known."""
        trouble = explain(error)
        key = _WHOLE if trouble.whole else doing.value
        with self._lock:
            now = time.monotonic()
            if key in self._since or _WHOLE in self._since:
                return
            if now - self._over.get(key, now - _SETTLING) < _SETTLING:
                return
            self._since[key] = now
        if self.logged:
            log.error("broker_lost", doing=doing.value, error=trouble.detail, advice=trouble.advice)

    def worked(self, doing: Doing) -> None:
        """Something was done: what had kept it from being done is over."""
        if not self._since:
            return
        keys = {doing.value, _WHOLE} if doing in _PROOF else {doing.value}
        with self._lock:
            ended = keys & set(self._since)
            over = [self._since.pop(key) for key in ended]
            self._over |= dict.fromkeys(ended, time.monotonic())
        if over and self.logged:
            log.warning(
                "broker_back", doing=doing.value, seconds=round(time.monotonic() - min(over), 1)
            )
        for call in self._when_over if over else ():
            call()
