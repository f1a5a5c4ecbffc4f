"""Answers of WeChat that are lost: nothing is published twice, and nothing is given up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from contenthub.errors import OutcomeUnknownError, TransientError
from contenthub.publishers.base import (
    Accepted,
    HandedOver,
    Proof,
    Publication,
    Publisher,
    Refused,
)
from contenthub.publishers.wechat import way
from tests.contracts.wechat.calls import (
    ADD,
    GET,
    LOST,
    SUBMIT,
    looked,
    out,
)
from tests.support import meddling_proxy
from tests.support.meddling_proxy import Answer, Passing
from tests.support.wechat_fake.started import WeChat


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
