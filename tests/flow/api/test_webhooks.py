"""Webhooks over the API: who may name which address, what a bound token sees, what arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from contenthub import clock, signing
from tests.support.api import Served, served
from tests.support.processes import wait_until
from tests.support.receiver import Receiver, answers, receiving

PATH = "/api/v1/webhooks"
PUBLIC = "https://receiver.example/hook"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service in one process."""
    with served(tmp_path_factory.mktemp("up"), "up") as one:
        yield one


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def added(client: httpx2.Client, url: str = PUBLIC, **fields: Any) -> dict[str, Any]:
    answer = client.post(PATH, json={"url": url, **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{PATH}/{answer.json()['id']}"
    return dict(answer.json())


def test_the_secret_is_told_once_and_nowhere_else(
    writer: httpx2.Client, reader: httpx2.Client
) -> None:
    made = added(writer, f"{PUBLIC}?token=hidden1", events=["task.completed"])
    signing.key_of(made["secret"])
    for answer in (reader.get(f"{PATH}/{made['id']}"), reader.get(PATH, params={"limit": 100})):
        assert made["secret"] not in answer.text
        assert "hidden1" not in answer.text
    rotated = writer.post(f"{PATH}/{made['id']}/rotate").json()
    assert rotated["secret"] != made["secret"]
    assert rotated["previous_until"] is not None
    again = writer.post(f"{PATH}/{made['id']}/rotate")
    assert (again.status_code, again.json()["code"]) == (409, "webhook_state")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://10.1.2.3/hook",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/",
        "ftp://receiver.example/",
        "https://ada:secret@receiver.example/",
        "https://receiver.example/#part",
        "https://receiver.example/a b",
        "receiver.example",
        "http://[",
        "",
    ],
)
def test_an_address_that_a_writer_may_not_name_is_refused(writer: httpx2.Client, url: str) -> None:
    answer = writer.post(PATH, json={"url": url})
    assert answer.status_code == 422, answer.text
    assert "secret@" not in answer.text
    wish = {"topic": "tea", "webhook": url or " "}
    assert writer.post("/api/v1/tasks", json=wish).status_code == (422 if url else 201)


def test_a_machines_own_address_is_shut_to_the_operator_too(admin: httpx2.Client) -> None:
    assert admin.post(PATH, json={"url": "http://169.254.169.254/"}).status_code == 422
    assert added(admin, "http://10.1.2.3/hook")["public_only"] is False


@pytest.mark.parametrize("events", [["nonsense"], ["webhook"], ["delivery.failed"], ["task.nope"]])
def test_a_type_that_is_never_told_is_refused(writer: httpx2.Client, events: list[str]) -> None:
    answer = writer.post(PATH, json={"url": PUBLIC, "events": events})
    assert answer.status_code == 422
    assert "allowed" in answer.json()["detail"]


def test_a_reader_changes_nothing_and_a_writer_not_what_the_operator_set(
    reader: httpx2.Client, writer: httpx2.Client, admin: httpx2.Client
) -> None:
    assert reader.post(PATH, json={"url": PUBLIC}).status_code == 403
    mine = added(admin)["id"]
    assert writer.post(f"{PATH}/{mine}/rotate").status_code == 403
    assert writer.delete(f"{PATH}/{mine}").status_code == 403
    assert writer.get(f"{PATH}/secret").status_code == 403
    signing.key_of(admin.get(f"{PATH}/secret").json()["secret"])
    assert admin.delete(f"{PATH}/{mine}").json()["removed"] is True
    assert admin.get(f"{PATH}/{mine}").status_code == 404


def test_a_bound_token_sees_and_makes_those_of_its_accounts_alone(
    bound: httpx2.Client, admin: httpx2.Client
) -> None:
    of_all = added(admin)["id"]
    own = added(bound)
    assert own["account"] == "tea-blog"
    assert {row["account"] for row in bound.get(PATH).json()["data"]} == {"tea-blog"}
    assert bound.get(f"{PATH}/{of_all}").status_code == 404
    assert bound.post(f"{PATH}/{of_all}/test").status_code == 404
    assert bound.post(f"{PATH}/{of_all}/pause", json={}).status_code == 404
    assert bound.get(f"{PATH}/secret").status_code == 403
    wanted = {"since": "2026-01-01T00:00:00Z", "webhook": of_all}
    assert bound.post(f"{PATH}/recover", json=wanted).json()["code"] == "no_webhook"


def test_pausing_twice_is_refused_and_resuming_goes_on(writer: httpx2.Client) -> None:
    one = f"{PATH}/{added(writer)['id']}"
    paused = writer.post(f"{one}/pause", json={"reason": "moving"}).json()
    assert (paused["status"], paused["status_reason"]) == ("paused", "moving")
    again = writer.post(f"{one}/pause", json={})
    assert (again.status_code, again.json()["code"]) == (409, "webhook_state")
    assert writer.post(f"{one}/resume").json()["status"] == "active"


def test_a_test_tells_what_the_receiver_answered(admin: httpx2.Client, receiver: Receiver) -> None:
    receiver.answers["/bad"] = answers(500, "ouch")
    # Other tests' tasks go on meanwhile; nothing of this kind happens to them.
    kind = {"events": ["task.timeout"]}
    good, bad = (added(admin, f"{receiver.url}/{word}", **kind) for word in ("good", "bad"))
    asked = admin.get(f"{PATH}/{good['id']}/test")
    assert (asked.status_code, receiver.calls) == (405, []), "a look sends nothing"
    told = admin.post(f"{PATH}/{good['id']}/test").json()
    assert (told["ok"], told["status"]) == (True, 200)
    assert receiver.at("/good")[0].json["type"] == "webhook.test"
    told = admin.post(f"{PATH}/{bad['id']}/test").json()
    assert (told["ok"], told["status"], told["answer"]) == (False, 500, "ouch")


def test_an_order_may_name_an_address_that_is_told_how_it_ends(
    admin: httpx2.Client, receiver: Receiver
) -> None:
    secret = admin.get(f"{PATH}/secret").json()["secret"]
    wish = {"topic": "The history of tea", "account": "tea-blog", "webhook": f"{receiver.url}/one"}
    task = admin.post("/api/v1/tasks", json=wish).json()
    other = admin.post("/api/v1/tasks", json={"topic": "coffee", "account": "tea-blog"}).json()
    wait_until(lambda: receiver.at("/one"), 60, "the message")
    call = receiver.at("/one")[0]
    assert call.json["type"] == "task.completed"
    assert call.json["data"]["task_id"] == task["task_id"] != other["task_id"]
    signed = signing.read(call.headers)
    assert signed is not None
    signing.check(signed, call.body, [secret], clock.now())
    assert call.json["data"]["url"].endswith(f"/api/v1/tasks/{task['task_id']}")
    urls = [row["url"] for row in admin.get(PATH, params={"limit": 100}).json()["data"]]
    assert f"{receiver.url}/one" not in urls


def test_what_did_not_arrive_is_seen_and_made_up_for(
    admin: httpx2.Client, bound: httpx2.Client, receiver: Receiver
) -> None:
    receiver.answers["/hook"] = answers(410)
    made = added(admin, f"{receiver.url}/hook", events=["task.pending"], account="tea-blog")
    wish = {"account": "tea-blog"}
    admin.post("/api/v1/tasks", json=wish | {"topic": "told in vain"})
    one = f"{PATH}/{made['id']}"
    wait_until(lambda: admin.get(one).json()["status"] == "ended", 60, "the end")
    admin.post("/api/v1/tasks", json=wish | {"topic": "told to nobody"})
    listed = {"webhook": made["id"], "failed": True}
    (failed,) = admin.get("/api/v1/deliveries", params=listed).json()["data"]
    whole = bound.get(f"/api/v1/deliveries/{failed['id']}").json()
    assert [one["status"] for one in whole["attempts"]] == [410]
    since = {"since": made["created_at"], "webhook": made["id"]}
    refused = admin.post(f"{PATH}/recover", json=since)
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_state")
    receiver.answers["/hook"] = answers(200)
    admin.post(f"{one}/resume")
    done = admin.post(f"{PATH}/recover", json=since).json()
    assert (done["resent"], done["added"]) == (1, 1)
    wait_until(lambda: admin.get(one).json()["deliveries"] == {"delivered": 2}, 60, "both")
    topics = {call.json["data"]["task_id"] for call in receiver.at("/hook")}
    assert len(topics) == 2
    assert admin.post(f"{PATH}/recover", json=since).json()["added"] == 0
    again = admin.post(f"/api/v1/deliveries/{failed['id']}/resend").json()
    assert (again["message_id"], again["status"]) == (failed["message_id"], "pending")
    wait_until(lambda: len(receiver.at("/hook")) == 4, 60, "it once more")
    assert admin.get("/api/v1/deliveries/999999").json()["code"] == "no_delivery"
