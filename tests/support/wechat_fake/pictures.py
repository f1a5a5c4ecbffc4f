"""Pictures: those for within an article, and the material that covers are taken from."""

from __future__ import annotations

from typing import Any

from tests.support.wechat_fake import bodies
from tests.support.wechat_fake.bodies import File
from tests.support.wechat_fake.errors import NotKnownError, RefusedError
from tests.support.wechat_fake.world import World, new_id

_SIGNS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "gif": b"GIF8", "bmp": b"BM"}
_NAMES = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "gif": "gif", "bmp": "bmp"}
_WITHIN_ARTICLES = {"png", "jpg"}
_TYPES = {"image", "voice", "video", "thumb"}


def _kind(file: File, allowed: set[str]) -> str:
    """What the file is by its first bytes; its name must have an ending of a picture as well."""
    kind = next((kind for kind, sign in _SIGNS.items() if file.data.startswith(sign)), "")
    if kind not in allowed or _NAMES.get(file.suffix) not in allowed:
        raise RefusedError(40005)
    return kind


def uploadimg(world: World, file: File) -> dict[str, Any]:
    """``media/uploadimg``: the address under which an article may show the picture."""
    kind = _kind(file, _WITHIN_ARTICLES)
    if len(file.data) > world.limits["picture_bytes"]:
        raise RefusedError(40009)
    address = f"http://mmbiz.qpic.cn/mmbiz_{kind}/{new_id(80)}/0"
    world.pictures[address] = {"name": file.name, "bytes": len(file.data), "kind": kind}
    return {"url": address, "errcode": 0, "errmsg": "ok"}


def add_material(world: World, file: File, query: dict[str, str]) -> dict[str, Any]:
    """``material/add_material``: material that stays, and can be the cover of an article."""
    kind = _of_type(world, file, query)
    media_id = new_id()
    address = f"http://mmbiz.qpic.cn/mmbiz_{kind}/{new_id(80)}/0?wx_fmt={kind}"
    world.materials[media_id] = {
        "name": file.name,
        "bytes": len(file.data),
        "type": query["type"],
        "url": address,
        "permanent": True,
    }
    return {"media_id": media_id, "url": address, "item": []}


def upload(world: World, file: File, query: dict[str, str]) -> dict[str, Any]:
    """``media/upload``: material of three days, which is no cover of an article."""
    _of_type(world, file, query)
    media_id = new_id(64)
    world.materials[media_id] = {"type": query["type"], "name": file.name, "permanent": False}
    return {"type": query["type"], "media_id": media_id, "created_at": int(world.now())}


def _of_type(world: World, file: File, query: dict[str, str]) -> str:
    wanted = query.get("type", "")
    if wanted not in _TYPES:
        raise RefusedError(40004)
    if wanted in {"voice", "video"}:
        raise NotKnownError(f"material of type {wanted}")
    kind = _kind(file, {"jpg"} if wanted == "thumb" else set(_SIGNS))
    if wanted == "thumb" and len(file.data) > world.limits["thumb_bytes"]:
        raise RefusedError(40012)
    if len(file.data) > world.limits["material_bytes"]:
        raise RefusedError(40009)
    return kind


def del_material(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``material/del_material``: gone; drafts that have it as their cover keep it."""
    media_id = bodies.text(values, "media_id")
    if not world.materials.get(media_id, {}).get("permanent"):
        raise RefusedError(40007)
    del world.materials[media_id]
    return {"errcode": 0, "errmsg": "ok"}


def is_cover(world: World, media_id: str) -> bool:
    """Whether it is material that stays and is still there."""
    return bool(world.materials.get(media_id, {}).get("permanent"))
