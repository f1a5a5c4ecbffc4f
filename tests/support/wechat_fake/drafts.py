"""The box of drafts: what is saved, what is kept of it, and how it reads again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.support.wechat_fake import bodies, content, pictures
from tests.support.wechat_fake.errors import NotKnownError, RefusedError
from tests.support.wechat_fake.world import Draft, World, new_id

_TEXTS = ("title", "author", "digest", "content", "content_source_url", "thumb_media_id")
_FLAGS = ("need_open_comment", "only_fans_can_comment")
_CROPS = ("pic_crop_235_1", "pic_crop_1_1")
_TOO_LONG = {"title": 45003, "author": 45110, "digest": 45004}


def article(world: World, values: Any) -> dict[str, Any]:
    """An article as it is kept, from what was sent; fields that are not known are left out."""
    if not isinstance(values, dict):
        raise RefusedError(47001)
    if values.get("article_type", "news") != "news":
        raise NotKnownError("articles that are pictures")
    kept: dict[str, Any] = {name: bodies.text(values, name) for name in _TEXTS}
    kept |= {name: bodies.text(values, name) for name in _CROPS if name in values}
    kept |= {name: bodies.number(values, name, 0) for name in _FLAGS}
    _check(world, kept)
    kept["content"] = content.filtered(kept["content"])
    kept["digest"] = kept["digest"] or content.digest_of(kept["content"])
    return kept


def _check(world: World, kept: dict[str, Any]) -> None:
    if not kept["title"]:
        raise RefusedError(40097)
    if not kept["content"].strip():
        raise RefusedError(45166)
    for name, code in _TOO_LONG.items():
        if len(kept[name]) > world.limits[name]:
            raise RefusedError(code)
    if len(kept["content"]) > world.limits["content"]:
        raise RefusedError(45002)
    if len(kept["content"].encode()) > world.limits["content_bytes"]:
        raise RefusedError(45002)
    if len(kept["content_source_url"].encode()) > world.limits["url"]:
        raise RefusedError(45005)
    if any(kept[name] not in (0, 1) for name in _FLAGS):
        raise RefusedError(40097)
    if not pictures.is_cover(world, kept["thumb_media_id"]):
        raise RefusedError(40007)


def add(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``draft/add``: one draft of up to eight articles; the answer has no ``errcode``."""
    given = values.get("articles")
    if not isinstance(given, list) or not given:
        raise RefusedError(44003)
    if len(given) > world.limits["articles"]:
        raise RefusedError(45008)
    articles = [article(world, one) for one in given]
    if len(articles) > 1:
        for one in articles:
            one["digest"] = ""  # only a draft of one article has one
    now = int(world.now())
    draft = Draft(new_id(64), articles, now, now)
    world.drafts[draft.media_id] = draft
    return {"media_id": draft.media_id, "item": []}


def there(world: World, values: dict[str, Any]) -> Draft:
    """The draft that a call names; one that was published or deleted is not there."""
    media_id = values.get("media_id")
    draft = world.drafts.get(media_id) if isinstance(media_id, str) else None
    if draft is None:
        raise RefusedError(40007)
    return draft


def get(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``draft/get``: the articles as they were kept."""
    draft = there(world, values)
    return {"news_item": shown(world, draft.articles, draft.media_id)} | _times(draft)


def update(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``draft/update``: one article of a draft in the place of another, with all of its fields."""
    draft = there(world, values)
    index = bodies.number(values, "index")
    if not 0 <= index < len(draft.articles):
        raise RefusedError(40114)
    changed = article(world, values.get("articles"))
    changed["digest"] = changed["digest"] if len(draft.articles) == 1 else ""
    draft.articles[index] = changed
    draft.updated = int(world.now())
    return {"errcode": 0, "errmsg": "ok"}


def delete(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``draft/delete``: for good."""
    del world.drafts[there(world, values).media_id]
    return {"errcode": 0, "errmsg": "ok"}


def count(world: World) -> dict[str, Any]:
    """``draft/count``."""
    return {"total_count": len(world.drafts)}


def batchget(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``draft/batchget``: a page of them, the last that was changed first."""
    drafts = sorted(world.drafts.values(), key=lambda draft: draft.updated, reverse=True)
    return page(
        values,
        [
            {"media_id": draft.media_id}
            | listed(world, values, draft.articles, draft.media_id, _times(draft))
            for draft in drafts
        ],
    )


def listed(
    world: World, values: dict[str, Any], articles: list[dict[str, Any]], name: str, times: Any
) -> dict[str, Any]:
    """An entry of a list of drafts or publications, without the articles' text where asked."""
    items = shown(world, articles, name)
    if values.get("no_content", 0) in (1, True):
        for item in items:
            del item["content"]
    return {"content": {"news_item": items} | times, "update_time": times["update_time"]}


def page(values: dict[str, Any], items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One page: ``count`` is 1 to 20, ``offset`` from the first."""
    found = list(items)
    offset, size = bodies.number(values, "offset"), bodies.number(values, "count")
    if offset < 0 or not 1 <= size <= 20:
        raise RefusedError(40097)
    shown_items = found[offset : offset + size]
    return {"total_count": len(found), "item_count": len(shown_items), "item": shown_items}


def _times(draft: Draft) -> dict[str, int]:
    return {"create_time": draft.created, "update_time": draft.updated}


def shown(world: World, articles: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Articles as they are read again: with addresses, and their pictures loaded late."""
    return [
        {
            "article_type": "news",
            **one,
            "content": content.reread(one["content"], world.rewrites_addresses),
            "show_cover_pic": 0,
            "url": f"http://mp.weixin.qq.com/s?__biz=MzTest==&tempkey={name}&idx={number}#rd",
            "thumb_url": f"http://mmbiz.qpic.cn/mmbiz_jpg/{one['thumb_media_id']}/0?wx_fmt=jpeg",
        }
        for number, one in enumerate(articles, start=1)
    ]
