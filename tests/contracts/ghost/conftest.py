"""A real Ghost, what stands before it, and an article for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from contenthub import publishers
from contenthub.publishers.base import Publication, UpdatingPublisher
from contenthub.settings import Settings
from tests.support import meddling_proxy
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import Proxy


@pytest.fixture
def proxy(ghost_site: GhostSite) -> Iterator[Proxy]:
    with meddling_proxy.before(ghost_site.url) as proxy:
        yield proxy


@pytest.fixture
def publisher() -> UpdatingPublisher:
    found = publishers.create("ghost", Settings(allow_private_networks=True))
    assert isinstance(found, UpdatingPublisher)
    return found


@pytest.fixture
def article(proxy: Proxy, ghost_site: GhostSite) -> Publication:
    """An article for the site behind the proxy."""
    return Publication(
        key=f"{uuid.uuid4()}-t1",
        content_id=7,
        account="Tea",
        title="A quiet pot",
        body="First paragraph {{title}}.\n\n第二段。\n\n1. One\n\n   ```sh\n   boil\n   ```\n",
        summary="What a pot does.",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        tags=("tea", "茶"),
        settings={**ghost_site.settings, "url": proxy.url},
    )
