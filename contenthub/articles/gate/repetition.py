"""Does it repeat itself? Models that lose their thread write one sentence hundreds of times."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from contenthub.articles.gate import blocks, echoes, repeats, retold
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.lines import Kind

NAME = "repetition"
_WINDOW = 4_000  # bytes that are looked at together; prose of any language packs to a third
_LEAST = 3_000  # bytes of the last window
_PACKED = 25  # times smaller: prose reaches 3, tables of figures 8
_BEGINNING = 1_000  # bytes of a window: where they do not pack, the whole does not
_BEGINNING_PACKED = 3
_PROSE = {Kind.TEXT, Kind.LIST, Kind.QUOTE, Kind.HEADING}
_KINDS = (
    repeats.of_characters,
    repeats.of_sentences,
    repeats.of_frames,
    repeats.of_copies,
    repeats.of_parts,
    repeats.of_likes,
    repeats.of_phrases,
    echoes.of_sentences,
    retold.of_sections,
    retold.of_thoughts,
    retold.of_texts,
)
# Of these there are none where fewer sentences are said again.
_OF_THE_SAME = {repeats.of_sentences: 1, repeats.of_parts: repeats.SENTENCES_AGAIN}
_ALIKE_BY_NATURE = (
    echoes.of_sentences,
    retold.of_sections,
    retold.of_thoughts,
    retold.of_texts,
)
# Each step of a lesson says what to type in nearly the same words, once for each system.
_ALIKE_IN_LESSONS = (repeats.of_likes, echoes.of_sentences, retold.of_sections)
_LESSON = 3  # blocks of code


def check(article: Finished) -> Iterator[Finding]:
    """The first thing that comes again and again."""
    packed = _packs(article)
    if packed:
        yield Finding(NAME, Level.HOLD, None, f"it repeats itself over and over: {packed}")
        return
    is_template = article.metadata.get("draft") is True  # its sentences are alike by their nature
    is_lesson = sum([one.kind is blocks.Kind.CODE for one in article.blocks]) >= _LESSON
    same = repeats.said_again(article.passages)
    for kind in _KINDS:
        if same < _OF_THE_SAME.get(kind, 0):
            continue
        if is_template and kind in _ALIKE_BY_NATURE:
            continue
        if is_lesson and kind in _ALIKE_IN_LESSONS:
            continue
        for repeat in kind(article.passages, article.units):
            yield Finding(NAME, Level.HOLD, repeat.passage.block.span, repeat.what)
            return


def _packs(article: Finished) -> str:
    """The beginning of a long part that says the same over and over; empty where none does."""
    if len(article.body.encode("utf-8", "replace")) < _LEAST:
        return ""
    prose = "\n".join(line.text for line in article.lines if line.kind in _PROSE)
    text = prose.encode("utf-8", "replace")
    for begin in range(0, len(text), _WINDOW):
        part = text[begin : begin + _WINDOW]
        if len(part) >= _LEAST and _packs_well(part):
            return part[:90].decode("utf-8", "ignore").split("\n")[0][:60]
    return ""


def _packs_well(part: bytes) -> bool:
    beginning = len(zlib.compress(part[:_BEGINNING], 1))
    if beginning * _BEGINNING_PACKED > _BEGINNING:
        return False
    return len(zlib.compress(part, 1)) * _PACKED < len(part)
