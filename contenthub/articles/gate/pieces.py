"""The prose in pieces of a few sentences, each with the language it is in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contenthub.articles import tongues
from contenthub.articles.gate.prose import Prose

_ENOUGH = 70  # signs of prose from which on it says something
_SURE = 45  # signs of one piece
_MARGIN = 0.08  # by which a piece has to be likelier in another language
_PIECE = 300  # characters, roughly, that are looked at together
_END = re.compile(r"[.!?。！？…]\s*+")


@dataclass(slots=True)
class Piece:
    """Some sentences of a paragraph; ``language`` is another one than was ordered, or empty."""

    paragraph: Prose
    weight: int  # signs
    language: str = ""


@dataclass(frozen=True, slots=True)
class Foreign:
    """How much of the prose is in another language than was ordered: a share from 0 to 1."""

    share: float = 0.0
    language: str = ""  # the one of most of it
    first: Piece | None = None
    is_last: bool = False  # the text ends in it


def foreign(prose: Sequence[Prose], ordered: str) -> Foreign:
    """What is in other languages than ``ordered`` (a primary tag; "" tells nothing)."""
    if not ordered or not tongues.is_known(ordered):
        return Foreign()
    pieces = [
        _piece(paragraph, text, ordered)
        for paragraph in prose
        for text in _sentences(paragraph.text)
    ]
    everything = sum(one.weight for one in pieces)
    others = [one for one in pieces if one.language]
    if everything < _ENOUGH or not others:
        return Foreign()
    weights: Counter[str] = Counter()
    for one in others:
        weights[one.language] += one.weight
    most = weights.most_common(1)[0][0]
    return Foreign(weights.total() / everything, most, others[0], pieces[-1] is others[-1])


def _sentences(text: str) -> Iterator[str]:
    """The text in pieces of whole sentences, each long enough to tell a language by."""
    if len(text) <= _PIECE:
        yield text
        return
    piece = ""
    for sentence in _split(text):
        piece += sentence + " "
        if len(piece) >= _PIECE:
            yield piece
            piece = ""
    if piece.strip():
        yield piece


def _split(text: str) -> Iterator[str]:
    """The sentences, each up to its mark; the last may have none, or be empty."""
    begin = 0
    for mark in _END.finditer(text):
        yield text[begin : mark.start() + 1]
        begin = mark.end()
    yield text[begin:]


def _piece(paragraph: Prose, text: str, ordered: str) -> Piece:
    weight = tongues.weight(text)
    if weight < _SURE or tongues.is_in(text, ordered):
        return Piece(paragraph, weight)
    found = tongues.of(text)
    other = found.is_sure and found.language != ordered and found.margin(ordered) >= _MARGIN
    return Piece(paragraph, weight, found.language if other else "")
