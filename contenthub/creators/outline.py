"""The creator that needs nothing: an honest draft from a template, at once and offline.

It makes the whole line usable before any generator is set up, and gives a writer a structure
to fill. It never claims to be more: the text and the metadata both say that it is a draft.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contenthub.articles.text import word_count
from contenthub.creators.base import Article, Check, Control, Request
from contenthub.creators.markdown import inert, plain, split_title
from contenthub.creators.templating import render

if TYPE_CHECKING:
    from contenthub.settings import Settings

_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])(?=\s)")
_MARKER = re.compile(r"(?:[-*+>]|\d+\.)\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
_MAX_TAGS = 10
_SHORT, _NORMAL, _LONG = 0, 1, 2


_Banned = re.Pattern[str] | None


@dataclass(frozen=True)
class _Draft:
    title: str
    body: str
    template: str

    @cached_property
    def words(self) -> int:
        return word_count(self.body)


class Outline:
    """Fills ``templates/outline/<language>.md.j2`` with what the request says."""

    name = "outline"
    instant = True

    def __init__(self, home: Path) -> None:
        self._home = home

    @classmethod
    def from_settings(cls, settings: Settings) -> Outline:
        return cls(settings.home_folder)

    def check(self) -> Check:
        return Check(True, "writes drafts from templates, needs nothing else")

    def generate(self, request: Request, control: Control) -> Article:
        """Return a draft; the same request always gives the same one.

        Raises PermanentError where a template of the user is broken.
        """
        control.check()
        values, banned = _values(request)
        draft = self._fit(request, values, banned)
        return Article(
            content=draft.body,
            title=draft.title or plain(values["topic"]),
            summary=plain(draft.body.partition("\n\n")[0]),
            language=draft.template.partition(".")[0],
            tags=_tags(request, banned),
            metadata=_metadata(request, draft),
        )

    def _fit(self, request: Request, values: dict[str, Any], banned: _Banned) -> _Draft:
        """Render as long as the account wants it, as far as a draft can."""
        low, high = request.account.min_length or 0, request.account.max_length or sys.maxsize
        draft = self._render(request, values, banned, _NORMAL)
        if not low and high == sys.maxsize:
            return draft
        if draft.words > high:
            short = self._render(request, values, banned, _SHORT)
            return replace(short, body=_cut(short.body, high))
        if draft.words < low:
            longer = self._render(request, values, banned, _LONG)
            return longer if longer.words <= high else draft
        return draft

    def _render(
        self, request: Request, values: dict[str, Any], banned: _Banned, level: int
    ) -> _Draft:
        values["level"] = level
        text, template = render("outline", self._home, request.language, values)
        return _Draft(*split_title(_BLANK_LINES.sub("\n\n", _without(text, banned))), template)


def _values(request: Request) -> tuple[dict[str, Any], _Banned]:
    """What the template is filled with, and what its own words must not contain.

    A banned word in the topic cannot be left out; in everything else it can.
    """
    profile = request.account
    topic = request.topic.casefold()
    banned = _pattern(tuple(w for w in profile.banned_words if w.casefold() not in topic))
    note = "" if request.rewrite is None else request.rewrite.note
    lines = (*_lines(note, request.requirements), *_lines(profile.requirements))
    audience = _allowed((profile.audience,), banned)
    return {
        "topic": inert(request.topic),
        "keywords": _allowed(request.keywords, banned),
        "required": _allowed(profile.required_words, banned),
        "requirements": _allowed(lines, banned),
        "category": inert(request.category),
        "tone": inert(request.tone or profile.tone),
        "audience": audience[0] if audience else "",
        "account": inert(profile.name),
        "min_length": profile.min_length,
        "max_length": profile.max_length,
        "pick": _picker(banned),
    }, banned


def _lines(*texts: str) -> list[str]:
    return [line for text in texts for line in text.splitlines()]


def _allowed(words: tuple[str, ...], banned: _Banned) -> list[str]:
    unique = dict.fromkeys(word.strip() for word in words if word.strip())
    return [inert(word) for word in unique if banned is None or not banned.search(word)]


def _picker(banned: _Banned) -> Callable[..., str]:
    """The template's way around banned words: the first of several wordings that is free."""

    def pick(*wordings: str) -> str:
        if banned is None:
            return wordings[0]
        return next((w for w in wordings if not banned.search(w)), "")

    return pick


@lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...]) -> _Banned:
    """Finds any of the words; those in Latin letters only as whole words."""
    found = [
        (r"\b" if word[0].isascii() and word[0].isalnum() else "")
        + re.escape(word)
        + (r"\b" if word[-1].isascii() and word[-1].isalnum() else "")
        for word in filter(None, map(str.strip, words))
    ]
    return re.compile("|".join(found), re.IGNORECASE | re.ASCII) if found else None


def _without(markdown: str, banned: _Banned) -> str:
    """Leave out the sentences with a banned word; headings and table rows lose the word only."""
    if banned is None or not banned.search(markdown):
        return markdown
    kept = []
    for line in markdown.split("\n"):
        if not banned.search(line):
            kept.append(line)
        elif line.startswith(("#", "|")):
            kept.append(banned.sub("", line))
        else:
            kept += _free_sentences(line, banned)
    return "\n".join(kept)


def _free_sentences(line: str, banned: re.Pattern[str]) -> list[str]:
    marker = _MARKER.match(line)
    start = marker.end() if marker else 0
    free = [s for s in _SENTENCE_END.split(line[start:]) if not banned.search(s)]
    return [line[:start] + "".join(free).strip()] if free else []


def _cut(markdown: str, limit: int) -> str:
    """Drop whole sections from the end until ``limit`` words are kept."""
    parts = markdown.split("\n## ")
    totals = accumulate(map(word_count, parts))
    kept = sum(1 for _ in takewhile(lambda total: total <= limit, totals))
    return "\n## ".join(parts[: max(kept, 1)])


def _tags(request: Request, banned: _Banned) -> tuple[str, ...]:
    words = (request.category, *request.keywords)
    unique = dict.fromkeys(" ".join(word.split()) for word in words if word.strip())
    return tuple(w for w in unique if banned is None or not banned.search(w))[:_MAX_TAGS]


def _metadata(request: Request, draft: _Draft) -> dict[str, Any]:
    """What a reviewer has to know: this is a draft, and where it misses the account's rules."""
    profile, body = request.account, draft.body.casefold()
    unmet = [f"banned word: {w}" for w in profile.banned_words if w.casefold() in body]
    unmet += [
        f"required word: {w}" for w in profile.required_words if inert(w).casefold() not in body
    ]
    if profile.min_length and draft.words < profile.min_length:
        unmet.append(f"min_length: {draft.words} of {profile.min_length}")
    if profile.max_length and draft.words > profile.max_length:
        unmet.append(f"max_length: {draft.words} of {profile.max_length}")
    return {"draft": True, "generator": "outline", "template": draft.template, "unmet": unmet}
