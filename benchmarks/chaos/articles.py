"""What the generator of the chaos run writes, and what has to become of each.

A topic begins with the name of its kind. Ordinary articles stand among those that were cut off,
that hold only thoughts, that were made to stop a reader of text, and among generators that fail or
hang.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PARAGRAPH = (
    "Paper was made from rags for centuries, and every mill kept its own mould. A sheet tells its"
    " maker by the marks that the wires left in it, and a reader who holds it to the light"
    " sees them."
)
_MIDDLE = (
    "Wood took the place of rags when more was printed than people wore out. It is cheap, but its"
    " acid eats what is written on it: newspapers of that time crumble in the hand."
)
_END = (
    "Whoever keeps old letters keeps them flat, dark and dry. Then even a poor sheet outlives the"
    " one who wrote on it."
)


def _whole(topic: str, body: str) -> str:
    return f"# {topic}\n\n{PARAGRAPH}\n\n{body}\n\n{_END}\n"


_HOSTILE: dict[str, Callable[[], str]] = {
    "blanks": lambda: "# x" + " " * 60_000 + "x",
    "links": lambda: "](" * 40_000,
    "brackets": lambda: "[" * 40_000,
    "stars": lambda: "*a" * 40_000,
    "underscores": lambda: "_a " * 40_000 + "_",
    "ticks": lambda: " ".join("`" * (n % 90 + 1) for n in range(4_000)),
    "quotes": lambda: ">" * 20_000 + " deep",
    "tags": lambda: "<p " * 20_000,
    "comments": lambda: "<!--" * 20_000,
    "entities": lambda: "&#" * 40_000,
    "controls": lambda: "\x1b[2J\u202e\u2066\u061c\x07" * 5_000,
    "lines": lambda: "\n" * 500_000,
    "wide": lambda: "纸" * 200_000,
    "marks": lambda: "a" + "\u0301" * 100_000,
}

HOSTILE = tuple(_HOSTILE)


def article(kind: str, topic: str) -> str:
    """The text that the generator prints for a topic of this kind."""
    if kind.startswith("hostile-"):
        return _whole(topic, _HOSTILE[kind.removeprefix("hostile-")]())
    if kind == "cut":
        return f"# {topic}\n\n{PARAGRAPH}\n\n{PARAGRAPH[:80]} and then the"
    if kind == "thoughts":
        return f"<think>The user wants an article about {topic}. {PARAGRAPH}</think>"
    return _whole(topic, _MIDDLE)


@dataclass(frozen=True, slots=True)
class Fate:
    """The states in which a task and its content may end."""

    tasks: frozenset[str]
    published: bool | None  # None: either, as long as it has ended


def fate(kind: str) -> Fate:
    """What has to become of a topic of this kind."""
    if kind in {"thoughts", "refused", "garbage"}:
        return Fate(frozenset({"failed"}), published=False)
    if kind == "hangs":
        return Fate(frozenset({"timeout", "failed"}), published=False)
    if kind == "cut":
        return Fate(frozenset({"completed"}), published=False)
    if kind.startswith("hostile-"):
        return Fate(frozenset({"completed", "failed"}), published=None)
    return Fate(frozenset({"completed"}), published=True)
