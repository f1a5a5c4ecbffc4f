"""Schedules over the API: made, changed, paused, run by hand, looked at; and who may do so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.api import Served, served
from tests.support.processes import wait_until

PATH = "/api/v1/schedules"
PARAMS = {"account_ids": ["tea-blog"], "topics": ["Tea of {date} one", "Tea two", "Tea three"]}
NEW = {
    "type": "async_content_generation",
    "cron": "0 8 * * *",
    "timezone": "Asia/Shanghai",
    "params": PARAMS,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service in one process; and a file that nobody but its owner should read."""
    with served(tmp_path_factory.mktemp("up"), "up") as one:
        (one.processes.home / "topics.txt").write_text("Tea of a file\n")
        yield one


@pytest.fixture
def daily(writer: httpx2.Client, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """A schedule that does not fire while it is looked at."""
    name = request.node.name.partition("[")[0][:90]
    topics = [f"{topic} of {name}" for topic in PARAMS["topics"]]  # others have used theirs
    made = writer.post(PATH, json=NEW | {"name": name, "params": PARAMS | {"topics": topics}})
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"{PATH}/{made.json()['id']}"
    yield dict(made.json())
    writer.delete(made.headers["location"])


def test_it_is_made_and_read_by_id_and_by_name(
    reader: httpx2.Client, daily: dict[str, Any]
) -> None:
    by_id = reader.get(f"{PATH}/{daily['id']}")
    assert by_id.json() == reader.get(f"{PATH}/{daily['name']}").json()
    assert (daily["kind"], daily["trigger"], daily["status"]) == ("cron", "0 8 * * *", "active")
    assert daily["params"]["account_ids"] == [1]
    assert daily["next_at"].endswith("T00:00:00Z")
    assert [one["left"] for one in daily["topics"]] == [3]
    tag = {"if-none-match": by_id.headers["etag"]}
    assert reader.get(f"{PATH}/{daily['id']}", headers=tag).status_code == 304
    rows = reader.get(PATH, params={"status": "active"}).json()["data"]
    assert {row["name"]: row["topics_left"] for row in rows}[daily["name"]] == 3
    assert reader.get(f"{PATH}/nobody").json()["code"] == "no_schedule"


def test_what_is_given_is_changed_and_the_rest_stays(
    writer: httpx2.Client, daily: dict[str, Any]
) -> None:
    place = f"{PATH}/{daily['id']}"
    changes = {"every": "90m", "changed_params": {"count_per_account": 2, "topics": ["Four"]}}
    changed = writer.patch(place, json=changes).json()
    assert (changed["kind"], changed["trigger"]) == ("every", "5400")
    assert changed["params"] == {"account_ids": [1], "count_per_account": 2, "topics": ["Four"]}
    assert changed["timezone"] == "Asia/Shanghai"
    assert writer.patch(place, json={}).status_code == 422
    both = {"cron": "0 8 * * *", "every": "1h"}
    assert writer.patch(place, json=both).json()["code"] == "several_triggers"
    assert writer.patch(place, json={"overlap": "queue"}).json()["overlap"] == "queue"
    assert writer.patch(place, json={"catch_up_window": "2d"}).json()["catch_up_window"] == 172_800


def test_it_is_paused_and_resumed(writer: httpx2.Client, daily: dict[str, Any]) -> None:
    place = f"{PATH}/{daily['id']}"
    paused = writer.post(f"{place}/pause").json()
    assert (paused["status"], paused["status_reason"]) == ("paused", "paused by api:write")
    assert writer.post(f"{place}/pause").status_code == 409
    assert "paused" in writer.get(f"{place}/preview").json()["remark"]
    assert writer.post(f"{place}/resume").json()["status"] == "active"


def test_it_is_run_by_hand_and_its_history_says_so(
    writer: httpx2.Client, daily: dict[str, Any]
) -> None:
    place = f"{PATH}/{daily['id']}"
    topics = {"changed_params": {"topics": ["Tea by hand"]}}  # others count what is left of theirs
    assert writer.patch(place, json=topics).status_code == 200
    answer = writer.post(f"{place}/trigger", headers={"idempotency-key": daily["name"]})
    again = writer.post(f"{place}/trigger", headers={"idempotency-key": daily["name"]})
    assert (answer.status_code, again.content) == (201, answer.content)
    tick = answer.headers["location"]

    def ran() -> Any:
        row = writer.get(tick).json()
        return row if row["tasks"] else None

    row = wait_until(ran, 60, "its tasks")
    assert (row["origin"], len(row["task_details"])) == ("manual", 1)
    rows = writer.get(f"{place}/ticks").json()["data"]
    assert [one["tick_id"] for one in rows] == [row["tick_id"]]
    assert row["tick_id"] in [one["tick_id"] for one in writer.get("/api/v1/ticks").json()["data"]]
    assert writer.get("/api/v1/ticks/nothing").json()["code"] == "no_tick"
    assert writer.delete(place).json()["ticks"] == 1
    assert writer.get(place).status_code == 404


def test_past_times_are_run_once(writer: httpx2.Client, daily: dict[str, Any]) -> None:
    place = f"{PATH}/{daily['id']}"
    topics = {"changed_params": {"topics": {"template": "Tea of {date}, backfilled"}}}
    assert writer.patch(place, json=topics).status_code == 200
    path = f"{place}/backfill"
    span = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T23:00:00Z"}
    would = writer.post(path, json=span | {"dry_run": True}).json()
    assert [one["outcome"] for one in would["data"]] == ["created", "created"]
    done = writer.post(path, json=span).json()
    assert (done["created"], len(done["data"])) == (2, 2)
    tick = f"/api/v1/ticks/{done['data'][1]['tick_id']}"
    wait_until(lambda: writer.get(tick).json()["tasks"], 60, "its task")
    assert writer.post(path, json=span).json()["created"] == 0
    back = {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert writer.post(path, json=back).json()["code"] == "span_backwards"
    pages = [writer.get(f"{PATH}/{daily['id']}/ticks", params={"limit": 1}).json()]
    params = {"limit": 1, "after": pages[0]["next"]}
    pages.append(writer.get(f"{PATH}/{daily['id']}/ticks", params=params).json())
    assert [one["data"][0]["scheduled_for"] for one in pages] == [
        "2026-01-02T00:00:00Z",
        "2026-01-01T00:00:00Z",
    ]


def test_times_to_come_are_told_with_what_clocks_do(reader: httpx2.Client) -> None:
    params = {
        "cron": "30 2 * * *",
        "timezone": "Europe/Berlin",
        "after": "2027-03-27T12:00:00Z",
        "count": 1,
    }
    (row,) = reader.get("/api/v1/schedule-preview", params=params).json()["data"]
    assert (row["scheduled_for"], row["weekday"]) == ("2027-03-28T01:00:00Z", "Sunday")
    assert row["oddity"]
    nothing = reader.get("/api/v1/schedule-preview")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "nothing_to_preview")
    names = [one["type"] for one in reader.get("/api/v1/schedule-types").json()["data"]]
    assert "async_content_generation" in names


@pytest.mark.parametrize(
    ("type_", "params", "needed"),
    [
        ("async_content_generation", PARAMS, "write"),
        ("async_content_generation", PARAMS | {"auto_approve": True}, "review"),
        ("async_content_generation", PARAMS | {"topics": {"file": "topics.txt"}}, "admin"),
        ("async_content_generation", PARAMS | {"topics": "topics.txt"}, "admin"),
        ("async_content_generation", PARAMS | {"topics": "no-such-file"}, "admin"),
        ("publish_due", {}, "write"),
        ("cleanup", {"days": 30}, "admin"),
        ("backup", {"keep": 3}, "admin"),
    ],
)
@pytest.mark.parametrize("scope", ["read", "write", "review", "admin"])
def test_each_parameter_needs_its_scope(
    server: Served,
    tokens: dict[str, str],
    scope: str,
    type_: str,
    params: dict[str, Any],
    needed: str,
) -> None:
    scopes = ("read", "write", "review", "admin")
    client = server.client(tokens[scope])
    answer = client.post(PATH, json=NEW | {"name": "scoped", "type": type_, "params": params})
    if scopes.index(scope) < scopes.index(needed):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_too_small")
    elif params.get("topics") == "no-such-file":
        assert answer.status_code == 422
    else:
        assert answer.status_code == 201
        assert client.delete(answer.headers["location"]).status_code == 200


def test_a_change_needs_the_scope_of_what_it_sets(
    writer: httpx2.Client, admin: httpx2.Client, daily: dict[str, Any]
) -> None:
    place = f"{PATH}/{daily['id']}"
    for changes in (
        {"changed_params": {"topics": {"file": "topics.txt"}}},
        {"changed_params": {"auto_approve": True}},
        {"type": "cleanup", "params": {"days": 1}},
    ):
        assert writer.patch(place, json=changes).status_code == 403
    filed = admin.patch(place, json={"changed_params": {"topics": {"file": "topics.txt"}}})
    assert filed.json()["params"]["topics"]["file"].endswith("topics.txt")
    assert writer.patch(place, json={"description": "of a file"}).status_code == 200


def test_who_may_not_approve_does_not_change_what_approves_itself(
    writer: httpx2.Client, reviewer: httpx2.Client, daily: dict[str, Any]
) -> None:
    place = f"{PATH}/{daily['id']}"
    assert reviewer.patch(place, json={"changed_params": {"auto_approve": True}}).is_success
    other = {"changed_params": {"topics": ["Of somebody else"]}}
    assert writer.patch(place, json=other).json()["code"] == "scope_too_small"
    assert writer.patch(place, json={"description": "of tea"}).status_code == 200
    assert reviewer.patch(place, json=other).status_code == 200


SPAN = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}


def test_who_may_not_approve_lets_nothing_run_that_approves_itself(
    writer: httpx2.Client, reviewer: httpx2.Client, daily: dict[str, Any]
) -> None:
    place = f"{PATH}/{daily['id']}"
    assert reviewer.patch(place, json={"changed_params": {"auto_approve": True}}).is_success
    assert writer.post(f"{place}/pause").is_success
    soon = {"at": "2036-01-01T00:00:00Z"}
    for method, path, body in (
        ("PATCH", "", {"every": "3h"}),
        ("PATCH", "", soon),
        ("PATCH", "", {"timezone": "UTC"}),
        ("PATCH", "", {"catch_up": "all"}),
        ("PATCH", "", {"overlap": "queue"}),
        ("POST", "/resume", None),
        ("POST", "/trigger", None),
        ("POST", "/backfill", SPAN),
    ):
        answer = writer.request(method, f"{place}{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_too_small"), path
    assert writer.post(f"{place}/backfill", json=SPAN | {"dry_run": True}).is_success
    assert writer.get(f"{place}/ticks").json()["data"] == []
    for path, body in (("/resume", None), ("/trigger", None), ("/backfill", SPAN)):
        assert reviewer.post(f"{place}{path}", json=body).is_success, path


def test_a_schedule_that_sends_messages_is_run_by_who_runs_the_service(
    server: Served, writer: httpx2.Client, reviewer: httpx2.Client, admin: httpx2.Client
) -> None:
    made = server.processes.run(
        *("scheduler", "create", "--name", "sends", "--type", "send", "--every", "9h"),
        *("--params", '{"event": "dispatch"}'),
    )
    assert made.returncode == 0, made.stderr
    for who in (writer, reviewer):
        assert who.post(f"{PATH}/sends/trigger").json()["code"] == "scope_too_small"
    assert admin.post(f"{PATH}/sends/trigger").status_code == 201


def test_no_schedule_that_sends_messages_is_made_over_the_api(admin: httpx2.Client) -> None:
    params = {"event": "poll", "arguments": {"refs": []}}
    answer = admin.post(PATH, json=NEW | {"name": "sends", "type": "send", "params": params})
    assert answer.status_code == 422
    assert "whoever runs the service" in answer.json()["detail"]


@pytest.fixture(scope="module")
def of_others(admin: httpx2.Client) -> list[dict[str, Any]]:
    """Schedules that a token of tea-blog does not see."""
    made = []
    for name, type_, params in (
        ("both", NEW["type"], PARAMS | {"account_ids": ["tea-blog", "coffee-blog"]}),
        ("coffee", "publish_due", {"account_ids": ["coffee-blog"]}),
        ("everybody", "publish_due", {}),
    ):
        body = NEW | {"name": name, "type": type_, "params": params}
        made.append(dict(admin.post(PATH, json=body).json()))
    return made


def test_schedules_of_other_accounts_are_not_there(
    bound: httpx2.Client, daily: dict[str, Any], of_others: list[dict[str, Any]]
) -> None:
    assert {row["name"] for row in bound.get(PATH, params={"limit": 1}).json()["data"]} == {
        daily["name"]
    }
    for one in of_others:
        for method, path, body in (
            ("GET", "", None),
            ("PATCH", "", {"description": "mine"}),
            ("DELETE", "", None),
            ("POST", "/pause", None),
            ("POST", "/trigger", None),
            ("GET", "/ticks", None),
            ("GET", "/preview", None),
        ):
            answer = bound.request(method, f"{PATH}/{one['name']}{path}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "no_schedule")


def test_names_of_other_schedules_are_not_told_by_those_that_resemble_them(
    bound: httpx2.Client, reader: httpx2.Client, of_others: list[dict[str, Any]]
) -> None:
    for wrong in ("coffe", "evrybody"):  # that are like one of others
        assert "did you mean" in reader.get(f"{PATH}/{wrong}").json()["advice"]
        assert bound.get(f"{PATH}/{wrong}").json()["advice"] == "GET /api/v1/schedules lists all"


def test_a_schedule_of_others_is_answered_as_one_that_does_not_exist(
    admin: httpx2.Client, bound: httpx2.Client, daily: dict[str, Any]
) -> None:
    place = f"{PATH}/{daily['name']}s"  # like the one that the token sees

    def told() -> dict[str, Any]:
        return {k: v for k, v in bound.get(place).json().items() if k != "request_id"}

    before = told()
    assert daily["name"] in before["advice"]
    hidden = {"name": f"{daily['name']}s", "type": "publish_due", "params": {}}
    made = admin.post(PATH, json=NEW | hidden)
    assert made.status_code == 201, made.text
    assert told() == before
    admin.delete(made.headers["location"])


def test_times_of_other_accounts_are_not_there(
    admin: httpx2.Client, bound: httpx2.Client, of_others: list[dict[str, Any]]
) -> None:
    tick_id = admin.post(f"{PATH}/coffee/trigger").json()["tick_id"]
    assert bound.get(f"/api/v1/ticks/{tick_id}").json()["code"] == "no_tick"
    told = bound.get("/api/v1/ticks", params={"limit": 100}).json()["data"]
    assert tick_id not in [one["tick_id"] for one in told]
    told = admin.get("/api/v1/ticks", params={"limit": 100}).json()["data"]
    assert tick_id in [one["tick_id"] for one in told]


@pytest.mark.parametrize(
    ("type_", "params", "why"),
    [
        ("publish_due", {}, "account_ids is missing"),
        ("cleanup", {"days": 3}, "account_ids is missing"),
        ("publish_due", {"account_ids": ["coffee-blog"]}, "no account 'coffee-blog'"),
        ("publish_due", {"account_ids": [1, 2]}, "no account '2'"),
    ],
)
def test_a_bound_token_makes_schedules_of_its_accounts_alone(
    bound: httpx2.Client, type_: str, params: dict[str, Any], why: str
) -> None:
    answer = bound.post(PATH, json=NEW | {"name": "mine", "type": type_, "params": params})
    assert answer.status_code == 422
    assert why in answer.json()["detail"]
