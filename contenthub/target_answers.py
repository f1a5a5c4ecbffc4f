"""What a target does with an article: the words that publishers and the publish pool share."""

from __future__ import annotations

from dataclasses import dataclass


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
