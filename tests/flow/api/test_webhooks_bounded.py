"""Tokens make as many webhooks as settings allow, by account and in all, and no more."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.support.api import Served, served

PATH = "/api/v1/webhooks"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = {"CONTENTHUB_MAX_WEBHOOKS": "5", "CONTENTHUB_MAX_WEBHOOKS_PER_ACCOUNT": "2"}
    with served(tmp_path_factory.mktemp("api"), **settings) as one:
        yield one


def add(client: httpx2.Client, account: str | None = None) -> httpx2.Response:
    wanted = {"url": "https://receiver.example/hook", "account": account}
    return client.post(PATH, json={name: value for name, value in wanted.items() if value})


def test_a_token_fills_neither_the_room_of_other_accounts_nor_more_than_there_is(
    writer: httpx2.Client, admin: httpx2.Client
) -> None:
    made = [add(writer) for _ in range(3)]
    assert [one.status_code for one in made] == [201, 201, 409]
    told = made[-1].json()
    assert told["code"] == "too_many_webhooks"
    assert told["detail"].startswith("tokens have made 2 webhooks for all accounts together, and")
    assert "CONTENTHUB_MAX_WEBHOOKS_PER_ACCOUNT" in told["detail"]
    answers = [add(writer, "tea-blog") for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 409]
    assert "for this account" in answers[-1].json()["detail"]
    assert [add(admin).status_code for _ in range(2)] == [201, 409]
    assert add(admin).json()["detail"] == (
        "there are 5 webhooks, and CONTENTHUB_MAX_WEBHOOKS allows no more: remove one that is not"
        " needed"
    )
    assert writer.delete(f"{PATH}/{made[0].json()['id']}").status_code == 200
    assert add(writer).status_code == 201, "what was removed makes room"
