"""Pictures and covers: uploaded once, and what is wrong with one is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contenthub.errors import PermanentError
from contenthub.publishers.base import (
    Accepted,
    Publication,
    Publisher,
)
from contenthub.settings import Settings
from tests.contracts.wechat.calls import (
    another,
    ask,
    out,
)
from tests.support.meddling_proxy import Proxy
from tests.support.wechat_fake.started import WeChat


def test_pictures_and_covers_are_uploaded_once(
    publisher: Publisher,
    article: Publication,
    wechat_account: WeChat,
    picture_server: Proxy,
    database: Settings,
) -> None:
    with_cover = replace(article, images=(f"{picture_server.url}/cover.png",))
    publisher.publish(with_cover)
    another(database).publish(replace(with_cover, key="other"))
    state = wechat_account.state()
    assert len(state["pictures"]) == 1
    assert len(state["materials"]) == 1


def test_a_cover_that_was_deleted_at_wechat_is_uploaded_again(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    publisher.publish(article)
    token = wechat_account.state()["tokens"][-1]["value"]
    (media_id,) = wechat_account.state()["materials"]
    ask(wechat_account, "material/del_material", token, {"media_id": media_id})
    assert isinstance(publisher.publish(replace(article, key="other")), Accepted)
    assert len(out(wechat_account)) == 2


@pytest.mark.parametrize(
    ("name", "said"), [("a.gif", "GIF"), ("a.webp", "WEBP"), ("large.png", "less than 1 MB")]
)
def test_a_picture_that_wechat_does_not_take_is_named_and_keeps_the_article_in(
    publisher: Publisher,
    article: Publication,
    wechat_account: WeChat,
    picture_server: Proxy,
    name: str,
    said: str,
) -> None:
    body = f"{article.body}\n![x]({picture_server.url}/{name})"
    with pytest.raises(PermanentError, match=rf"/{name} .*{said}"):
        publisher.publish(replace(article, body=body))
    assert wechat_account.state()["drafts"] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": "Words alone."}, "no picture for its cover"),
        ({"body": "![x](data:image/png;base64,iVBORw0KGgo=)"}, "no address of the web"),
        ({"body": "![x](/pot.png)"}, "no address of the web"),
        ({"title": " \n"}, "no title"),
    ],
)
def test_what_an_article_lacks_is_said_before_anything_is_sent(
    publisher: Publisher,
    article: Publication,
    wechat_account: WeChat,
    changes: dict[str, Any],
    said: str,
) -> None:
    with pytest.raises(PermanentError, match=said):
        publisher.publish(replace(article, **changes))
    assert wechat_account.state()["drafts"] == []


def test_a_cover_may_be_one_that_is_at_wechat_already(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    publisher.publish(article)
    (media_id,) = wechat_account.state()["materials"]
    settings = {**article.settings, "cover": f"media:{media_id}"}
    plain = replace(article, key="other", body="Words alone.", settings=settings)
    assert isinstance(publisher.publish(plain), Accepted)
    assert len(wechat_account.state()["materials"]) == 1


def test_pictures_are_not_fetched_from_where_nobody_may_look(
    article: Publication, database: Settings
) -> None:
    careful = another(database, allow_private_networks=False)
    with pytest.raises(PermanentError, match="no public address"):
        careful.publish(article)
