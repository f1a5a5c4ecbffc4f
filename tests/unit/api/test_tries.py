"""Tokens that are none: how long an answer waits, and who is told to stop."""

from __future__ import annotations

import asyncio

import pytest

from contenthub import clock
from contenthub.api import tries
from contenthub.api.tries import FailedTries
from contenthub.codes import Code
from contenthub.errors import NotAllowedError, NotAuthorizedError

REFUSED = NotAuthorizedError("there is no such token")


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(1, 0.0), (5, 0.0), (6, 0.25), (7, 0.5), (8, 1.0), (9, 2.0), (10, 4.0), (10_000, 4.0)],
)
def test_the_more_tries_the_longer_the_wait_and_never_for_ever(count: int, seconds: float) -> None:
    assert tries.delay(count) == seconds


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds for which answers are held back, instead of waiting for them."""
    found: list[float] = []

    async def note(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    return found


def answer(failed: FailedTries, address: str, times: int = 1) -> None:
    for _ in range(times):
        asyncio.run(failed.answer_slowly(address, REFUSED))


def test_each_address_is_counted_by_itself(waits: list[float]) -> None:
    failed = FailedTries()
    answer(failed, "10.0.0.1", 6)
    answer(failed, "10.0.0.2")
    assert waits == [0.0] * 5 + [0.25, 0.0]


def test_who_stops_for_a_while_begins_anew(
    waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(clock, "steady", lambda: now)
    failed = FailedTries()
    answer(failed, "10.0.0.1", 6)
    now += tries.WINDOW + 1
    answer(failed, "10.0.0.1")
    assert waits[-2:] == [0.25, 0.0]


def test_no_more_addresses_are_remembered_than_fit(
    waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_ADDRESSES", 2)
    failed = FailedTries()
    answer(failed, "10.0.0.1", 6)
    answer(failed, "10.0.0.2")
    answer(failed, "10.0.0.3")
    answer(failed, "10.0.0.1")  # forgotten by now
    assert waits[-1] == 0.0


def test_of_many_that_wait_at_once_the_next_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tries, "FREE", 0)
    monkeypatch.setattr(tries, "SLOWEST", 3_600.0)
    monkeypatch.setattr(tries, "delay", lambda count: 3_600.0)

    async def many() -> NotAllowedError:
        failed = FailedTries()
        waiting = [
            asyncio.create_task(failed.answer_slowly("10.0.0.1", REFUSED))
            for _ in range(tries.MOST_WAITING)
        ]
        await asyncio.sleep(0)  # each of them has begun to wait
        with pytest.raises(NotAllowedError) as refused:
            await failed.answer_slowly("10.0.0.1", REFUSED)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        monkeypatch.setattr(tries, "delay", lambda count: 0.0)
        await failed.answer_slowly("10.0.0.1", REFUSED)  # who left makes room
        return refused.value

    told = asyncio.run(many())
    assert told.code is Code.TOO_MANY_TRIES
    assert told.facts["wait"] == 3_600.0
