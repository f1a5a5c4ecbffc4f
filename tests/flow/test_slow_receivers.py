"""Receivers that take their time share few threads, so that the quick and people find others."""

from __future__ import annotations

import pytest

from contenthub import boot, clock
from contenthub.actors.deliver import deliver
from contenthub.database import db
from contenthub.lifecycle import deliveries, lanes
from tests.support.receiver import Receiver
from tests.support.told import Watch, add, happen


def slow_ones(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six that are known to be slow, as every call there is longer than it may be."""
    monkeypatch.setattr(lanes, "SLOW", 0.0)
    for number in range(6):
        add(f"{receiver.url}/slow{number}", "task.pending")
    happen()
    for _ in range(6):
        deliver()
    assert len(receiver.calls) == 6


def taken(token: str) -> list[str]:
    jobs = deliveries.claim_next(token, boot.current().settings, "test")
    return [job.delivery.lane for job in jobs]


def test_slow_receivers_share_few_calls_and_the_quick_and_alerts_have_others(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_ones(receiver, monkeypatch)
    quick = add(f"{receiver.url}/quick", "task.pending")
    happen(3)
    claimed = [taken(f"a:{number}") for number in range(12)]
    slow = [one for one in claimed if one and one[0] != quick.lane]
    assert [len(one) for one in slow] == [1] * lanes.FAILING_AT_ONCE
    assert len({one[0] for one in slow}) == lanes.FAILING_AT_ONCE
    assert [quick.lane] * 3 in claimed
    lanes.make("alert:1")
    db.execute("UPDATE delivery_lanes SET slow = ? WHERE lane = 'alert:1'", (True,))
    db.execute(
        "UPDATE deliveries SET lane = 'alert:1', lease_owner = NULL, lease_until = NULL"
        " WHERE id = (SELECT MAX(id) FROM deliveries)"
    )
    assert lanes.next_lane(clock.now()) == "alert:1", "these count apart"


def test_one_that_has_become_quick_is_sent_many_at_a_time_again(
    sending: Watch, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_ones(receiver, monkeypatch)
    monkeypatch.setattr(lanes, "SLOW", 60.0)
    happen(10)
    for _ in range(12):
        deliver()
    assert len(receiver.calls) == 66
    rows = db.execute("SELECT COUNT(*) FROM delivery_lanes WHERE slow").fetchone()
    assert rows[0] == 0
