"""What changes at a real WordPress while an article is on its way, and sites of another make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contenthub.errors import PermanentError
from contenthub.publishers.base import Proof, Publication, UpdatingPublisher
from tests.contracts.wordpress.calls import is_release, post_of
from tests.support.meddling_proxy import Passing, Proxy
from tests.support.wordpress import WordPressSite


@pytest.fixture
def plain_links(wordpress_site: WordPressSite) -> Iterator[WordPressSite]:
    wordpress_site.readable_links("")
    yield wordpress_site
    wordpress_site.readable_links("/%postname%/")


def test_a_site_without_readable_links_is_published_to_and_updated(
    publisher: UpdatingPublisher, article: Publication, plain_links: WordPressSite
) -> None:
    article = replace(article, settings=plain_links.settings("admin"))
    publisher.check(article.settings, "")
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    assert "?p=" in proof.location
    assert "First paragraph" in plain_links.article(proof.location)
    assert publisher.verify(article) == proof
    assert publisher.update(replace(article, body="Edited.", proof=proof.location)) == proof
    assert "Edited." in plain_links.article(proof.location)


def test_rights_that_are_withdrawn_in_the_middle_leave_a_draft(
    publisher: UpdatingPublisher, article: Publication, proxy: Proxy, wordpress_site: WordPressSite
) -> None:
    its = {**wordpress_site.settings("author1"), "url": proxy.url}
    article = replace(article, tags=(), settings=its)
    role = "get_user_by('login', 'author1')->set_role('{}');"

    def withdraw(passing: Passing) -> None:
        if is_release(passing):
            wordpress_site.run(role.format("contributor"))

    proxy.before = withdraw
    try:
        with pytest.raises(PermanentError, match=r"rest_cannot_publish.*author or editor"):
            publisher.publish(article)
        assert [post["status"] for post in post_of(wordpress_site, article)] == ["draft"]
    finally:
        wordpress_site.run(role.format("author"))
    proxy.before = lambda _passing: None
    assert isinstance(publisher.publish(article), Proof)
    assert [post["status"] for post in post_of(wordpress_site, article)] == ["publish"]


def test_a_password_that_is_taken_back_in_the_middle_leaves_a_draft_for_the_new_one(
    publisher: UpdatingPublisher, article: Publication, proxy: Proxy, wordpress_site: WordPressSite
) -> None:
    passwords = "/wp/v2/users/me/application-passwords"
    made = wordpress_site.ask("POST", passwords, json={"name": article.key}).json()
    its = {**article.settings, "password": made["password"]}

    def revoke(passing: Passing) -> None:
        if is_release(passing):
            wordpress_site.ask("DELETE", f"{passwords}/{made['uuid']}").raise_for_status()

    proxy.before = revoke
    with pytest.raises(PermanentError, match="application password"):
        publisher.publish(replace(article, settings=its))
    assert [post["status"] for post in post_of(wordpress_site, article)] == ["draft"]
    proxy.before = lambda _passing: None
    assert isinstance(publisher.publish(article), Proof)  # with the one that is good
    assert [post["status"] for post in post_of(wordpress_site, article)] == ["publish"]
