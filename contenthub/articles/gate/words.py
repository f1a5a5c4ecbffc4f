"""Does it keep the account's word lists? Judged by what a reader sees, in all that is published."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import disguises, phrases, visible
from contenthub.articles.gate.finding import Finding, Level, further
from contenthub.articles.gate.finished import Finished

MOST = 20  # words that are told one by one


def banned(article: Finished) -> Iterator[Finding]:
    """Each banned word once, with the fields in which a reader sees it."""
    words = article.rules.banned_words
    if not words:
        return
    places: dict[str, list[str]] = {}
    for field, text in _fields(article):
        for word in phrases.shown(words, f"{text}\0{disguises.undone(text)}"):
            places.setdefault(word, []).append(field)
    for field, source in (("title", article.title), ("text", article.body)):
        for word in phrases.shown(words, disguises.uncovered(source, words)):
            places.setdefault(word, []).append(field)
    told = [f"banned word: {word}{_where(fields)}" for word, fields in places.items()]
    yield from _each("banned_words", told)


def required(article: Finished) -> Iterator[Finding]:
    """Each required word that neither the title nor the text shows."""
    words = article.rules.required_words
    if words:
        texts = [visible.folded(article.title), article.visible]
        told = [
            f"missing word: {word}"
            for word in phrases.missing(words, texts, article.ordered_language)
        ]
        yield from _each("required_words", told)


def _fields(article: Finished) -> Iterator[tuple[str, str]]:
    """All that is published, as a reader sees it."""
    yield "title", visible.of_markdown(article.title)
    yield "text", article.visible
    yield "summary", visible.of_markdown(article.summary)
    yield "category", visible.folded(article.category)
    for word in article.tags:
        yield "tags", visible.folded(word)
    for word in article.keywords:
        yield "keywords", visible.folded(word)
    if article.html:
        yield "html", visible.of_html(article.html)


def _where(fields: list[str]) -> str:
    other = [field for field in dict.fromkeys(fields) if field not in {"title", "text"}]
    return f" (in its {', '.join(other)})" if other and len(other) == len(set(fields)) else ""


def _each(check: str, told: list[str]) -> Iterator[Finding]:
    for message in told[:MOST]:
        yield Finding(check, Level.HOLD, None, message)
    if len(told) > MOST:
        yield Finding(check, Level.HOLD, None, further(len(told) - MOST, "of the kind"))
