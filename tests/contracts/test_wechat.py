"""What goes wrong between ContentHub and WeChat, and what is said of it then."""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contenthub import clock, publishers
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.publishers.base import (
    Accepted,
    HandedOver,
    Proof,
    Publication,
    Publisher,
    Refused,
    UpdatingPublisher,
)
from contenthub.publishers.wechat import way
from contenthub.settings import Settings
from tests.support import meddling_proxy
from tests.support.meddling_proxy import Answer, Passing, Proxy
from tests.support.wechat_fake.started import WeChat

ADD, GET, UPDATE = "/cgi-bin/draft/add", "/cgi-bin/draft/get", "/cgi-bin/draft/update"
SUBMIT, LOOK = "/cgi-bin/freepublish/submit", "/cgi-bin/freepublish/get"
LIST, TOKEN = "/cgi-bin/freepublish/batchget", "/cgi-bin/stable_token"
LOST: list[dict[str, Any]] = [
    {"how": "cut", "when": "after"},
    {"how": "half", "when": "after"},
    {"how": "status", "status": 502, "when": "after"},
    {"how": "text", "when": "after"},
]


@pytest.fixture
def publisher(database: Settings) -> Publisher:
    return another(database)


def another(config: Settings, **changes: Any) -> Publisher:
    """As another process, or another host with the same database, builds it."""
    settings = replace(config, **{"allow_private_networks": True, **changes})
    return publishers.create("wechat", settings, TargetNotes())


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


def looked(publisher: Publisher, article: Publication, taken: Any) -> Any:
    """A look as the pool makes it, once it has noted what the target took."""
    assert isinstance(taken, Accepted)
    return publisher.verify(replace(article, external_id=taken.external_id))


def out(account: WeChat) -> list[dict[str, Any]]:
    published: list[dict[str, Any]] = account.state()["published"]
    return published


# From nothing to the proof.


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


# Refused, and removed.


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


# Answers that are lost.


@pytest.mark.parametrize("fault", LOST, ids=lambda one: one["how"])
def test_a_submission_whose_answer_was_lost_is_found_and_never_made_again(
    publisher: Publisher, article: Publication, wechat_account: WeChat, fault: Any
) -> None:
    wechat_account.fail(SUBMIT, **fault)
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    found = publisher.verify(article)
    assert isinstance(found, Proof)
    assert publisher.publish(article) == found
    assert len(out(wechat_account)) == 1
    assert len(wechat_account.calls(SUBMIT)) == 1


@pytest.mark.parametrize("fault", LOST, ids=lambda one: one["how"])
@pytest.mark.parametrize("path", [ADD, GET, "/cgi-bin/media/uploadimg"])
def test_an_answer_that_is_lost_before_the_submission_is_gone_on_from(
    publisher: Publisher, article: Publication, wechat_account: WeChat, path: str, fault: Any
) -> None:
    wechat_account.fail(path, **fault)
    with pytest.raises(TransientError):
        publisher.publish(article)
    assert publisher.verify(article) is None  # readers have seen nothing
    assert isinstance(publisher.publish(article), Accepted)
    assert len(out(wechat_account)) == 1
    assert wechat_account.state()["drafts"] == []  # the first one was gone on with


def test_a_draft_whose_answer_was_lost_is_handed_over_all_the_same(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    wechat_account.fail(ADD, "cut", when="after")
    with pytest.raises(TransientError):
        publisher.publish(draft)
    found = publisher.verify(draft)
    assert isinstance(found, HandedOver)
    assert publisher.publish(draft) == found
    assert len(wechat_account.state()["drafts"]) == 1


def test_a_submission_that_was_not_heard_waits_and_is_made_with_the_same_draft(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    wechat_account.fail(SUBMIT, "cut")  # before it did anything
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    with pytest.raises(TransientError, match="may yet publish"):
        publisher.verify(article)
    with pytest.raises(OutcomeUnknownError):  # as where a person says too early that it is absent
        publisher.publish(article)
    assert len(wechat_account.calls(SUBMIT)) == 1
    later(way.SETTLED + 1)
    assert publisher.verify(article) is None
    assert isinstance(publisher.publish(article), Accepted)
    assert len(out(wechat_account)) == 1
    assert len(wechat_account.calls(ADD)) == 1


def test_a_submission_that_takes_long_is_not_made_again_meanwhile(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    wechat_account.set(publish_seconds=400)
    wechat_account.fail(SUBMIT, "cut", when="after")
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    for seconds in (10, 200, 390):
        later(seconds)
        with pytest.raises(TransientError):
            publisher.verify(article)
    later(410)
    assert isinstance(publisher.verify(article), Proof)
    assert len(wechat_account.calls(SUBMIT)) == 1


def test_a_draft_that_is_nowhere_any_more_was_deleted_and_is_not_sent_again_by_itself(
    publisher: Publisher, article: Publication, wechat_account: WeChat, later: Any
) -> None:
    wechat_account.fail(SUBMIT, "cut")
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    wechat_account.set(draft_removed=wechat_account.state()["drafts"][0]["media_id"])
    with pytest.raises(TransientError, match="draft is gone"):
        publisher.verify(article)
    later(way.DELETED + 1)
    assert isinstance(publisher.verify(article), Refused)
    assert publisher.verify(article) is None  # as a person who tries it again has it looked up
    assert isinstance(publisher.publish(article), Accepted)
    assert len(out(wechat_account)) == 1


def test_another_article_of_the_same_words_is_not_taken_for_this_one(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    first = publisher.publish(article)
    proof = looked(publisher, article, first)
    other = replace(article, key=f"{article.key}-other")
    wechat_account.fail(SUBMIT, "cut")
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(other)
    wechat_account.set(draft_removed=wechat_account.state()["drafts"][0]["media_id"])
    with pytest.raises(TransientError):
        publisher.verify(other)
    assert publisher.verify(article) == proof


def test_through_a_relay_that_moved_it_is_found_at_the_same_account(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    """The account is the place; the address is the way to it, and the old one may be gone."""
    with meddling_proxy.before(wechat_account.url) as old:
        first = replace(article, settings={**article.settings, "url": old.url})
        tried = replace(first, place=publisher.place(first))
        wechat_account.fail(SUBMIT, **LOST[0])
        with pytest.raises(OutcomeUnknownError):
            publisher.publish(tried)
    with meddling_proxy.before(wechat_account.url) as new:
        moved = replace(tried, settings={**article.settings, "url": new.url})
        found = publisher.verify(moved)
        assert isinstance(found, Proof)
        assert publisher.publish(moved) == found
        assert new.seen != []
    assert len(wechat_account.calls(SUBMIT)) == 1


@pytest.fixture
def unmarked(wechat_account: WeChat, article: Publication) -> Iterator[Publication]:
    """The article, where WeChat keeps no marks: their attribute is gone from what it answers."""

    def without_marks(_passing: Passing, answer: Answer) -> Answer:
        status, body, told = answer
        without, count = re.subn(rb' data-contenthub=\\"[0-9a-f]+\\"', b"", body)
        removed.append(count)
        return status, without, told

    removed: list[int] = []

    with meddling_proxy.before(wechat_account.url) as proxy:
        proxy.after = without_marks
        yield replace(article, settings={**article.settings, "url": proxy.url})
    assert sum(removed) > 1


def test_where_wechat_keeps_no_marks_an_article_is_found_by_its_words(
    publisher: Publisher, unmarked: Publication, wechat_account: WeChat
) -> None:
    wechat_account.fail(ADD, "status", when="after")
    with pytest.raises(TransientError):
        publisher.publish(unmarked)
    wechat_account.fail(SUBMIT, "status", when="after")
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(unmarked)
    assert isinstance(publisher.verify(unmarked), Proof)
    assert len(wechat_account.calls(ADD)) == 1
    assert len(out(wechat_account)) == 1


def test_where_wechat_keeps_no_marks_two_of_the_same_words_stay_two(
    publisher: Publisher, unmarked: Publication, wechat_account: WeChat
) -> None:
    proof = looked(publisher, unmarked, publisher.publish(unmarked))
    other = replace(unmarked, key=f"{unmarked.key}-other")
    wechat_account.fail(SUBMIT, "status")
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(other)
    wechat_account.set(draft_removed=wechat_account.state()["drafts"][0]["media_id"])
    with pytest.raises(TransientError, match="draft is gone"):
        publisher.verify(other)
    assert publisher.verify(unmarked) == proof


def test_who_lost_it_before_the_submission_leaves_a_draft_for_the_next(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    answers = iter([[article.key], [article.key], []])  # at first, at the draft, at the submission
    with pytest.raises(TransientError, match="another worker"):
        publisher.publish(replace(article, still_held=lambda: next(answers)))
    assert wechat_account.calls(SUBMIT) == []
    assert isinstance(publisher.publish(article), Accepted)
    assert len(wechat_account.calls(ADD)) == 1


@pytest.mark.parametrize("answer", ['{"errcode":0}', '{"errcode":0,"publish_id":""}', "{}"])
def test_a_submission_without_its_id_is_looked_up(
    publisher: Publisher, article: Publication, wechat_account: WeChat, answer: str
) -> None:
    wechat_account.fail(SUBMIT, "text", text=answer, when="after")
    with pytest.raises(OutcomeUnknownError, match="publish_id"):
        publisher.publish(article)
    assert isinstance(publisher.verify(article), Proof)


# What its answers may look like.


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


# Quotas, rights, addresses.


def test_a_day_whose_looks_are_used_up_waits_for_midnight_in_beijing(
    publisher: Publisher, article: Publication, wechat_account: WeChat
) -> None:
    taken = publisher.publish(article)
    wechat_account.set(used={LOOK: 100})
    seen = looked(publisher, article, taken)
    assert isinstance(seen, Accepted)
    now = datetime.now(UTC) + timedelta(hours=8)
    left = 86_400 - (now.hour * 3_600 + now.minute * 60 + now.second)
    assert seen.look_after == pytest.approx(left + 60, abs=60)


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


# The token.


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


# Pictures.


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
    _ask(wechat_account, "material/del_material", token, {"media_id": media_id})
    assert isinstance(publisher.publish(replace(article, key="other")), Accepted)
    assert len(out(wechat_account)) == 2


def _ask(account: WeChat, path: str, token: str, document: dict[str, Any]) -> Any:
    import httpx2

    address = f"{account.url}/cgi-bin/{path}?access_token={token}"
    return httpx2.post(address, json=document, timeout=30).raise_for_status().json()


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


# Drafts for a person.


def test_a_draft_that_a_person_published_is_published(
    publisher: Publisher, draft: Publication, wechat_account: WeChat
) -> None:
    handed_over = publisher.publish(draft)
    assert isinstance(handed_over, HandedOver)
    token = wechat_account.state()["tokens"][-1]["value"]
    (held,) = wechat_account.state()["drafts"]
    _ask(wechat_account, "freepublish/submit", token, {"media_id": held["media_id"]})
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
    assert _ask(wechat_account, "draft/update", token, order)["errcode"] == 0
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
    _ask(wechat_account, "freepublish/submit", token, {"media_id": held["media_id"]})
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
