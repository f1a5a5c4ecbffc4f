"""An edited article is another commit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contenthub.errors import TransientError
from contenthub.publishers.base import Proof, Publication, UpdatingPublisher
from contenthub.publishers.git.publisher import GitRepository
from tests.contracts.git.calls import PAGE, by_http, is_push
from tests.support.git_server import HttpGit, Repository


class TestUpdates:
    def test_an_edited_article_is_another_commit_of_the_same_file(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        assert isinstance(publisher, UpdatingPublisher)
        first = publisher.publish(article)
        place = publisher.place(article)
        edited = replace(
            article, title="A loud pot", body="Another text.\n", place=place, proof=first.location
        )
        second = publisher.update(edited)
        assert second.location == site.tip != first.location
        page = site.read(PAGE)
        assert "Another text." in page
        assert 'slug: "a-quiet-pot"' in page  # readers' links stay good
        assert publisher.update(edited) == second
        assert publisher.verify(edited) == second
        assert len(site.commits()) == 3

    def test_an_update_whose_answer_was_lost_is_asked_for_again_and_made_once(
        self, publisher: GitRepository, article: Publication, site: Repository, web: HttpGit
    ) -> None:
        sent = by_http(article, web)
        publisher.publish(sent)
        seen = len(web.seen)

        def meddle(path: str) -> int | None:
            pushed = any(map(is_push, web.seen[seen:]))
            return (0 if is_push(path) else 503) if pushed else None

        web.meddle = meddle
        edited = replace(sent, body="Another text.\n")
        with pytest.raises(TransientError):
            publisher.update(edited)
        web.meddle = lambda _path: None
        assert publisher.update(edited) == Proof(site.tip)
        assert len(site.commits()) == 3
