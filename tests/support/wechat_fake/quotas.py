"""How often each call may be made: by day (until midnight in Beijing) and by minute."""

from __future__ import annotations

from typing import Any

from tests.support.wechat_fake import bodies
from tests.support.wechat_fake.errors import RefusedError
from tests.support.wechat_fake.world import World

_BEIJING = 8 * 3600  # seconds before UTC
_DAY = 86_400
_MONTH = 30 * _DAY
_CLEARS = 10  # in a month
DAILY = {
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/media/uploadimg": 1000,
    "/cgi-bin/media/upload": 1000,
    "/cgi-bin/material/add_material": 1000,
    "/cgi-bin/material/del_material": 1000,
    "/cgi-bin/draft/add": 1000,
    "/cgi-bin/draft/get": 500,
    "/cgi-bin/draft/update": 1000,
    "/cgi-bin/draft/delete": 1000,
    "/cgi-bin/draft/count": 1000,
    "/cgi-bin/draft/batchget": 1000,
    "/cgi-bin/freepublish/submit": 100,
    "/cgi-bin/freepublish/get": 100,
    "/cgi-bin/freepublish/getarticle": 100,
    "/cgi-bin/freepublish/batchget": 100,
    "/cgi-bin/freepublish/delete": 10,
    "/cgi-bin/openapi/quota/get": 10_000,
    "/cgi-bin/openapi/quota/clear": 10_000,
    "/cgi-bin/clear_quota": 10_000,
}
BY_MINUTE = {"/cgi-bin/stable_token": 10_000}


def same_day(moment: float, other: float) -> bool:
    """Whether both are on one day in Beijing."""
    return (moment + _BEIJING) // _DAY == (other + _BEIJING) // _DAY


def midnight(moment: float) -> float:
    """When that day began in Beijing."""
    return moment - (moment + _BEIJING) % _DAY


def used_today(world: World, path: str) -> int:
    """How many calls of ``path`` counted since midnight in Beijing."""
    now = world.now()
    return sum(same_day(moment, now) for moment in world.used.get(path, ()))


def spend(world: World, path: str) -> None:
    """Count one call, or refuse it: a call that is refused for its number costs nothing."""
    now, minute = world.now(), world.minute_quotas.get(path, BY_MINUTE.get(path))
    if used_today(world, path) >= _daily(world, path):
        raise RefusedError(45009)
    recent = sum(now - 60 < moment <= now for moment in world.used.get(path, ()))
    if minute is not None and recent >= minute:
        raise RefusedError(45011)
    world.used.setdefault(path, []).append(now)


def _daily(world: World, path: str) -> int:
    return world.quotas.get(path, DAILY[path])


def shown(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``openapi/quota/get``: the limits of one path and what is left."""
    path = _path(values)
    limit, used = _daily(world, path), used_today(world, path)
    minute = world.minute_quotas.get(path, BY_MINUTE.get(path, 3000))
    return {
        "errcode": 0,
        "errmsg": "ok",
        "quota": {"daily_limit": limit, "used": used, "remain": max(0, limit - used)},
        "rate_limit": {"call_count": minute, "refresh_second": 60},
    }


def _path(values: dict[str, Any]) -> str:
    path = bodies.text(values, "cgi_path")
    if not path.startswith("/"):
        raise RefusedError(76003)
    if path not in DAILY:
        raise RefusedError(76021)
    return path


def clear(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``clear_quota``: all counts begin anew, ten times a month; the account is named again."""
    if bodies.text(values, "appid") != world.appid:
        raise RefusedError(40013)
    _clears(world)
    world.used.clear()
    return {"errcode": 0, "errmsg": "ok"}


def clear_one(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``openapi/quota/clear``: the count of one path begins anew."""
    path = _path(values)
    _clears(world)
    world.used.pop(path, None)
    return {"errcode": 0, "errmsg": "ok"}


def _clears(world: World) -> None:
    now = world.now()
    if sum(now - _MONTH < moment <= now for moment in world.cleared) >= _CLEARS:
        raise RefusedError(48006)
    world.cleared.append(now)
