"""A round of alerts that a test runs by itself, at the time that it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from contenthub import clock
from contenthub.actors.deliver import deliver_next
from contenthub.actors.work import Work
from contenthub.alerts.decisions import Plan, Times
from contenthub.alerts.finding import Finding, Level
from contenthub.boot import App
from contenthub.database import db
from contenthub.lifecycle import channels, incidents, lanes
from contenthub.settings import Settings
from tests.support.receiver import Receiver, receiving
from tests.support.smtp import MailServer, mail_server

TIMES = Times({}, quiet=60.0, repeat=3600.0)
BACKLOG = Finding("backlog", "", Level.WARNING, "60 tasks wait", {"waiting": 60})


@dataclass
class Desk:
    """Looks and sends, by a clock that stands still until a test sets it."""

    app: App
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def later(self, seconds: float) -> None:
        """Set the clock; below zero: back."""
        self.now += timedelta(seconds=seconds)

    def look(self, *findings: Finding) -> Plan:
        """A round that finds these."""
        with clock.use(lambda: self.now):
            return incidents.look(findings, TIMES, lambda: None)

    def send(self) -> None:
        """Send all that is due now."""
        with clock.use(lambda: self.now):
            while lanes.next_lane(self.now, among=channels.LANES):
                deliver_next(Work(self.app, incidents.WHO), channels.LANES)

    def over(self) -> None:
        """What is wrong is right again, and stays so."""
        self.later(30)
        self.look()
        self.later(60)
        self.look()


@pytest.fixture
def desk(database: Settings) -> Iterator[Desk]:
    app = App(database, "alerts", 0)
    yield Desk(app)
    app.leases.stop()


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def by_mail(database: Settings, mails: MailServer) -> MailServer:
    """A channel that mails."""
    channels.add("mail", "email", mails.settings)
    return mails


@pytest.fixture
def by_hook(database: Settings, receiver: Receiver) -> Receiver:
    """A channel that calls an address."""
    channels.add("hook", "webhook", {"url": f"{receiver.url}/alerts"})
    return receiver


@pytest.fixture
def statuses() -> Callable[[], list[tuple[str, str]]]:
    """The deliveries of alerts: to which channel, and how they stand."""

    def read() -> list[tuple[str, str]]:
        rows = db.execute("SELECT lane, status FROM deliveries ORDER BY id").fetchall()
        return [(row[0], row[1]) for row in rows]

    return read
