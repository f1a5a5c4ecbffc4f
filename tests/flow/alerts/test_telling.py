"""From what is wrong to the people: told once, told when it is over, and not of what is over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from contenthub import clock
from contenthub.alerts import rules
from contenthub.alerts.finding import Finding, Level
from contenthub.database import db
from contenthub.lifecycle import channels, incidents, silences
from contenthub.lifecycle.unit import Unit
from contenthub.notifiers.base import Letter
from contenthub.notifiers.email import Email
from contenthub.operations.alerts import rounds
from contenthub.operations.monitoring import exposition
from contenthub.queries import alerting
from contenthub.settings import Settings
from tests.flow.alerts.conftest import BACKLOG, TIMES, Desk
from tests.support import watched
from tests.support.line_accounts import line_account
from tests.support.receiver import Receiver, answers
from tests.support.smtp import MailServer

Statuses = Callable[[], list[tuple[str, str]]]


def test_an_incident_and_its_end_are_told_once_on_each_channel(
    desk: Desk, by_mail: MailServer, by_hook: Receiver
) -> None:
    desk.look(BACKLOG)
    desk.send()
    desk.later(20)
    desk.look(BACKLOG)
    desk.send()
    assert [one.subject for one in by_mail.mails] == ["[ContentHub] warning: 60 tasks wait"]
    assert [call.json["data"]["incidents"][0]["told"] for call in by_hook.calls] == ["opened"]
    desk.over()
    desk.send()
    opened, resolved = by_mail.mails
    assert resolved.subject == "[ContentHub] resolved after 50 s: 60 tasks wait"
    assert resolved.id != opened.id
    assert resolved.message["References"] == opened.message["References"], "one thread"
    told = [call.json["data"]["incidents"][0]["told"] for call in by_hook.calls]
    assert told == ["opened", "resolved"]
    desk.look()
    desk.send()
    assert len(by_mail.mails) == 2


@pytest.mark.parametrize("completed", [False, True])
def test_the_end_of_a_creators_failures_says_where_nothing_was_completed(
    desk: Desk, by_mail: MailServer, database: Settings, completed: bool
) -> None:
    desk.look(Finding("creator_failing", "outline", Level.WARNING, "a task failed"))
    assert not rounds.all_is_well()
    desk.send()
    if completed:
        watched.ended(database, line_account(), "completed", ago=-1)
    desk.over()
    desk.send()
    assert rounds.all_is_well()
    said = "(none was completed, and none is failing any more)" in by_mail.mails[1].text
    assert said is not completed


def test_prometheus_is_told_how_many_incidents_of_each_rule_are_not_over(desk: Desk) -> None:
    def firing() -> dict[str, float]:
        text = exposition.exposition()[0].decode()
        found = re.findall(r'^contenthub_alert_firing\{rule="(\w+)"\} (\S+)$', text, re.MULTILINE)
        return {rule: float(value) for rule, value in found}

    nothing = dict.fromkeys((rule.name for rule in rules.RULES), 0.0)
    assert firing() == nothing
    desk.look(BACKLOG, *(_failing(name) for name in ("openai", "outline")))
    assert firing() == nothing | {"backlog": 1.0, "creator_failing": 2.0}
    desk.later(30)
    desk.look(_failing("openai"))
    desk.later(60)
    desk.look(_failing("openai"))
    assert firing() == nothing | {"creator_failing": 1.0}


def _failing(creator: str) -> Finding:
    return Finding("creator_failing", creator, Level.WARNING, "a task failed")


def test_a_clock_that_is_set_back_by_a_day_delays_no_reminder_by_a_day(
    desk: Desk, by_hook: Receiver
) -> None:
    desk.look(BACKLOG)
    desk.send()
    desk.later(-86_400)
    desk.look(BACKLOG)
    for _ in range(2):
        desk.later(TIMES.repeat)
        desk.look(BACKLOG)
        desk.send()
    told = [call.json["data"]["incidents"][0]["told"] for call in by_hook.calls]
    assert told == ["opened", "reminded", "reminded"]


def test_opening_and_messages_are_written_together_or_not_at_all(
    desk: Desk, by_mail: MailServer, statuses: Statuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("killed after the message was written")

    with monkeypatch.context() as patched:
        patched.setattr(Unit, "_write_last", break_down)
        with pytest.raises(RuntimeError):
            desk.look(BACKLOG)
    assert incidents.unresolved() == []
    assert statuses() == []
    desk.look(BACKLOG)
    assert len(incidents.unresolved()) == 1
    assert statuses() == [("alert:1", "pending")]


def test_fifty_at_once_are_one_message_on_each_channel(
    desk: Desk, by_mail: MailServer, by_hook: Receiver
) -> None:
    fifty = [replace(BACKLOG, subject=f"creator {number}") for number in range(50)]
    desk.look(*fifty)
    desk.send()
    assert [one.subject for one in by_mail.mails] == [
        "[ContentHub] warning: 60 tasks wait (+49 more)"
    ]
    told = [call.json["data"] for call in by_hook.calls]
    assert [len(one["incidents"]) + one["more"] for one in told] == [50]
    desk.over()
    desk.send()
    assert [one.subject for one in by_mail.mails][1:] == [
        "[ContentHub] resolved after 30 s: 60 tasks wait (+49 resolved)"
    ]


def test_what_comes_bit_by_bit_is_gathered(desk: Desk, by_mail: MailServer) -> None:
    for number in range(20):
        found = [replace(BACKLOG, subject=f"creator {n}") for n in range(number + 1)]
        desk.look(*found)
        desk.send()
        desk.later(2)
    assert len(by_mail.mails) == 2
    desk.later(20)
    desk.look(*found)
    desk.send()
    told = sum(mail.text.count("incident ") for mail in by_mail.mails)
    assert len(by_mail.mails) == 3
    assert told >= 20, "nobody is left out"


def test_what_was_over_before_it_could_be_told_is_told_to_nobody(
    desk: Desk, by_mail: MailServer, statuses: Statuses
) -> None:
    desk.look(BACKLOG)
    desk.over()
    desk.send()
    assert by_mail.mails == []
    assert statuses() == [("alert:1", "dropped")]


def test_what_a_server_that_was_away_never_took_is_told_to_nobody(
    desk: Desk, by_mail: MailServer, statuses: Statuses
) -> None:
    channels.remove(channels.named("mail"))
    nobody = {**by_mail.settings, "port": "1"}
    channels.add("away", "email", nobody)
    desk.look(BACKLOG)
    desk.send()
    ((_, status),) = statuses()
    assert status == "pending"
    desk.over()
    assert len(statuses()) == 1, "its end is not told to whom it was not told"
    desk.later(600)
    desk.send()
    assert [status for _, status in statuses()] == ["dropped"]


def test_what_may_have_arrived_is_told_to_be_over(
    desk: Desk, by_hook: Receiver, statuses: Statuses
) -> None:
    by_hook.answers["/alerts"] = answers(504)  # who knows what it did with it
    desk.look(BACKLOG)
    desk.send()
    assert len(by_hook.calls) == 1
    desk.over()
    by_hook.answers.clear()
    desk.later(600)
    desk.send()
    assert [call.json["data"]["incidents"][0]["told"] for call in by_hook.calls] == [
        "opened",
        "resolved",
    ]


def test_a_try_that_failed_comes_again_under_the_same_id(
    desk: Desk, by_mail: MailServer, by_hook: Receiver
) -> None:
    by_mail.after_data = "451 try again later"
    by_hook.answers["/alerts"] = answers(500)
    desk.look(BACKLOG)
    desk.send()
    desk.later(10)
    desk.send()
    assert len({one.id for one in by_mail.mails}) == 1
    assert len(by_mail.mails) == 2
    assert len({call.id for call in by_hook.calls}) == 1
    assert len(by_hook.calls) == 2


def test_a_clock_that_is_set_back_tells_nothing_anew_and_the_end_is_told(
    desk: Desk, by_mail: MailServer
) -> None:
    desk.look(BACKLOG)
    desk.send()
    desk.later(-86_400)
    for _ in range(3):
        desk.look(BACKLOG)
        desk.send()
        desk.later(30)
    assert len(by_mail.mails) == 1
    desk.over()
    desk.send()
    assert len(by_mail.mails) == 2
    (row,) = alerting.incidents([], 10)
    assert row["status"] == "resolved"
    assert row["seconds"] >= 0


def test_who_acknowledged_is_not_reminded_and_hears_the_end(
    desk: Desk, by_mail: MailServer
) -> None:
    desk.look(BACKLOG)
    desk.send()
    with Unit("cli:ada") as unit:
        incidents.acknowledge(unit, 1, "an import")
    desk.later(7200)
    desk.look(BACKLOG)
    desk.send()
    assert len(by_mail.mails) == 1
    desk.over()
    desk.send()
    assert len(by_mail.mails) == 2


def test_whoever_did_not_is_reminded(desk: Desk, by_mail: MailServer) -> None:
    desk.look(BACKLOG)
    desk.later(3600)
    desk.look(BACKLOG)
    desk.send()
    assert [one.subject for one in by_mail.mails][-1] == (
        "[ContentHub] warning: still after 1 h: 60 tasks wait"
    )


def test_what_is_silenced_is_told_when_the_silence_ends(desk: Desk, by_mail: MailServer) -> None:
    with clock.use(lambda: desk.now):
        silences.add("backlog", None, clock.after(100), "an import", "ada")
    desk.look(BACKLOG)
    desk.send()
    assert by_mail.mails == []
    desk.later(101)
    desk.look(BACKLOG)
    desk.send()
    assert len(by_mail.mails) == 1


def test_a_broken_channel_is_told_on_the_others_and_makes_no_storm(
    desk: Desk, by_mail: MailServer, by_hook: Receiver
) -> None:
    by_hook.answers["/alerts"] = answers(500)
    desk.look(BACKLOG)
    desk.send()
    desk.later(30)
    desk.send()
    (broken,) = alerting.broken_channels()
    assert (broken.name, broken.trouble) == ("hook", "it answered 500")
    finding = Finding("channel_broken", "hook", Level.ERROR, "alerts do not arrive")
    desk.look(BACKLOG, finding)
    for _ in range(10):
        desk.later(5)
        desk.look(BACKLOG, finding)
        desk.send()
    assert [one.subject for one in by_mail.mails] == [
        "[ContentHub] warning: 60 tasks wait",
        "[ContentHub] error: alerts do not arrive",
    ]
    assert all(len(call.json["data"]["incidents"]) == 1 for call in by_hook.calls)
    assert {call.json["data"]["incidents"][0]["rule"] for call in by_hook.calls} == {"backlog"}


def test_a_recipient_that_is_refused_makes_the_channel_broken_and_the_others_get_it(
    desk: Desk, mails: MailServer
) -> None:
    settings = {**mails.settings, "to": "ops@example.com, gone@example.com"}
    channels.add("mail", "email", settings)
    mails.refused["gone@example.com"] = "550 no such mailbox"
    desk.look(BACKLOG)
    desk.send()
    assert [one.to for one in mails.mails] == [["ops@example.com"]]
    (broken,) = alerting.broken_channels()
    assert "gone@example.com (550 no such mailbox)" in broken.trouble


def test_a_server_that_refuses_all_recipients_leaves_the_message_waiting(
    desk: Desk, by_mail: MailServer, statuses: Statuses
) -> None:
    by_mail.refused["ops@example.com"] = "550 no such mailbox"
    desk.look(BACKLOG)
    desk.send()
    assert statuses() == [("alert:1", "pending")]
    by_mail.refused.clear()
    desk.later(10)
    desk.send()
    assert statuses() == [("alert:1", "delivered")]
    assert len(by_mail.mails) == 1


def test_what_waits_for_a_paused_channel_comes_when_it_is_resumed(
    desk: Desk, by_mail: MailServer
) -> None:
    desk.look(BACKLOG)
    channels.pause(channels.named("mail"))
    desk.send()
    assert by_mail.mails == []
    with clock.use(lambda: desk.now):
        channels.resume(channels.named("mail"))
    desk.send()
    assert len(by_mail.mails) == 1


def test_nothing_changes_nothing(desk: Desk, by_mail: MailServer) -> None:
    assert not desk.look()
    (row,) = db.execute("SELECT COUNT(*) FROM events").fetchall()
    assert row[0] == 0


def test_what_was_over_a_year_ago_is_forgotten(desk: Desk, by_mail: MailServer) -> None:
    desk.look(BACKLOG)
    desk.over()
    assert incidents.clean_up() == 0
    with clock.use(lambda: desk.now.replace(year=desk.now.year + 2)):
        assert incidents.clean_up() == 1
    assert alerting.incidents([], 10) == []


def test_a_mail_server_that_talks_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contenthub.notifiers.email.TIMEOUT", 0.3)
    with _endless() as port:
        settings = {"host": "127.0.0.1", "port": str(port), "security": "none", "to": "a@b.example"}
        carried = Email().carry(settings, Letter("id", "title", "text", {}))
    assert not carried.arrived
    assert carried.certain


def _endless():  # type: ignore[no-untyped-def]  # placed here to be read beside its only test
    import socket
    import threading
    from contextlib import contextmanager, suppress

    @contextmanager
    def serving():  # type: ignore[no-untyped-def]  # see above
        server = socket.create_server(("127.0.0.1", 0))
        ending = threading.Event()

        def dribble() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                while not ending.wait(0.02):
                    connection.sendall(b"2")

        thread = threading.Thread(target=dribble, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            ending.set()
            thread.join(60)
            server.close()

    return serving()
