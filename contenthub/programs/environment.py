"""The environment of programs: this process's own, without what is somebody's secret.

A secret may stand in a variable that a setting, a target or a channel names by ``env:``. Without
this each program that writes, publishes or tells people would get the passwords of all the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

import contenthub
from contenthub import clock
from contenthub.errors import ContentHubError
from contenthub.settings import SECRET_VARIABLES

# Seconds for which the names are believed: what another process has just named was handed out
# until then.
_FRESH = 5.0
_ROOT = str(Path(contenthub.__file__).parent.parent)

_ask: Callable[[], Collection[str]] = frozenset
_known: Collection[str] = frozenset()
_asked_at: float | None = None


def named_by(ask: Callable[[], Collection[str]]) -> None:
    """From now on ``ask`` says which variables are named where this process does not see it.

    It may raise ContentHubError: then what it said before counts.
    """
    global _ask, _known, _asked_at
    _ask, _known, _asked_at = ask, frozenset(), None


def safe() -> dict[str, str]:
    """What a program gets; a variable that its own settings name is for its caller to add."""
    kept = _named_elsewhere() | SECRET_VARIABLES
    return {name: value for name, value in os.environ.items() if name not in kept}


def of_our_own() -> dict[str, str]:
    """What a program of this package gets: it finds the package where this process found it."""
    path = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH", "")]))
    return safe() | {"PYTHONPATH": path}


def _named_elsewhere() -> frozenset[str]:
    global _known, _asked_at
    now = clock.steady()
    if _asked_at is None or now - _asked_at > _FRESH:
        try:
            _known = _ask()
        except ContentHubError:  # the database is away: names seldom change
            return frozenset(_known)
        _asked_at = now
    return frozenset(_known)
