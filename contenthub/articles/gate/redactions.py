"""Was it left with the marks of those who edited it? What was struck, put in and remarked.

Programs for writers have marks of their own for that (CriticMarkup). Markdown's strokes are an
author's too: he strikes a word for a joke, or a price. Struck is a draft where the same words
stand behind the stroke, put better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage, units_of, without_code

NAME = "notes"
_BEGIN = ("{", "~", "<")
_SIGNS = ("{+", "{-", "{~", "{>", "{=", "~~", "<del")
_MARKED = re.compile(
    r"\{\+\+[^{}\n]{1,400}\+\+\}|\{--[^{}\n]{1,400}--\}|\{>>[^{}\n]{1,400}<<\}"
    r"|\{==[^{}\n]{1,400}==\}|\{~~[^{}\n]{1,400}~~\}"
)
# Struck and put in: "<ins>" alone is how some pages underline, "<del>" alone how they strike.
_DELETED = re.compile(r"<del\b[^<>\n]{0,80}>")
_STRUCK = re.compile(r"~~([^~\n]{2,300})~~[ ,]{0,2}([^~\n]{0,300})")
_NOTED = one_of(r"""
    [【\[](?:改|删|改动|已改|原文)[】\]]
    [【\[][^【】\[\]]{0,6}待(?:讨论|商榷|商定|议定)[^【】\[\]]{0,4}[】\]]
""")
_FEW_STRUCK = 2  # one may be a joke
_LEAST = 2  # words that both have, and of which the struck ones are half
_WORD = re.compile(r"[^\W\d_]")
_OF_EDITING = question(r"""
    edit|proofread|draft|revis|markdown|markup|track changes|writ|grammar|style|translat|crossed out
    修改|校对|编辑|批注|修订|写作|润色|翻译|病句|语法
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first mark, unless the article is about editing."""
    if article.may_hold(_NOTED) and (noted := _notes(article)) is not None:
        said = f"marks of editing were left in it: {noted.said[:60]}"
        yield Finding(NAME, Level.HOLD, noted.block.span, said)
        return
    if not has(article.body, _BEGIN) or not has(article.body, _SIGNS):
        return
    struck: list[re.Match[str]] = []
    for block in article.blocks:
        if block.kind is Kind.CODE or block.quoted or not has(block.text, _SIGNS):
            continue
        text = without_code(block.text)
        again = [one for one in _STRUCK.finditer(text) if _says_it_again(one[1], one[2])]
        struck += again
        deleted = _DELETED.search(text) if "<ins" in article.body else None
        found = (
            _MARKED.search(text) or deleted or (again[-1] if len(struck) >= _FEW_STRUCK else None)
        )
        if found is not None and not article.subject.is_about(_OF_EDITING):
            said = f"marks of editing were left in it: {found[0][:60]}"
            yield Finding(NAME, Level.HOLD, block.span, said)
            return


def _notes(article: Finished) -> Passage | None:
    """The first of several notes in brackets on what was changed or is still to be settled."""
    those = [one for one in article.holding(_NOTED) if one.find(_NOTED, one.low)]
    few = len(those) < _FEW_STRUCK
    return None if few or article.subject.is_about(_OF_EDITING) else those[0]


def _says_it_again(struck: str, behind: str) -> bool:
    """Whether the words behind the stroke are the struck ones, with others among them."""
    words = [one for one in units_of(struck.casefold()) if _WORD.search(one)]
    after = units_of(behind.casefold())[: len(words) + 2]
    same = len(set(words).intersection(after))
    return same >= _LEAST and same * 2 >= len(words)
