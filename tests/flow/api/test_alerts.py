"""Alerts over the API: what is wrong, who knows, of what nobody is told, and by which channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.api import Served, served
from tests.support.processes import wait_until
from tests.support.receiver import Receiver, answers, receiving

WATCH = {
    "CONTENTHUB_ALERT_ROUND": "0.3",
    "CONTENTHUB_ALERT_FOR": "0",
    "CONTENTHUB_ALERT_QUIET": "0.5",
}
FAR = {"type": "cleanup", "cron": "0 8 1 1 *", "params": {"history_days": 90}}


@pytest.fixture(scope="module")
def watcher() -> Iterator[Receiver]:
    """The watcher elsewhere, and a receiver of alerts."""
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, watcher: Receiver) -> Iterator[Served]:
    ping = {"CONTENTHUB_PING_URL": f"{watcher.url}/ping"}
    with served(tmp_path_factory.mktemp("api"), of_all=WATCH | ping) as one:
        yield one


def incidents(client: httpx2.Client, **asked: Any) -> list[dict[str, Any]]:
    return list(client.get("/api/v1/alerts", params=asked).json()["data"])


def test_a_watcher_elsewhere_hears_that_all_is_well(
    reader: httpx2.Client, watcher: Receiver
) -> None:
    wait_until(lambda: watcher.gets, 60, "a ping")
    assert watcher.gets[0] == "/ping"
    assert incidents(reader) == []


def test_an_incident_is_listed_acknowledged_and_over(
    admin: httpx2.Client, reader: httpx2.Client, writer: httpx2.Client, watcher: Receiver
) -> None:
    made = admin.post(
        "/api/v1/alert-channels",
        json={"name": "desk", "type": "webhook", "settings": {"url": f"{watcher.url}/alerts"}},
    )
    assert made.status_code == 201, made.text
    schedule = admin.post("/api/v1/schedules", json={"name": "far", **FAR})
    assert schedule.status_code == 201, schedule.text
    (one,) = wait_until(lambda: incidents(reader), 60, "an incident")
    assert (one["rule"], one["subject"], one["status"]) == ("process_missing", "scheduler", "open")
    wait_until(lambda: len(watcher.at("/alerts")) == 1, 60, "a message, though no worker runs")
    place = f"/api/v1/alerts/{one['id']}"
    assert reader.post(f"{place}/ack", json={}).status_code == 403
    acked = writer.post(f"{place}/ack", json={"reason": "known"}).json()
    assert (acked["status"], acked["status_reason"]) == ("acknowledged", "known")
    assert acked["acknowledged_by"] == "api:write"
    assert reader.get(place).headers["etag"]
    admin.delete("/api/v1/schedules/far")
    wait_until(lambda: not incidents(reader), 60, "its end")
    wait_until(lambda: len(watcher.at("/alerts")) == 2, 60, "its end at the receiver")
    (over,) = incidents(reader, over=True)
    assert over["status"] == "resolved"
    again = writer.post(f"{place}/ack", json={})
    assert again.status_code == 409
    admin.delete("/api/v1/alert-channels/desk")


def test_a_silence_has_an_end_a_reason_and_an_author(
    reader: httpx2.Client, writer: httpx2.Client
) -> None:
    path = "/api/v1/alert-silences"
    wanted = {"rule": "backlog", "seconds": 3600, "reason": "an import"}
    assert reader.post(path, json=wanted).status_code == 403
    assert writer.post(path, json=wanted | {"rule": "no-rule"}).status_code == 422
    assert writer.post(path, json=wanted | {"reason": " "}).status_code == 422
    assert writer.post(path, json=wanted | {"seconds": 1e12}).status_code == 422
    made = writer.post(path, json=wanted).json()
    assert (made["rule"], made["subject"], made["who"]) == ("backlog", None, "api:write")
    assert [one["id"] for one in reader.get(path).json()["data"]] == [made["id"]]
    assert writer.delete(f"{path}/{made['id']}").status_code == 200
    assert reader.get(path).json()["data"] == []
    assert reader.get(path, params={"ended": True}).json()["data"][0]["id"] == made["id"]
    assert writer.delete(f"{path}/{made['id']}").status_code == 404


def test_channels_are_the_administrator_s(
    admin: httpx2.Client, writer: httpx2.Client, watcher: Receiver
) -> None:
    path = "/api/v1/alert-channels"
    assert writer.get(path).status_code == 403
    secret = "whsec_" + "a" * 43
    settings = {"url": f"{watcher.url}/hook", "secret": secret}
    made = admin.post(path, json={"name": "hook", "type": "webhook", "settings": settings})
    assert made.json()["settings"]["secret"] == "***"
    place = made.headers["location"]
    tried = admin.post(f"{place}/test").json()
    assert (tried["ok"], tried["name"]) == (True, "hook")
    assert "webhook-signature" in watcher.at("/hook")[0].headers
    assert admin.get(place).json()["tested_at"]
    watcher.answers["/hook"] = answers(500)
    tried = admin.post(f"{place}/test").json()
    assert (tried["ok"], tried["detail"]) == (False, "it answered 500")
    assert admin.post(f"{place}/pause").json()["paused"] is True
    assert admin.post(f"{place}/resume").json()["paused"] is False
    assert admin.get(path).json()["data"][-1]["name"] == "hook"
    taken = admin.post(path, json={"name": "hook", "type": "webhook", "settings": settings})
    assert (taken.status_code, taken.json()["code"]) == (422, "name_taken")
    assert admin.delete(place).json()["removed"] is True
    gone = admin.get(place)
    assert (gone.status_code, gone.json()["code"]) == (404, "no_channel")


@pytest.mark.parametrize(
    ("type_", "settings"),
    [
        ("command", {"command": "/bin/true"}),
        ("apprise", {"url": "json://127.0.0.1/"}),
        (
            "email",
            {"host": "h", "to": "a@example.com", "username": "u", "password": "file:/etc/passwd"},
        ),
        ("webhook", {"url": "http://127.0.0.1/", "secret": "env:HOME"}),
    ],
)
def test_what_runs_programs_or_reads_files_is_set_up_on_the_machine_alone(
    admin: httpx2.Client, type_: str, settings: dict[str, str]
) -> None:
    wanted = {"name": "mine", "type": type_, "settings": settings}
    refused = admin.post("/api/v1/alert-channels", json=wanted)
    assert refused.status_code == 409, refused.text


@pytest.mark.parametrize("settings", [{"url": "x" * 3000}, {"url": "http://a\nb"}, {}])
def test_settings_that_cannot_be_are_refused(
    admin: httpx2.Client, settings: dict[str, str]
) -> None:
    wanted = {"name": "mine", "type": "webhook", "settings": settings}
    refused = admin.post("/api/v1/alert-channels", json=wanted)
    assert refused.status_code == 422, refused.text


def test_rules_tell_their_values(reader: httpx2.Client) -> None:
    found = {one["rule"]: one for one in reader.get("/api/v1/alert-rules").json()["data"]}
    assert found["backlog"]["threshold"] == "over 50 tasks, or over 120 min"
    assert found["backlog"]["for_seconds"] == 0


@pytest.mark.parametrize(
    "path", ["alerts", "alerts/1", "alert-rules", "alert-silences", "alert-channels"]
)
def test_a_bound_token_sees_nothing_of_it(bound: httpx2.Client, path: str) -> None:
    assert bound.get(f"/api/v1/{path}").status_code == 403
