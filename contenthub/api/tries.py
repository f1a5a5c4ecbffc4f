"""Tokens, keys and signatures that are none are slowed down and logged, by their address.

Nobody can guess 32 random bytes; a program that keeps trying an old token is to be seen, and must
not keep the service busy.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from contenthub import clock, logs
from contenthub.codes import Code
from contenthub.errors import NotAllowedError, NotAuthorizedError

FREE = 5  # tries of an address that are answered at once
WINDOW = 60.0  # seconds without a try after which an address begins anew
SLOWEST = 4.0  # seconds that an answer is held back at most
MOST_WAITING = 20  # answers to one address that are held back at a time
MOST_ADDRESSES = 10_000

log = logs.get_logger("contenthub.api")


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last: float = 0.0
    waiting: int = 0


class FailedTries:
    """What is remembered of addresses; used by the server's own thread alone."""

    def __init__(self) -> None:
        self._by_address: OrderedDict[str, _Tries] = OrderedDict()

    async def answer_slowly(self, address: str, error: NotAuthorizedError) -> None:
        """Log a failed try and wait, the longer the more there were.

        Raises NotAllowedError where enough of this address wait already.
        """
        tries = self._note(address)
        log.warning(error.code.value, client=address, tries=tries.count, error=error.message)
        wait = delay(tries.count)
        if tries.waiting >= MOST_WAITING:
            raise NotAllowedError(
                "too many calls that do not show who makes them",
                code=Code.TOO_MANY_TRIES,
                wait=SLOWEST,
            )
        tries.waiting += 1
        try:
            await asyncio.sleep(wait)
        finally:
            tries.waiting -= 1

    def _note(self, address: str) -> _Tries:
        now = clock.steady()
        tries = self._by_address.setdefault(address, _Tries())
        if now - tries.last > WINDOW:
            tries.count = 0
        tries.count += 1
        tries.last = now
        self._by_address.move_to_end(address)
        if len(self._by_address) > MOST_ADDRESSES:
            self._by_address.popitem(last=False)
        return tries


def delay(count: int) -> float:
    """Seconds that the answer to the try of this number is held back."""
    return 0.0 if count <= FREE else min(SLOWEST, 0.125 * 2 ** min(count - FREE, 10))
