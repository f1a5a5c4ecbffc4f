"""What the settings of stores come to."""

from __future__ import annotations

import pytest

from contenthub.operations.checkup.checklist import stores
from contenthub.operations.checkup.checklist.items import Answer
from contenthub.queries.installation import Server
from contenthub.wording import MEGABYTE


def server(**changes: object) -> Server:
    usual = {"encoding": "UTF8", "superuser": False, "encrypted": True}
    return Server(**{**usual, "connections": 5, "most_connections": 100, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (stores.journal("wal"), "ok"),
        (stores.journal("delete"), "warning"),
        (stores.log_size(10 * MEGABYTE), "ok"),
        (stores.log_size(100 * MEGABYTE), "warning"),
        (stores.free_space(90 * MEGABYTE, 100 * MEGABYTE), "ok"),
        (stores.free_space(300 * MEGABYTE, 1_000 * MEGABYTE), "ok"),
        (stores.free_space(600 * MEGABYTE, 1_000 * MEGABYTE), "warning"),
        (stores.write_time(0.01), "ok"),
        (stores.write_time(1.0), "warning"),
        (stores.write_time(10.0), "failed"),
        (stores.encoding(server()), "ok"),
        (stores.encoding(server(encoding="SQL_ASCII")), "failed"),
        (stores.user(server()), "ok"),
        (stores.user(server(superuser=True)), "warning"),
        (stores.connections(server(connections=89)), "ok"),
        (stores.connections(server(connections=90)), "warning"),
        (stores.log_level("info"), "ok"),
        (stores.log_level("error"), "warning"),
        (stores.log_level("debug"), "warning"),
        (stores.creator("openai"), "ok"),
        (stores.creator("outline"), "warning"),
    ],
)
def test_facts_have_their_level(answer: Answer, level: str) -> None:
    assert answer.level == level


@pytest.mark.parametrize(
    ("address", "encrypted", "level"),
    [
        ("postgresql://u:p@localhost/x", False, "ok"),
        ("postgresql:///x", None, "ok"),
        ("postgresql://u:p@[::1]/x", False, "ok"),
        ("postgresql://u:p@db.example/x", True, "ok"),
        ("postgresql://u:p@db.example/x?sslmode=verify-full", None, "ok"),
        ("postgresql://u:p@db.example/x?sslmode=prefer", False, "warning"),
        ("postgresql://u:p@db.example/x", None, "warning"),
    ],
)
def test_a_database_elsewhere_is_reached_encrypted(
    address: str, encrypted: bool | None, level: str
) -> None:
    assert stores.encryption(address, encrypted).level == level


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("", "ok"),
        ("redis://127.0.0.1:6379/0", "ok"),
        ("unix:///run/redis.sock", "ok"),
        ("redis://redis.example/0", "failed"),
        ("redis://:secret@redis.example/0", "warning"),
        ("rediss://:secret@redis.example/0", "ok"),
    ],
)
def test_a_broker_elsewhere_has_a_door(url: str, level: str) -> None:
    answer = stores.broker_door(url)
    assert answer.level == level
    assert "secret" not in answer.detail
