"""A publisher, an article and a draft for the account at a WeChat that is ours."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contenthub import clock
from contenthub.publishers.base import (
    Publication,
    Publisher,
)
from contenthub.settings import Settings
from tests.contracts.wechat.calls import (
    another,
)
from tests.support.meddling_proxy import Proxy
from tests.support.wechat_fake.started import WeChat


@pytest.fixture
def publisher(database: Settings) -> Publisher:
    return another(database)


@pytest.fixture
def article(wechat_account: WeChat, picture_server: Proxy) -> Publication:
    """An article that is to be published."""
    return Publication(
        key=f"entry-{uuid.uuid4().hex[:12]}-t1",
        content_id=7,
        account="Tea",
        title="安静的茶壶",
        body=f"First paragraph.\n\n第二段。\n\n![a pot]({picture_server.url}/pot.png)\n",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        summary="一把茶壶。",
        language="zh",
        settings={
            "url": wechat_account.url,
            "app_id": wechat_account.appid,
            "app_secret": wechat_account.secret,
            "mode": "publish",
        },
    )


@pytest.fixture
def draft(article: Publication) -> Publication:
    """The same, for a person to publish."""
    return replace(article, settings={**article.settings, "mode": "draft"})


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, wechat_account: WeChat) -> Callable[[float], None]:
    """Both clocks, ours and WeChat's, are so many seconds ahead."""
    real = clock.now

    def go(seconds: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=seconds))
        wechat_account.clock(seconds)

    return go
