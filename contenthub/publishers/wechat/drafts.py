"""Drafts of an account: made, read back and compared, found again, brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contenthub.errors import BackendError, PermanentError
from contenthub.outgoing.guarded_http import NoAnswerError
from contenthub.publishers import edited_there, read_back
from contenthub.publishers.wechat import answers, page
from contenthub.publishers.wechat.calls import Calls

_GONE = 40007
_PAGES, _PAGE = 3, 20  # how far back a draft is looked for whose answer was lost


@dataclass(frozen=True, slots=True)
class Article:
    """An article as WeChat is given it."""

    title: str
    author: str
    digest: str
    content: str
    cover: str  # the id of its picture at WeChat
    mark: str  # by which its content is known again

    def document(self) -> dict[str, Any]:
        """Its fields by WeChat's names."""
        return {
            "title": self.title,
            "author": self.author,
            "digest": self.digest,
            "content": self.content,
            "thumb_media_id": self.cover,
            "need_open_comment": 0,
            "only_fans_can_comment": 0,
        }


def read(calls: Calls, media_id: str) -> Sequence[Mapping[str, Any]]:
    """The draft's articles; none where the draft is not there (any more)."""
    try:
        said = calls.post("draft/get", {"media_id": media_id})
    except BackendError as error:
        if answers.number_in(error) == _GONE:
            return ()
        raise
    items = articles_of(said)
    if not items:
        raise NoAnswerError("WeChat answered without the draft's article")
    return items


def demand_alone(held: Sequence[Mapping[str, Any]]) -> None:
    """Raise PermanentError where a person put other articles into the draft.

    They would be overwritten, or published together with it.
    """
    if len(held) > 1:
        raise PermanentError(
            f"its draft holds {len(held)} articles by now: somebody put others into it; publish it "
            "at mp.weixin.qq.com, or take them out there"
        )


def save(calls: Calls, media_id: str | None, article: Article) -> str:
    """Make a draft, or bring the one of this media_id to what the article says; its media_id.

    Raises NoAnswerError where it may have been made.
    """
    if media_id is not None:
        order = {"media_id": media_id, "index": 0, "articles": article.document()}
        calls.post("draft/update", order)
        return media_id
    made = calls.post("draft/add", {"articles": [article.document()]}).get("media_id")
    if not isinstance(made, str) or not made:
        raise NoAnswerError("WeChat answered without the draft's media_id")
    return made


def find(calls: Calls, article: Article, is_others: Callable[[str], bool]) -> str | None:
    """The media_id of the newest draft that is this article's; None where there is none.

    ``is_others`` tells of a media_id whether it is known to be another article's.
    """
    for number in range(_PAGES):
        order = {"offset": number * _PAGE, "count": _PAGE, "no_content": 0}
        items = items_of(calls.post("draft/batchget", order))
        for item in items:
            media_id = item.get("media_id")
            same = any(is_same(one, article) for one in articles_of(item))
            if same and isinstance(media_id, str) and not is_others(media_id):
                return media_id
        if len(items) < _PAGE:
            break
    return None


def demand_whole(held: Mapping[str, Any], article: Article) -> None:
    """Raise PermanentError, saying what, where WeChat dropped something of the article."""
    lost = _lost(held, article)
    if lost:
        raise PermanentError(
            f"WeChat did not keep all of the draft: {lost}; it stays among the drafts, where "
            "nobody sees it"
        )


def sum_of(held: Mapping[str, Any]) -> str:
    """A sum of all that writing the draft anew would take away."""
    fields = ("title", "author", "digest", "thumb_media_id")
    return edited_there.whole(str(held.get("content") or ""), [str(held.get(f)) for f in fields])


def is_same(held: Mapping[str, Any], article: Article) -> bool:
    """Whether WeChat holds this article: by its mark; by its words where it has no mark at all."""
    content = str(held.get("content") or "")
    if "data-contenthub=" in content:
        return article.mark in content
    title_is = read_back.words(str(held.get("title") or "")) == read_back.words(article.title)
    return title_is and not read_back.missing(article.content, content)


def articles_of(said: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The articles of a draft, of an item of a list, or of a publication."""
    content = said.get("content")
    held = content if isinstance(content, dict) else said
    found = held.get("news_item")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def items_of(said: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The items of a list."""
    found = said.get("item")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _lost(held: Mapping[str, Any], article: Article) -> str:
    content = str(held.get("content") or "")
    if gone := read_back.missing(article.content, content):
        return gone
    sent, shown = (page.shown_pictures(one) for one in (article.content, content))
    if shown < sent:
        return f"of {sent} pictures it holds {shown}"
    if read_back.words(str(held.get("title") or "")) != read_back.words(article.title):
        return f"its title is {str(held.get('title'))[:80]!r}"
    if held.get("thumb_media_id") != article.cover:
        return "the cover picture is another one"
    return ""
