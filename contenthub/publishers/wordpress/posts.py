"""Posts of a site: found by the mark of their publication, written, and compared with the order.

A post is a draft until what WordPress keeps of it was compared; so nothing that is not whole is
ever seen by readers, and a try that was broken off is gone on with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from contenthub.errors import PermanentError
from contenthub.publishers import letting_out, read_back
from contenthub.publishers.wordpress import page
from contenthub.publishers.wordpress.site import Site, error_of

_FIELDS = "id,status,link,title,content,tags,categories,featured_media,slug,excerpt"
_STATES = "publish,future,draft,pending,private,trash"
_BEST = ("publish", "private", "future", "pending", "draft", "trash")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as WordPress keeps it; ``document`` is its whole answer."""

    id: int
    status: str
    link: str
    document: Mapping[str, Any]

    def raw(self, name: str) -> str:
        """A field as it is stored, before WordPress renders it."""
        value = self.document.get(name)
        return str(value.get("raw", "")) if isinstance(value, dict) else ""


def find(site: Site, key: str) -> Post | None:
    """The post of the publication of this key, wherever it stands; the one most readers see.

    Raises TransientError where WordPress cannot be asked, PermanentError where it refuses.
    """
    try:
        found = site.get(
            "/wp/v2/posts",
            search=page.searched(key),
            status=_STATES,
            context="edit",
            per_page=20,
            _fields=_FIELDS,
        ).data
    except PermanentError:
        site.get("/wp/v2/users/me")  # who is unknown there is only told that the states are wrong
        raise
    ours = [post for post in map(_post, found) if page.mark(key) in post.raw("content")]
    return min(ours, key=lambda post: _rank(post.status), default=None)


def draft(site: Site, there: Post | None, wanted: Mapping[str, Any]) -> Post:
    """Write the post as a draft, or write the draft that is there anew; compared, it is returned.

    Raises TransientError, as a draft may be tried again whatever became of it, and PermanentError
    where WordPress refuses it or does not keep all of it.
    """
    path = _path(there) if there else "/wp/v2/posts"
    reply = site.post(path, {**wanted, "status": "draft"})
    if not reply.ok:
        raise error_of(reply)
    kept = _read(site, int(reply.data["id"]))
    demand_whole(kept, wanted)
    return kept


def release(site: Site, post: Post, status: str) -> Post:
    """Give a draft its state, such as ``publish``, and read back that it has it.

    Raises OutcomeUnknownError where readers may see it and nobody said so.
    """
    letting_out.let_out(lambda: site.post(_path(post), {"status": status}), error_of)
    with letting_out.already_out():
        return _read(site, post.id)


def demand_whole(post: Post, wanted: Mapping[str, Any]) -> None:
    """Raise PermanentError, saying what, where WordPress dropped something of the order."""
    lost = _lost(post, wanted)
    if lost:
        raise PermanentError(
            f"WordPress did not keep all of post {post.id}: {lost}; it stays a draft there. Give "
            "the user the role editor, or see which plugin changes posts"
        )


def _lost(post: Post, wanted: Mapping[str, Any]) -> str:
    if gone := read_back.missing(str(wanted["content"]), post.raw("content")):
        return gone
    if read_back.words(post.raw("title")) != read_back.words(str(wanted["title"])):
        return f"its title is {unescape(post.raw('title'))[:80]!r}"
    for name in ("tags", "categories"):
        if name in wanted and not set(wanted[name]) <= set(post.document.get(name) or ()):
            return f"not all {name} are there"
    if wanted.get("featured_media") not in (None, post.document.get("featured_media")):
        return "the cover picture is not there"
    return ""


def _path(post: Post) -> str:
    return f"/wp/v2/posts/{post.id}"


def _read(site: Site, id_: int) -> Post:
    return _post(site.get(f"/wp/v2/posts/{id_}", context="edit", _fields=_FIELDS).data)


def _post(document: Any) -> Post:
    return Post(
        id=int(document["id"]),
        status=str(document["status"]),
        link=str(document.get("link") or ""),
        document=document,
    )


def _rank(status: str) -> int:
    return _BEST.index(status) if status in _BEST else len(_BEST)
