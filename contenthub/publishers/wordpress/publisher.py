"""The way of an article to WordPress: found or written as a draft, compared, and then let out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from contenthub.articles.slugs import slug
from contenthub.articles.text import printable
from contenthub.errors import InputError, PermanentError
from contenthub.outgoing.addresses import private_too, public
from contenthub.publishers import edited_there, fields, pictures, read_back
from contenthub.publishers.base import HandedOver, Proof, Publication, Refused, Taken
from contenthub.publishers.fields import Field
from contenthub.publishers.pictures import Picture
from contenthub.publishers.wordpress import media, page, posts, terms
from contenthub.publishers.wordpress.media import Media
from contenthub.publishers.wordpress.posts import Post
from contenthub.publishers.wordpress.site import Site, base
from contenthub.settings.parsers import choice, url

if TYPE_CHECKING:
    from contenthub.settings import Settings

_MOST_PICTURE = 10 * 2**20  # bytes
_FIELDS = {
    "url": Field(url("http", "https"), required=True, where=True),
    "user": Field(required=True),
    "password": Field(required=True, secret=True),
    "status": Field(choice("publish", "draft", "pending"), default="publish"),
    "category": Field(),
    "images": Field(choice("upload", "link"), default="upload"),
    edited_there.SETTING: edited_there.FIELD,
}


@dataclass(frozen=True, slots=True)
class _Target:
    """A target's settings, with the site that they name."""

    site: Site
    status: str
    category: str | None
    uploads: bool
    overwrite: bool


class WordPress:
    """Publishes posts. Each is a draft until it was compared with what was sent."""

    name = "wordpress"
    fields = _FIELDS

    def __init__(self, fetch: Callable[[str], Picture]) -> None:
        self._fetch = fetch
        self._roots: dict[str, str] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> WordPress:
        allowed = private_too if settings.allow_private_networks else public
        return cls(pictures.fetcher(allowed, _MOST_PICTURE))

    def place(self, publication: Publication) -> dict[str, Any]:
        """The site, as the mark in the post finds it there again."""
        self.validate(publication.settings)
        return {"url": base(str(publication.settings["url"]))}

    def publish(self, publication: Publication) -> Taken:
        """Write the post, or go on with one of an earlier try; the proof is its address.

        Raises TransientError while nothing of it is public, PermanentError where WordPress refuses
        it or does not keep it whole, OutcomeUnknownError where it may be out.
        """
        target = self._target(publication)
        there = posts.find(target.site, publication.key)
        if there and there.status != "draft":
            return _demand_taken(target, there)
        wanted = self._wanted(target, publication) | {"slug": slug(publication.title)}
        publication.demand_held()
        post = posts.draft(target.site, there, wanted)
        if target.status == "draft":
            return HandedOver(_edit_address(target, post))
        publication.demand_held()
        post = posts.release(target.site, post, target.status)
        posts.demand_whole(post, wanted)
        return _taken(target, post)

    def verify(self, publication: Publication) -> Taken | Refused | None:
        """What WordPress holds of it; a draft that was not let out is nothing yet."""
        target = self._target(publication)
        post = posts.find(target.site, publication.key)
        if post is None:
            return None
        handed_over = target.status == "draft" or publication.proof == _edit_address(target, post)
        if post.status == "draft" and not handed_over:
            return None
        if post.status == "trash":
            return Refused(f"somebody put it in the bin of WordPress (post {post.id})")
        if not publication.proof:
            read_back.demand_there(
                page.html(publication.body), post.raw("content"), f"post {post.id} of WordPress"
            )
        return _taken(target, post)

    def update(self, publication: Publication) -> Proof | HandedOver:
        """Bring the post to what the article says now; its address and its state stay.

        Raises TransientError, and PermanentError where the post is gone or no longer public, where
        people changed it, and where WordPress refuses it or does not keep it whole.
        """
        target = self._target(publication)
        there = posts.find(target.site, publication.key)
        if there is None:
            raise PermanentError(
                f"WordPress holds no post of it any more (it was {publication.proof}): somebody "
                "deleted it there, or took its comment out, by which it is found"
            )
        if there.status == "trash":
            _demand_taken(target, there)
        if there.status != "publish" and publication.proof != _edit_address(target, there):
            raise PermanentError(
                f"post {there.id} is {there.status} at WordPress: somebody took it back there; "
                "publish it there before it is updated"
            )
        wanted = self._wanted(target, publication)
        publication.demand_held()
        return _taken(target, posts.change(target.site, there, wanted, overwrite=target.overwrite))

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Ask WordPress who the user is and what it may do."""
        target = self._of(settings, base(str(settings.get("url", ""))))
        me = target.site.get("/wp/v2/users/me", context="edit").data
        rights = me.get("capabilities") or {}
        needed = ["edit_posts"] if target.status != "publish" else ["edit_posts", "publish_posts"]
        if target.uploads:
            needed.append("upload_files")
        missing = [right for right in needed if not rights.get(right)]
        if missing:
            raise PermanentError(
                f"the WordPress user {target.site.user} has no right to {', '.join(missing)}; give "
                "it the role author or editor"
            )
        return target.site.url

    def validate(self, settings: dict[str, Any]) -> None:
        """Raise InputError, naming the field, for settings that cannot be used."""
        fields.read(self.name, _FIELDS, settings)

    def _target(self, publication: Publication) -> _Target:
        """Where it went at its first try, by the user and password of now."""
        try:
            place = publication.place or self.place(publication)
            return self._of(publication.settings, str(place["url"]))
        except InputError as error:
            raise PermanentError(str(error)) from error

    def _of(self, settings: Mapping[str, Any], site: str) -> _Target:
        its = fields.read(self.name, _FIELDS, settings)
        password = fields.secret("password", its["password"])
        return _Target(
            site=Site(site, its["user"], password, self._roots),
            status=its["status"],
            category=its["category"],
            uploads=its["images"] == "upload",
            overwrite=its[edited_there.SETTING] == edited_there.OVERWRITE,
        )

    def _wanted(self, target: _Target, publication: Publication) -> dict[str, Any]:
        """The post's fields; pictures, tags and categories are there once this returns."""
        html = page.html(publication.body)
        wanted: dict[str, Any] = {
            "title": _line(publication.title),
            "excerpt": _line(publication.summary),
        }
        html, cover = self._with_pictures(target, html, next(iter(publication.images), None))
        wanted |= {"featured_media": cover.id} if cover else {}
        wanted["content"] = page.content(html, publication.key)
        wanted["tags"] = terms.ids(target.site, terms.TAGS, publication.tags)
        if category := target.category or publication.category:
            wanted["categories"] = terms.ids(target.site, terms.CATEGORIES, [category])
        return wanted

    def _with_pictures(
        self, target: _Target, html: str, first: str | None
    ) -> tuple[str, Media | None]:
        """The HTML with its pictures at the site, where that is wanted, and the post's cover.

        A cover that the site shows already is taken as it is there; WordPress knows covers by the
        numbers of its media alone.
        """
        site, own = target.site, f"{target.site.url}/"

        def upload(address: str) -> Media:
            return media.uploaded(site, self._fetch(address))

        there = media.at(site, first) if first and first.startswith(own) else None
        if not target.uploads:
            return html, there
        html, placed = pictures.placed(html, first, own, upload)
        if first and first.startswith(own):
            return html, there or upload(first)
        return html, placed


def _line(text: str) -> str:
    """A field of one line as HTML, without what WordPress's database does not take."""
    return escape(" ".join(printable(text).split()), quote=False)


def _demand_taken(target: _Target, post: Post) -> Proof | HandedOver:
    """What an earlier try, or a person at WordPress, has already made of it."""
    if post.status == "trash":
        raise PermanentError(
            f"it is in the bin of WordPress (post {post.id}): somebody put it there; restore it "
            "there, or take this entry out of the pool"
        )
    return _taken(target, post)


def _taken(target: _Target, post: Post) -> Proof | HandedOver:
    if post.status == "publish":
        return Proof(post.link or f"post {post.id}")
    return HandedOver(_edit_address(target, post))


def _edit_address(target: _Target, post: Post) -> str:
    return f"{target.site.url}/wp-admin/post.php?post={post.id}&action=edit"
