"""What WeChat may answer otherwise: other forms, quotas, rights and addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub.errors import PermanentError, TransientError
from contenthub.publishers.base import (
    Accepted,
    HandedOver,
    Proof,
    Publication,
    Publisher,
)
from tests.contracts.wechat.calls import (
    ADD,
    LIST,
    LOOK,
    SUBMIT,
    looked,
    out,
)
from tests.support.wechat_fake.started import WeChat


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ('{"errcode":"48001","errmsg":"api unauthorized"}', PermanentError, "certified accounts"),
        ('{"errcode":48001.0}', PermanentError, "certified accounts"),
        ('{"errcode":99999,"errmsg":"new \\u001b[31mnews"}', PermanentError, "99999"),
        ('{"errcode":"what"}', PermanentError, "errcode what"),
        ("[1]", TransientError, "no JSON"),
        ('"text"', TransientError, "no JSON"),
        ("", TransientError, "no JSON"),
        ("{" * 5_000, TransientError, "no JSON"),
        ('{"errcode":null}', TransientError, "media_id"),
        ('{"media_id":7}', TransientError, "media_id"),
    ],
)
def test_an_answer_of_whatever_form_is_one_clear_line(
    publisher: Publisher,
    article: Publication,
    wechat_account: WeChat,
    answer: str,
    error: type[Exception],
    said: str,
) -> None:
    wechat_account.fail(ADD, "text", text=answer)
    with pytest.raises(error, match=said) as raised:
        publisher.publish(article)
    assert "\x1b" not in str(raised.value)
    assert isinstance(publisher.publish(article), Accepted)


@pytest.mark.parametrize(
    "answer",
    ['{"publish_status":9}', '{"publish_status":null}', "{}", '{"publish_status":[]}'],
)
def test_a_status_that_nobody_knows_says_nothing(
    publisher: Publisher, article: Publication, wechat_account: WeChat, answer: str
) -> None:
    taken = publisher.publish(article)
    wechat_account.fail(LOOK, "text", text=answer)
    with pytest.raises(TransientError, match="status"):
        looked(publisher, article, taken)
    assert isinstance(looked(publisher, article, taken), Proof)


@pytest.mark.parametrize(
    "answer",
    [
        '{"publish_status":0}',
        '{"publish_status":0,"article_detail":{"item":[]}}',
        '{"publish_status":"0","article_detail":{"item":[{"article_url":""}]}}',
        '{"publish_status":0,"article_detail":{"item":[{"article_url":"javascript:x"}]}}',
        '{"publish_status":0,"article_detail":[]}',
    ],
)
def test_done_without_an_address_is_not_published_yet(
    publisher: Publisher, article: Publication, wechat_account: WeChat, answer: str
) -> None:
    taken = publisher.publish(article)
    wechat_account.fail(LOOK, "text", text=answer)
    assert isinstance(looked(publisher, article, taken), Accepted)


def test_a_day_whose_looks_are_used_up_waits_for_midnight_in_beijing(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    taken = publisher.publish(article)
    wechat_account.set(used={LOOK: 100})
    seen = looked(publisher, article, taken)
    assert isinstance(seen, Accepted)
    assert seen.look_after is not None
    then = datetime.now(UTC) + timedelta(hours=8, seconds=seen.look_after)
    assert (then.hour, then.minute) < (0, 10)  # whichever midnight: one may pass meanwhile


def test_a_day_whose_submissions_are_used_up_is_gone_on_with_tomorrow(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    wechat_account.set(used={SUBMIT: 100})
    with pytest.raises(TransientError, match="45009") as raised:
        publisher.publish(article)
    assert raised.value.retry_after > 60
    later(raised.value.retry_after)
    assert isinstance(publisher.publish(article), Accepted)
    assert len(wechat_account.calls(ADD)) == 1
    assert len(out(wechat_account)) == 1


def test_too_many_calls_within_a_minute_wait_for_one(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    wechat_account.fail(ADD, "errcode", errcode=45011)
    with pytest.raises(TransientError, match="45011") as raised:
        publisher.publish(article)
    assert raised.value.retry_after == 60


@pytest.mark.parametrize("code", [53503, 53504, 53505])
def test_a_draft_that_has_to_be_published_by_hand_says_so_and_is_not_out(
    publisher: Publisher, article: Publication, wechat_account: WeChat, code: int
) -> None:
    wechat_account.fail(SUBMIT, "errcode", errcode=code)
    with pytest.raises(PermanentError, match=rf"{code}.*mp\.weixin\.qq\.com"):
        publisher.publish(article)
    assert publisher.verify(article) is None


def test_an_account_that_is_not_certified_is_told_of_drafts(
    publisher: Publisher, article: Publication, draft: Publication, wechat_account: WeChat
) -> None:
    wechat_account.set(certified=False)
    with pytest.raises(PermanentError, match="mode=draft"):
        publisher.check(article.settings, "")
    with pytest.raises(PermanentError, match="48001"):
        publisher.publish(article)
    assert publisher.check(draft.settings, "")
    assert isinstance(publisher.publish(draft), HandedOver)


def test_a_machine_that_is_not_on_the_list_is_told_its_address(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    wechat_account.set(allowed_ips=["203.0.113.9"])
    for call in (lambda: publisher.check(article.settings, ""), lambda: publisher.publish(article)):
        with pytest.raises(PermanentError, match=r"40164.*: 127\.0\.0\.1.*IP list"):
            call()


def test_the_check_sees_a_day_that_is_used_up(
    publisher: Publisher, article: Publication, draft: Publication, wechat_account: WeChat
) -> None:
    wechat_account.set(used={SUBMIT: 100})
    with pytest.raises(TransientError, match="freepublish/submit"):
        publisher.check(article.settings, "")
    assert publisher.check(draft.settings, "") == f"{wechat_account.appid} at {wechat_account.url}"


def test_checks_that_come_often_leave_the_days_calls_to_publications(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    for _ in range(5):
        publisher.check(article.settings, "")
    assert len(wechat_account.calls(LIST)) == 1
    later(7 * 3_600)
    wechat_account.set(certified=False)
    with pytest.raises(PermanentError, match="48001"):
        publisher.check(article.settings, "")


def test_the_check_leaves_nothing_there(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    publisher.check(article.settings, "")
    state = wechat_account.state()
    assert (state["drafts"], state["publications"], state["materials"]) == ([], [], {})


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"app_id": "wx0000000000000000"}, "40013"), ({"app_secret": "0" * 32}, "40125|40001")],
)
def test_a_wrong_id_or_secret_says_what_to_look_at(
    publisher: Publisher,
    article: Publication,
    wechat_account: WeChat,
    changed: dict[str, Any],
    said: str,
) -> None:
    assert publisher.check(article.settings, "")  # the right secret's token is kept
    its = {**article.settings, **changed}
    with pytest.raises(PermanentError, match=said):
        publisher.check(its, "")
    with pytest.raises(PermanentError, match=said):
        publisher.publish(replace(article, settings=its))
    assert wechat_account.state()["drafts"] == []
