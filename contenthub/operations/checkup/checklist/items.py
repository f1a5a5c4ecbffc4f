"""What a check of the checklist is, and the three ways in which it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contenthub.codes import Code
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check found. ``advice`` is what to do, where ``code`` does not lead a face to it."""

    level: Level
    detail: str
    advice: str = ""
    code: Code | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    kind: Kind = Kind.OTHER


def good(detail: str) -> Answer:
    """It is as it should be."""
    return Answer(Level.OK, detail)


def doubt(detail: str, advice: str = "", code: Code | None = None, **facts: Any) -> Answer:
    """It works, and a person should look at it."""
    return Answer(Level.WARNING, detail, advice, code, facts)


def bad(detail: str, advice: str = "", code: Code | None = None, **facts: Any) -> Answer:
    """It does not work, or will not when it is needed."""
    return Answer(Level.FAILED, detail, advice, code, facts)


@dataclass(frozen=True, slots=True)
class Site:
    """The installation that is looked at.

    ``examined`` is what the examination found, by the name of its check; ``usable`` says whether
    the database can be asked.
    """

    settings: Settings
    examined: Mapping[str, Sequence[Result]]
    usable: bool


Check = Callable[[Site], Answer]


@dataclass(frozen=True, slots=True)
class Item:
    """A check with its name, and in a line what it makes sure of.

    ``asks_database``: there is no answer while the database cannot be used.
    """

    name: str
    ensures: str
    check: Check
    asks_database: bool = False


def examined(name: str, ensures: str, otherwise: str) -> Item:
    """What the examination found under this name; ``otherwise`` is said where that is nothing.

    Of several findings the worst is told, and how many are as bad.
    """

    def check(site: Site) -> Answer:
        found = site.examined.get(name, ())
        if not found:
            return good(otherwise)
        worst = max(found, key=lambda one: list(Level).index(one.status))
        alike = sum(one.status is worst.status for one in found) - 1
        more = f" (and {alike} more)" if alike else ""
        return Answer(
            worst.status, worst.detail + more, worst.advice, worst.code, worst.facts, worst.kind
        )

    return Item(name, ensures, check)
