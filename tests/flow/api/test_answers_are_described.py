"""Real answers of every call have the fields and headers that the contract names, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from contenthub import boot
from contenthub.database import db
from contenthub.lifecycle import callback_keys
from contenthub.settings import Settings
from tests.support import described
from tests.support.api import Served, article, served
from tests.support.processes import wait_until
from tests.support.receiver import Receiver, receiving

pytestmark = pytest.mark.takes_long

LATER = "2036-12-01T00:00:00Z"
V1 = "/api/v1"
# Its answer never ends; events.md has the fields of an event, and test_live_events its answers.
NOT_HERE = {"GET /api/v1/events"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service in one process."""
    watch = {"CONTENTHUB_ALERT_ROUND": "0.3", "CONTENTHUB_ALERT_FOR": "0"}
    with served(tmp_path_factory.mktemp("up"), "up", of_all=watch) as one:
        yield one


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """Where webhooks and alerts go."""
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def answers() -> list[httpx2.Response]:
    """All that were given."""
    return []


@pytest.fixture(scope="module")
def call(server: Served, tokens: dict[str, str], answers: list[httpx2.Response]) -> Any:
    """Calls, keeps the answer for the comparison, and returns its value."""
    client = server.client(tokens["admin"])

    def ask(method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.request(method, path, json=body, headers=sent)
        assert answer.status_code == status, answer.text
        answers.append(answer)
        is_json = answer.headers.get("content-type", "").endswith("json")
        return answer.json() if is_json and answer.content else answer.text

    return ask


def _accounts_and_targets(call: Any) -> None:
    call("POST", f"{V1}/accounts", {"name": "milk", "tone": "warm"}, 201, idempotency_key="milk")
    call("POST", f"{V1}/accounts", {"name": "milk", "tone": "warm"}, 201, idempotency_key="milk")
    call("GET", f"{V1}/accounts")
    call("PATCH", f"{V1}/accounts/milk", {"tone": "cool"})
    call("GET", f"{V1}/accounts/milk")
    place = f"{V1}/accounts/milk/targets"
    call("POST", place, {"name": "second", "publisher": "files"}, 201)
    call("PATCH", f"{place}/second", {"changed_settings": {"folder": "older"}})
    call("PATCH", f"{place}/second", {"slots": "MON-FRI 08:00", "at_least": "2h apart"})
    for verb in ("pause", "resume"):
        call("POST", f"{place}/second/{verb}")
    for path in (f"{place}/second", f"{place}/second/check", f"{V1}/targets"):
        call("GET", path)
    for path in (f"{place}/second/slots?days=7", f"{V1}/targets/check"):
        call("GET", path)
    call("DELETE", f"{place}/second")
    call("DELETE", f"{V1}/accounts/milk")


def _tasks(call: Any, made: dict[str, Any]) -> None:
    wish = {"topic": "Tea", "account": "tea-blog", "keywords": ["leaf"], "creator": "outline"}
    task_id = call("POST", f"{V1}/tasks", wish, 201)["task_id"]
    wait_until(lambda: call("GET", f"{V1}/tasks/{task_id}")["content_id"], 60, "the article")
    for path in ("", f"/{task_id}/events", f"/{task_id}/ledger", "?limit=1"):
        call("GET", f"{V1}/tasks{path}")
    batch = call("POST", f"{V1}/batches", {"tasks": [wish | {"topic": "Ink"}, {"topic": ""}]}, 201)
    call("GET", f"{V1}/batches/{batch['batch_id']}")
    call("GET", f"{V1}/batches")
    for verb in ("cancel", "retry", "adopt"):
        call("POST", f"{V1}/tasks/{verb}", {"ids": [task_id, "nobody"]})
    failing = call("POST", f"{V1}/tasks", wish | {"creator": "command"}, 201)["task_id"]
    ended = ("failed", "timeout")
    wait_until(lambda: call("GET", f"{V1}/tasks/{failing}")["status"] in ended, 60, "its failure")
    call("POST", f"{V1}/tasks/retry", {"ids": [failing]})
    call("POST", f"{V1}/tasks/cancel", {"ids": [failing]})
    call("DELETE", f"{V1}/tasks?days=36500&dry_run=true")
    made["task"] = task_id


def _contents(call: Any, made: dict[str, Any]) -> None:
    content_id = made["content"]["id"]
    place = f"{V1}/contents/{content_id}"
    for path in ("", "/html", "/markdown", "/check", "/revisions", "/revisions/1"):
        call("GET", f"{place}{path}")
    call("PATCH", place, {"version": 1, "title": "Tea of the morning"})
    call("PATCH", place, {"version": 1, "title": "Tea of the evening"}, 409)
    call("POST", f"{place}/plan", {"at": LATER})
    call("POST", f"{place}/plan", {"at": None})
    call("POST", f"{V1}/contents/approve", {"ids": [content_id, 999_999], "at": LATER})
    call("POST", f"{V1}/contents/approve", {"ids": [content_id], "at": LATER, "reason": "good"})
    call("POST", f"{place}/schedule", {"at": LATER})
    call("POST", f"{place}/plan", {"at": LATER}, 409)
    call("POST", f"{V1}/contents/reject", {"ids": [content_id], "reason": "no", "even_approved": 1})
    call("GET", f"{V1}/contents")
    for number, verb in ((3, "accept"), (4, "decline")):
        task = call("POST", f"{place}/regenerate", {"note": f"Sources, {number}"}, 201)["task_id"]
        wait_until(lambda t=task: call("GET", f"{V1}/tasks/{t}")["revision"], 60, "the text")
        call("GET", f"{place}/revisions/{number}")
        call("POST", f"{place}/revisions/{number}/{verb}", {"reason": "so"})
    call("GET", f"{place}/difference?before=1&after=3")


def _entries(call: Any, made: dict[str, Any]) -> None:
    content_id, place = made["second"]["id"], f"{V1}/publish-entries"
    call("POST", f"{V1}/contents/approve", {"ids": [content_id], "at": LATER, "reason": "good"})
    row = call("GET", f"{place}?content_ids={content_id}")["data"][0]
    only = {"ids": [row["entry_id"]]}
    call("POST", f"{place}/reschedule", only | {"priority": 9})
    call("POST", f"{place}/remove", only | {"reason": "later"})
    call("POST", place, {"content_ids": [content_id, 999_999], "at": LATER})
    call("POST", f"{place}/confirm-absent", only | {"reason": "I looked"})
    call("POST", f"{place}/publish", only)
    entry = f"{place}/{row['entry_id']}"
    wait_until(lambda: call("GET", entry)["status"] == "published", 60, "its publication")
    call("GET", f"{place}?all=true")
    call("POST", f"{place}/verify", only)
    wait_until(lambda: call("GET", entry)["due_at"] is None, 60, "the look")
    seen = {"entry_id": row["entry_id"], "address": "https://tea.example/1", "reason": "saw it"}
    call("POST", f"{place}/confirm-there", seen)
    call("POST", f"{place}/update", only | {"again": True})
    wait_until(lambda: call("GET", entry)["status"] == "published", 60, "its update")
    call("GET", f"{V1}/contents/{content_id}")
    call("GET", f"{V1}/contents?publish_status=published")
    call("DELETE", f"{V1}/contents/{content_id}", status=409)
    call("DELETE", f"{V1}/contents/{content_id}?force=true")


def _schedules(call: Any) -> None:
    new = {"name": "daily", "type": "async_content_generation", "cron": "0 8 * * *"}
    params = {"account_ids": ["tea-blog"], "topics": ["Milk", "Water"], "creator": "outline"}
    call("POST", f"{V1}/schedules", new | {"params": params}, 201)
    place = f"{V1}/schedules/daily"
    tick_id = call("POST", f"{place}/trigger", None, 201)["tick_id"]
    tick = f"{V1}/ticks/{tick_id}"
    wait_until(lambda: call("GET", tick)["status"] == "completed", 60, "the end of its tasks")
    for path in (place, f"{place}/ticks", f"{place}/preview", f"{V1}/ticks", f"{V1}/schedules"):
        call("GET", path)
    span = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
    for dry in (True, False):
        call("POST", f"{place}/backfill", span | {"dry_run": dry})
    call("PATCH", place, {"description": "of tea"})
    for verb in ("pause", "resume"):
        call("POST", f"{place}/{verb}")
    tidy = {"name": "tidy", "type": "cleanup", "cron": "0 9 * * *", "params": {"days": 900}}
    call("POST", f"{V1}/schedules", tidy, 201)
    tick_id = call("POST", f"{V1}/schedules/tidy/trigger", None, 201)["tick_id"]
    tick = f"{V1}/ticks/{tick_id}"
    wait_until(lambda: call("GET", tick)["status"] == "completed", 60, "the cleaning")
    call("GET", f"{V1}/schedules/tidy")
    call("GET", f"{V1}/schedule-preview?every=2h&count=2")
    call("GET", f"{V1}/schedule-types")
    call("DELETE", place)


def _whole_service(call: Any) -> None:
    for path in ("/health", "/ready", f"{V1}/gate", f"{V1}/creators", f"{V1}/publishers"):
        call("GET", path)
    call("GET", f"{V1}/creators/outline/check")
    call("GET", f"{V1}/publishers/files/check")
    call("POST", f"{V1}/gate/check", {"text": "# Tea\n\nTODO: as an AI model I", "topic": "Tea"})
    for path in ("tasks", "publish-entries", *(f"tasks/by/{n}" for n in ("creator", "account"))):
        call("GET", f"{V1}/stats/{path}")
    call("GET", f"{V1}/stats/tasks/by/currency")
    call("GET", f"{V1}/doctor")


def _webhooks(call: Any, receiver: str) -> None:
    place = f"{V1}/webhooks"
    made = call("POST", place, {"url": f"{receiver}/all", "events": ["task"]}, 201)
    one = f"{place}/{made['id']}"
    for path in (place, f"{place}/secret", one):
        call("GET", path)
    call("POST", f"{one}/test")
    call("POST", f"{one}/pause", {"reason": "so"})
    for verb in ("resume", "rotate"):
        call("POST", f"{one}/{verb}")
    call("POST", f"{V1}/tasks", {"topic": "Milk", "account": "tea-blog", "creator": "outline"}, 201)

    def arrived() -> Any:
        rows = call("GET", f"{V1}/deliveries?limit=100")["data"]
        return next((row for row in rows if row["status"] == "delivered"), None)

    delivery = wait_until(arrived, 60, "a message at the receiver")
    call("GET", f"{V1}/deliveries/{delivery['id']}")
    call("POST", f"{V1}/deliveries/{delivery['id']}/resend")
    call("POST", f"{place}/recover", {"since": "2026-01-01T00:00:00Z"})
    call("DELETE", one)


def _alerts(call: Any, receiver: str) -> None:
    """A channel, and an incident: a schedule whose tasks fail."""
    desk = {"name": "desk", "type": "webhook", "settings": {"url": f"{receiver}/alerts"}}
    channel = f"{V1}/alert-channels/desk"
    call("POST", f"{V1}/alert-channels", desk, 201)
    for path in (f"{V1}/alert-channels", channel, f"{V1}/alert-rules"):
        call("GET", path)
    call("POST", f"{channel}/test")
    silence = {"rule": "disk", "seconds": 60, "reason": "known"}
    made = call("POST", f"{V1}/alert-silences", silence, 201)
    call("GET", f"{V1}/alert-silences")
    call("DELETE", f"{V1}/alert-silences/{made['id']}")
    params = {"account_ids": ["tea-blog"], "topics": ["Salt"], "creator": "command"}
    new = {"name": "salt", "type": "async_content_generation", "cron": "0 8 * * *"}
    call("POST", f"{V1}/schedules", new | {"params": params}, 201)
    call("POST", f"{V1}/schedules/salt/ping", {"url": f"{receiver}/ping"})
    call("GET", f"{V1}/schedule-pings")
    call("DELETE", f"{V1}/schedules/salt/ping")
    call("POST", f"{V1}/schedules/salt/trigger", None, 201)
    (incident, *_) = wait_until(lambda: call("GET", f"{V1}/alerts")["data"], 60, "an incident")
    call("GET", f"{V1}/alerts/{incident['id']}")
    call("POST", f"{V1}/alerts/{incident['id']}/ack", {"reason": "known"})
    for verb in ("pause", "resume"):
        call("POST", f"{channel}/{verb}")
    call("DELETE", channel)


def _monitor(call: Any, made: dict[str, Any]) -> None:
    for path in ("metrics", "health", "recent", "pending", "stats", "stats?by=account"):
        call("GET", f"{V1}/monitor/{path}")
    (group, *_) = call("GET", f"{V1}/monitor/failed")["data"]
    call("POST", f"{V1}/monitor/failed/{group['group']}/retry")
    call("GET", f"{V1}/tasks/{made['task']}/explanation")
    call("GET", "/metrics")


def _refusals(call: Any) -> None:
    call("GET", f"{V1}/tasks/nobody", status=404)
    call("POST", f"{V1}/tasks", {"topic": "", "colour": "green"}, 422)
    call("GET", f"{V1}/tasks", status=401, authorization="Bearer")
    call("POST", f"{V1}/tasks", {"topic": "Tea"}, 201, idempotency_key="one")
    call("POST", f"{V1}/tasks", {"topic": "Other"}, 422, idempotency_key="one")


def _callbacks(call: Any, made: dict[str, Any], server: Served) -> None:
    body = {"type": "generation.progress", "data": {"progress": 5, "attempt": 1}}
    call("POST", f"{V1}/callbacks/{made['task']}", body, 401)
    boot.open_database(Settings(home=server.processes.home))
    key = callback_keys.secret(made["task"], 1)
    db.close()
    call("POST", f"{V1}/callbacks/{made['task']}?key={key}", body)


@pytest.fixture(scope="module")
def differences(
    call: Any,
    answers: list[httpx2.Response],
    server: Served,
    admin: httpx2.Client,
    receiver: Receiver,
) -> list[str]:
    """What all answers of a day of work have that the contract does not say."""
    made: dict[str, Any] = {}
    _accounts_and_targets(call)
    _tasks(call, made)
    made["content"] = article(admin, "tea for two")
    made["second"] = article(admin, "tea for three")
    _contents(call, made)
    _entries(call, made)
    _schedules(call)
    _whole_service(call)
    _webhooks(call, receiver.url)
    _alerts(call, receiver.url)
    _monitor(call, made)
    _refusals(call)
    _callbacks(call, made, server)
    return sorted({said for answer in answers for said in described.differences(answer)})


def test_no_answer_has_what_the_contract_does_not_name(differences: list[str]) -> None:
    assert not differences, "\n".join(differences)


def test_every_call_was_answered(differences: list[str], answers: list[httpx2.Response]) -> None:
    asked = {
        described.operation_of(one.request.method, one.request.url.path)
        for one in answers
        if one.is_success
    }
    assert sorted(set(described.operations()) - asked - NOT_HERE) == []
