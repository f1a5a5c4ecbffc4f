"""Services that die while WeChat has what they asked for: found again, and never sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.records import Account
from tests.faults.conftest import Site, Until
from tests.support import picture_server
from tests.support.articles import article, entry_of
from tests.support.line_accounts import TAKES_SHORT
from tests.support.wechat_fake import started
from tests.support.wechat_fake.started import WeChat

pytestmark = pytest.mark.takes_long

ADD, SUBMIT = "/cgi-bin/draft/add", "/cgi-bin/freepublish/submit"
LOOK = "/cgi-bin/freepublish/get"
OPEN = {"CONTENTHUB_ALLOW_PRIVATE_NETWORKS": "true"}  # to the server of pictures


@pytest.fixture
def account() -> Iterator[WeChat]:
    with started.wechat() as fake:
        yield fake


@pytest.fixture
def tea(site: Site, account: WeChat) -> Iterator[Account]:
    """An account whose articles are published there."""
    with picture_server.serving() as pictures:
        settings = {
            "url": account.url,
            "app_id": account.appid,
            "app_secret": account.secret,
            "mode": "publish",
            "cover": f"{pictures.url}/cover.png",
        }
        yield accounts.add("tea", publisher="wechat", publisher_settings=settings, gate=TAKES_SHORT)


def proof(content_id: int) -> str:
    entry = entry_of(content_id)
    return str(entry.proof) if entry and entry.status == "published" else ""


def _addresses(account: WeChat) -> list[str]:
    return [
        f"http://mp.weixin.qq.com/s?__biz=MzTest==&mid={one['mid']}&idx=1&sn={one['article_id']}#rd"
        for one in account.state()["published"]
    ]


@pytest.mark.parametrize("path", [ADD, SUBMIT, LOOK])
def test_a_service_killed_between_acceptance_and_commit_publishes_once(
    site: Site, until: Until, account: WeChat, tea: Account, path: str
) -> None:
    account.fail(path, "hang", when="after")
    made = article(site.config, "Tea", "Tea is a drink.", approved=True, account=tea)
    first = site.service(**OPEN)
    until(lambda: len(account.calls(path)) == 1, "the call that hangs", 60)
    first.kill()
    site.service(**OPEN)
    until(lambda: proof(made), "the proof", 90)
    assert _addresses(account) == [proof(made)]
    assert len(account.calls(SUBMIT)) == 1
    assert account.state()["drafts"] == []
    assert _published() == 1


def test_two_services_publish_each_article_once_with_one_token(
    site: Site, until: Until, account: WeChat, tea: Account
) -> None:
    made = [
        article(site.config, f"Tea {n}", f"Tea {n} is a drink.", approved=True, account=tea)
        for n in range(6)
    ]
    services = [site.service(**OPEN), site.service(**OPEN)]
    until(lambda: all(map(proof, made)), "the proofs", 120)
    assert sorted(_addresses(account)) == sorted(map(proof, made))
    assert len(account.calls(SUBMIT)) == len(made)
    assert _forced(account) == 0
    assert all(service.running for service in services)
    assert _published() == len(made)


def _published() -> int:
    """How often it was written that something is published."""
    sql = "SELECT COUNT(*) FROM events WHERE entity = 'entry' AND event = 'publish'"
    return int(db.execute(sql).fetchone()[0])


def _forced(account: WeChat) -> int:
    """How often the token was renewed by force."""
    calls: list[dict[str, Any]] = account.calls("/cgi-bin/stable_token")
    return sum(call["body"]["force_refresh"] for call in calls)
