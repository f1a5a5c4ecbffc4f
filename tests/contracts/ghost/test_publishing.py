"""What goes wrong between ContentHub and a real Ghost, and what is said of it then."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from contenthub import clock, publishers
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import HandedOver, Proof, Publication, Publisher
from contenthub.publishers.ghost import page
from contenthub.publishers.ghost.site import Site
from contenthub.publishers.ghost.tokens import key
from contenthub.settings import Settings
from tests.contracts.ghost.calls import (
    fields,
    is_draft,
    is_look,
    is_read_back,
    is_release,
    is_stamp,
    posts_of,
    states,
)
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import LOST, Answer, Passing, Proxy, once


def test_readers_see_the_whole_article(
    publisher: Publisher, article: Publication, ghost_site: GhostSite
) -> None:
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    shown = ghost_site.article(proof.location)
    for text in ("A quiet pot", "First paragraph {{title}}.", "第二段。", "boil"):
        assert text in shown
    assert "contenthub" not in shown
    (post,) = posts_of(ghost_site, article)
    assert post["custom_excerpt"] == "What a pot does."
    assert [tag["name"] for tag in post["tags"]] == ["tea", "茶", page.mark(article.key)]


@pytest.mark.parametrize(
    "which",
    [is_look, is_draft, is_read_back, is_stamp, is_release],
    ids=["look", "draft", "read back", "stamp", "release"],
)
def test_an_answer_that_was_lost_never_leads_to_a_second_post(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    ghost_site: GhostSite,
    which: Callable[[Passing], bool],
) -> None:
    proxy.after = once(which, LOST)
    out = which is is_release
    with pytest.raises(OutcomeUnknownError if out else TransientError):
        publisher.publish(article)
    assert isinstance(publisher.verify(article), Proof if out else type(None))
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    assert publishers.create("ghost", Settings()).verify(article) == proof
    assert states(ghost_site, article) == ["published"]


def test_what_breaks_after_the_release_does_not_make_two(
    publisher: Publisher, article: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    broken = b'{"errors": [{"message": "x", "type": "InternalServerError"}]}'
    proxy.after = once(is_release, (500, broken, {"Content-Type": "application/json"}))
    with pytest.raises(OutcomeUnknownError, match="InternalServerError"):
        publisher.publish(article)
    assert isinstance(publisher.verify(article), Proof)
    assert states(ghost_site, article) == ["published"]


@pytest.mark.parametrize(
    ("dropped", "said"),
    [
        ("html", "empty"),
        ("title", "title"),
        ("tags", "tag"),
        ("custom_excerpt", "excerpt"),
        ("feature_image", "cover"),
        ("authors", "author"),
    ],
)
def test_what_ghost_dropped_is_never_let_out(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    pictures: Proxy,
    ghost_site: GhostSite,
    dropped: str,
    said: str,
) -> None:
    its = {**article.settings, "author": ghost_site.staff("Editor")["slug"]}
    article = replace(article, images=(f"{pictures.url}/cover.png",), settings=its)

    def drop(passing: Passing) -> None:
        if is_draft(passing):
            kept = {name: value for name, value in fields(passing).items() if name != dropped}
            passing.replace({"posts": [{"title": "Another", **kept}]})

    proxy.before = drop
    with pytest.raises(PermanentError, match=said):
        publisher.publish(article)
    assert not any(is_release(passing) for passing in proxy.seen)


def test_a_key_that_was_taken_back_in_the_middle_stops_it_and_a_new_one_goes_on(
    publisher: Publisher, article: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    old, renewed = ghost_site.another_key()
    new: list[str] = []

    def revoke(passing: Passing) -> None:
        if is_release(passing) and not new:
            new.append(renewed())

    proxy.before = revoke
    its = {**article.settings, "admin_key": old}
    with pytest.raises(PermanentError, match=r"INVALID_JWT.*copy the Admin API key again"):
        publisher.publish(replace(article, settings=its))
    assert states(ghost_site, article) == ["draft"]
    its["admin_key"] = new[0]
    assert isinstance(publisher.publish(replace(article, settings=its)), Proof)
    assert states(ghost_site, article) == ["published"]


def test_a_slug_that_somebody_has_leads_to_an_own_address(
    publisher: Publisher, article: Publication
) -> None:
    first = publisher.publish(article)
    second = publisher.publish(replace(article, key=f"{article.key}2"))
    assert first != second


def test_pictures_are_uploaded_once_also_by_a_try_that_was_broken_off(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    pictures: Proxy,
    ghost_site: GhostSite,
) -> None:
    body = f"{article.body}\n![a pot]({pictures.url}/pot.png)\n"
    article = replace(article, body=body, images=(f"{pictures.url}/cover.png",))
    proxy.after = once(is_draft, LOST)
    with pytest.raises(TransientError):
        publisher.publish(article)
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    publisher.publish(replace(article, key=f"{article.key}2"))
    assert sum("/images/upload" in one.path for one in proxy.seen) <= 1  # one for all tests
    assert pictures.url not in ghost_site.page(proof.location)
    (post,) = posts_of(ghost_site, article)
    assert f"{ghost_site.url}/content/images/" in post["feature_image"]
    assert post["feature_image"] in post["html"]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((404, b"", {}), PermanentError, "404"),
        ((503, b"", {}), TransientError, "503"),
        ((200, b"<html>log in</html>", {}), PermanentError, "no picture"),
        ((200, b"\x89PNG\r\n\x1a\nbroken", {}), PermanentError, "Image processing failed"),
    ],
    ids=["gone", "away", "a page", "broken"],
)
def test_a_picture_that_cannot_be_had_keeps_the_article_in(
    publisher: Publisher,
    article: Publication,
    pictures: Proxy,
    ghost_site: GhostSite,
    answer: Answer,
    error: type[Exception],
    said: str,
) -> None:
    pictures.before = lambda _passing: answer
    with pytest.raises(error, match=said):
        publisher.publish(replace(article, images=(f"{pictures.url}/cover.png",)))
    assert posts_of(ghost_site, article) == []


def test_a_file_that_ghost_never_takes_is_not_tried_again(ghost_site: GhostSite) -> None:
    site = Site(ghost_site.url, key(ghost_site.admin_key))
    with pytest.raises(PermanentError, match=r"415 UnsupportedMediaTypeError.*images=link"):
        site.upload("program.exe", "application/x-msdownload", b"MZ")


def test_a_post_that_was_deleted_is_not_there_any_more(
    publisher: Publisher, article: Publication, ghost_site: GhostSite
) -> None:
    publisher.publish(article)
    (post,) = posts_of(ghost_site, article)
    ghost_site.ask("DELETE", f"/posts/{post['id']}/")
    assert publisher.verify(article) is None


def test_who_lost_it_before_the_release_leaves_a_draft_for_the_next(
    publisher: Publisher, article: Publication, ghost_site: GhostSite
) -> None:
    answers = iter([[article.key], []])  # before the draft, before the release
    with pytest.raises(TransientError):
        publisher.publish(replace(article, still_held=lambda: next(answers)))
    assert states(ghost_site, article) == ["draft"]
    assert isinstance(publisher.publish(article), Proof)
    assert states(ghost_site, article) == ["published"]


def test_articles_that_go_out_at_once_with_the_same_new_tags_all_come_out(
    publisher: Publisher, article: Publication, ghost_site: GhostSite
) -> None:
    tags = tuple(f"new {uuid.uuid4()}" for _ in range(3))
    those = [replace(article, key=f"{uuid.uuid4()}-t1", tags=tags) for _ in range(4)]
    errors: list[Exception] = []

    def publish(one: Publication) -> None:
        for _ in range(3):  # as the pool tries again what may pass
            try:
                publisher.publish(one)
                return
            except TransientError as error:
                errors.append(error)
            except Exception as error:
                errors.append(error)
                raise

    threads = [threading.Thread(target=publish, args=[one]) for one in those]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [states(ghost_site, one) for one in those] == [["published"]] * 4, errors


@pytest.mark.parametrize("role", ["Contributor", "Author"])
def test_rights_that_are_missing_are_named(
    publisher: Publisher, article: Publication, ghost_site: GhostSite, role: str
) -> None:
    its = {**article.settings, "admin_key": ghost_site.staff_key(role)}
    with pytest.raises(PermanentError, match=f"role {role}"):
        publisher.check(its, "")
    with pytest.raises(PermanentError, match=r"403 NoPermissionError.*custom integration"):
        publisher.publish(replace(article, settings=its))
    assert states(ghost_site, article) in ([], ["draft"])


def test_a_draft_is_handed_over_where_a_person_publishes_it(
    publisher: Publisher, article: Publication, ghost_site: GhostSite
) -> None:
    article = replace(article, settings={**article.settings, "status": "draft"})
    given = publisher.publish(article)
    assert isinstance(given, HandedOver)
    assert publisher.verify(article) == given
    (post,) = posts_of(ghost_site, article)
    assert given.location.endswith(f"/ghost/#/editor/post/{post['id']}")
    ghost_site.edit(post, status="published")
    assert isinstance(publisher.verify(article), Proof)


def test_the_check_says_which_site_it_is_and_what_is_missing(
    publisher: Publisher, article: Publication, ghost_site: GhostSite
) -> None:
    its = article.settings
    assert ghost_site.url in publisher.check(its, "")
    for wrong, said in (
        ({"admin_key": f"{'0' * 24}:{'0' * 64}"}, "UNKNOWN_ADMIN_API_KEY"),
        ({"admin_key": f"{its['admin_key'].split(':')[0]}:{'0' * 64}"}, "INVALID_JWT"),
        ({"author": "nobody"}, "no user 'nobody'"),
        ({"author": "nobody@example.com"}, "no user"),
        ({"newsletter": "nothing"}, "no active newsletter 'nothing'; it has: default-newsletter"),
    ):
        with pytest.raises(PermanentError, match=said):
            publisher.check({**its, **wrong}, "")
    publisher.check({**its, "author": "owner@example.com", "newsletter": "default-newsletter"}, "")


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((503, b"Maintenance", {"Retry-After": "77"}), TransientError, "503"),
        ((200, b"<html>a firewall asks</html>", {}), TransientError, "no JSON"),
        ((301, b"", {"Location": "https://www.example.com/"}), PermanentError, "example.com"),
        ((200, b"{", {}), TransientError, "no JSON"),
        ((429, b'{"errors": [{"type": "TooManyRequestsError"}]}', {}), TransientError, "429"),
        ((404, b'{"errors": []}', {}), PermanentError, "404"),
        ((400, b'{"errors": "what"}', {}), PermanentError, "400"),
        (LOST, TransientError, "cannot reach"),
    ],
    ids=["maintenance", "firewall", "moved", "broken", "many", "nothing", "odd", "lost"],
)
def test_a_server_that_does_not_answer_as_ghost_is_one_clear_line(
    publisher: Publisher,
    article: Publication,
    proxy: Proxy,
    answer: Answer,
    error: type[Exception],
    said: str,
) -> None:
    proxy.before = lambda _passing: answer
    with pytest.raises(error, match=said):
        publisher.verify(article)


def test_a_server_that_is_away_may_come_back(publisher: Publisher, article: Publication) -> None:
    away = {**article.settings, "url": "http://127.0.0.1:9"}
    with pytest.raises(TransientError, match="cannot reach"):
        publisher.publish(replace(article, settings=away))


def test_a_clock_that_is_behind_is_said(
    publisher: Publisher, article: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = clock.now
    monkeypatch.setattr(clock, "now", lambda: here() - timedelta(minutes=10))
    with pytest.raises(TransientError, match=r"INVALID_JWT.*clock is [56]\d\d s behind"):
        publisher.publish(article)
