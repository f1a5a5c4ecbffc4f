"""Access tokens: the same one to whoever asks, another one shortly before it ends."""

from __future__ import annotations

from typing import Any

from tests.support.wechat_fake import bodies, quotas
from tests.support.wechat_fake.errors import RefusedError
from tests.support.wechat_fake.world import Token, World, new_id

_GOOD_FOR = 7200
_EARLY = 300  # seconds before its end, in which a new one is given and both are good
_BETWEEN_REFRESHES = 30
_REFRESHES = 20  # a day


def stable_token(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """``stable_token``: a repeated call gives the same token with what is left of its time."""
    _check_account(world, values)
    forced = values.get("force_refresh", False)
    if not isinstance(forced, bool):
        raise RefusedError(47001)
    token = _forced(world) if forced else _present(world)
    return {"access_token": token.value, "expires_in": int(token.until - world.now())}


def _check_account(world: World, values: dict[str, Any]) -> None:
    given = {name: bodies.text(values, name) for name in ("grant_type", "appid", "secret")}
    if given["grant_type"] != "client_credential":
        raise RefusedError(40002)
    for name, missing, expected, wrong in (
        ("appid", 41002, (world.appid, world.other_appid), 40013),
        ("secret", 41004, (world.secret,), 40125),
    ):
        if not given[name]:
            raise RefusedError(missing)
        if given[name] not in expected:
            raise RefusedError(wrong)


def _present(world: World) -> Token:
    newest = world.tokens[-1] if world.tokens else None
    if newest and not newest.revoked and newest.until - world.now() > _EARLY:
        return newest
    return _given(world)


def _forced(world: World) -> Token:
    """A new one, and the old ones are worth nothing: twenty times a day, not twice in 30 s."""
    now = world.now()
    if world.refreshed and now - world.refreshed[-1] < _BETWEEN_REFRESHES:
        return _present(world)
    if sum(quotas.same_day(moment, now) for moment in world.refreshed) >= _REFRESHES:
        raise RefusedError(45009)
    world.refreshed.append(now)
    for token in world.tokens:
        token.revoked = True
    return _given(world)


def _given(world: World) -> Token:
    token = Token(f"98_{new_id(120)}", world.now() + _GOOD_FOR)
    world.tokens.append(token)
    return token


def check(world: World, query: dict[str, str]) -> None:
    """Refuse a call whose token is missing, unknown, replaced or too old."""
    value = query.get("access_token", "")
    if not value:
        raise RefusedError(41001)
    token = next((token for token in world.tokens if token.value == value), None)
    if token is None:
        raise RefusedError(40014)
    if token.revoked:
        raise RefusedError(40001)
    if token.until <= world.now():
        raise RefusedError(42001)
