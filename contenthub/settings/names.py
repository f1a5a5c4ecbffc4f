"""Which names of variables are ours, and which only look so: a misspelled setting is no setting.

``ASYNC_AUTO_APROVE=false`` that nobody reads would publish articles unreviewed, so an unknown name
is an error wherever it may only be meant for us, and told where it may be another program's.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from contenthub.near_names import nearest
from contenthub.settings.places import Place

OURS = ("CONTENTHUB_", "ASYNC_")
# Of this program's own processes, its tests, and what deploy/logging reads.
_INTERNAL = ("CONTENTHUB_WORKER_", "CONTENTHUB_TEST_")
_OF_LOGGING = {
    "CONTENTHUB_LOGS",
    "CONTENTHUB_LOG_ADDRESS",
    "CONTENTHUB_LOG_AGGREGATOR",
    "CONTENTHUB_LOG_PORT",
    "CONTENTHUB_LOG_STATE",
    "CONTENTHUB_LOG_STORE",
}
# Kubernetes and Docker set these for a service that is called contenthub, or contenthub-redis.
_SERVICE_LINK = re.compile(
    r"CONTENTHUB_(?:[A-Z0-9_]{1,200}_)?"
    r"(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]{1,100})?"
    r"|PORT|PORT_[0-9]{1,5}_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)"
)
# Many programs read these; in the environment they are rather theirs.
_COMMON = re.compile(r"(?:REDIS|DATABASE)_(?:URI|URL.+)")


def is_known(name: str, settings: Collection[str], place: Place) -> bool:
    """True for a setting, and for what others may set with our prefix."""
    return (
        name in settings
        or name in _OF_LOGGING
        or name.startswith(_INTERNAL)
        or (place is Place.ENVIRONMENT and _SERVICE_LINK.fullmatch(name) is not None)
    )


def meant(name: str, settings: Collection[str]) -> str | None:
    """The setting that an unknown name seems to mean, None if it resembles none."""
    return nearest(name, settings, alike=0.75)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is no setting; ``near`` is the setting that it seems to mean, if any."""

    near: str | None


def refusal(name: str, settings: Collection[str], place: Place) -> Unknown | None:
    """What is wrong with a name that is an error in that place; None for one that is none."""
    if is_known(name, settings, place):
        return None
    if name.upper().startswith(OURS):
        near = meant(name, settings)
        # The prefix ASYNC_ is others', too.
        others = name.upper().startswith("ASYNC_") and place is Place.ENVIRONMENT
        return None if others and near is None else Unknown(near)
    near = _misspelled(name, settings)
    if near is None or (place is Place.ENVIRONMENT and _COMMON.fullmatch(name.upper())):
        return None
    return Unknown(near)


def ignored(name: str, settings: Collection[str], place: Place) -> Unknown | None:
    """What to tell of a name that is ignored and may be meant for us; None for all others."""
    if is_known(name, settings, place) or refusal(name, settings, place):
        return None
    near = _misspelled(name, settings)
    return Unknown(near) if near or name.upper().startswith(OURS) else None


def _misspelled(name: str, settings: Collection[str]) -> str | None:
    """The setting without our prefix that is one slip of the finger away, or cut off."""
    for known in settings:
        if known.startswith(OURS):
            continue
        if name.upper() == known or _one_slip(name.upper(), known):
            return known
        if known == "CREATOR_CLI_PATH" and name.upper().startswith("CREATOR_CLI"):
            return known
    return None


def _one_slip(name: str, known: str) -> bool:
    """One letter too many, too few, wrong, or two exchanged."""
    if abs(len(name) - len(known)) > 1 or name == known:
        return False
    same = next((n for n, (a, b) in enumerate(zip(name, known, strict=False)) if a != b), 0)
    if not same and name[:1] == known[:1]:
        same = min(len(name), len(known))
    rest, wanted = name[same:], known[same:]
    return (
        rest[1:] == wanted
        or rest == wanted[1:]
        or rest[1:] == wanted[1:]
        or (rest[1::-1] + rest[2:] == wanted and len(rest) > 1)
    )
