"""Edited articles that are sent out again to a real WordPress, whatever became of them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contenthub.errors import PermanentError, TransientError
from contenthub.publishers.base import HandedOver, Proof, Publication, UpdatingPublisher
from tests.contracts.wordpress.calls import is_note, is_update, post_of
from tests.support.meddling_proxy import LOST, Passing, Proxy, once
from tests.support.wordpress import WordPressSite


def edited(article: Publication, proof: str) -> Publication:
    return replace(
        article,
        title="A loud pot",
        body=f"{article.body}\nThe end, at last.\n",
        tags=("tea", "pots"),
        proof=proof,
    )


def changed_there(site: WordPressSite, article: Publication, **fields: Any) -> dict[str, Any]:
    """A person changes these fields of its post; the post as it is then."""
    (post,) = post_of(site, article)
    answer = site.ask("POST", f"/wp/v2/posts/{post['id']}", json=fields, params={"context": "edit"})
    return dict(answer.raise_for_status().json())


@pytest.fixture
def out(publisher: UpdatingPublisher, article: Publication, proxy: Proxy) -> Publication:
    """The article as it was edited once it was out."""
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    proxy.seen.clear()
    return edited(article, proof.location)


@pytest.mark.parametrize("user", ["admin", "author1"])
def test_all_that_was_edited_is_there_at_the_same_address_and_moment(
    publisher: UpdatingPublisher,
    article: Publication,
    wordpress_site: WordPressSite,
    proxy: Proxy,
    user: str,
) -> None:
    # An author's tags and elements are held to more rules.
    its = {**wordpress_site.settings(user), "url": proxy.url}
    body = f"{article.body}\n<center>Middle</center> <kbd>k</kbd> a & b 😀\n"
    article = replace(article, settings=its, body=body, tags=("tea",) if user == "admin" else ())
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    (before,) = post_of(wordpress_site, article)
    out = replace(edited(article, proof.location), tags=article.tags)
    assert publisher.update(out) == proof
    assert publisher.update(replace(out, summary="In short.")) == proof
    (post,) = post_of(wordpress_site, article)
    assert post["title"]["raw"] == "A loud pot"
    assert post["excerpt"]["raw"] == "In short."
    assert (post["status"], post["date"], post["slug"]) == (
        "publish",
        before["date"],
        before["slug"],
    )
    shown = wordpress_site.article(proof.location)
    assert "The end, at last." in shown
    assert "contenthub" not in shown


@pytest.mark.parametrize("which", [is_update, is_note], ids=["update", "note"])
def test_an_update_whose_answer_was_lost_is_repeated(
    publisher: UpdatingPublisher,
    out: Publication,
    proxy: Proxy,
    wordpress_site: WordPressSite,
    which: Callable[[Passing], bool],
) -> None:
    proxy.after = once(which, LOST)
    with pytest.raises(TransientError):
        publisher.update(out)
    again = replace(out, body=f"{out.body}\nEdited once more.\n")
    assert publisher.update(again) == Proof(out.proof)
    assert "Edited once more." in wordpress_site.article(out.proof)
    assert len(post_of(wordpress_site, out)) == 1


@pytest.mark.parametrize("what", ["title", "excerpt", "text", "bold", "tags", "categories"])
def test_what_a_person_changed_there_is_not_written_over(
    publisher: UpdatingPublisher, out: Publication, wordpress_site: WordPressSite, what: str
) -> None:
    (post,) = post_of(wordpress_site, out)
    raw = post["content"]["raw"]
    category = {"name": f"theirs {out.key}"}
    theirs = {
        "title": lambda: {"title": "Their title"},
        "excerpt": lambda: {"excerpt": "Their excerpt"},
        "text": lambda: {"content": raw.replace("First", "Their")},
        "bold": lambda: {"content": raw.replace("First", "<strong>First</strong>")},
        "tags": lambda: {"tags": post["tags"][:1]},
        "categories": lambda: {
            "categories": [
                wordpress_site.ask("POST", "/wp/v2/categories", json=category).json()["id"]
            ]
        },
    }[what]()
    changed = changed_there(wordpress_site, out, **theirs)
    with pytest.raises(PermanentError, match=r"somebody changed .* edited_there=overwrite"):
        publisher.update(out)
    (post,) = post_of(wordpress_site, out)
    assert (post["content"], post["modified_gmt"]) == (changed["content"], changed["modified_gmt"])
    its = {**out.settings, "edited_there": "overwrite"}
    assert publisher.update(replace(out, settings=its)) == Proof(out.proof)
    assert "The end, at last." in wordpress_site.article(out.proof)


def test_what_an_update_does_not_write_may_be_changed_there(
    publisher: UpdatingPublisher, out: Publication, wordpress_site: WordPressSite
) -> None:
    changed_there(wordpress_site, out, sticky=True, comment_status="closed")
    assert publisher.update(out) == Proof(out.proof)
    (post,) = post_of(wordpress_site, out)
    assert (post["sticky"], post["comment_status"]) == (True, "closed")


@pytest.mark.parametrize("force", [False, True], ids=["binned", "deleted"])
def test_a_post_that_is_gone_cannot_be_updated(
    publisher: UpdatingPublisher, out: Publication, wordpress_site: WordPressSite, force: bool
) -> None:
    (post,) = post_of(wordpress_site, out)
    wordpress_site.ask("DELETE", f"/wp/v2/posts/{post['id']}", params={"force": force})
    with pytest.raises(PermanentError, match="deleted it there" if force else "in the bin"):
        publisher.update(out)
    assert [post["status"] for post in post_of(wordpress_site, out)] == ([] if force else ["trash"])


@pytest.mark.parametrize("status", ["draft", "private"])
def test_a_post_that_somebody_took_back_is_not_put_out_again(
    publisher: UpdatingPublisher, out: Publication, wordpress_site: WordPressSite, status: str
) -> None:
    changed_there(wordpress_site, out, status=status)
    with pytest.raises(PermanentError, match=f"is {status} at WordPress.*took it back"):
        publisher.update(out)
    assert [post["status"] for post in post_of(wordpress_site, out)] == [status]


@pytest.mark.parametrize("status", ["draft", "pending"])
def test_what_was_handed_over_stays_what_it_is(
    publisher: UpdatingPublisher, article: Publication, wordpress_site: WordPressSite, status: str
) -> None:
    article = replace(article, settings={**article.settings, "status": status})
    given = publisher.publish(article)
    assert isinstance(given, HandedOver)
    assert publisher.update(edited(article, given.location)) == given
    (post,) = post_of(wordpress_site, article)
    assert (post["status"], post["title"]["raw"]) == (status, "A loud pot")


def test_a_draft_that_a_person_published_is_updated_where_readers_see_it(
    publisher: UpdatingPublisher, article: Publication, wordpress_site: WordPressSite
) -> None:
    article = replace(article, settings={**article.settings, "status": "draft"})
    given = publisher.publish(article)
    assert isinstance(given, HandedOver)
    changed_there(wordpress_site, article, status="publish")
    proof = publisher.update(edited(article, given.location))
    assert isinstance(proof, Proof)
    assert "The end, at last." in wordpress_site.article(proof.location)


@pytest.mark.parametrize(("dropped", "said"), [("content", "characters"), ("tags", "tags")])
def test_what_wordpress_dropped_of_an_update_is_said(
    publisher: UpdatingPublisher, out: Publication, proxy: Proxy, dropped: str, said: str
) -> None:
    def drop(passing: Passing) -> None:
        if is_update(passing):
            passing.drop(dropped)

    proxy.before = drop
    with pytest.raises(PermanentError, match=rf"{said}.*it is publish there"):
        publisher.update(out)
