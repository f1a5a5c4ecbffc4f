"""Workers that die while they tell others: each message arrives, a repeated one under its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import deliveries, webhooks
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from tests.faults.conftest import Site, Until
from tests.support.processes import Process
from tests.support.receiver import Receiver, answers, receiving

pytestmark = pytest.mark.takes_long


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def add(receiver: Receiver, *types: str) -> None:
    with Unit("test") as unit:
        wanted = NewWebhook(f"{receiver.url}/hook", types, public_only=False)
        webhooks.add(unit, wanted)


def standing() -> list[tuple[Any, ...]]:
    rows = db.execute("SELECT status, crash_count FROM deliveries ORDER BY id").fetchall()
    return [tuple(row) for row in rows]


def test_a_worker_killed_between_sending_and_noting_repeats_the_message_under_its_id(
    site: Site, mode: dict[str, str], until: Until, receiver: Receiver
) -> None:
    """The receiver has read the message; the worker dies before it hears the answer."""
    first: list[Process] = []

    def kill_the_sender(handler: Any) -> None:
        first[0].kill()
        receiver.answers["/hook"] = answers(200)
        handler.close_connection = True

    receiver.answers["/hook"] = kill_the_sender
    add(receiver, "task.completed")
    site.submit(creator="steady")
    first.append(site.service(**mode))
    until(lambda: not first[0].running, "the kill", 60)
    assert standing() == [("pending", 0)]
    site.service(**mode)
    until(lambda: [row[0] for row in standing()] == ["delivered"], "the delivery", 60)
    assert standing() == [("delivered", 1)]
    assert len(receiver.calls) == 2
    assert len({call.id for call in receiver.calls}) == 1
    assert receiver.calls[0].body == receiver.calls[1].body


def test_a_worker_lost_between_deciding_and_sending_costs_nothing_but_its_lease(
    site: Site, mode: dict[str, str], until: Until, receiver: Receiver
) -> None:
    add(receiver, "task.pending")
    site.submit(creator="steady")
    (job,) = deliveries.claim_next("gone:1", site.config, "test")  # and that is all it did
    site.service(**mode)
    until(lambda: standing() == [("delivered", 1)], "the delivery", 60)
    assert [call.id for call in receiver.calls] == [job.delivery.message_id]


def test_two_processes_deliver_each_message_once(
    site: Site, mode: dict[str, str], until: Until, receiver: Receiver
) -> None:
    add(receiver, "task.pending", "task.completed")
    site.submit(60, creator="steady")
    services = [site.service(**mode) for _ in range(2)]
    until(lambda: site.story.counts("deliveries") == {"delivered": 120}, "all deliveries", 90)
    assert all(service.running for service in services)
    assert len(receiver.calls) == 120
    assert len({call.id for call in receiver.calls}) == 120
    assert len({call.json["data"]["event_id"] for call in receiver.calls}) == 120
