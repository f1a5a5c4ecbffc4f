"""What tests of the scheduler's rounds share: a clock that stands, topics, and looks at ticks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contenthub import records
from contenthub.database import db
from contenthub.lifecycle import task_sums
from contenthub.records import Tick

START = datetime(2026, 11, 22, 0, 0, 0, tzinfo=UTC)
TOPICS = [
    f"{word} in the house"
    for word in (
        "tea",
        "bread",
        "iron",
        "glass",
        "wool",
        "light",
        "water",
        "paper",
        "salt",
        "clay",
    )
]


class Hours:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> None:
        self.now += timedelta(**span)


def all_ticks() -> list[Tick]:
    return records.select(Tick, "ORDER BY scheduled_for")


def statuses() -> list[str]:
    return [tick.status for tick in all_ticks()]


def end_tasks(status: str = "completed") -> None:
    with db.transaction():
        db.execute("UPDATE generation_tasks SET status = ?", (status,))
    task_sums.count_anew()
