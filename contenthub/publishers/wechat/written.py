"""An article as WeChat is given it: its HTML, with pictures that are there, and its cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contenthub import logs
from contenthub.articles.summary import summarise
from contenthub.articles.text import printable
from contenthub.errors import PermanentError
from contenthub.publishers import pictures
from contenthub.publishers.base import Publication
from contenthub.publishers.pictures import Picture
from contenthub.publishers.wechat import media, page
from contenthub.publishers.wechat.drafts import Article
from contenthub.publishers.wechat.media import Shelf
from contenthub.publishers.wechat.target import Target

log = logs.get_logger("contenthub.publish")

DIGEST = 120  # characters of a summary that WeChat takes
# Above these WeChat's documents say no; accounts were seen that took more, so it is asked.
LIMITS = {"title": 32, "author": 16, "content": 20_000}


@dataclass(frozen=True, slots=True)
class Desk:
    """Writes articles for one target; ``fetch`` gets pictures from where they are."""

    target: Target
    shelf: Shelf
    fetch: Callable[[str], Picture]

    def article(self, publication: Publication) -> Article:
        """The article; its pictures and its cover are at WeChat once this returns.

        Raises PermanentError, saying what is wrong with it, and TransientError.
        """
        written = page.page(publication.body, publication.language)
        if written.lost:
            raise PermanentError(
                "a picture of the article has no address of the web (it may be within the text, as "
                "data:); put it where it has one"
            )
        plain = self._article(publication, written.html, "")
        if not plain.title:
            raise PermanentError("the article has no title, which WeChat wants")
        html, first = self._with_pictures(written.html)
        article = self._article(publication, html, self._cover(publication.images, first))
        _warn(article, publication.key)
        return article

    def sketch(self, publication: Publication) -> Article:
        """The article as far as it can be known again by it: nothing is uploaded."""
        return self._article(
            publication, page.page(publication.body, publication.language).html, ""
        )

    def _article(self, publication: Publication, html: str, cover: str) -> Article:
        return Article(
            title=" ".join(printable(publication.title).split()),
            author=self.target.author,
            digest=summarise(publication.summary, DIGEST),
            content=page.content(html, publication.key),
            cover=cover,
            mark=page.mark(publication.key),
        )

    def _with_pictures(self, html: str) -> tuple[str, str]:
        """The HTML with pictures of WeChat's, and where the first of them came from."""
        addresses = pictures.addresses(html)
        there = {
            one: self.shelf.address(self.fetch(one))
            for one in pictures.each([one for one in addresses if not media.is_there(one)])
        }
        return pictures.replaced(html, there), addresses[0] if addresses else ""

    def _cover(self, images: tuple[str, ...], first: str) -> str:
        """The id of the cover: the article's own, its first picture, or the target's."""
        chosen = next(filter(None, (*images[:1], first, self.target.cover)), "")
        if not chosen:
            raise PermanentError(
                "the article has no picture for its cover, which WeChat wants; give it one, or "
                "give the target the setting cover"
            )
        return media.given_cover(chosen) or self.shelf.cover(self.fetch(chosen))


def _warn(article: Article, key: str) -> None:
    for name, most in LIMITS.items():
        if (length := len(getattr(article, name))) > most:
            log.warning("wechat_limit", publication=key, field=name, length=length, limit=most)
