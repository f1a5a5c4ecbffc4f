"""Publications: a draft is handed in, and what becomes of it is seen by whoever asks.

By itself an article is out ``publish_seconds`` after it was handed in, asked or not; a script of
statuses goes on by one with each look. A draft leaves the box when it is out, and stays in it when
publishing fails. To hand in a draft that is already on its way publishes it twice: the documents
promise nothing else, and a client that repeats a submit is found out by it.
"""

from __future__ import annotations

import copy
import itertools
from typing import Any

from tests.support.wechat_fake import bodies, drafts
from tests.support.wechat_fake.errors import RefusedError
from tests.support.wechat_fake.world import Publication, World, new_id

OUT, RUNNING, NOT_ORIGINAL, FAILED, REFUSED, DELETED, BANNED = range(7)
_FIRST_ID = 2_247_483_651  # more than 31 bits, as they are
_numbers = itertools.count(100_000_001)


def submit(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``freepublish/submit``: ``publish_id`` is a number, and nothing is out yet."""
    draft = drafts.there(world, values)
    script, world.next_statuses = world.next_statuses, []
    publish_id = _FIRST_ID + len(world.publications)
    world.publications[publish_id] = Publication(
        publish_id,
        draft.media_id,
        copy.deepcopy(draft.articles),
        RUNNING,
        None if script else world.now() + world.publish_seconds,
        list(script),
        mid=next(_numbers),
    )
    return {
        "errcode": 0,
        "errmsg": "ok",
        "publish_id": publish_id,
        "msg_data_id": str(world.publications[publish_id].mid),
    }


def settle(world: World) -> None:
    """What has become due since the last call is out now."""
    for publication in world.publications.values():
        due = publication.due
        if publication.status == RUNNING and due is not None and due <= world.now():
            become(world, publication, OUT)


def become(world: World, publication: Publication, status: int) -> None:
    """The publication is in this status from now on, with all that comes with it."""
    publication.status, publication.due = status, None
    publication.updated = int(world.now())
    if status == OUT and not publication.article_id:
        publication.article_id = new_id(32)
        world.drafts.pop(publication.draft, None)


def get(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``freepublish/get``: done only with the status 0 and an address for each article."""
    publication = _asked(world, values)
    if publication.script:
        become(world, publication, publication.script.pop(0))
    answer: dict[str, Any] = {
        "publish_id": str(publication.publish_id),
        "publish_status": publication.status,
        "fail_idx": [],
    }
    if publication.status == OUT:
        addresses = _addresses(publication)
        items = [{"idx": n, "article_url": url} for n, url in enumerate(addresses, start=1)]
        answer["article_id"] = publication.article_id
        answer["article_detail"] = {"count": len(items), "item": items}
    elif publication.status in {NOT_ORIGINAL, REFUSED}:
        answer["fail_idx"] = list(range(1, len(publication.articles) + 1))
    return answer


def _asked(world: World, values: dict[str, Any]) -> Publication:
    """By its number, or by the same number as text: the documents show both."""
    given = values.get("publish_id")
    if isinstance(given, str) and given.isdigit():
        given = int(given)
    if isinstance(given, bool) or given not in world.publications:
        raise RefusedError(40097)
    return world.publications[given]


def _addresses(publication: Publication) -> list[str]:
    return [
        f"http://mp.weixin.qq.com/s?__biz=MzTest==&mid={publication.mid}&idx={number}"
        f"&sn={publication.article_id}#rd"
        for number in range(1, len(publication.articles) + 1)
    ]


def _out(world: World, values: dict[str, Any]) -> Publication:
    wanted = bodies.text(values, "article_id")
    for publication in world.publications.values():
        if publication.is_out and publication.article_id == wanted:
            return publication
    raise RefusedError(53600)


def getarticle(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``freepublish/getarticle``: a publication that is out."""
    return {"news_item": _shown(world, _out(world, values))}


def _shown(world: World, publication: Publication) -> list[dict[str, Any]]:
    items = drafts.shown(world, publication.articles, publication.article_id)
    for item, address in zip(items, _addresses(publication), strict=True):
        item |= {"url": address, "is_deleted": False}
    return items


def batchget(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``freepublish/batchget``: what is out, the newest first."""
    out = [one for one in reversed(list(world.publications.values())) if one.is_out]
    items = []
    for one in sorted(out, key=lambda publication: publication.updated, reverse=True):
        times = {"create_time": one.updated, "update_time": one.updated}
        entry = drafts.listed(world, values, one.articles, one.article_id, times)
        for item, address in zip(entry["content"]["news_item"], _addresses(one), strict=True):
            item |= {"url": address, "is_deleted": False}
        items.append({"article_id": one.article_id} | entry)
    return drafts.page(values, items)


def delete(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``freepublish/delete``: one of its articles, or all of them (``index`` 0 or none)."""
    publication = _out(world, values)
    index = bodies.number(values, "index", 0)
    if not 0 <= index <= len(publication.articles):
        raise RefusedError(40114)
    if index and len(publication.articles) > 1:
        del publication.articles[index - 1]
    else:
        become(world, publication, DELETED)
    return {"errcode": 0, "errmsg": "ok"}
