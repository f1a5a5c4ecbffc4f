"""Is it in the language that was ordered, from its first paragraph to its last?

The creator's own word counts, then the prose: what is quoted, code and a few foreign terms are no
other language. Where the account names no language, that of the topic's own words will do as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from contenthub.articles import tongues
from contenthub.articles.gate import foreign_words, half_translated, language_names
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.spelled_out import simplified

NAME = "language"
MIXED = "mixed_languages"
_WHOLE = 0.7  # of the prose
_PART = 0.2
_LAST_PART = 0.1  # where the text ends in another language than it began
_CLOSE = 0.08  # scores of a topic: a few words tell no more


def check(article: Finished) -> Iterator[Finding]:
    """Another language than was ordered, by the creator's word or by most of the prose."""
    ordered, written = article.ordered_language, tongues.primary(article.language)
    if not ordered:
        return
    found = written if written and written != ordered else _main(article)
    if found:
        said = f"ordered in {article.rules.language}, written in {found}"
        yield Finding(NAME, Level.HOLD, None, said)


def mixed(article: Finished) -> Iterator[Finding]:
    """Paragraphs in another language than the rest, or words; where the order asks for none."""
    found = article.foreign
    if found.share >= _WHOLE:
        return
    if found.first and found.share >= (_LAST_PART if found.is_last else _PART):
        if not _is_asked_for(article, found.language):
            paragraph = found.first.paragraph
            said = f"about {found.share:.0%} of it is in {found.language}"
            said = f"ordered in {article.rules.language}, and {said}: {paragraph.text[:60]}"
            yield Finding(MIXED, Level.HOLD, paragraph.span, said)
    elif found.first is None or not _is_asked_for(article, found.language):
        yield from islice(chain(foreign_words.check(article), half_translated.check(article)), 1)


def _main(article: Finished) -> str:
    """The other language of most of the prose, or an empty string."""
    found = article.foreign
    if found.share < _WHOLE:
        return ""
    if article.rules.language_is_guessed and _is_of_topic(article, found.language):
        return ""
    wished = simplified(" ".join(article.rules.requirements))
    return "" if language_names.names(wished, found.language) else found.language


def _is_of_topic(article: Finished, language: str) -> bool:
    """The topic's own words may be of this language; a guess from its script says little."""
    said = tongues.of(" ".join((article.topic, *article.keywords)))
    ordered = said.scores.get(article.ordered_language, 0.0)
    return said.scores.get(language, 0.0) > ordered - _CLOSE


def _is_asked_for(article: Finished, language: str) -> bool:
    wished = simplified(" ".join(article.rules.requirements))
    if language_names.asks_for_translation(wished, article.ordered_language):
        return False
    order = simplified(" ".join((article.topic, *article.keywords, wished)))
    return language_names.asks_for_two(order) or language_names.names(order, language)
