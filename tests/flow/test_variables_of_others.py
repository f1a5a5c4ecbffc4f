"""No program gets a variable that a target or a channel names as the place of its secret."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot
from contenthub.backends import Backends
from contenthub.database import db
from contenthub.errors import UnreachableError
from contenthub.lifecycle import accounts
from contenthub.operations import targets
from contenthub.operations.alerts import channels
from contenthub.operations.caller import Caller
from contenthub.programs import environment
from contenthub.programs.calling import output_of
from contenthub.programs.control import Control
from contenthub.publishers.base import Publication
from contenthub.queries import named_variables
from contenthub.settings import Settings
from contenthub.topics.sources import feed_process
from tests.support.processes import REPOSITORY

PRESS = REPOSITORY / "tests" / "support" / "publishing_program.py"
NAMES = ("TEA_WP", "TEA_DESK", "TEA_MAIL", "TEA_PRESS")


@pytest.fixture
def named(database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A database in which each of these variables is named, by something that is not called."""
    for name in NAMES:
        monkeypatch.setenv(name, f"value-of-{name}")
    monkeypatch.setenv("TEA_FREE", "nobody's")
    accounts.add("tea-blog")
    site = {"url": "https://one.example/", "user": "ada", "password": "env:TEA_WP"}
    desk = {"url": "https://one.example/", "authorization": " env:TEA_DESK"}
    press = {"command": f"{sys.executable} {PRESS} good {tmp_path}", "secret": "env:TEA_PRESS"}
    _add(database, "site", "wordpress", site)
    _add(database, "desk", "webhook", desk)
    _add(database, "press", "command", press)
    mail = {
        "host": "mail.example",
        "to": "ada@example.com",
        "username": "ada",
        "password": "env:TEA_MAIL",
    }
    channels.add(Caller(database, "cli:ada"), "mail", "email", mail, local=True)
    environment.SECRET_VARIABLES.difference_update(NAMES)  # as a worker that used none of them yet
    boot.open_database(database)
    return database


def _add(database: Settings, name: str, publisher: str, its: dict[str, Any]) -> None:
    targets.add(Caller(database, "cli:ada"), "tea-blog", name, targets.Changes(publisher, its))


SHOWS = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]


def given() -> dict[str, str]:
    """The environment that a program finds."""
    return dict(json.loads(output_of(SHOWS, b"", Control(60), 1_000_000)))


def test_a_program_gets_none_of_them_and_all_else(named: Settings) -> None:
    found = given()
    assert found.keys() & set(NAMES) == set()
    assert found["TEA_FREE"] == "nobody's"


def test_what_reads_the_feeds_of_strangers_gets_none_of_them(
    named: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_process, "_COMMAND", SHOWS)
    with feed_process._started("text/xml") as process:
        told, _ = process.communicate(b"")
    found = json.loads(told)
    assert found.keys() & {*NAMES, "DATABASE_URL"} == set()
    assert found["TEA_FREE"] == "nobody's"


def test_what_is_named_later_is_kept_back_once_that_is_known(
    named: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    given()
    _add(named, "late", "webhook", {"url": "https://x.example/", "authorization": "env:TEA_FREE"})
    monkeypatch.setattr(environment, "_FRESH", -1.0)
    assert "TEA_FREE" not in given()


def test_it_is_asked_once_for_many_programs() -> None:
    asked = []

    def ask() -> frozenset[str]:
        asked.append(1)
        return frozenset({"TEA_WP"})

    environment.named_by(ask)
    for _ in range(5):
        environment.safe()
    assert len(asked) == 1


def test_while_the_database_is_away_what_was_known_is_kept_back(
    named: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([frozenset({"TEA_WP"})])

    def ask() -> frozenset[str]:
        for one in answers:
            return one
        raise UnreachableError("away")

    monkeypatch.setattr(environment, "_FRESH", -1.0)
    environment.named_by(ask)
    for _ in range(2):
        assert environment.safe().keys() & set(NAMES) == set(NAMES) - {"TEA_WP"}


def test_a_thread_that_asks_keeps_no_connection(named: Settings) -> None:
    environment.named_by(named_variables.names)
    left: list[bool] = []

    def start() -> None:
        left.append("TEA_WP" in environment.safe() or not db.database.is_closed())

    thread = threading.Thread(target=start)
    thread.start()
    thread.join(60)
    assert left == [False]
    assert not db.database.is_closed()  # this one had its own before
    environment.safe()
    assert not db.database.is_closed()


def test_the_program_of_a_target_gets_its_own_and_no_others(named: Settings) -> None:
    publisher = Backends(named).publisher("command")
    program = (
        "import json, os, sys; sys.stdin.read();"
        "print(json.dumps({'id': ' '.join(sorted(os.environ))}))"
    )
    its = {"command": f'{sys.executable} -c "{program}"', "secret": "env:TEA_PRESS"}
    made = Publication("k", 1, "tea-blog", "T", "B", datetime(2026, 1, 1, tzinfo=UTC), settings=its)
    proof = publisher.publish(made)
    assert set(getattr(proof, "location", "").split()) & {*NAMES, "TARGET_SECRET"} == {
        "TEA_PRESS",
        "TARGET_SECRET",
    }
