"""How an article gets out at WeChat, and how it is refused or removed there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contenthub.errors import PermanentError
from contenthub.publishers.base import (
    Accepted,
    Proof,
    Publication,
    Publisher,
    Refused,
)
from tests.contracts.wechat.calls import (
    ADD,
    looked,
    out,
)
from tests.support.meddling_proxy import Proxy
from tests.support.wechat_fake.started import WeChat


def test_published_is_said_once_wechat_gives_the_address(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    wechat_account.set(next_statuses=[1, 1, 0])
    taken = publisher.publish(article)
    assert isinstance(taken, Accepted)
    assert taken.look_after == 10.0
    for _ in range(2):
        assert isinstance(looked(publisher, article, taken), Accepted)
    proof = looked(publisher, article, taken)
    assert isinstance(proof, Proof)
    assert proof.location.startswith("http://mp.weixin.qq.com/s?")
    (published,) = out(wechat_account)
    assert published["articles"][0]["title"] == article.title


def test_what_is_sent_is_utf_8_and_whole(
    publisher: Publisher, article: Publication, wechat_account: WeChat, picture_server: Proxy
) -> None:
    publisher.publish(replace(article, title='茶 & "壶" <b>'))
    (call,) = wechat_account.calls(ADD)
    assert "\\u" not in call["raw"]
    (published,) = out(wechat_account)
    (held,) = published["articles"]
    assert held["title"] == '茶 & "壶" <b>'
    assert held["digest"] == "一把茶壶。"
    assert "第二段。" in held["content"]
    assert picture_server.url not in held["content"]
    assert "mmbiz.qpic.cn" in held["content"]


def test_a_summary_is_cut_to_what_wechat_takes_and_a_title_never(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    publisher.publish(replace(article, summary="很长的摘要" * 100))
    assert len(out(wechat_account)[0]["articles"][0]["digest"]) <= 120
    long = replace(article, key="other", title="长" * 33)
    with pytest.raises(PermanentError, match=r"45003: the title is too long.*shorten it"):
        publisher.publish(long)
    wechat_account.set(limits={"title": 64})  # accounts were seen that take more than documented
    assert isinstance(publisher.publish(long), Accepted)


@pytest.mark.parametrize("rewrites", [False, True])
def test_addresses_that_wechat_spells_otherwise_are_no_loss(
    publisher: Publisher, article: Publication, wechat_account: WeChat, rewrites: bool
) -> None:
    wechat_account.set(rewrites_addresses=rewrites)
    assert isinstance(publisher.publish(article), Accepted)


def test_looks_grow_rarer_so_that_a_hundred_a_day_suffice(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    wechat_account.set(publish_seconds=10 * 86_400)
    taken, age, waits = publisher.publish(article), 0.0, []
    while age < 86_400:
        waits.append(float(taken.look_after or 0))
        age += waits[-1]
        later(age)
        taken = looked(publisher, article, taken)
        assert isinstance(taken, Accepted)
    assert waits[:4] == [10, 30, 120, 600]
    assert len(waits) < 40


@pytest.mark.parametrize(("status", "said"), [(2, "original"), (3, "could not"), (4, "review")])
def test_what_wechat_refuses_is_told_until_it_is_noted_and_may_be_tried_again(
    publisher: Publisher, article: Publication, wechat_account: WeChat, status: int, said: str
) -> None:
    wechat_account.set(next_statuses=[status])
    taken = publisher.publish(article)
    for _ in range(2):  # a worker may be killed before it has noted it
        seen = looked(publisher, article, taken)
        assert isinstance(seen, Refused)
        assert said in seen.reason
    assert publisher.verify(article) is None  # with the refusal the pool forgets the id
    again = publisher.publish(article)
    assert again != taken
    assert isinstance(looked(publisher, article, again), Proof)
    assert len(out(wechat_account)) == 1
    assert len(wechat_account.calls(ADD)) == 1  # the draft was there yet


@pytest.mark.parametrize(("status", "said"), [(5, "deleted"), (6, "took it down")])
def test_what_was_removed_after_it_was_out_is_no_longer_called_published(
    publisher: Publisher, article: Publication, wechat_account: WeChat, status: int, said: str
) -> None:
    taken = publisher.publish(article)
    assert isinstance(looked(publisher, article, taken), Proof)
    wechat_account.set(publication={taken.external_id: status})
    seen = looked(publisher, article, taken)
    assert isinstance(seen, Refused)
    assert said in seen.reason
