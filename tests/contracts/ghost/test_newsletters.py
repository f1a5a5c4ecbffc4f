"""Newsletters of a real Ghost: only where one is asked for, and only once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import Proof, Publication, UpdatingPublisher
from tests.contracts.ghost.calls import is_release, posts_of, states
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import LOST, Passing, Proxy, once

NEWSLETTER = "default-newsletter"


@pytest.fixture
def mailed(article: Publication) -> Publication:
    """An article that is to go out as a newsletter, too."""
    its = {**article.settings, "newsletter": NEWSLETTER, "email_segment": "status:free"}
    return replace(article, settings=its)


def test_none_is_made_unless_one_is_asked_for(
    publisher: UpdatingPublisher, article: Publication, ghost_site: GhostSite
) -> None:
    publisher.publish(article)
    assert ghost_site.newsletters_of(posts_of(ghost_site, article)) == []


def test_one_is_made_with_the_article_for_whom_it_was_asked(
    publisher: UpdatingPublisher, mailed: Publication, ghost_site: GhostSite
) -> None:
    proof = publisher.publish(mailed)
    assert isinstance(proof, Proof)
    assert publisher.publish(mailed) == proof
    assert publisher.verify(mailed) == proof
    assert ghost_site.newsletters_of(posts_of(ghost_site, mailed)) == ["status:free"]


def test_an_answer_that_was_lost_does_not_make_two(
    publisher: UpdatingPublisher, mailed: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    proxy.after = once(is_release, LOST)
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(mailed)
    assert isinstance(publisher.verify(mailed), Proof)
    assert isinstance(publisher.publish(mailed), Proof)
    assert len(ghost_site.newsletters_of(posts_of(ghost_site, mailed))) == 1


def test_an_update_never_sends_another(
    publisher: UpdatingPublisher, mailed: Publication, ghost_site: GhostSite
) -> None:
    proof = publisher.publish(mailed)
    assert isinstance(proof, Proof)
    publisher.update(replace(mailed, title="A loud pot", proof=proof.location))
    assert len(ghost_site.newsletters_of(posts_of(ghost_site, mailed))) == 1


def test_an_article_that_came_out_without_its_newsletter_is_not_called_published(
    publisher: UpdatingPublisher, mailed: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    def drop(passing: Passing) -> None:
        if is_release(passing):
            passing.path = passing.path.partition("?")[0]

    proxy.before = drop
    said = "Ghost made no newsletter of it"
    with pytest.raises(OutcomeUnknownError, match=said):
        publisher.publish(mailed)
    with pytest.raises(TransientError, match=said):
        publisher.verify(mailed)
    with pytest.raises(OutcomeUnknownError, match=said):
        publisher.publish(mailed)
    assert states(ghost_site, mailed) == ["published"]


def test_nobody_owes_a_newsletter_that_was_set_after_it_went_out(
    publisher: UpdatingPublisher, article: Publication, mailed: Publication, ghost_site: GhostSite
) -> None:
    proof = publisher.publish(article)
    assert isinstance(proof, Proof)
    later = replace(article, settings=mailed.settings, proof=proof.location)
    assert publisher.verify(later) == proof
    assert publisher.publish(later) == proof
    assert ghost_site.newsletters_of(posts_of(ghost_site, article)) == []


def test_a_newsletter_that_ghost_fails_to_make_is_told_with_its_reason(
    publisher: UpdatingPublisher, mailed: Publication, proxy: Proxy, ghost_site: GhostSite
) -> None:
    refusal = b'{"errors": [{"message": "Email sending is off", "type": "HostLimitError"}]}'

    def drop(passing: Passing) -> None:
        if is_release(passing):
            passing.path = passing.path.partition("?")[0]

    proxy.before = drop
    proxy.after = once(is_release, (403, refusal, {"Content-Type": "application/json"}))
    with pytest.raises(OutcomeUnknownError, match=r"it is out at .*Email sending is off"):
        publisher.publish(mailed)
    assert states(ghost_site, mailed) == ["published"]


def test_a_newsletter_that_is_not_there_keeps_the_article_in(
    publisher: UpdatingPublisher, mailed: Publication, ghost_site: GhostSite
) -> None:
    its = {**mailed.settings, "newsletter": "weekly"}
    with pytest.raises(PermanentError, match="newsletter"):
        publisher.publish(replace(mailed, settings=its))
    assert states(ghost_site, mailed) == ["draft"]
