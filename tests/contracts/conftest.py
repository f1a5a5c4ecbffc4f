"""Fixtures of the contract suites."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contracts.cases import Behaviour, Case, Stage
from tests.contracts.creator_stages import PROMPT, TEXT, Play
from tests.support import ghost, wordpress
from tests.support import picture_server as pictures
from tests.support import publishing_receiver as publishing_receiver_
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import Proxy
from tests.support.processes import wait_until
from tests.support.publishing_receiver import PublishingReceiver
from tests.support.wechat_fake import started
from tests.support.wechat_fake.started import WeChat
from tests.support.wordpress import WordPressSite


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
    with pictures.serving() as server:
        yield server


@pytest.fixture(scope="session")
def ghost_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GhostSite]:
    """A real Ghost, where it was asked for: ``make test-ghost``."""
    if not os.environ.get("CONTENTHUB_TEST_GHOST"):
        pytest.skip("a real Ghost takes its time: make test-ghost")
    with ghost.running(tmp_path_factory.mktemp("ghost") / "site") as site:
        yield site


@pytest.fixture
def publishing_receiver() -> Iterator[PublishingReceiver]:
    """A receiver for the publisher `webhook`."""
    with publishing_receiver_.receiving() as running:
        yield running


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
