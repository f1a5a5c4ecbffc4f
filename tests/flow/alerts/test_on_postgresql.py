"""The same on PostgreSQL: told once, over once, and opened once where two look at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import peewee
import pytest

from contenthub.boot import App
from contenthub.database import db
from contenthub.errors import ContentHubError
from contenthub.lifecycle import channels, incidents, silences
from contenthub.lifecycle.unit import Unit
from contenthub.operations.alerts import rounds
from contenthub.processes.alerting import Rounds
from contenthub.queries import alerting
from contenthub.settings import Settings
from tests.flow.alerts.conftest import BACKLOG, TIMES, Desk
from tests.support import servers
from tests.support.receiver import Receiver, answers
from tests.support.smtp import MailServer


@pytest.fixture
def desk(site: Settings) -> Iterator[Desk]:
    app = App(site, "alerts", 0)
    yield Desk(app)
    app.leases.stop()


def test_an_incident_from_its_opening_to_its_end(
    desk: Desk, mails: MailServer, receiver: Receiver
) -> None:
    channels.add("mail", "email", mails.settings)
    channels.add("hook", "webhook", {"url": f"{receiver.url}/alerts"})
    receiver.answers["/alerts"] = answers(500)
    desk.look(BACKLOG)
    desk.send()
    desk.later(10)
    desk.send()
    assert [one.name for one in alerting.broken_channels()] == ["hook"]
    receiver.answers.clear()
    with Unit("cli:ada") as unit:
        incidents.acknowledge(unit, 1, "known")
    desk.over()
    desk.later(600)
    desk.send()
    assert len(mails.mails) == 2
    assert receiver.calls[-1].json["data"]["incidents"][0]["told"] == "resolved"
    (row,) = alerting.incidents([], 10)
    assert (row["status"], row["acknowledged_by"]) == ("resolved", "cli:ada")
    assert [row["name"] for row in alerting.channels(10)] == ["mail", "hook"]


def test_a_server_that_is_stopped_is_told_and_so_is_that_it_is_back(
    site: Settings, postgresql: servers.Postgres, mails: MailServer, until: Callable[..., Any]
) -> None:
    channels.add("mail", "email", mails.settings)
    watching = Rounds(replace(site, alert_round=0.2, alert_for=0.5))
    watching.once()  # who knows the channels by heart
    db.close()
    watching.start()
    try:
        with postgresql.away():
            until(lambda: mails.mails, "that it is away")
        until(lambda: len(mails.mails) == 2, "that it is back")
    finally:
        watching.stop()
    away, back = mails.mails
    assert away.subject == "[ContentHub] error: the database is away, and all work waits"
    assert "do: `contenthub doctor`" in away.text
    assert back.subject.startswith("[ContentHub] resolved after")
    assert "the database is back" in back.subject


def test_two_that_look_at_once_open_one_incident(desk: Desk) -> None:
    """Also where the lease under which one of them leads did not keep them apart."""
    together = threading.Barrier(2)

    def look() -> None:
        together.wait()
        with suppress(ContentHubError, peewee.IntegrityError):
            incidents.look([BACKLOG], TIMES, lambda: None)
        db.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(incidents.unresolved()) == 1


def test_a_round_reads_all_that_it_looks_at(desk: Desk, site: Settings) -> None:
    silences.add(None, None, desk.now.replace(year=desk.now.year + 1), "quiet", "ada")
    channels.add("gone", "command", {"command": "/bin/true"})
    assert not rounds.look(site, lambda: None)
    assert alerting.silences(10)
    assert incidents.clean_up() == 0
    channels.resume(channels.pause(channels.named("gone")))
    channels.remove(channels.named("gone"))
