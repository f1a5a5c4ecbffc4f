"""Whether the line is busy is told by the processor time that it takes, on any machine."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from contenthub.middleware.line_load import LineLoad
from contenthub.queues import DELIVER, GENERATE, LINE


@dataclass
class Message:
    queue_name: str


class Machine:
    """The clocks of a process that works on one message after the other."""

    def __init__(self) -> None:
        self.now = self.used = 1_000.0
        self.load = LineLoad(lambda: self.now, lambda: self.used)

    def process(self, queue: str, *, seconds: float, of_them_used: float) -> None:
        message = Message(queue)
        self.load.before_process_message(None, message)
        self.now += seconds
        self.used += of_them_used
        self.load.after_process_message(None, message)


@pytest.mark.parametrize(
    ("queue", "seconds", "used", "is_busy"),
    [
        (LINE, 0.005, 0.004, True),
        (GENERATE, 0.25, 0.15, True),  # few, as each is about many rows, or the machine is slow
        (GENERATE, 60.0, 0.05, False),  # it waits for a creator
        (LINE, 0.01, 0.001, False),  # many, and each is nothing
        (DELIVER, 0.005, 0.004, False),
    ],
    ids=["quick", "heavy", "waiting", "light", "messages to others"],
)
def test_the_line_is_busy_while_it_takes_a_good_part_of_a_processor(
    queue: str, seconds: float, used: float, is_busy: bool
) -> None:
    machine = Machine()
    assert not machine.load.is_busy
    for _ in range(1_000):
        machine.process(queue, seconds=seconds, of_them_used=used)
    assert machine.load.is_busy is is_busy


def test_the_share_is_that_of_a_processor() -> None:
    machine = Machine()
    for _ in range(1_000):
        machine.process(LINE, seconds=0.01, of_them_used=0.005)
    assert machine.load.share == pytest.approx(0.5, rel=0.01)


def test_it_is_busy_no_more_some_seconds_after() -> None:
    machine = Machine()
    for _ in range(100):
        machine.process(LINE, seconds=0.01, of_them_used=0.01)
    assert machine.load.is_busy
    machine.now += 3
    assert not machine.load.is_busy
