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
from contenthub.publishers import edited_there, letting_out, read_back
from contenthub.publishers.edited_there import Held, Stamp
from contenthub.publishers.server_calls import Reply
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

    @property
    def held(self) -> Held:
        """The sums of what an update would write over, and what is noted of it."""
        title, content = self.raw("title"), self.raw("content")
        names = ("featured_media", "tags", "categories")
        others = [str(self.document.get(name) or "") for name in names]
        whole = edited_there.whole(content, [title, self.raw("excerpt"), *others])
        return Held(whole, edited_there.text(title, content), page.stamp_of(content))


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
    return _written(site, path, {**wanted, "status": "draft"}, kept="")


def change(site: Site, there: Post, wanted: Mapping[str, Any], *, overwrite: bool) -> Post:
    """Write the post that is there anew, whatever its state, and compare.

    WordPress has no way of refusing what somebody else saved meanwhile, so it is looked at once
    more just before.

    Raises TransientError, and PermanentError where people changed it, where WordPress refuses it
    or does not keep all of it.
    """
    there = _read(site, there.id)
    if not overwrite:
        there.held.demand_ours("WordPress", f"post {there.id}")
    kept = there.held.stamp.kept if there.held.stamp else ""
    return _written(site, _path(there), wanted, kept=kept)


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
        seen = "it stays a draft there" if post.status == "draft" else f"it is {post.status} there"
        raise PermanentError(
            f"WordPress did not keep all of post {post.id}: {lost}; {seen}. Give the user the role "
            "editor, or see which plugin changes posts"
        )


def _written(site: Site, path: str, fields: Mapping[str, Any], *, kept: str) -> Post:
    """Write the fields and compare. Then what came of them is noted, which changes no word."""
    content = str(fields["content"])
    stamp = Stamp(kept, edited_there.text(str(fields["title"]), content))
    reply = _answered(site.post(path, {**fields, "content": page.noted(content, stamp)}))
    post = _read(site, int(reply.data["id"]))
    demand_whole(post, fields)
    now = page.noted(content, Stamp(post.held.whole))
    _answered(site.post(_path(post), {"content": now}))
    return post


def _answered(reply: Reply) -> Reply:
    if not reply.ok:
        raise error_of(reply)
    return reply


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
