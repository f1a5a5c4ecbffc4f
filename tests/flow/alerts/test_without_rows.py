"""What no row can tell: that the database is away; and what a watcher elsewhere hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contenthub import clock
from contenthub.alerts.finding import Finding, Level
from contenthub.lifecycle import channels, incidents
from contenthub.lifecycle.unit import Unit
from contenthub.operations.alerts import rounds
from contenthub.processes import alerting
from contenthub.processes.alerting import Rounds
from contenthub.processes.last_words import LastWords
from contenthub.processes.pinging import Pinger
from contenthub.settings import Settings
from tests.flow.alerts.conftest import BACKLOG, TIMES, Desk
from tests.support.receiver import Receiver, answers
from tests.support.smtp import MailServer

Until = Callable[..., Any]
DISK = Finding("disk", "", Level.ERROR, "little space")


def test_a_database_that_goes_and_comes_back_is_told_by_who_led(
    database: Settings,
    by_mail: MailServer,
    by_hook: Receiver,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watching = Rounds(replace(database, alert_for=0.0))
    watching.once()
    path = database.home_folder / "contenthub.db"

    def away(*_: object) -> None:
        raise OSError(f"{path} cannot be read")

    with monkeypatch.context() as patched:
        patched.setattr(rounds, "look", away)
        for _ in range(3):
            with pytest.raises(OSError, match="cannot be read"):
                watching.once()
            watching.trouble(OSError("disk I/O error"))
    until(lambda: by_mail.mails and by_hook.calls, "a mail and a call")
    assert (
        by_mail.mails[0].subject == "[ContentHub] error: the database is away, and all work waits"
    )
    assert "disk I/O error" in by_mail.mails[0].text
    watching.once()
    until(lambda: len(by_mail.mails) == 2 and len(by_hook.calls) == 2, "that it is back")
    assert "the database is back" in by_mail.mails[1].subject
    watching.end()


def test_who_never_led_says_nothing(database: Settings, by_mail: MailServer) -> None:
    words = LastWords(replace(database, alert_for=0.0))
    words.database_is_away("gone")
    assert by_mail.mails == []


@pytest.mark.parametrize(
    ("findings", "acknowledged", "well"),
    [([], False, True), ([BACKLOG], False, True), ([DISK], False, False), ([DISK], True, True)],
    ids=["nothing", "a warning", "an error", "an error that somebody knows of"],
)
def test_all_is_well_unless_there_is_an_error_of_which_nobody_knows(
    desk: Desk, findings: list[Finding], acknowledged: bool, well: bool
) -> None:
    desk.look(*findings)
    if acknowledged:
        with Unit("cli:ada") as unit:
            incidents.acknowledge(unit, 1, "")
    assert rounds.all_is_well() is well


def test_a_ping_is_a_call_a_minute_and_a_refused_one_breaks_nothing(
    receiver: Receiver, until: Until
) -> None:
    receiver.answers["/ping"] = answers(500)
    pinger = Pinger(f"{receiver.url}/ping")
    for _ in range(20):
        pinger.ping()
    until(lambda: receiver.gets, "a ping")
    assert receiver.gets == ["/ping"]
    Pinger("").ping()


def test_a_round_of_a_process_that_does_not_lead_writes_nothing(
    database: Settings, by_mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    monkeypatch.setattr(alerting.rounds, "look", lambda *args: looked.append(args))
    watching = Rounds(database)
    monkeypatch.setattr(watching._leader, "lead", lambda: False)
    watching.once()
    assert looked == []


def test_what_is_due_is_sent_where_no_worker_is_alive(
    database: Settings, by_mail: MailServer, desk: Desk
) -> None:
    incidents.look([BACKLOG], TIMES, lambda: None)
    sending = alerting.Sending(database)
    sending.once()
    assert len(by_mail.mails) == 1
    assert channels.named("mail").tested_at is None
    sending.end()


def test_what_waits_for_busy_workers_has_a_thread_of_its_own(
    database: Settings, by_mail: MailServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is alive, and all its threads wait for receivers."""
    monkeypatch.setattr(alerting.service, "service_runs", lambda queue: True)
    desk.look(BACKLOG)
    sending = alerting.Sending(database)
    with clock.use(lambda: desk.now):
        sending.once()
        assert by_mail.mails == [], "it is left to the worker at first"
        desk.later(alerting.WORKERS_FIRST)
        sending.once()
    assert len(by_mail.mails) == 1
    sending.end()
