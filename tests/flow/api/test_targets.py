"""Targets, creators and publishers over the API: looked at, changed, tried."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.support.api import Served

KEY = "whsec_dGVhLW9mLXRoZS1lYXN0LWFuZC10aGUtd2VzdC0x"
PATH = "/api/v1/accounts/tea-blog/targets"


@pytest.fixture
def archive(admin: httpx2.Client) -> Any:
    """A target besides the first one."""
    made = admin.post(PATH, json={"name": "archive", "settings": {"folder": "old"}})
    assert made.status_code == 201, made.text
    yield dict(made.json()) | {"place": made.headers["location"]}
    admin.delete(made.headers["location"])


def test_it_is_made_read_changed_and_removed(admin: httpx2.Client, archive: dict[str, Any]) -> None:
    by_name = admin.get(f"{PATH}/archive")
    assert by_name.json() == admin.get(archive["place"]).json()
    assert (archive["account"], archive["settings"]) == ("tea-blog", {"folder": "old"})
    tag = {"if-none-match": by_name.headers["etag"]}
    assert admin.get(f"{PATH}/archive", headers=tag).status_code == 304
    changed = admin.patch(f"{PATH}/archive", json={"changed_settings": {"syntax": "hugo"}}).json()
    assert changed["settings"] == {"folder": "old", "syntax": "hugo"}
    changed = admin.patch(f"{PATH}/archive", json={"publisher": "files", "settings": {}}).json()
    assert (changed["publisher"], changed["settings"]) == ("files", {})
    assert admin.patch(f"{PATH}/archive", json={"publisher": None}).json()["publisher"] is None
    assert admin.patch(f"{PATH}/archive", json={}).status_code == 422
    wrong = admin.patch(f"{PATH}/archive", json={"settings": {"folder": "../../etc"}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_publisher_settings")
    taken = admin.post(PATH, json={"name": "archive"})
    assert (taken.status_code, taken.json()["code"]) == (422, "name_taken")
    assert admin.delete(archive["place"]).json()["removed"] is True
    assert admin.get(archive["place"]).json()["code"] == "no_target"
    assert admin.delete(f"{PATH}/default").status_code == 409


def test_its_slots_are_set_told_and_taken_away(
    admin: httpx2.Client, archive: dict[str, Any]
) -> None:
    place = f"{PATH}/archive"
    changed = admin.patch(place, json={"slots": "daily 8:00", "at_most": "1 a day"}).json()
    assert (changed["slots"], changed["at_least"], changed["at_most"]) == ("08:00", None, "1/day")
    assert len(changed["next_free"]) == 3
    rows = admin.get(f"{place}/slots", params={"days": 5}).json()["data"]
    assert {row["status"] for row in rows} == {"free"}
    assert [row["at"] for row in rows][:3] == changed["next_free"]
    for body, why in (({"slots": "x 8"}, "is no day"), ({"at_least": "2"}, "no span of time")):
        wrong = admin.patch(place, json=body)
        assert (wrong.status_code, why in wrong.text) == (422, True)
    assert admin.get(f"{place}/slots", params={"days": 0}).status_code == 422
    emptied = admin.patch(place, json={"slots": None, "at_most": ""}).json()
    assert (emptied["slots"], emptied["at_most"], emptied["next_free"]) == (None, None, [])
    assert admin.get(f"{place}/slots").json()["data"] == []


def test_all_are_asked_page_by_page(writer: httpx2.Client, archive: dict[str, Any]) -> None:
    page = writer.get("/api/v1/targets/check", params={"limit": 2}).json()
    assert [(one["name"], one["ok"]) for one in page["data"]] == [
        ("default", True),
        ("archive", True),
    ]
    rest = writer.get("/api/v1/targets/check", params={"after": page["next"]}).json()
    assert "coffee-blog" in [one["account"] for one in rest["data"]]


def test_it_is_paused_and_resumed(writer: httpx2.Client, archive: dict[str, Any]) -> None:
    assert writer.post(f"{PATH}/archive/pause").json()["paused"] is True
    assert writer.post(f"{PATH}/archive/resume").json()["paused"] is False


def test_it_is_tried_and_nothing_is_left_there(
    writer: httpx2.Client, archive: dict[str, Any]
) -> None:
    told = writer.get(f"{PATH}/archive/check").json()
    assert (told["account"], told["name"], told["ok"]) == ("tea-blog", "archive", True)
    page = writer.get("/api/v1/publishers/files/check", params={"limit": 2}).json()
    assert [(one["name"], one["ok"]) for one in page["data"]] == [
        ("default", True),
        ("archive", True),
    ]
    rest = writer.get("/api/v1/publishers/files/check", params={"after": page["next"]}).json()
    assert "coffee-blog" in [one["account"] for one in rest["data"]]
    assert writer.get("/api/v1/publishers/paper/check").status_code == 404


def test_those_of_all_accounts_are_listed_page_by_page(
    reader: httpx2.Client, archive: dict[str, Any]
) -> None:
    seen: list[Any] = []
    params: dict[str, Any] = {"limit": 1}
    while True:
        page = reader.get("/api/v1/targets", params=params).json()
        seen += [(row["account"], row["name"]) for row in page["data"]]
        if not page["has_more"]:
            break
        params["after"] = page["next"]
    assert ("tea-blog", "archive") in seen
    assert ("coffee-blog", "default") in seen
    assert len(seen) == len(set(seen))
    rows = reader.get("/api/v1/targets", params={"publisher": "paper"}).json()["data"]
    assert rows == []


def test_those_of_other_accounts_are_not_there(bound: httpx2.Client) -> None:
    others = "/api/v1/accounts/coffee-blog/targets"
    for method, path, body in (
        ("GET", "/default", None),
        ("GET", "/default/check", None),
        ("POST", "", {"name": "x"}),
        ("PATCH", "/default", {"publisher": "files"}),
        ("POST", "/default/pause", None),
        ("DELETE", "/default", None),
    ):
        answer = bound.request(method, f"{others}{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_account")
    rows = bound.get("/api/v1/targets").json()["data"]
    assert {row["account"] for row in rows} == {"tea-blog"}
    tried = bound.get("/api/v1/publishers/files/check").json()["data"]
    assert {row["account"] for row in tried} == {"tea-blog"}


def test_names_of_others_targets_are_as_those_that_nothing_has(
    admin: httpx2.Client, bound: httpx2.Client, archive: dict[str, Any]
) -> None:
    place = "/api/v1/accounts/coffee-blog/targets"
    assert admin.post(place, json={"name": "roastery"}).status_code == 201
    for client, wanted in ((admin, 200), (bound, 422)):
        params = {"target": "roastery"}
        assert client.get("/api/v1/publish-entries", params=params).status_code == wanted
    advice = [
        client.get("/api/v1/publish-entries", params={"target": name}).json()["advice"]
        for client in (admin, bound)
        for name in ("roastry", "archiv")
    ]
    assert advice[:2] == ["did you mean 'roastery'?", "did you mean 'archive'?"]
    assert advice[2:] == ["GET /api/v1/targets lists all", "did you mean 'archive'?"]
    assert admin.delete(f"{place}/roastery").status_code == 200


def test_creators_are_listed_and_asked(reader: httpx2.Client, writer: httpx2.Client) -> None:
    found = {one["name"]: one for one in reader.get("/api/v1/creators").json()["data"]}
    assert found["outline"]["configured"] is True
    assert sum(one["default"] for one in found.values()) == 1
    told = writer.get("/api/v1/creators/outline/check").json()
    assert (told["name"], told["ok"]) == ("outline", True)
    assert writer.get("/api/v1/creators/command/check").json()["ok"] is False
    assert writer.get("/api/v1/creators/nobody/check").status_code == 404
    assert {"name": "files", "default": True} in reader.get("/api/v1/publishers").json()["data"]


def test_what_runs_programs_is_set_up_on_the_machine_alone(admin: httpx2.Client) -> None:
    its = {"command": "/bin/true"}
    wanted = {"name": "press", "publisher": "command", "settings": its}
    refused = admin.post(PATH, json=wanted)
    assert refused.status_code == 409, refused.text
    assert "on the machine itself alone" in refused.text
    for_the_first = {"publisher": "command", "settings": its}
    assert admin.patch(f"{PATH}/default", json=for_the_first).status_code == 409
    account = {"name": "press", "publisher": "command", "publisher_settings": its}
    assert admin.post("/api/v1/accounts", json=account).status_code == 409
    for secret in ("env:HOME", "file:/etc/passwd"):
        its = {"url": "https://example.com/", "authorization": secret}
        wanted = {"name": "desk", "publisher": "webhook", "settings": its}
        refused = admin.post(PATH, json=wanted)
        assert (refused.status_code, "of the machine" in refused.text) == (409, True)
    its = {"command": "/bin/true"}
    its_own = {"publisher": "command", "publisher_settings": its}
    assert admin.patch("/api/v1/accounts/tea-blog", json=its_own).status_code == 409


@pytest.mark.parametrize("folder", ["/srv/site", " /srv/site", "~/site"])
def test_no_folder_of_the_machine_is_named_from_afar(admin: httpx2.Client, folder: str) -> None:
    its = {"folder": folder}
    wanted = {"name": "site", "publisher": "files", "settings": its}
    for refused in (
        admin.post(PATH, json=wanted),
        admin.patch(f"{PATH}/default", json={"settings": its}),
        admin.post("/api/v1/accounts", json={"name": "press", "publisher_settings": its}),
        admin.patch("/api/v1/accounts/tea-blog", json={"publisher_settings": its}),
    ):
        assert refused.status_code == 409, refused.text
        assert "it writes into a folder of the machine" in refused.text


@pytest.mark.parametrize(
    "secret", ["authorization=Bearer 5ecret-of-ada", "authorization=env:TEA_DESK", f"secret={KEY}"]
)
def test_a_secret_goes_to_no_address_that_came_from_afar(
    admin: httpx2.Client, server: Served, secret: str
) -> None:
    name, _, _ = secret.partition("=")
    its = ["--setting", "url=https://one.example/", "--setting", secret]
    server.command("target", "add", "tea-blog", "desk", "--publisher", "webhook", *its)
    desk = f"{PATH}/desk"
    for moved in ("url", "update_url", "verify_url"):
        new = {moved: "https://two.example/{key}"}
        refused = admin.patch(desk, json={"changed_settings": new})
        assert refused.status_code == 409, refused.text
        assert f"{moved} says where the secret {name} goes" in refused.text
    assert admin.get(desk).json()["settings"]["url"] == "https://one.example/"
    assert admin.patch(desk, json={"changed_settings": {"answer": "receipt"}}).status_code == 200
    if "env:" in secret:  # whoever names it does not know it
        named = {"url": "https://two.example/", name: "env:TEA_DESK"}
        assert admin.patch(desk, json={"settings": named}).status_code == 409
    anew = {"url": "https://two.example/", name: KEY if name == "secret" else "Bearer an0ther"}
    assert admin.patch(desk, json={"settings": anew}).status_code == 200
    assert admin.delete(desk).status_code == 200


def test_one_with_a_slash_in_its_name_is_called_by_its_id(admin: httpx2.Client) -> None:
    made = admin.post(PATH, json={"name": "news/tea"})
    place = made.headers["location"]
    assert admin.get(place).json()["name"] == "news/tea"
    by_name = admin.get(f"{PATH}/news%2Ftea").json()
    assert (by_name["code"], "called by its id" in by_name["advice"]) == ("no_such_path", True)
    assert "called by its id" not in admin.get(f"{PATH}/news/tea").json()["advice"]
    assert admin.delete(place).json()["removed"] is True
