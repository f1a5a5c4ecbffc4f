"""Drafts that a person publishes, changes or deletes at WeChat."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contenthub.errors import PermanentError, TransientError
from contenthub.publishers.base import (
    HandedOver,
    Proof,
    Publication,
    Publisher,
    Refused,
    UpdatingPublisher,
)
from tests.contracts.wechat.calls import (
    GET,
    SUBMIT,
    UPDATE,
    ask,
    looked,
)
from tests.support.wechat_fake.started import WeChat


def test_a_draft_that_a_person_published_is_published(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    handed_over = publisher.publish(draft)
    assert isinstance(handed_over, HandedOver)
    token = wechat_account.state()["tokens"][-1]["value"]
    (held,) = wechat_account.state()["drafts"]
    ask(wechat_account, "freepublish/submit", token, {"media_id": held["media_id"]})
    proof = publisher.verify(draft)
    assert isinstance(proof, Proof)
    assert publisher.publish(draft) == proof
    assert wechat_account.state()["drafts"] == []


def test_a_draft_that_was_handed_over_stays_one_where_the_target_publishes_later(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    taken = publisher.publish(draft)
    assert isinstance(taken, HandedOver)
    publishes = {**draft.settings, "mode": "publish"}
    later = replace(draft, proof=taken.location, settings=publishes)
    assert publisher.verify(later) == taken
    wechat_account.set(draft_removed=wechat_account.state()["drafts"][0]["media_id"])
    assert isinstance(publisher.verify(later), Refused)


def test_a_draft_that_a_person_deleted_is_told_and_made_anew_when_it_is_tried_again(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    publisher.publish(draft)
    wechat_account.set(draft_removed=wechat_account.state()["drafts"][0]["media_id"])
    assert isinstance(publisher.verify(draft), Refused)
    assert publisher.verify(draft) is None
    assert isinstance(publisher.publish(draft), HandedOver)
    assert len(wechat_account.state()["drafts"]) == 1


def test_a_draft_is_brought_to_what_the_article_says_now(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    taken = publisher.publish(draft)
    assert isinstance(taken, HandedOver)
    edited = replace(
        draft, title="新的标题", body=f"{draft.body}\n\n第三段。", proof=taken.location
    )
    for _ in range(2):
        assert publisher.update(edited) == taken
    (held,) = wechat_account.state()["drafts"]
    assert held["articles"][0]["title"] == "新的标题"
    assert "第三段。" in held["articles"][0]["content"]


@pytest.mark.parametrize("mode", ["draft", "publish"])
def test_other_articles_in_its_draft_are_neither_overwritten_nor_published(
    publisher: Publisher, draft: Publication, wechat_account: WeChat, mode: str
) -> None:
    publisher.publish(draft)
    (held,) = wechat_account.state()["drafts"]
    item = {**held["articles"][0], "title": "A person's"}
    both = json.dumps({"news_item": [item, held["articles"][0]]})
    wechat_account.fail(GET, "text", text=both, times=100)
    settings = {**draft.settings, "mode": mode}
    with pytest.raises(PermanentError, match="holds 2 articles"):
        publisher.publish(replace(draft, title="Edited", settings=settings))
    assert wechat_account.calls(UPDATE) == []
    assert wechat_account.calls(SUBMIT) == []


def test_what_is_published_cannot_be_changed_and_says_so(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    proof = looked(publisher, article, publisher.publish(article))
    with pytest.raises(PermanentError, match="lets nobody change"):
        publisher.update(replace(article, title="新的标题", proof=proof.location))
    assert wechat_account.calls(UPDATE) == []


def test_what_a_person_changed_in_a_draft_is_not_taken_away_without_a_word(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    taken = publisher.publish(draft)
    token = wechat_account.state()["tokens"][-1]["value"]
    (held,) = wechat_account.state()["drafts"]
    (kept,) = held["articles"]
    by_hand = {**kept, "content": kept["content"].replace("第二段", "更好的第二段")}
    order = {"media_id": held["media_id"], "index": 0, "articles": by_hand}
    assert ask(wechat_account, "draft/update", token, order)["errcode"] == 0
    edited = replace(draft, title="新的标题")
    for call in (publisher.update, publisher.publish):
        with pytest.raises(PermanentError, match="edited_there=overwrite"):
            call(edited)
    assert wechat_account.state()["drafts"][0]["articles"][0]["title"] == draft.title
    may = {**draft.settings, "edited_there": "overwrite"}
    assert publisher.update(replace(edited, settings=may)) == taken
    assert wechat_account.state()["drafts"][0]["articles"][0]["title"] == "新的标题"


def test_a_draft_whose_writing_broke_off_was_changed_by_nobody_else(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    taken = publisher.publish(draft)
    edited = replace(draft, title="新的标题")
    wechat_account.fail(UPDATE, "cut", when="after")
    with pytest.raises(TransientError):
        publisher.update(edited)
    assert publisher.update(edited) == taken


def test_an_update_of_a_draft_that_a_person_published_says_where_it_is(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    publisher.publish(draft)
    token = wechat_account.state()["tokens"][-1]["value"]
    (held,) = wechat_account.state()["drafts"]
    ask(wechat_account, "freepublish/submit", token, {"media_id": held["media_id"]})
    with pytest.raises(PermanentError, match=r"published it: http://mp\.weixin\.qq\.com/s"):
        publisher.update(replace(draft, title="新的标题"))


def test_a_draft_that_is_gone_cannot_be_updated(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    taken = publisher.publish(draft)
    assert isinstance(taken, HandedOver)
    wechat_account.set(draft_removed=wechat_account.state()["drafts"][0]["media_id"])
    with pytest.raises(PermanentError, match="not at WeChat any more"):
        publisher.update(replace(draft, proof=taken.location))
    assert wechat_account.state()["drafts"] == []
