"""Which call is answered by what, and what each of them asks for first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.support.wechat_fake import bodies, drafts, pictures, publishing, quotas, tokens
from tests.support.wechat_fake.errors import RefusedError
from tests.support.wechat_fake.world import World, new_id

Answer = dict[str, Any]
_JSON: dict[str, Callable[[World, Answer], Answer]] = {
    "/cgi-bin/draft/add": drafts.add,
    "/cgi-bin/draft/get": drafts.get,
    "/cgi-bin/draft/update": drafts.update,
    "/cgi-bin/draft/delete": drafts.delete,
    "/cgi-bin/draft/batchget": drafts.batchget,
    "/cgi-bin/freepublish/submit": publishing.submit,
    "/cgi-bin/freepublish/get": publishing.get,
    "/cgi-bin/freepublish/getarticle": publishing.getarticle,
    "/cgi-bin/freepublish/batchget": publishing.batchget,
    "/cgi-bin/freepublish/delete": publishing.delete,
    "/cgi-bin/material/del_material": pictures.del_material,
    "/cgi-bin/openapi/quota/get": quotas.shown,
    "/cgi-bin/openapi/quota/clear": quotas.clear_one,
    "/cgi-bin/clear_quota": quotas.clear,
}
_FORMS: dict[str, Callable[[World, bodies.File, dict[str, str]], Answer]] = {
    "/cgi-bin/media/uploadimg": lambda world, file, query: pictures.uploadimg(world, file),
    "/cgi-bin/media/upload": pictures.upload,
    "/cgi-bin/material/add_material": pictures.add_material,
}
_BY_GET = "/cgi-bin/draft/count"
_TOKEN = "/cgi-bin/stable_token"
_WITHOUT_QUOTA = {"/cgi-bin/clear_quota", "/cgi-bin/openapi/quota/clear"}


def answer(
    world: World, method: str, path: str, query: dict[str, str], kind: str, body: bytes, ip: str
) -> Answer:
    """What the API answers, refusals included: these have a request id in their words."""
    try:
        return _answer(world, method, path, query, kind, body, ip)
    except RefusedError as error:
        rid = f"{new_id(8)}-{new_id(8)}-{new_id(8)}"
        hint = "" if path == _TOKEN else f" hint: [{new_id(10)}]"
        return {"errcode": error.code, "errmsg": f"{error.message}{hint} rid: {rid}"}


def _answer(
    world: World, method: str, path: str, query: dict[str, str], kind: str, body: bytes, ip: str
) -> Answer:
    publishing.settle(world)
    if path not in {*_JSON, *_FORMS, _TOKEN, _BY_GET}:
        raise RefusedError(40066)
    if method != "POST" and path != _BY_GET:
        raise RefusedError(43002)
    if world.allowed_ips is not None and ip not in world.allowed_ips:
        raise RefusedError(40164, ip=ip)
    if path == _TOKEN:
        quotas.spend(world, path)
        return tokens.stable_token(world, bodies.document(body))
    tokens.check(world, query)
    if "/freepublish/" in path and not world.certified:
        raise RefusedError(48001)
    if path not in _WITHOUT_QUOTA:
        quotas.spend(world, path)
    if path == _BY_GET:
        return drafts.count(world)
    if path in _FORMS:
        return _FORMS[path](world, bodies.media(kind, body), query)
    return _JSON[path](world, bodies.document(body))


def shown_body(kind: str, body: bytes) -> tuple[Any, str]:
    """A body as control calls show it: what the API read, and the text as it came in."""
    if kind.lower().startswith("multipart/"):
        try:
            file = bodies.media(kind, body)
        except RefusedError:
            return None, f"{len(body)} bytes"
        return {"filename": file.name, "bytes": len(file.data)}, re.sub("[^ -~]", "?", kind)
    raw = body.decode(errors="replace")
    try:
        return bodies.document(body), raw
    except RefusedError:
        return None, raw


def words_of(code: int) -> str:
    """What the API says beside a number, with a request id."""
    return f"{RefusedError(code).message} rid: {new_id(8)}-{new_id(8)}-{new_id(8)}"
