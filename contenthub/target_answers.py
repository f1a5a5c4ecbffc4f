"""What a target does with an article: the words that publishers and the publish pool share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contenthub import masked_text

# Under this name a place keeps with which secrets it was tried, as short sums: for us alone.
SENT = "sent"


def shown_place(place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Where something was tried, as people and other programs are told; None: nowhere yet."""
    if place is None:
        return None
    return masked_text.mapping({name: one for name, one in place.items() if name != SENT})


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the target holds it: an address, a path or the target's id. Never empty."""

    location: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The target took it and works on it: ``verify`` asks for its end under ``external_id``.

    ``look_after`` is when it is worth a look, in seconds; None: that is for the caller to say.
    """

    external_id: str
    look_after: float | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The target keeps it where a person has to publish it, as among its drafts. Never empty."""

    location: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The target accepted it before, and has decided against it: it is certainly not out."""

    reason: str


Taken = Proof | Accepted | HandedOver  # what a target does with what it was given
