"""What receivers answer, and what is believed of it: between ContentHub and a real server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contenthub import publishers
from contenthub.errors import InputError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import (
    Accepted,
    HandedOver,
    Proof,
    Publication,
    Refused,
    UpdatingPublisher,
)
from contenthub.publishers.webhook.publisher import Webhook
from contenthub.settings import Settings
from tests.support import meddling_proxy
from tests.support.meddling_proxy import LOST, Answer, Passing, Proxy
from tests.support.publishing_receiver import SECRET, PublishingReceiver

URL = {"url": "https://tea.example/7"}
Status = int


@pytest.fixture
def publisher() -> Webhook:
    made = publishers.create("webhook", Settings())
    assert isinstance(made, Webhook)
    return made


@pytest.fixture
def proxy(publishing_receiver: PublishingReceiver) -> Iterator[Proxy]:
    with meddling_proxy.before(publishing_receiver.url) as proxy:
        yield proxy


@pytest.fixture
def article(proxy: Proxy, publishing_receiver: PublishingReceiver) -> Publication:
    """An article for the receiver behind the proxy."""
    return Publication(
        key="entry-1-t1",
        content_id=7,
        account="茶",
        title="A quiet pot",
        body="First paragraph.\n",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        settings=publishing_receiver.at(proxy.url),
    )


def told(status: Status, document: Any, **headers: str) -> Answer:
    """An answer with this as JSON, or as it is."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return status, raw, headers


def without(article: Publication, *names: str, **settings: Any) -> Publication:
    kept = {name: value for name, value in article.settings.items() if name not in names}
    return replace(article, settings={**kept, **settings})


def test_a_receiver_gets_the_whole_article_signed(
    publisher: Webhook, article: Publication, publishing_receiver: PublishingReceiver
) -> None:
    proof = publisher.publish(article)
    assert proof == Proof(f"{publishing_receiver.url}/posts/entry-1-t1")
    (message,) = publishing_receiver.got
    assert message["type"] == "article.published"
    data = message["data"]
    assert (data["key"], data["title"], data["account"]) == ("entry-1-t1", "A quiet pot", "茶")
    assert data["html"] == "<p>First paragraph.</p>\n"
    assert publishing_receiver.ids == ["entry-1-t1"]


def test_one_that_knows_another_secret_takes_nothing(
    publisher: Webhook, article: Publication, publishing_receiver: PublishingReceiver
) -> None:
    other = "whsec_" + "QUJD" * 10
    with pytest.raises(PermanentError, match="401"):
        publisher.publish(without(article, secret=other))
    with pytest.raises(PermanentError, match="401"):
        publisher.check(dict(without(article, secret=other).settings), "")
    assert publishing_receiver.posts == {}


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        (told(200, URL), Proof(URL["url"])),
        (told(201, {"id": 4711}), Proof("4711")),
        (told(200, {"id": "4711", **URL}), Proof(URL["url"])),
        (told(409, URL), Proof(URL["url"])),
        (told(202, {"id": "job-7"}, **{"Retry-After": "9"}), Accepted("job-7", 9)),
        (told(202, {"accepted": "job-7", "look_after": 3}), Accepted("job-7", 3)),
        (told(200, {"handed_over": "drafts/7"}), HandedOver("drafts/7")),
    ],
)
def test_what_an_answer_says_is_what_is_believed(
    publisher: Webhook, article: Publication, proxy: Proxy, answer: Answer, taken: Any
) -> None:
    proxy.before = lambda _passing: answer
    assert publisher.publish(article) == taken


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (told(200, b"OK"), OutcomeUnknownError, "no JSON object: OK.*proves nothing"),
        (told(204, b""), OutcomeUnknownError, "proves nothing"),
        (told(200, {"message": "Workflow was started"}), OutcomeUnknownError, "proves nothing"),
        (told(200, [URL]), OutcomeUnknownError, "no JSON object"),
        (told(200, {"url": "a\nb"}), OutcomeUnknownError, "on one line"),
        (told(200, {"url": ["x"]}), OutcomeUnknownError, "on one line"),
        (told(200, {"url": "x" * 3_000}), OutcomeUnknownError, "2000 characters"),
        (told(200, b"[" * 100_000), OutcomeUnknownError, "no JSON"),
        (told(200, b"x" * 300_000), OutcomeUnknownError, "larger than"),
        (told(200, gzip.compress(bytes(10**7)), **{"Content-Encoding": "gzip"}),
         OutcomeUnknownError, "larger than"),
        (told(200, b"x", **{"Content-Encoding": "br"}), OutcomeUnknownError, "encoding"),
        (told(200, {"absent": True}), OutcomeUnknownError, "not there"),
        (told(500, {"error": "Internal Server Error"}), OutcomeUnknownError, "500"),
        (told(502, b"Bad Gateway"), OutcomeUnknownError, "502"),
        (LOST, OutcomeUnknownError, "cannot reach"),
        (told(200, {"refused": "not for our readers"}), PermanentError, "not for our readers"),
        (told(200, {"error": "no such paper", "permanent": True}), PermanentError, "no such paper"),
        (told(200, {"error": "full"}), TransientError, "full"),
        (told(400, {"error": "bad"}), PermanentError, "400"),
        (told(410, b""), PermanentError, "410"),
        (told(409, {"error": "a duplicate"}), PermanentError, "409"),
        (told(302, b"", Location="https://tea.example/"), PermanentError, "tea.example"),
        (told(503, b"Briefly away"), TransientError, "503"),
    ],
)  # fmt: skip
def test_every_other_answer_is_no_proof(
    publisher: Webhook,
    article: Publication,
    proxy: Proxy,
    answer: Answer,
    error: type[Exception],
    said: str,
) -> None:
    proxy.before = lambda _passing: answer
    with pytest.raises(error, match=said) as caught:
        publisher.publish(article)
    assert type(caught.value) is error
    assert len(proxy.seen) == 1  # sent once, and followed nowhere


def test_who_is_busy_is_left_alone_for_as_long_as_he_asks(
    publisher: Webhook, article: Publication, proxy: Proxy
) -> None:
    proxy.before = lambda _passing: told(429, b"", **{"Retry-After": "77"})
    with pytest.raises(TransientError) as caught:
        publisher.publish(article)
    assert caught.value.retry_after == 77


def test_an_answer_that_was_lost_is_asked_for(
    publisher: Webhook,
    article: Publication,
    proxy: Proxy,
    publishing_receiver: PublishingReceiver,
) -> None:
    def lose(passing: Passing, answer: Answer) -> Answer:
        return LOST if passing.method == "POST" else answer

    proxy.after = lose
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    found = publisher.verify(article)
    assert found == Proof(f"{publishing_receiver.url}/posts/entry-1-t1")
    proxy.after = lambda _passing, answer: answer
    assert publisher.publish(article) == found
    assert publishing_receiver.ids == ["entry-1-t1"] * 2  # by which it knows that it has it
    assert len(publishing_receiver.posts) == 1


def test_without_an_address_to_ask_a_person_has_to_look(
    publisher: Webhook, article: Publication, proxy: Proxy
) -> None:
    alone = without(article, "verify_url")
    with pytest.raises(TransientError, match="no verify_url"):
        publisher.verify(alone)
    proxy.before = lambda _passing: told(202, {"id": "job-7"})
    with pytest.raises(OutcomeUnknownError, match=r"job-7.*no verify_url"):
        publisher.publish(alone)


def test_an_address_to_ask_that_was_added_later_is_asked_where_it_is_the_same_receiver(
    publisher: Webhook, article: Publication, proxy: Proxy
) -> None:
    place = publisher.place(without(article, "verify_url"))
    proof = publisher.publish(article)
    assert publisher.verify(replace(article, place=place)) == proof
    other = replace(without(article, url=f"{proxy.url}/other"), place=place)
    with pytest.raises(TransientError, match="no verify_url"):  # it would say: not there
        publisher.verify(other)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (told(404, b"<html>"), None),
        (told(410, b""), None),
        (told(200, {"absent": True}), None),
        (told(200, {"refused": "taken down"}), Refused("taken down")),
        (told(200, {"accepted": "job-7", "look_after": 30}), Accepted("job-7", 30)),
    ],
)
def test_what_the_address_to_ask_says(
    publisher: Webhook, article: Publication, proxy: Proxy, answer: Answer, seen: Any
) -> None:
    proxy.before = lambda _passing: answer
    assert publisher.verify(replace(article, external_id="job-7")) == seen


@pytest.mark.parametrize(
    "answer",
    [
        told(200, b"<html>log in</html>"),
        told(200, {"title": "A quiet pot"}),
        told(200, b"x" * 300_000),
        told(401, b""),
        told(302, b"", Location="https://tea.example/login"),
        told(500, b""),
        LOST,
    ],
)
def test_an_address_that_does_not_tell_leaves_it_open(
    publisher: Webhook, article: Publication, proxy: Proxy, answer: Answer
) -> None:
    proxy.before = lambda _passing: answer
    with pytest.raises(TransientError):
        publisher.verify(article)


def test_an_edited_article_goes_to_the_address_for_it(
    publisher: Webhook, article: Publication, publishing_receiver: PublishingReceiver
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    with pytest.raises(PermanentError, match="404"):
        publisher.update(article)
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    edited = replace(article, body="Another text.\n", proof=proof.location)
    assert publisher.update(edited) == proof
    assert publisher.update(edited) == proof
    assert "Another text." in publishing_receiver.read(proof.location)
    first, *updates = publishing_receiver.ids[1:]
    assert first == article.key
    # another message than the first, or a receiver would pass it over; the same at every try
    assert len(set(updates)) == 1
    assert first not in updates
    assert publishing_receiver.got[-1]["type"] == "article.updated"
    with pytest.raises(PermanentError, match="no update_url"):
        publisher.update(without(edited, "update_url"))


def test_an_update_whose_answer_was_lost_is_sent_again(
    publisher: Webhook,
    article: Publication,
    proxy: Proxy,
    publishing_receiver: PublishingReceiver,
) -> None:
    proof = publisher.publish(article)
    proxy.after = lambda _passing, _answer: LOST
    edited = replace(article, body="Another text.\n")
    with pytest.raises(TransientError):
        publisher.update(edited)
    proxy.after = lambda _passing, answer: answer
    assert publisher.update(edited) == proof


def test_a_receiver_that_only_says_that_it_has_it_has_it_handed_over(
    publisher: Webhook, article: Publication, proxy: Proxy
) -> None:
    proxy.before = lambda _passing: told(200, {"status": "success"})
    taken = publisher.publish(without(article, answer="receipt"))
    assert taken == HandedOver("the receiver answered 200")


def test_the_check_asks_for_what_cannot_be_there(
    publisher: Webhook, article: Publication, publishing_receiver: PublishingReceiver, proxy: Proxy
) -> None:
    its = dict(article.settings)
    assert publisher.check(its, "") == its["url"]
    assert publishing_receiver.got == []
    assert "only a verify_url can tell" in publisher.check(
        without(article, "verify_url").settings, ""
    )
    proxy.before = lambda _passing: told(200, {"url": "https://tea.example/always"})
    with pytest.raises(PermanentError, match="what is not there"):
        publisher.check(its, "")
    away = {**its, "url": "http://127.0.0.1:9/", "verify_url": "http://127.0.0.1:9/{key}"}
    with pytest.raises(TransientError, match="cannot reach"):
        publisher.check(away, "")
    with pytest.raises(TransientError, match="cannot reach"):
        publisher.publish(replace(article, settings=away))


@pytest.mark.parametrize(
    "header", ["Bearer t0ken\nX-Evil: 1", "Bearer t0ken\rX", "Bearer schlüssel"]
)
def test_what_no_header_can_say_is_refused_before_it_is_sent(
    publisher: Webhook, article: Publication, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    refused = r"authorization .* allowed: (one line of ASCII|a text without control)"
    with pytest.raises(InputError, match=refused) as caught:
        publisher.validate({**article.settings, "authorization": header})
    assert "t0ken" not in str(caught.value)
    monkeypatch.setenv("TEA_TOKEN", header)
    elsewhere = {**article.settings, "authorization": "env:TEA_TOKEN"}
    publisher.validate(elsewhere)
    with pytest.raises(PermanentError, match=refused) as caught_later:
        publisher.publish(replace(article, settings=elsewhere))
    assert "t0ken" not in str(caught_later.value)


def test_secrets_are_read_when_they_are_needed_and_told_nobody_else(
    publisher: Webhook, article: Publication, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="whsec_"):
        publisher.validate({**article.settings, "secret": "plain"})
    hidden = without(article, secret="env:TEA_SECRET", authorization="env:TEA_TOKEN")
    publisher.validate(dict(hidden.settings))
    monkeypatch.setenv("TEA_TOKEN", "Bearer t0ken-of-tea")
    with pytest.raises(PermanentError, match="TEA_SECRET"):
        publisher.publish(hidden)
    monkeypatch.setenv("TEA_SECRET", SECRET)
    assert publisher.publish(hidden)
    assert proxy.seen[-1].headers["Authorization"] == "Bearer t0ken-of-tea"
    proxy.before = lambda passing: told(400, passing.headers["Authorization"].encode())
    with pytest.raises(PermanentError) as caught:
        publisher.publish(hidden)
    assert "t0ken" not in str(caught.value)


def test_a_machine_s_own_address_is_never_called(publisher: Webhook, article: Publication) -> None:
    place = {"url": "http://169.254.169.254/", "verify_url": "", "update_url": ""}
    with pytest.raises(PermanentError, match=r"169\.254"):
        publisher.publish(replace(article, place=place))
