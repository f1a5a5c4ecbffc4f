"""Which modules a piece of work leads through, with all actors worked in the thread that looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import contenthub
from contenthub import states
from contenthub.actors import catalogue
from contenthub.boot import App
from contenthub.lifecycle import unit
from contenthub.settings import Settings
from contenthub.states import ActorName, Ref

_ROOT = Path(contenthub.__file__).parent
_ACTORS: dict[str, Callable[..., None]] = {spec.name: spec.function for spec in catalogue.ALL}


@contextmanager
def entered(rooms: Sequence[str]) -> Iterator[set[str]]:
    """The modules of these rooms (folders) whose functions this thread calls within the block.

    Named from the package on, such as ``lifecycle.tasks``. A module that is only imported is not
    entered.
    """
    found: set[str] = set()

    def look(frame: FrameType, event: str, _: Any) -> None:
        place = Path(frame.f_code.co_filename)
        if event != "call" or frame.f_code.co_name == "<module>" or _ROOT not in place.parents:
            return
        parts = place.relative_to(_ROOT).with_suffix("").parts
        if parts[0] in rooms:
            found.add(".".join(part for part in parts if part != "__init__"))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)


class OneThread:
    """A line without threads and messages: whoever is rung works when ``work`` is called."""

    def __init__(self, settings: Settings) -> None:
        self._rung: list[tuple[ActorName, list[list[int]]]] = []
        self._app = App(settings, "test", 1)
        self._app.start()
        self._app.__dict__["bell"] = self._ring
        unit.hang_bell(self._ring)

    def work(self) -> None:
        """Work on everything that was rung, and on what that rings."""
        while self._rung:
            actor, refs = self._rung.pop(0)
            _ACTORS[actor](*([] if actor in states.SCANNING_ACTORS else [refs]))

    def stop(self) -> None:
        """Renew no leases any more."""
        self._app.leases.stop()

    def _ring(self, actor: ActorName, refs: Sequence[Ref]) -> None:
        self._rung.append((actor, [list(ref) for ref in refs]))
