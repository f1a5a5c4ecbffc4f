"""Fixtures of the contract suites."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import publishers
from contenthub.publishers.base import Publication, Publisher
from tests.contracts.cases import Behaviour, Case, Stage
from tests.contracts.cases.publishers import Case as PublisherCase
from tests.contracts.cases.publishers import Make
from tests.contracts.creator_stages import PROMPT, TEXT, Play
from tests.faults.conftest import Site, opened
from tests.support import ghost, meddling_proxy, wordpress
from tests.support import picture_server as picture_server_
from tests.support import publishing_receiver as publishing_receiver_
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import Proxy
from tests.support.processes import wait_until
from tests.support.publishing_receiver import PublishingReceiver
from tests.support.wechat_fake import started
from tests.support.wechat_fake.started import WeChat
from tests.support.wordpress import WordPressSite


@pytest.fixture
def pictures() -> Iterator[Proxy]:
    """A server of pictures: what ``before`` answers."""
    with meddling_proxy.before("http://127.0.0.1:9") as server:
        server.before = lambda _passing: (200, picture_server_.PNG, {"Content-Type": "image/png"})
        yield server


@pytest.fixture(scope="session")
def wordpress_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPressSite]:
    """A real WordPress, where it was asked for: ``make test-wordpress``."""
    if not os.environ.get("CONTENTHUB_TEST_WORDPRESS"):
        pytest.skip("a real WordPress takes its time: make test-wordpress")
    with wordpress.running(tmp_path_factory.mktemp("wordpress") / "site") as site:
        yield site


@pytest.fixture(scope="session")
def _wechat() -> Iterator[WeChat]:
    with started.wechat() as fake:
        yield fake


@pytest.fixture
def wechat_account(_wechat: WeChat) -> WeChat:
    """An official account with nothing in it, at a fake of WeChat's API."""
    _wechat.reset()
    return _wechat


@pytest.fixture
def picture_server() -> Iterator[Proxy]:
    """A server of pictures."""
    with picture_server_.serving() as server:
        yield server


@pytest.fixture(scope="session")
def ghost_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GhostSite]:
    """A real Ghost, where it was asked for: ``make test-ghost``."""
    if not os.environ.get("CONTENTHUB_TEST_GHOST"):
        pytest.skip("a real Ghost takes its time: make test-ghost")
    with ghost.running(tmp_path_factory.mktemp("ghost") / "site") as site:
        yield site


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Site]:
    """A home whose service runs in a process of its own, which a test can kill."""
    with opened(tmp_path) as site:
        yield site


@pytest.fixture
def publishing_receiver() -> Iterator[PublishingReceiver]:
    """A receiver for the publisher `webhook`."""
    with publishing_receiver_.receiving() as running:
        yield running


@pytest.fixture
def publisher(case: PublisherCase, request: pytest.FixtureRequest) -> Publisher:
    return publishers.create(request.node.callspec.params["case"], case.settings, case.memory)


@pytest.fixture
def publication(case: PublisherCase, publisher: Publisher) -> Make:
    """Publications with keys that no other test has: servers outlive a test."""
    test = uuid.uuid4().hex[:12]

    def make(number: int = 7, **changes: Any) -> Publication:
        settings = {**case.its, **changes.pop("settings", {})}
        plain = Publication(
            key=f"entry-{test}-{number}",
            content_id=number,
            account="Tech Weekly",
            title="A quiet queue",
            body="First paragraph.\n\n第二段。\n",
            created_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
            settings=settings,
        )
        if "proof" in changes:  # it was tried before, and its place was kept
            changes.setdefault("place", publisher.place(plain))
        return replace(plain, **changes)

    return make


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Opens a case's stage, and demands that nothing runs there when the test is through."""

    @contextmanager
    def opened(case: Case, behaviour: Behaviour, text: str = TEXT) -> Iterator[Stage]:
        with case.stage(behaviour, tmp_path, text) as stage:
            yield stage
            if case.kind == "direct":
                wait_until(lambda: stage.running() == 0, PROMPT, "the end of the generation")

    return opened
