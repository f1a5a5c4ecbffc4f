"""Posts of a site: found by the tag of their publication, written, and compared with the order.

A post is a draft until what Ghost keeps of it was compared. A newsletter is sent by the one step
from draft to published and by none other, so it is never sent of what is not whole, nor twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from contenthub.errors import OutcomeUnknownError, PermanentError
from contenthub.publishers import edited_there, letting_out, read_back
from contenthub.publishers.edited_there import Held, Stamp
from contenthub.publishers.ghost import page, stamps
from contenthub.publishers.ghost.site import COLLISION, Site, answered, code_of, error_of
from contenthub.publishers.server_calls import Reply

_READ = {"formats": "html", "include": "tags,authors,email"}
_BEST = ("published", "sent", "scheduled", "draft")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as Ghost keeps it; ``document`` is its whole answer, ``mark`` its tag."""

    id: str
    status: str
    url: str
    document: Mapping[str, Any]
    mark: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A field's text; empty where it has none."""
        return str(self.document.get(name) or "")

    @property
    def mailed(self) -> bool:
        """Whether Ghost made a newsletter of it."""
        return bool(self.document.get("email"))

    @property
    def held(self) -> Held:
        """The sums of what an update would write over, and what is noted of it."""
        title, html = self.text("title"), self.text("html")
        whole = stamps.of(title, html, self.document)
        return Held(whole, edited_there.text(title, html), stamps.read(self.mark))


@dataclass(frozen=True, slots=True)
class Newsletter:
    """Which newsletter goes out with a post, and to whom."""

    slug: str
    segment: str


def find(site: Site, key: str) -> Post | None:
    """The post of the publication of this key, wherever it stands; the one most readers see.

    Raises TransientError where Ghost cannot be asked, PermanentError where it refuses.
    """
    found = site.get("/posts", filter=page.searched(key), limit=20, **_READ).data["posts"]
    ours = [post for document in found if (post := _post(document, key))]
    return min(ours, key=lambda post: _rank(post.status), default=None)


def draft(site: Site, there: Post | None, wanted: Mapping[str, Any], key: str) -> Post:
    """Write the post as a draft, or write the draft that is there anew; compared, it is returned.

    Raises TransientError, as a draft may be tried again whatever became of it, and PermanentError
    where Ghost refuses it or does not keep all of it.
    """
    fields = {**wanted, "status": "draft"}
    if there:
        reply = _write(site, there, fields)
    else:
        reply = site.send("POST", "/posts", {"posts": [fields]}, source="html")
    kept = _read(site, str(answered(reply).data["posts"][0]["id"]), key)
    demand_whole(kept, wanted)
    stamps.write(site, kept.mark, Stamp(kept.held.whole))
    return kept


def release(site: Site, post: Post, key: str, newsletter: Newsletter | None) -> Post:
    """Publish a draft now, with its newsletter where there is one, and read it back.

    Raises OutcomeUnknownError where readers may see it and nobody said so, and where they do and
    Ghost made no newsletter of it.
    """
    mail = (
        {"newsletter": newsletter.slug, "email_segment": newsletter.segment} if newsletter else {}
    )

    def send() -> Reply:
        return _write(site, post, {"status": "published"}, **mail)

    try:
        letting_out.let_out(send, error_of)
    except PermanentError as refused:
        # The post comes out before its newsletter is made: a refusal may be that of the latter.
        with letting_out.already_out():
            if newsletter and _read(site, post.id, key).status == "published":
                raise OutcomeUnknownError(unmailed(post, str(refused))) from refused
        raise
    with letting_out.already_out():
        out = _read(site, post.id, key)
    if newsletter and not out.mailed:
        raise OutcomeUnknownError(unmailed(out))
    return out


def change(
    site: Site, there: Post, wanted: Mapping[str, Any], key: str, *, overwrite: bool
) -> Post:
    """Write the post that is there anew, whatever its state, and compare; no mail is sent.

    Somebody may save it between the look and the writing: then it is looked at once more.

    Raises TransientError, and PermanentError where people changed it, where Ghost refuses it or
    does not keep all of it.
    """
    reply = _change(site, there, wanted, overwrite)
    if code_of(reply) == COLLISION:
        reply = _change(site, _read(site, there.id, key), wanted, overwrite)
    answered(reply)
    kept = _read(site, there.id, key)
    demand_whole(kept, wanted)
    stamps.write(site, kept.mark, Stamp(kept.held.whole))
    return kept


def demand_whole(post: Post, wanted: Mapping[str, Any]) -> None:
    """Raise PermanentError, saying what, where Ghost dropped something of the order."""
    lost = _lost(post, wanted)
    if lost:
        seen = "it stays a draft there" if post.status == "draft" else "readers see it so"
        raise PermanentError(f"Ghost did not keep all of post {post.id}: {lost}; {seen}")


def unmailed(post: Post, why: str = "") -> str:
    """What is said of a post that is out without the newsletter that was asked for."""
    because = f" ({why})" if why else ""
    return (
        f"it is out at {post.url}, but Ghost made no newsletter of it{because}: send one there by "
        "hand if readers are to get it, then say that it is there"
    )


def _change(site: Site, there: Post, wanted: Mapping[str, Any], overwrite: bool) -> Reply:
    if not overwrite:
        there.held.demand_ours("Ghost", f"post {there.id}")
    kept = there.held.stamp.kept if there.held.stamp else ""
    sent = edited_there.text(str(wanted["title"]), str(wanted["html"]))
    stamps.write(site, there.mark, Stamp(kept, sent))
    return _write(site, there, wanted)


def _write(site: Site, post: Post, fields: Mapping[str, Any], **query: str) -> Reply:
    fields = {**fields, "updated_at": post.document["updated_at"]}
    source = {"source": "html"} if "html" in fields else {}
    return site.send("PUT", f"/posts/{post.id}", {"posts": [fields]}, **source, **query)


def _lost(post: Post, wanted: Mapping[str, Any]) -> str:
    if gone := read_back.missing(str(wanted["html"]), post.text("html")):
        return gone
    if read_back.words(post.text("title")) != read_back.words(str(wanted["title"])):
        return f"its title is {post.text('title')[:80]!r}"
    there = {name.casefold() for name in stamps.tags(post.document)}
    if not {name.casefold() for name in stamps.tags(wanted)} <= there:
        return "not all tags are there"
    if (wanted["custom_excerpt"] or "") != post.text("custom_excerpt"):
        return "the excerpt is not there"
    if not _same_picture(wanted["feature_image"], post.text("feature_image")):
        return "the cover picture is not there"
    authors = [author for one in post.document["authors"] for author in (one["slug"], one["email"])]
    if "authors" in wanted and not set(wanted["authors"][0].values()) <= set(authors):
        return f"its author is {authors[0] if authors else 'nobody'}"
    return ""


def _same_picture(sent: str | None, held: str) -> bool:
    """By their paths: Ghost may call itself by another name than it is called by."""
    return urlsplit(sent or "").path == urlsplit(held).path


def _read(site: Site, id_: str, key: str) -> Post:
    post = _post(site.get(f"/posts/{id_}", **_READ).data["posts"][0], key)
    if post is None:
        raise PermanentError(f"Ghost did not keep the tag {page.mark(key)} of post {id_}")
    return post


def _post(document: Mapping[str, Any], key: str) -> Post | None:
    mark = stamps.mark_of(document, key)
    if mark is None:
        return None
    return Post(
        id=str(document["id"]),
        status=str(document["status"]),
        url=str(document.get("url") or ""),
        document=document,
        mark=mark,
    )


def _rank(status: str) -> int:
    return _BEST.index(status) if status in _BEST else len(_BEST)
