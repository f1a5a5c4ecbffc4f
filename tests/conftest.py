"""Fixtures that all tests share: a home, a database in it, an account, a line that works; the
PostgreSQL of those that need one.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from contenthub import boot, clock, masked_text, settings
from contenthub.backends import Backends
from contenthub.database import db
from contenthub.lifecycle import submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.processes.embedded import running
from contenthub.processes.engine import Engine
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support import servers
from tests.support.line_accounts import line_account
from tests.support.migrated_once import Copies
from tests.support.processes import wait_until
from tests.support.story import Story

# A slow machine is no defect: the time of an example is not asserted.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")


def pytest_configure() -> None:
    """Programs under test hear Ctrl-C also where this run does not: in a script's background.

    What ignores a signal bequeaths that to all that it starts; a handler it does not.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first: the others fill the time of the last of them."""
    items.sort(key=lambda item: item.get_closest_marker("takes_long") is None)


@pytest.fixture(scope="session", autouse=True)
def _databases_are_migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(boot, "sqlite_file", Copies(tmp_path_factory.mktemp("migrated")))
        yield


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever is configured where the tests run, they see only what they set themselves."""
    for spec in settings.SPECS.values():
        monkeypatch.delenv(spec.env, raising=False)
    monkeypatch.setenv("CONTENTHUB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(clock, "_zone_name", str)
    masked_text.forget()  # the secrets that another test made known
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _time_only_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test does in this process comes after what it did before, by the clock as well.

    A machine sets its wall clock back by a millisecond now and then, and what is due at this moment
    is not due a moment ago. The programs that a test starts go by the wall clock.
    """
    began, at = datetime.now(UTC), clock.steady()

    def going_on() -> datetime:
        if clock._anchor is not None:  # on PostgreSQL
            return clock._read()
        return began + timedelta(seconds=clock.steady() - at)

    monkeypatch.setattr(clock, "_source", going_on)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Settings of a fresh home, with waits that tests can sit through."""
    return Settings(home=tmp_path / "home", retry_backoff=0.05, lease=1.0, poll_interval=0.2)


@pytest.fixture
def database(config: Settings) -> Iterator[Settings]:
    """The migrated database of ``config``, with nobody at work."""
    boot.open_database(config)
    yield config
    unit.hang_bell(None)
    db.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.Postgres]:
    """A PostgreSQL for all tests of this process, of which each takes a database of its own.

    Whoever stops it starts it again.
    """
    with servers.or_skipped(servers.postgres(), "PostgreSQL") as server:
        yield server


@pytest.fixture
def account(database: Settings) -> Account:
    """An account without wishes of its own, but that template drafts are good enough."""
    return line_account()


@pytest.fixture
def story(database: Settings) -> Story:
    """Asks the database what happened."""
    return Story()


@pytest.fixture
def submit(database: Settings, account: Account) -> Callable[..., str]:
    """Submits one task and returns its id."""

    def call(topic: str = "tea", **wishes: Any) -> str:
        used = wishes.pop("settings", database)
        request = replace(NewTask(topic, account), **wishes)
        return submission.submit([request], used, "test")[0].task_id

    return call


@pytest.fixture
def line(database: Settings) -> Iterator[Callable[..., Engine]]:
    """Starts the production line in this process, with these backends."""
    opened = []

    def start(
        creators: dict[str, Any] | None = None,
        publishers: dict[str, Any] | None = None,
        reviewers: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Engine:
        used = replace(database, **changes)
        context = running(used, backends=Backends(used, creators, publishers, reviewers))
        opened.append(context)
        return context.__enter__()

    yield start
    for context in reversed(opened):
        context.__exit__(None, None, None)


@pytest.fixture
def until() -> Callable[..., Any]:
    """Waits for a condition."""

    def call(predicate: Callable[[], Any], what: str, timeout: float = 60.0) -> Any:
        return wait_until(predicate, timeout, what)

    return call
