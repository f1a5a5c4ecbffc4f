"""Edited articles that are sent out again to a real Ghost, whatever became of the post there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from contenthub.errors import PermanentError, TransientError
from contenthub.publishers.base import HandedOver, Proof, Publication, UpdatingPublisher
from tests.contracts.ghost.calls import (
    is_read_back,
    is_stamp,
    is_update,
    posts_of,
    states,
)
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import LOST, Passing, Proxy, once
from tests.support.processes import wait_until


def edited(article: Publication, proof: str) -> Publication:
    return replace(
        article,
        title="A loud pot",
        body=f"{article.body}\nThe end, at last.\n",
        summary="",
        tags=("tea", "pots"),
        proof=proof,
    )


@pytest.fixture
def out(publisher: UpdatingPublisher, article: Publication, proxy: Proxy) -> Publication:
    """The article as it was edited once it was out."""
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    proxy.seen.clear()
    return edited(article, proof.location)


def test_all_that_was_edited_is_there_at_the_same_address_and_moment(
    publisher: UpdatingPublisher, out: Publication, ghost_site: GhostSite, proxy: Proxy
) -> None:
    (before,) = posts_of(ghost_site, out)
    assert publisher.update(out) == Proof(out.proof)
    (post,) = posts_of(ghost_site, out)
    assert (post["title"], post["custom_excerpt"]) == ("A loud pot", None)
    assert [tag["name"] for tag in post["tags"]][:2] == ["tea", "pots"]
    assert (post["published_at"], post["slug"]) == (before["published_at"], before["slug"])
    assert post["email"] is None
    assert "The end, at last." in ghost_site.article(out.proof)
    assert not any("status" in one.document["posts"][0] for one in proxy.seen if is_update(one))


@pytest.mark.parametrize("which", [is_stamp, is_update, is_read_back])
def test_an_update_whose_answer_was_lost_is_repeated(
    publisher: UpdatingPublisher,
    out: Publication,
    proxy: Proxy,
    ghost_site: GhostSite,
    which: Callable[[Passing], bool],
) -> None:
    proxy.after = once(which, LOST)
    with pytest.raises(TransientError):
        publisher.update(out)
    again = replace(out, body=f"{out.body}\nEdited once more.\n")
    assert publisher.update(again) == Proof(out.proof)
    assert "Edited once more." in ghost_site.article(out.proof)
    assert publisher.update(again) == Proof(out.proof)
    assert states(ghost_site, out) == ["published"]


@pytest.mark.parametrize(
    "theirs",
    [
        {"title": "Their title"},
        {"html": "<p>Their text.</p>"},
        {"html": "<p>First <strong>paragraph</strong> {{title}}.</p>"},
        {"custom_excerpt": "Their excerpt."},
        {"feature_image": "https://example.com/theirs.png"},
    ],
    ids=["title", "text", "bold", "excerpt", "cover"],
)
def test_what_a_person_changed_there_is_not_written_over(
    publisher: UpdatingPublisher,
    out: Publication,
    ghost_site: GhostSite,
    theirs: dict[str, str],
) -> None:
    (post,) = posts_of(ghost_site, out)
    changed = ghost_site.edit(post, **theirs)
    with pytest.raises(PermanentError, match=r"somebody changed .* edited_there=overwrite"):
        publisher.update(out)
    (post,) = posts_of(ghost_site, out)
    assert post["updated_at"] == changed["updated_at"]
    its = {**out.settings, "edited_there": "overwrite"}
    assert publisher.update(replace(out, settings=its)) == Proof(out.proof)
    assert "The end, at last." in ghost_site.article(out.proof)


def test_a_tag_that_a_person_gave_it_there_is_not_lost(
    publisher: UpdatingPublisher, out: Publication, ghost_site: GhostSite
) -> None:
    (post,) = posts_of(ghost_site, out)
    ghost_site.edit(post, tags=[*post["tags"], {"name": "theirs"}])
    with pytest.raises(PermanentError, match="somebody changed"):
        publisher.update(out)


def test_what_an_update_does_not_write_may_be_changed_there(
    publisher: UpdatingPublisher, out: Publication, ghost_site: GhostSite
) -> None:
    (post,) = posts_of(ghost_site, out)
    ghost_site.edit(post, featured=True, meta_title="For search engines")
    assert publisher.update(out) == Proof(out.proof)
    (post,) = posts_of(ghost_site, out)
    assert (post["featured"], post["meta_title"]) == (True, "For search engines")


def saved_meanwhile(passing: Passing, site: GhostSite, out: Publication, **changes: str) -> None:
    """Somebody saves the post after it was looked at, and Ghost can tell.

    It tells moments of one second: two saves within one are the same to it.
    """
    looked_at = passing.document["posts"][0]["updated_at"]

    def saved() -> bool:
        (post,) = posts_of(site, out)
        site.edit(post, featured=not post["featured"], **changes)
        return bool(posts_of(site, out)[0]["updated_at"] != looked_at)

    wait_until(saved, 60, "a save in another second")


def test_somebody_who_saves_it_at_the_same_moment_is_waited_for_once(
    publisher: UpdatingPublisher, out: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    left = iter([True])

    def save(passing: Passing) -> None:
        if is_update(passing) and next(left, False):
            saved_meanwhile(passing, ghost_site, out)

    proxy.before = save
    assert publisher.update(out) == Proof(out.proof)
    assert sum(map(is_update, proxy.seen)) == 2


def test_somebody_who_saves_another_text_at_the_same_moment_keeps_it(
    publisher: UpdatingPublisher, out: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    def save(passing: Passing) -> None:
        if is_update(passing):
            saved_meanwhile(passing, ghost_site, out, html="<p>Theirs.</p>")

    proxy.before = save
    with pytest.raises(PermanentError, match="somebody changed"):
        publisher.update(out)
    assert "Theirs." in ghost_site.article(out.proof)


def test_an_update_that_always_collides_is_tried_later(
    publisher: UpdatingPublisher, out: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    def save(passing: Passing) -> None:
        if is_update(passing):
            saved_meanwhile(passing, ghost_site, out)

    proxy.before = save
    with pytest.raises(TransientError, match="UPDATE_COLLISION"):
        publisher.update(out)
    assert sum(map(is_update, proxy.seen)) == 2


def test_a_post_that_is_gone_cannot_be_updated(
    publisher: UpdatingPublisher, out: Publication, ghost_site: GhostSite
) -> None:
    (post,) = posts_of(ghost_site, out)
    ghost_site.ask("DELETE", f"/posts/{post['id']}/")
    with pytest.raises(PermanentError, match="deleted it there"):
        publisher.update(out)
    assert posts_of(ghost_site, out) == []


def test_a_post_that_somebody_took_back_is_not_put_out_again(
    publisher: UpdatingPublisher, out: Publication, ghost_site: GhostSite
) -> None:
    (post,) = posts_of(ghost_site, out)
    ghost_site.edit(post, status="draft")
    with pytest.raises(PermanentError, match=r"is draft at Ghost.*took it back"):
        publisher.update(out)
    assert states(ghost_site, out) == ["draft"]


def test_a_draft_that_was_handed_over_stays_one(
    publisher: UpdatingPublisher, article: Publication, ghost_site: GhostSite
) -> None:
    article = replace(article, settings={**article.settings, "status": "draft"})
    given = publisher.publish(article)
    assert isinstance(given, HandedOver)
    assert publisher.update(edited(article, given.location)) == given
    (post,) = posts_of(ghost_site, article)
    assert (post["status"], post["title"]) == ("draft", "A loud pot")


def test_a_draft_that_a_person_published_is_updated_where_readers_see_it(
    publisher: UpdatingPublisher, article: Publication, ghost_site: GhostSite
) -> None:
    article = replace(article, settings={**article.settings, "status": "draft"})
    given = publisher.publish(article)
    assert isinstance(given, HandedOver)
    (post,) = posts_of(ghost_site, article)
    ghost_site.edit(post, status="published")
    proof = publisher.update(edited(article, given.location))
    assert isinstance(proof, Proof)
    assert "The end, at last." in ghost_site.article(proof.location)


@pytest.mark.parametrize(("dropped", "said"), [("html", "characters"), ("tags", "tags")])
def test_what_ghost_dropped_of_an_update_is_said(
    publisher: UpdatingPublisher, out: Publication, proxy: Proxy, dropped: str, said: str
) -> None:
    def drop(passing: Passing) -> None:
        if is_update(passing):
            its = passing.document["posts"][0]
            kept = {name: value for name, value in its.items() if name != dropped}
            passing.replace({"posts": [kept]})

    proxy.before = drop
    with pytest.raises(PermanentError, match=rf"{said}.*readers see it so"):
        publisher.update(out)


def test_pictures_of_an_article_that_is_out_are_not_uploaded_again(
    publisher: UpdatingPublisher, article: Publication, proxy: Proxy, pictures: Proxy
) -> None:
    body = f"{article.body}\n![a pot]({pictures.url}/pot.png)\n"
    article = replace(article, body=body, images=(f"{pictures.url}/cover.png",))
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    proxy.seen.clear()
    assert publisher.update(edited(article, proof.location)) == proof
    assert not any(one.method == "HEAD" or "/images/" in one.path for one in proxy.seen)
