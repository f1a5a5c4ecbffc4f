"""A real WordPress, what stands before it, and an article for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from contenthub import publishers
from contenthub.publishers.base import Publication, UpdatingPublisher
from contenthub.settings import Settings
from tests.support import meddling_proxy
from tests.support.meddling_proxy import Proxy
from tests.support.wordpress import WordPressSite


@pytest.fixture
def proxy(wordpress_site: WordPressSite) -> Iterator[Proxy]:
    with meddling_proxy.before(wordpress_site.url) as proxy:
        yield proxy


@pytest.fixture
def publisher() -> UpdatingPublisher:
    found = publishers.create("wordpress", Settings(allow_private_networks=True))
    assert isinstance(found, UpdatingPublisher)
    return found


@pytest.fixture
def article(proxy: Proxy, wordpress_site: WordPressSite) -> Publication:
    """An article for the site behind the proxy."""
    return Publication(
        key=f"entry-{uuid.uuid4().hex[:12]}-t1",
        content_id=7,
        account="Tea",
        title="A quiet pot",
        body="First paragraph [gallery].\n\n第二段。\n",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        tags=("tea", "茶"),
        settings={**wordpress_site.settings("admin"), "url": proxy.url},
    )
