"""The calls under ``/_control/``: what a test sees of the fake, and what it changes."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from tests.support.wechat_fake import publishing, quotas
from tests.support.wechat_fake.world import Fault, World

# Fields of the world that are set as they are.
_PLAIN = {"secret", "certified", "allowed_ips", "publish_seconds", "next_statuses"}
_PLAIN |= {"rewrites_addresses"}
_MERGED = {"limits", "quotas", "minute_quotas"}
_HOW = {"errcode", "status", "text", "hang", "cut", "half"}


class MisuseError(Exception):
    """A test asked for something that this fake does not have."""


def state(world: World) -> dict[str, Any]:
    """All that is there: drafts, publications, pictures, and every call with its body."""
    publishing.settle(world)
    counted: dict[str, int] = {}
    for call in world.calls:
        counted[call.path] = counted.get(call.path, 0) + 1
    publications = [asdict(one) for one in world.publications.values()]
    return {
        "now": world.now(),
        "drafts": [asdict(draft) for draft in world.drafts.values()],
        "publications": publications,
        "published": [one for one in publications if one["article_id"] and one["status"] == 0],
        "pictures": world.pictures,
        "materials": world.materials,
        "tokens": [asdict(token) for token in world.tokens],
        "counts": counted,
        "calls": [asdict(call) for call in world.calls],
        "faults": [asdict(fault) for fault in world.faults],
    }


def change(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """Set what is named; a name that is not known is an error of the test."""
    for name, value in values.items():
        if name in _PLAIN:
            setattr(world, name, value)
        elif name in _MERGED:
            getattr(world, name).update(value)
        elif name in _CHANGES:
            _CHANGES[name](world, value)
        else:
            raise MisuseError(f"nothing is called {name!r}")
    return {"ok": True}


def _faults(world: World, value: list[dict[str, Any]]) -> None:
    known = {one.name for one in fields(Fault)}
    for given in value:
        if set(given) - known or given.get("how") not in _HOW:
            raise MisuseError(f"this is no fault: {given}")
        world.faults.append(Fault(**given))


def _no_faults(world: World, value: Any) -> None:
    world.faults.clear()


def _tokens(world: World, value: str) -> None:
    """``expired`` (42001), ``revoked`` (40001) or ``forgotten`` (40014): all that were given."""
    if value == "forgotten":
        world.tokens.clear()
    elif value in {"expired", "revoked"}:
        for token in world.tokens:
            token.until = world.now() if value == "expired" else token.until
            token.revoked = token.revoked or value == "revoked"
    else:
        raise MisuseError(f"tokens do not become {value!r}")


def _token_seconds(world: World, value: float) -> None:
    """The newest token is good for so many seconds more."""
    world.tokens[-1].until = world.now() + value


def _publication(world: World, value: dict[str, int | list[int]]) -> None:
    """By publish_id: its status from now on, or those that the next looks see."""
    for publish_id, status in value.items():
        publication = world.publications[int(publish_id)]
        if isinstance(status, list):
            publication.script, publication.due = list(status), None
        else:
            publishing.become(world, publication, status)


def _draft_removed(world: World, value: str) -> None:
    """Somebody removed the draft on the website."""
    del world.drafts[value]


def _used(world: World, value: dict[str, int]) -> None:
    """So many calls of a path were made today, before the last minute where the day is that old."""
    at = max(world.now() - 61, quotas.midnight(world.now()))
    for path, count in value.items():
        world.used[path] = [at] * count


def clock(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """Move the fake's clock to so many seconds from the machine's."""
    world.offset = float(values["offset"])
    return {"now": world.now()}


_CHANGES = {
    "faults": _faults,
    "no_faults": _no_faults,
    "tokens": _tokens,
    "token_seconds": _token_seconds,
    "publication": _publication,
    "draft_removed": _draft_removed,
    "used": _used,
}
