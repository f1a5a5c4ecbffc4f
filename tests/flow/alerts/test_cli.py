"""`contenthub alert …`: what is typed, and what is shown."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from contenthub import boot
from contenthub.alerts.finding import Finding, Level
from contenthub.database import db
from contenthub.lifecycle import incidents
from contenthub.settings.reading import load
from tests.flow.alerts.conftest import BACKLOG, TIMES
from tests.support.receiver import Receiver, answers

Cli = Callable[..., Any]


@pytest.fixture
def wrong(cli: Cli) -> None:
    """Two things are wrong."""
    boot.open_database(load())
    disk = Finding("disk", "", Level.ERROR, "12 MB are free on the disk of the data home /srv")
    incidents.look([BACKLOG, disk], TIMES, lambda: None)
    db.close()


def test_a_channel_from_its_making_to_its_end(cli: Cli, receiver: Receiver) -> None:
    url = f"{receiver.url}/alerts?token=s3cr3t-and-long"
    add = ("alert", "channel", "add", "--name", "desk", "--type", "webhook")
    made = cli(*add, "--setting", f"url={url}", "-f", "json")
    assert made.code == 0, made.err
    assert "s3cr3t" not in made.out
    assert cli("alert", "channel", "test", "desk").code == 0
    assert receiver.calls[0].json["data"]["test"] is True
    assert receiver.calls[0].path.endswith("token=s3cr3t-and-long")
    receiver.answers[receiver.calls[0].path] = answers(500)
    failed = cli("alert", "channel", "test", "desk")
    assert failed.code == 5
    assert "it answered 500" in failed.err
    assert cli("alert", "channel", "pause", "desk", "-f", "json").json["paused"] is True
    assert cli("alert", "channel", "resume", "1", "-f", "json").json["paused"] is False
    (row,) = cli("alert", "channel", "list", "-f", "json").json
    assert (row["name"], row["type"]) == ("desk", "webhook")
    assert row["tested_at"]
    near = cli("alert", "channel", "show", "dekk")
    assert near.code == 3
    assert "'desk'" in near.err
    assert cli("alert", "channel", "remove", "desk").code == 0
    assert "nobody is told" in cli("alert", "channel", "list").out


@pytest.mark.parametrize(
    ("type_", "setting"),
    [("webhook", "url=http://internal.example/x"), ("email", "host=internal.example")],
)
def test_a_name_of_a_link_local_address_is_no_channel(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, type_: str, setting: str
) -> None:
    addresses = ["203.0.113.7", "169.254.169.254"]

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        if host != "internal.example":
            raise socket.gaierror(socket.EAI_AGAIN, "the name server is away")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    more = ("--setting", "to=ops@example.com") if type_ == "email" else ()
    add = ("alert", "channel", "add", "--name", "desk", "--type", type_, "--setting", setting)
    refused = cli(*add, *more)
    assert refused.code == 2
    assert "internal.example is at a link-local address" in refused.err
    assert "nobody is told" in cli("alert", "channel", "list").out
    addresses.pop()
    assert cli(*add, *more).code == 0
    unknown = (*add[:4], "other", *add[5:-1], setting.replace("internal", "unknown"))
    assert cli(*unknown, *more).code == 0, "it may be known when something is sent"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--type", "pigeon"), "there are: webhook, email, command, apprise"),
        (("--type", "webhook"), "'url' is missing"),
        (("--type", "webhook", "--setting", "url"), "KEY=VALUE"),
        (("--type", "email", "--setting", "host=h", "--setting", "to=x"), "no address"),
        (("--type", "webhook", "--setting", "url=env:NOT_SET_ANYWHERE"), "NOT_SET_ANYWHERE"),
    ],
)
def test_a_channel_that_cannot_work_is_refused(
    cli: Cli, arguments: tuple[str, ...], said: str
) -> None:
    answer = cli("alert", "channel", "add", "--name", "desk", *arguments)
    assert answer.code == 2
    assert said in answer.err


@pytest.mark.usefixtures("wrong")
def test_what_is_wrong_is_listed_shown_and_acknowledged(cli: Cli) -> None:
    rows = cli("alert", "list", "-f", "json").json
    assert [row["rule"] for row in rows] == ["disk", "backlog"]
    table = cli("alert", "list").out
    assert "12 MB are free" in table
    assert "open" in table
    acked = cli("alert", "ack", "1", "--reason", "an import", "-f", "json").json
    assert (acked["status"], acked["status_reason"]) == ("acknowledged", "an import")
    assert cli("alert", "show", "1", "-f", "json").json["figures"] == {"waiting": 60}
    assert cli("alert", "show", "99").code == 3
    assert len(cli("alert", "history", "-f", "json").json) == 2


def test_a_silence_needs_an_end_and_a_reason(cli: Cli) -> None:
    silence = ("alert", "silence", "--rule", "backlog")
    assert cli(*silence, "--for", "2h").code == 2
    assert cli(*silence, "--reason", "x").code == 2
    assert cli(*silence, "--for", "2h", "--reason", " ").code == 2
    assert cli(*silence, "--for", "9000d", "--reason", "x").code == 2
    wrong = cli("alert", "silence", "--rule", "blackog", "--for", "2h", "--reason", "x")
    assert wrong.code == 2
    assert "backlog" in wrong.err
    made = cli(*silence, "--for", "2h", "--reason", "an import", "-f", "json").json
    assert made["who"].startswith("cli:")
    assert "an import" in cli("alert", "silences").out
    assert cli("alert", "unsilence", str(made["id"])).code == 0
    assert cli("alert", "unsilence", str(made["id"])).code == 3
    assert json.loads(cli("alert", "silences", "-f", "json").out) == []
    assert len(cli("alert", "silences", "--all", "-f", "json").json) == 1


def test_rules_show_their_present_values(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTHUB_ALERT_BACKLOG", "7")
    monkeypatch.setenv("CONTENTHUB_ALERT_FOR", "1m")
    rows = {row["rule"]: row for row in cli("alert", "rules", "-f", "json").json}
    assert rows["backlog"]["threshold"] == "over 7 tasks, or over 120 min"
    assert rows["backlog"]["for_seconds"] == 60
    assert rows["publication_unverified"]["for_seconds"] == 900


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("CONTENTHUB_ALERT_FAILURE_RATE", "0", "from 1 to 99"),
        ("CONTENTHUB_ALERT_FAILURE_RATE", "100", "from 1 to 99"),
        ("CONTENTHUB_ALERT_TIMEOUT_RATE", "-5", "from 1 to 99"),
        ("CONTENTHUB_ALERT_TIMEOUT_RATE", "nan", "from 1 to 99"),
        ("CONTENTHUB_ALERT_LEAST_ENDED", "0", "from 5 to"),
        ("CONTENTHUB_ALERT_BACKLOG", "0", "from 1 to"),
        ("CONTENTHUB_ALERT_BACKLOG_AGE", "1s", "from 60 to"),
        ("CONTENTHUB_ALERT_FOR", "2d", "from 0 to 3600"),
        ("CONTENTHUB_ALERT_REPEAT", "5", "from 60 to"),
        ("CONTENTHUB_ALERT_ROUND", "0", "from 0.2 to 30"),
        ("CONTENTHUB_PING_URL", "ftp://x", "http://"),
    ],
)
def test_absurd_thresholds_are_refused_with_what_is_allowed(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = cli("alert", "rules")
    assert answer.code == 2
    assert name in answer.err
    assert allowed in answer.err
