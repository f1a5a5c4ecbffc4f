"""A killed worker, a dead scheduler, an unreachable creator: each is told once, and its end once.

At a real SMTP server and a real receiver of webhooks, while whoever alerts is killed in between.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from contenthub.database import db
from contenthub.lifecycle import channels
from contenthub.lifecycle.schedules import definitions
from contenthub.lifecycle.schedules.definitions import Definition
from tests.faults.conftest import Site, Until
from tests.support import servers
from tests.support.fake_content_creator_http import FakeService
from tests.support.processes import Process
from tests.support.receiver import Receiver, hangs, receiving
from tests.support.smtp import MailServer, mail_server

LONG = 60.0  # seconds for what takes three or so
SETTINGS = {
    "CONTENTHUB_ALERT_ROUND": "0.3",
    "CONTENTHUB_ALERT_FOR": "0.5",
    "CONTENTHUB_ALERT_QUIET": "2",
    "CONTENTHUB_RETRY_BACKOFF": "3",
    "CONTENTHUB_MAX_RETRIES": "50",
}
Told = Counter[tuple[str, str, str]]  # rule, subject, what was told

pytestmark = [pytest.mark.takes_long, pytest.mark.timeout(400)]


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def watched(site: Site, mails: MailServer, receiver: Receiver, valkey: servers.Valkey) -> Site:
    """A site of daemons on which people are told by mail and by a webhook."""
    site.processes.configure(SETTINGS | {"REDIS_URL": valkey.url})
    channels.add("mail", "email", mails.settings)
    channels.add("hook", "webhook", {"url": f"{receiver.url}/alerts"})
    return site


def alerting_pid() -> int:
    """The process that looks at what is wrong; 0: nobody does."""
    row = db.execute("SELECT owner FROM leases WHERE name = 'alerts'").fetchone()
    return int(row[0].split("-")[-2]) if row and row[0] else 0


def hooked(receiver: Receiver) -> Told:
    """What the receiver was told, each message once, however often it came."""
    messages = {call.id: call.json["data"]["incidents"] for call in receiver.at("/alerts")}
    told = [one for incidents in messages.values() for one in incidents]
    return Counter((one["rule"], one["subject"], one["told"]) for one in told)


def mailed(mails: MailServer) -> tuple[int, int]:
    """Of how many incidents mails tell that they are there, and that they are over."""
    texts = {mail.id: mail.text for mail in list(mails.mails)}.values()
    return sum(one.count("  since ") for one in texts), sum(one.count("  from ") for one in texts)


def port_of_nobody() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def kill_who_alerts(site: Site, candidates: list[Process], until: Until) -> Process:
    """SIGKILL the process that leads the alerts, which is one of these."""
    until(lambda: alerting_pid() in {one.pid for one in candidates}, "who alerts", LONG)
    (leader,) = (one for one in candidates if one.pid == alerting_pid())
    leader.kill()
    return leader


def test_each_is_told_once_and_its_end_once_while_whoever_alerts_is_killed(
    watched: Site, mails: MailServer, receiver: Receiver, until: Until
) -> None:
    site, port = watched, port_of_nobody()
    site.processes.configure({"CONTENTHUB_CREATOR_URL": f"http://127.0.0.1:{port}"})

    def told(rule: str, subject: str, what: str) -> None:
        until(
            lambda: hooked(receiver)[rule, subject, what] == 1,
            f"{rule} {subject} {what}: {hooked(receiver)}",
            LONG,
        )

    watchers = [site.processes.contenthub("api") for _ in range(2)]
    until(lambda: alerting_pid() in {one.pid for one in watchers}, "who alerts", LONG)
    worker = site.processes.contenthub("worker")
    scheduler = site.processes.contenthub("scheduler", "run")
    until(lambda: _kinds() >= {"worker", "scheduler", "api"}, "all of them", LONG)

    worker.kill()
    site.submit()
    until(lambda: _count("suspicions") + _count("incidents") > 0, "a suspicion", LONG)
    killed = kill_who_alerts(site, watchers, until)
    watchers = [one for one in watchers if one is not killed]
    told("process_missing", "worker", "opened")
    worker = site.processes.contenthub("worker")
    told("process_missing", "worker", "resolved")

    definitions.create(Definition("far", "cleanup", "cron", "0 8 1 1 *", "UTC", {}), "test")
    scheduler.kill()
    told("process_missing", "scheduler", "opened")
    watchers.append(site.processes.contenthub("api"))
    until(lambda: _kind_count("api") >= 2, "another watcher", LONG)
    if alerting_pid() in {one.pid for one in watchers}:
        kill_who_alerts(site, watchers, until)
    scheduler = site.processes.contenthub("scheduler", "run")
    told("process_missing", "scheduler", "resolved")

    site.submit(4, creator="content-creator-http")
    told("creator_failing", "content-creator-http", "opened")
    with FakeService(port=port):
        told("creator_failing", "content-creator-http", "resolved")

    expected = {
        (rule, subject, what): 1
        for rule, subject in (
            ("process_missing", "worker"),
            ("process_missing", "scheduler"),
            ("creator_failing", "content-creator-http"),
        )
        for what in ("opened", "resolved")
    }
    assert hooked(receiver) == expected
    until(lambda: mailed(mails) == (3, 3), f"three and their ends: {mailed(mails)}", LONG)


def test_who_is_killed_between_deciding_and_sending_and_who_is_killed_after_sending_tell_it_all(
    watched: Site, mails: MailServer, receiver: Receiver, until: Until
) -> None:
    """The receiver has it and never answers: it is sent again, under the same id."""
    receiver.answers["/alerts"] = hangs
    site = watched
    first = site.processes.contenthub("api")
    until(lambda: alerting_pid() == first.pid, "who alerts", LONG)
    site.submit()
    until(lambda: receiver.at("/alerts"), "a call that is never answered", LONG)
    first.kill()
    assert db.execute("SELECT COUNT(*) FROM deliveries WHERE status = 'pending'").fetchone()[0]
    receiver.answers.clear()
    site.processes.contenthub("api")
    until(lambda: len(receiver.at("/alerts")) >= 2, "the same again", LONG)
    until(lambda: mails.mails, "the mail", LONG)
    assert len({call.id for call in receiver.at("/alerts")}) == 1
    assert len({mail.id for mail in mails.mails}) == 1
    until(lambda: _count("deliveries WHERE status = 'delivered'") == 2, "both noted", LONG)
    assert _count("incidents") == 1


def test_that_redis_is_away_is_told_while_it_is_away(
    watched: Site, mails: MailServer, receiver: Receiver, valkey: servers.Valkey, until: Until
) -> None:
    """A worker is alive, and nobody can ring it."""
    watched.processes.contenthub("worker")
    watched.processes.contenthub("api")
    until(lambda: _kinds() >= {"worker", "api"}, "both", LONG)
    until(alerting_pid, "who alerts", LONG)
    valkey.kill()
    until(lambda: hooked(receiver)["broker", "", "opened"] == 1, "the webhook", LONG)
    until(lambda: any("the broker does not work" in one.text for one in mails.mails), "mail", LONG)
    assert not valkey.running
    assert len(mails.mails) == len({one.id for one in mails.mails}), "each of them once"


def _count(rows: str) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {rows}").fetchone()[0])


def _kinds() -> set[str]:
    return {row[0] for row in db.execute("SELECT kind FROM worker_heartbeats").fetchall()}


def _kind_count(kind: str) -> int:
    return _count(f"worker_heartbeats WHERE kind = '{kind}'")
