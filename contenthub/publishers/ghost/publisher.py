"""The way of an article to Ghost: found or written as a draft, compared, and then let out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contenthub.articles.slugs import slug
from contenthub.errors import (
    InputError,
    OutcomeUnknownError,
    PermanentError,
    TransientError,
)
from contenthub.outgoing.addresses import private_too, public
from contenthub.publishers import edited_there, fields, pictures, read_back
from contenthub.publishers.base import HandedOver, Proof, Publication, Taken
from contenthub.publishers.fields import Field
from contenthub.publishers.ghost import images, page, posts, rights, tags, tokens
from contenthub.publishers.ghost.posts import Newsletter, Post
from contenthub.publishers.ghost.site import Site, base
from contenthub.publishers.pictures import Picture
from contenthub.settings.parsers import choice, url

if TYPE_CHECKING:
    from contenthub.settings import Settings

_MOST_PICTURE = 10 * 2**20  # bytes
_FIELDS = {
    "url": Field(url("http", "https"), required=True, where=True),
    "admin_key": Field(required=True, secret=True),
    "status": Field(choice("publish", "draft"), default="publish"),
    "author": Field(),
    "newsletter": Field(),
    "email_segment": Field(),
    "images": Field(choice("upload", "link"), default="upload"),
    edited_there.SETTING: edited_there.FIELD,
}


@dataclass(frozen=True, slots=True)
class _Target:
    """A target's settings, with the site that they name."""

    site: Site
    status: str
    author: str | None
    newsletter: Newsletter | None
    uploads: bool
    overwrite: bool


class Ghost:
    """Publishes posts. Each is a draft until it was compared with what was sent."""

    name = "ghost"
    fields = _FIELDS

    def __init__(self, fetch: Callable[[str], Picture]) -> None:
        self._fetch = fetch

    @classmethod
    def from_settings(cls, settings: Settings) -> Ghost:
        allowed = private_too if settings.allow_private_networks else public
        return cls(pictures.fetcher(allowed, _MOST_PICTURE))

    def place(self, publication: Publication) -> dict[str, Any]:
        """The site, as the tag of the post finds it there again."""
        self.validate(publication.settings)
        return {"url": base(str(publication.settings["url"]))}

    def publish(self, publication: Publication) -> Taken:
        """Write the post, or go on with one of an earlier try; the proof is its address.

        Raises TransientError while nothing of it is public, PermanentError where Ghost refuses it
        or does not keep it whole, OutcomeUnknownError where it may be out, or is out without its
        newsletter.
        """
        target = self._target(publication)
        there = posts.find(target.site, publication.key)
        if there and there.status != "draft":
            if _lacks_mail(target, there) and not publication.proof:
                raise OutcomeUnknownError(posts.unmailed(there))
            return _taken(target, there)
        wanted = self._wanted(target, publication, there)
        if name := slug(publication.title):
            wanted["slug"] = name
        publication.demand_held()
        post = posts.draft(target.site, there, wanted, publication.key)
        if target.status == "draft":
            return HandedOver(_edit_address(target, post))
        publication.demand_held()
        post = posts.release(target.site, post, publication.key, target.newsletter)
        posts.demand_whole(post, wanted)
        return _taken(target, post)

    def verify(self, publication: Publication) -> Taken | None:
        """What Ghost holds of it; a draft that was not let out is nothing yet.

        Raises TransientError where it is out and Ghost made no newsletter of it, which may come a
        moment later.
        """
        target = self._target(publication)
        post = posts.find(target.site, publication.key)
        if post is None:
            return None
        handed_over = target.status == "draft" or publication.proof == _edit_address(target, post)
        if post.status == "draft" and not handed_over:
            return None
        # The newsletter may have been set after it went out: then nobody owes one for it.
        if _lacks_mail(target, post) and not publication.proof:
            raise TransientError(posts.unmailed(post))
        if not publication.proof:
            read_back.demand_there(
                page.html(publication.body), post.text("html"), f"post {post.id} of Ghost"
            )
        return _taken(target, post)

    def update(self, publication: Publication) -> Proof | HandedOver:
        """Bring the post to what the article says now; its address stays, and no mail is sent.

        Raises TransientError, and PermanentError where the post is gone or no longer public, where
        people changed it, and where Ghost refuses it or does not keep it whole.
        """
        target = self._target(publication)
        there = posts.find(target.site, publication.key)
        if there is None:
            raise PermanentError(
                f"Ghost holds no post of it any more (it was {publication.proof}): somebody "
                "deleted it there, or took the tag off by which it is found"
            )
        handed_over = publication.proof == _edit_address(target, there)
        if there.status != "published" and not handed_over:
            raise PermanentError(
                f"post {there.id} is {there.status} at Ghost: somebody took it back there; publish "
                "it there before it is updated"
            )
        wanted = self._wanted(target, publication, there)
        publication.demand_held()
        post = posts.change(target.site, there, wanted, publication.key, overwrite=target.overwrite)
        return _taken(target, post)

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Ask Ghost whether the key is known, and for what publishing will need of it."""
        target = self._of(settings, base(str(settings.get("url", ""))))
        newsletter = target.newsletter.slug if target.newsletter else None
        return rights.demand(target.site, target.author, newsletter)

    def validate(self, settings: dict[str, Any]) -> None:
        """Raise InputError, naming the field, for settings that cannot be used."""
        self._read(settings)

    def _read(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        its = fields.read(self.name, _FIELDS, settings)
        if its["newsletter"] and its["status"] != "publish":
            raise InputError("newsletter needs status=publish: who publishes a draft sends it")
        if its["email_segment"] and not its["newsletter"]:
            raise InputError("email_segment needs the setting newsletter")
        return its

    def _target(self, publication: Publication) -> _Target:
        """Where it went at its first try, by the key of now."""
        try:
            place = publication.place or self.place(publication)
            return self._of(publication.settings, str(place["url"]))
        except InputError as error:
            raise PermanentError(str(error)) from error

    def _of(self, settings: Mapping[str, Any], site: str) -> _Target:
        its = self._read(settings)
        segment = its["email_segment"] or "all"
        return _Target(
            site=Site(site, tokens.key(fields.secret("admin_key", its["admin_key"]))),
            status=its["status"],
            author=its["author"],
            newsletter=Newsletter(its["newsletter"], segment) if its["newsletter"] else None,
            uploads=its["images"] == "upload",
            overwrite=its[edited_there.SETTING] == edited_there.OVERWRITE,
        )

    def _wanted(
        self, target: _Target, publication: Publication, there: Post | None
    ) -> dict[str, Any]:
        """The post's fields; its pictures are at the site once this returns."""
        html, cover = page.html(publication.body), next(iter(publication.images), None)
        if target.uploads:
            html, cover = self._with_pictures(target.site, html, cover, there)
        names = tags.known_or_new(target.site, page.tags(publication.tags))
        wanted: dict[str, Any] = {
            "title": page.title(publication.title),
            "html": html,
            "custom_excerpt": page.line(publication.summary, page.EXCERPT) or None,
            "feature_image": cover,
            "tags": [*names, {"name": page.mark(publication.key)}],
        }
        if target.author:
            wanted["authors"] = [{"email" if "@" in target.author else "slug": target.author}]
        return wanted

    def _with_pictures(
        self, site: Site, html: str, cover: str | None, there: Post | None
    ) -> tuple[str, str | None]:
        known = images.by_name(
            [there.text("feature_image"), *pictures.addresses(there.text("html"))] if there else []
        )
        html, placed = pictures.placed(
            html,
            cover,
            f"{site.url}/",
            lambda address: images.uploaded(site, self._fetch(address), known),
        )
        return html, placed.address if placed else cover


def _lacks_mail(target: _Target, post: Post) -> bool:
    return bool(target.newsletter) and post.status == "published" and not post.mailed


def _taken(target: _Target, post: Post) -> Proof | HandedOver:
    if post.status == "published":
        return Proof(post.url or f"post {post.id}")
    return HandedOver(_edit_address(target, post))


def _edit_address(target: _Target, post: Post) -> str:
    return f"{target.site.url}/ghost/#/editor/post/{post.id}"
