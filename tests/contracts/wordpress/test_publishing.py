"""What goes wrong between ContentHub and a real WordPress, and what is said of it then."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contenthub import publishers
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import HandedOver, Proof, Publication, Publisher, Refused
from contenthub.publishers.wordpress.site import Site
from contenthub.settings import Settings
from tests.contracts.wordpress.calls import is_draft, is_release, post_of
from tests.support.meddling_proxy import LOST, Answer, Passing, Proxy
from tests.support.wordpress import WordPressSite

JSON = {"Content-Type": "application/json"}


def test_an_answer_that_was_lost_is_looked_up_and_not_sent_again(
    publisher: Publisher, article: Publication, proxy: Proxy, wordpress_site: WordPressSite
) -> None:
    def lose(passing: Passing, answer: Answer) -> Answer:
        return LOST if is_release(passing) else answer

    proxy.after = lose
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    found = publisher.verify(article)
    assert isinstance(found, Proof)
    assert publisher.publish(article) == found
    assert len(post_of(wordpress_site, article)) == 1


@pytest.mark.parametrize(
    "instead",
    [
        (504, b"<html>504 Gateway Time-out</html>", {"Content-Type": "text/html"}),
        (200, b"xxxx", {"Content-Encoding": "br"}),
    ],
    ids=["a page", "unreadable"],
)
def test_what_a_gateway_says_of_the_release_is_no_word_of_wordpress(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    wordpress_site: WordPressSite,
    instead: Answer,
) -> None:
    proxy.after = lambda passing, answer: instead if is_release(passing) else answer
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)
    assert isinstance(publisher.verify(article), Proof)
    assert len(post_of(wordpress_site, article)) == 1


def test_a_refused_read_back_after_the_release_is_no_failure(
    publisher: Publisher, article: Publication, proxy: Proxy
) -> None:
    released: list[bool] = []

    def refuse(passing: Passing, answer: Answer) -> Answer:
        if released and passing.method == "GET":
            body = json.dumps({"code": "rest_not_logged_in", "message": "no"}).encode()
            return 401, body, JSON
        released.extend([True] if is_release(passing) else [])
        return answer

    proxy.after = refuse
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(article)


def test_a_plugin_that_breaks_after_the_release_does_not_make_two(
    publisher: Publisher, article: Publication, proxy: Proxy, wordpress_site: WordPressSite
) -> None:
    def break_(passing: Passing, answer: Answer) -> Answer:
        broken = (500, json.dumps({"code": "internal_server_error", "message": "x"}).encode(), JSON)
        return broken if is_release(passing) else answer

    proxy.after = break_
    with pytest.raises(OutcomeUnknownError, match="internal_server_error"):
        publisher.publish(article)
    assert isinstance(publisher.verify(article), Proof)


def test_a_draft_whose_answer_was_lost_is_gone_on_with(
    publisher: Publisher, article: Publication, proxy: Proxy, wordpress_site: WordPressSite
) -> None:
    lost = iter([True])

    def lose_once(passing: Passing, answer: Answer) -> Answer:
        return LOST if is_draft(passing) and next(lost, False) else answer

    proxy.after = lose_once
    with pytest.raises(TransientError):
        publisher.publish(article)
    assert publisher.verify(article) is None  # readers have seen nothing
    assert isinstance(publisher.publish(article), Proof)
    assert [post["status"] for post in post_of(wordpress_site, article)] == ["publish"]


@pytest.mark.parametrize(
    ("dropped", "said"), [("content", "empty"), ("title", "title"), ("tags", "tags")]
)
def test_what_wordpress_dropped_is_never_let_out(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    wordpress_site: WordPressSite,
    dropped: str,
    said: str,
) -> None:
    def drop(passing: Passing) -> None:
        if is_draft(passing):
            passing.drop(dropped)

    proxy.before = drop
    with pytest.raises(PermanentError, match=said):
        publisher.publish(article)
    assert all(post["status"] == "draft" for post in post_of(wordpress_site, article))


def test_pictures_and_the_cover_are_uploaded_once(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    pictures: Proxy,
    wordpress_site: WordPressSite,
) -> None:
    body = f"{article.body}\n![a pot]({pictures.url}/pot.png)\n"
    first = replace(article, body=body, images=(f"{pictures.url}/cover.png",))
    second = replace(first, key=f"{first.key}-again")
    proof = publisher.publish(first)
    assert isinstance(proof, Proof)
    assert pictures.url not in wordpress_site.page(proof.location)
    publisher.publish(second)
    uploads = [one for one in proxy.seen if one.method == "POST" and "media" in one.path]
    assert len(uploads) <= 1  # both pictures are one, and an earlier test may have brought it
    covers = {post_of(wordpress_site, one)[0]["featured_media"] for one in (first, second)}
    assert len(covers) == 1
    assert covers != {0}


@pytest.mark.parametrize("images", ["upload", "link"])
@pytest.mark.parametrize("shown", ["whole", "small"])
def test_a_cover_that_is_at_the_site_already_is_the_cover(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    pictures: Proxy,
    wordpress_site: WordPressSite,
    images: str,
    shown: str,
) -> None:
    publisher.publish(replace(article, images=(f"{pictures.url}/cover.png",)))
    cover = post_of(wordpress_site, article)[0]["featured_media"]
    held = wordpress_site.ask("GET", f"/wp/v2/media/{cover}").json()
    sizes = held["media_details"].get("sizes") or {}
    small = next(iter(sizes.values()), held)
    address = (held if shown == "whole" else small)["source_url"]
    there = address.replace(wordpress_site.url, proxy.url)
    its = {**article.settings, "images": images}
    second = replace(article, key=f"{article.key}-2", images=(there,), settings=its)
    proxy.seen.clear()
    assert isinstance(publisher.publish(second), Proof)
    assert post_of(wordpress_site, second)[0]["featured_media"] == cover
    assert [one for one in proxy.seen if one.method == "POST" and "media" in one.path] == []


def test_a_cover_of_the_site_that_is_none_of_its_media_becomes_one(
    publisher: Publisher, article: Publication, proxy: Proxy, wordpress_site: WordPressSite
) -> None:
    with_cover = replace(article, images=(f"{proxy.url}/wp-includes/images/w-logo-blue.png",))
    assert isinstance(publisher.publish(with_cover), Proof)
    assert post_of(wordpress_site, with_cover)[0]["featured_media"] != 0


def test_a_cover_that_was_dropped_is_noticed(
    publisher: Publisher, article: Publication, proxy: Proxy, pictures: Proxy
) -> None:
    def drop(passing: Passing) -> None:
        if is_draft(passing):
            passing.drop("featured_media")

    proxy.before = drop
    with pytest.raises(PermanentError, match="cover"):
        publisher.publish(replace(article, images=(f"{pictures.url}/cover.png",)))


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((404, b"", {}), PermanentError, "404"),
        ((503, b"", {}), TransientError, "503"),
        ((200, b"<html>log in</html>", {}), PermanentError, "no picture"),
    ],
    ids=["gone", "away", "a page"],
)
def test_a_picture_that_cannot_be_had_keeps_the_article_in(
    publisher: Publisher,
    article: Publication,
    pictures: Proxy,
    wordpress_site: WordPressSite,
    answer: Answer,
    error: type[Exception],
    said: str,
) -> None:
    pictures.before = lambda _passing: answer
    with pytest.raises(error, match=said):
        publisher.publish(replace(article, images=(f"{pictures.url}/cover.png",)))
    assert post_of(wordpress_site, article) == []


def test_a_file_that_wordpress_never_takes_is_not_tried_again(
    wordpress_site: WordPressSite,
) -> None:
    site = Site(wordpress_site.url, "admin", wordpress_site.users["admin"])
    with pytest.raises(PermanentError, match=r"500 rest_upload_sideload_error"):
        site.upload("program.exe", "application/x-msdownload", b"MZ")


def test_pictures_are_not_fetched_from_where_nobody_may_look(article: Publication) -> None:
    careful = publishers.create("wordpress", Settings())
    body = f"{article.body}\n![x](http://169.254.169.254/latest/meta-data)\n"
    with pytest.raises(PermanentError, match="no public address"):
        careful.publish(replace(article, body=body))


def test_a_post_in_the_bin_is_neither_published_again_nor_called_published(
    publisher: Publisher, article: Publication, wordpress_site: WordPressSite
) -> None:
    publisher.publish(article)
    (post,) = post_of(wordpress_site, article)
    wordpress_site.ask("DELETE", f"/wp/v2/posts/{post['id']}")
    assert isinstance(publisher.verify(article), Refused)
    with pytest.raises(PermanentError, match="bin"):
        publisher.publish(article)
    assert len(post_of(wordpress_site, article)) == 1


def test_a_slug_that_somebody_has_leads_to_an_own_address(
    publisher: Publisher, article: Publication
) -> None:
    first = publisher.publish(article)
    second = publisher.publish(replace(article, key=f"{article.key}-other"))
    assert first != second


def test_who_lost_it_before_the_release_leaves_a_draft_for_the_next(
    publisher: Publisher, article: Publication, wordpress_site: WordPressSite
) -> None:
    answers = iter([[article.key], []])  # before the draft, before the release
    with pytest.raises(TransientError):
        publisher.publish(replace(article, still_held=lambda: next(answers)))
    assert [post["status"] for post in post_of(wordpress_site, article)] == ["draft"]
    assert isinstance(publisher.publish(article), Proof)
    assert [post["status"] for post in post_of(wordpress_site, article)] == ["publish"]


def test_rights_that_are_missing_are_named(
    publisher: Publisher, article: Publication, wordpress_site: WordPressSite, proxy: Proxy
) -> None:
    its = {**wordpress_site.settings("contrib1"), "url": proxy.url}
    with pytest.raises(PermanentError, match="publish_posts"):
        publisher.check(its, "")
    with pytest.raises(PermanentError, match=r"rest_cannot_publish.*author or editor"):
        publisher.publish(replace(article, tags=(), settings=its))
    pending = publisher.publish(
        replace(article, tags=(), settings={**its, "status": "pending", "images": "link"})
    )
    assert isinstance(pending, HandedOver)
    new = {**its, "status": "pending", "category": f"new {article.key}"}
    with pytest.raises(PermanentError, match=r"no category .* may not make one"):
        publisher.publish(replace(article, key=f"{article.key}-category", settings=new))


def test_a_wrong_password_says_what_to_look_at(
    publisher: Publisher, article: Publication, wordpress_site: WordPressSite
) -> None:
    its = {**article.settings, "password": "wrong wrong"}
    with pytest.raises(PermanentError, match="application password"):
        publisher.check(its, "")
    with pytest.raises(PermanentError, match="application password"):
        publisher.publish(replace(article, settings=its))


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((503, b"Briefly unavailable", {"Retry-After": "77"}), TransientError, "503"),
        ((200, b"<html>a firewall asks</html>", {}), TransientError, "no JSON"),
        ((301, b"", {"Location": "https://www.example.com/"}), PermanentError, "example.com"),
        ((200, b"{", {}), TransientError, "no JSON"),
        (LOST, TransientError, "cannot reach"),
    ],
    ids=["maintenance", "firewall", "moved", "broken", "lost"],
)
def test_a_server_that_does_not_answer_as_wordpress_is_one_clear_line(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    answer: Answer,
    error: type[Exception],
    said: str,
) -> None:
    proxy.before = lambda passing: answer if "rest_route" in passing.path else None
    with pytest.raises(error, match=said):
        publisher.verify(article)


def test_a_server_that_is_away_may_come_back(publisher: Publisher, article: Publication) -> None:
    away = {**article.settings, "url": "http://127.0.0.1:9"}
    with pytest.raises(TransientError, match="cannot reach"):
        publisher.publish(replace(article, settings=away))
