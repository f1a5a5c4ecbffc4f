"""How a creator enters the contract suite: one module here with one ``CASE``.

A case knows how to put its creator in front of a real backend (a program, a server) that
behaves in a given way; the suite knows what has to come out of it. What a backend cannot do
is written down with its reason, so nothing is left out silently.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from contenthub.creators.base import CancelOutcome, Creator


class Behaviour(StrEnum):
    """What the backend of a stage does with every generation it is asked for."""

    FINE = "fine"  # answers soon with the article ``text``
    ENDLESS = "endless"  # starts and works until it is stopped
    TRANSIENT = "transient"  # fails in a way that may pass: a full server, exit code 1
    PERMANENT = "permanent"  # refuses, and would refuse again
    GARBAGE = "garbage"  # answers, but nothing that can be understood
    EMPTY = "empty"  # ends well, with an article that has no text
    AWAY = "away"  # nobody listens there, there is no such program
    LOST_ANSWER = "lost answer"  # remote only: accepts and works, submit gets no answer


@dataclass(frozen=True, slots=True)
class Stage:
    """A creator in front of a backend that plays one behaviour."""

    creator: Creator
    received: Callable[[], list[str]]  # per generation begun: what it got; holds the topic
    running: Callable[[], int]  # generations that run at the backend right now
    reopen: Callable[[], Creator]  # a second instance, as another process would build it


class Case(ABC):
    """One creator as the suite sees it. Put an instance into ``CASE`` of your module."""

    name: str  # as registered
    kind: Literal["direct", "remote"]
    setting: str = ""  # the variable without which it is not set up; "" where it needs none
    echoes: bool = True  # the article's content is the text the backend was told to write
    cannot: Mapping[Behaviour, str] = {}  # behaviour -> why this backend cannot play it
    lasting: frozenset[Behaviour] = frozenset({Behaviour.PERMANENT, Behaviour.GARBAGE})
    """Behaviours that end in an error with ``transient`` False; the other failures are True."""
    cancel_running: CancelOutcome = CancelOutcome.CONFIRMED  # remote: the honest answer

    @abstractmethod
    def stage(self, behaviour: Behaviour, folder: Path, text: str) -> AbstractContextManager[Stage]:
        """Build backend and creator; leave nothing running behind.

        ``folder`` is empty and the stage's own. ``text`` is the Markdown article the backend
        writes in FINE: it may hold any script and have megabytes.
        """


def all_cases() -> dict[str, Case]:
    """Every case by the name of its creator."""
    found: dict[str, Case] = {}
    for module in pkgutil.iter_modules(__path__):
        case = getattr(importlib.import_module(f"{__name__}.{module.name}"), "CASE", None)
        if isinstance(case, Case):
            found[case.name] = case
    return found
