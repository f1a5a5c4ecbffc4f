"""`contenthub webhook …`: added, shown, tried, paused; the messages and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contenthub.settings import Settings
from tests.support.receiver import Receiver, answers

Cli = Callable[..., Any]


@pytest.fixture(autouse=True)
def blog(cli: Cli, database: Settings) -> None:
    assert cli("account", "add", "blog").code == 0


def added(cli: Cli, *arguments: str) -> dict[str, Any]:
    answer = cli("webhook", "add", *arguments, "-f", "json")
    assert answer.code == 0, answer.err
    assert "shown this once" in answer.err
    return dict(answer.json)


def test_a_life_by_command_is_told_tried_and_looked_at(cli: Cli, receiver: Receiver) -> None:
    made = added(cli, f"{receiver.url}/hook", "--event", "task.completed", "-a", "blog")
    assert made["secret"].startswith("whsec_")
    (row,) = cli("webhook", "list", "-f", "json").json
    assert (row["events"], row["account"], row["secret"]) == (
        ["task.completed"],
        "blog",
        "whsec_***",
    )
    assert cli("webhook", "test", str(made["id"]), "-f", "json").json["ok"] is True
    wish = ("content", "generate", "-t", "tea", "-a", "blog", "--webhook", f"{receiver.url}/one")
    assert cli(*wish, "-f", "json").code == 0
    rows = cli("webhook", "deliveries", "-f", "json").json
    assert {row["type"] for row in rows} == {"task.completed"}
    assert len(rows) == 2
    told = cli("webhook", "delivery", str(rows[0]["id"]), "-f", "json").json
    assert told["body"]["data"]["task_id"] == rows[0]["task_id"]


def test_a_receiver_that_refuses_makes_the_test_fail(cli: Cli, receiver: Receiver) -> None:
    receiver.answers["/bad"] = answers(500)
    made = added(cli, f"{receiver.url}/bad")
    answer = cli("webhook", "test", str(made["id"]))
    assert answer.code == 6
    assert "it answered 500" in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("webhook", "add", "nonsense"), 2, "url is no address that can be called; allowed: http"),
        (("webhook", "add", "http://[::1/"), 2, "url is no address that can be called; allowed: h"),
        (("webhook", "add", "http://xn--/"), 2, "url is no address that can be called"),
        (("webhook", "add", "http://ada:pw1@a.example/"), 2, "url has a user or a password in it"),
        (("webhook", "add", "http://169.254.169.254/"), 2, "link-local"),
        (("webhook", "add", "https://a.example/", "--event", "foo"), 2, "--event is 'foo'"),
        (("webhook", "add", "https://a.example/", "-a", "nobody"), 3, "nobody"),
        (("webhook", "show", "99"), 3, "webhook list"),
        (("webhook", "resume", "99"), 3, "no webhook 99"),
        (("webhook", "delivery", "99"), 3, "webhook deliveries"),
        (("webhook", "recover"), 2, "--since"),
        (("webhook", "deliveries", "--status", "lost"), 2, "--status is 'lost'"),
        (("content", "generate", "-t", "tea", "--webhook", "nonsense"), 2, "webhook is"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    cli: Cli, arguments: tuple[str, ...], code: int, says: str
) -> None:
    answer = cli(*arguments)
    assert (answer.code, says in answer.err) == (code, True), answer.err


def test_doctor_names_receivers_that_fail(cli: Cli, receiver: Receiver) -> None:
    made = added(cli, f"{receiver.url}/hook", "--event", "task.pending")
    assert "1 told, none failing" in cli("doctor").out
    receiver.answers["/hook"] = answers(500)
    assert cli("content", "generate", "-t", "tea", "-a", "blog").code == 0
    told = cli("doctor").out
    assert f"webhook {made['id']}" in told
    assert "it answered 500" in told
    assert cli("webhook", "pause", str(made["id"])).code == 0
    assert cli("webhook", "pause", str(made["id"])).code == 4
