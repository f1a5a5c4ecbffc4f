"""One token of WeChat for all processes, and in no error."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.publishers.base import (
    Accepted,
    Publication,
    Publisher,
)
from contenthub.settings import Settings
from tests.contracts.wechat.calls import (
    ADD,
    TOKEN,
    another,
    out,
)
from tests.support.wechat_fake.started import WeChat


def test_processes_share_one_token(
    publisher: Publisher, article: Publication, wechat_account: WeChat, database: Settings
) -> None:
    publisher.publish(article)
    another(database).publish(replace(article, key="other"))
    assert len(wechat_account.calls(TOKEN)) == 1


@pytest.mark.parametrize("became", ["expired", "revoked", "forgotten"])
def test_a_token_that_is_over_in_the_middle_is_asked_for_once_and_the_call_made_again(
    publisher: Publisher, article: Publication, wechat_account: WeChat, became: str
) -> None:
    answers = iter([None, None, became])  # when it is asked whether this worker still has it

    def held() -> list[str]:
        if (now := next(answers)) is not None:
            wechat_account.set(tokens=now)
        return [article.key]

    assert isinstance(publisher.publish(replace(article, still_held=held)), Accepted)
    assert len(out(wechat_account)) == 1
    assert len(wechat_account.calls(TOKEN)) <= 3


def test_a_token_with_little_time_left_is_used_for_that_time(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    publisher.publish(article)
    wechat_account.set(token_seconds=345)
    another_one = replace(article, key="other")
    TargetNotes().forget(_token_name(article))
    publisher.publish(another_one)
    assert len(wechat_account.calls(TOKEN)) == 2
    later(300)
    publisher.publish(replace(article, key="third"))
    assert len(wechat_account.calls(TOKEN)) == 2
    later(400)
    publisher.publish(replace(article, key="fourth"))
    assert len(wechat_account.calls(TOKEN)) == 3


def _token_name(article: Publication) -> str:
    from contenthub.publishers.wechat import target

    return target.target(article.settings).account.name("token")


def test_many_at_once_with_a_refused_token_renew_it_once(
    publisher: Publisher, article: Publication, wechat_account: WeChat, database: Settings
) -> None:
    publisher.publish(article)
    wechat_account.set(tokens="revoked")
    errors: list[Exception] = []

    def publish(number: int) -> None:
        try:
            another(database).publish(replace(article, key=f"at-once-{number}"))
        except BackendError as error:
            errors.append(error)

    threads = [threading.Thread(target=publish, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(error, TransientError) for error in errors)
    orders = [call["body"] for call in wechat_account.calls(TOKEN)]
    assert sum(order["force_refresh"] for order in orders) <= 1


def test_a_token_that_is_refused_for_ever_is_renewed_by_force_once_and_then_an_error(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    wechat_account.fail(ADD, "errcode", errcode=40001, times=100)
    with pytest.raises(BackendError, match=r"40001|renews"):
        publisher.publish(article)
    with pytest.raises(TransientError, match="another process renews it"):
        publisher.publish(article)
    forced = [call for call in wechat_account.calls(TOKEN) if call["body"]["force_refresh"]]
    assert len(forced) == 1


def test_the_token_and_the_secret_are_in_no_error(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    publisher.publish(article)
    token = wechat_account.state()["tokens"][-1]["value"]
    said = f"no {token} and no {wechat_account.secret} here"
    wechat_account.fail(ADD, "errcode", errcode=40097, errmsg=said)
    with pytest.raises(PermanentError) as raised:
        publisher.publish(replace(article, key="other"))
    assert "***" in str(raised.value)
    assert token not in str(raised.value)
    assert wechat_account.secret not in str(raised.value)
