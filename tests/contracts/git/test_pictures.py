"""Pictures are committed with their page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contenthub.errors import PermanentError
from contenthub.publishers.base import Publication
from contenthub.publishers.git.publisher import GitRepository
from tests.support import meddling_proxy
from tests.support.git_server import Repository
from tests.support.meddling_proxy import Proxy
from tests.support.picture_server import PNG


class TestPictures:
    @pytest.fixture
    def pictures(self) -> Iterator[Proxy]:
        with meddling_proxy.before("http://127.0.0.1:9") as server:
            server.before = lambda _passing: (200, PNG, {"Content-Type": "image/png"})
            yield server

    @pytest.mark.parametrize(
        ("settings", "folder", "address"),
        [
            ({"path": "content/{slug}/index.md"}, "content/a-quiet-pot/", "./"),
            (
                {"images_folder": "static/img/{year}", "images_address": "/img/2026/"},
                "static/img/2026/",
                "/img/2026/",
            ),
        ],
        ids=["beside the page", "elsewhere"],
    )
    def test_they_are_committed_with_the_page(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        pictures: Proxy,
        settings: dict[str, str],
        folder: str,
        address: str,
    ) -> None:
        shown = f"{pictures.url}/pot.png"
        body = f"Look: ![a pot]({shown}) and [a link]({pictures.url}/page)\n"
        sent = replace(
            article,
            body=body,
            images=(f"{pictures.url}/cover.png",),
            settings={**article.settings, "images": "commit", **settings},
        )
        publisher.publish(sent)
        (picture,) = [name for name in site.files() if name.endswith(".png")]
        assert picture.startswith(f"{folder}contenthub-")
        assert site.git("cat-file", "blob", f"main:{picture}") == PNG
        (page,) = [name for name in site.files() if name.endswith(".md") and name != "README.md"]
        text = site.read(page)
        assert f"![a pot]({address}{picture.removeprefix(folder)})" in text
        assert f"[a link]({pictures.url}/page)" in text
        assert f'images: ["{address}{picture.removeprefix(folder)}"]' in text

    def test_one_that_cannot_be_had_keeps_the_article_in(
        self, publisher: GitRepository, article: Publication, site: Repository, pictures: Proxy
    ) -> None:
        pictures.before = lambda _passing: (404, b"", {})
        its = {**article.settings, "images": "commit"}
        body = f"![a pot]({pictures.url}/pot.png)\n"
        with pytest.raises(PermanentError, match="cannot be fetched"):
            publisher.publish(replace(article, body=body, settings=its))
        assert len(site.commits()) == 1

    def test_those_that_are_too_much_together_keep_it_in(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        pictures: Proxy,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """They are in memory until all are there."""
        monkeypatch.setattr("contenthub.publishers.git.page._MOST_PICTURES", 3 * len(PNG))
        pictures.before = lambda passing: (200, PNG + passing.path[-5:-4].encode(), {})
        its = {**article.settings, "images": "commit"}
        body = "".join(f"![a pot]({pictures.url}/{number}.png)\n" for number in range(9))
        with pytest.raises(PermanentError, match="pictures have more than"):
            publisher.publish(replace(article, body=body, settings=its))
        assert len(site.commits()) == 1
        assert len(pictures.seen) == 3
