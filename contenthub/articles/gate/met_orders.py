"""Is the order ticked off in it, point by point? "Keyphrase in the title: yes. Reading age: met."

Such a list is for whoever ordered the text. A list of what a thing has looks the same: it counts
where one of the points, or the line above them, speaks of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import answers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "notes"
_LAST = 9  # passages at the end
_ENOUGH = 2  # lines that tick something off
_MOST = 160  # characters of such a line
_LINE = 260
_CELLS = 40  # at the end
# What was asked for, and that it was done; or a tick before it.
_TICKED = one_of(r"""
    ^[^:：\n]{3,70}(?:[:：]| [–—→-]) ?(?:yes|yep|done|ok(?:ay)?|met|included|adapted|checked
    followed|respected|kept|avoided|observed|applied|natural(?:ly)?|used|confirmed|complete[d]?
    pass(?:ed)?|within|achieved|satisfied|covered|n/a|✓|✔|✅|☑)(?:\b|\W|$)
    ^\W*(?:✓|✔|✅|☑|\[x\]) ?\w
    ^[^:：\n]{3,70}[:：] ?(?:ja|erfüllt|enthalten|eingehalten|erledigt|oui|respectée?s?|incluse?s?
    faite?
    sí|cumplid[oa]|incluid[oa]s?|respetad[oa]|sì|rispettat[oa]|inclus[oa])\b
    ^[^:：\n]{2,30}[:：]\s?(?:是|已?(?:满足|达成|达到|完成|覆盖|包含|遵守|符合|体现)|无违规|合格|通过|✓|✔|✅)
""")
_CELL = one_of(r"""
    ^\W*(?:✓|✔|✅|☑|yes|met|done|included|erfüllt|满足|符合|已达成|是)\W*$
""")
_OF_THE_ORDER = compiled(r"""
    \b(?:brief|key ?(?:phrase|word)s?|word ?count|words|reading (?:age|level|ease)
    tone(?: of voice)?
    brand (?:names?|voice)|call to action|cta|paragraphs?|sentences?|headlines?|subheadings?
    headings?
    jargon|citations?|requested|requirements?|instructions|persona|target (?:audience|group)
    (?:first|second|third)[- ]person|british (?:english|spelling)|clichés?|seo|meta description
    tagline|active voice|point of view)\b
    \b(?:wortzahl|wörter|schlüsselwörter|tonfall|zielgruppe|vorgaben?|absätze?|überschriften?|mots
    mots-clés|consignes?|ton|paragraphes?|palabras|instrucciones|tono|párrafos?|parole)\b
    字数|关键词|关键字|语气|口吻|段落|标题|要求|受众|读者|人称|品牌词|违禁词|小标题
""")

# The same in one line: "Tone: cosy. Brand names: none. Leeks: mentioned twice."
_IN_A_LINE = one_of(r"""
    \b(?:word ?count|key ?(?:words?|phrases?)|brand names?|reading (?:age|level)|headings?
    spelling|cta
    call to action|target (?:audience|group)|audience|jargon|banned words|citations|sources
    point of view|pov)\s?[:：] ?\w
""")
_LABELS = re.compile(
    r"(?:^|[.;|·,\n] ?)\W{0,3}([a-z][a-z' -]{2,24})"
    r"[:：] ?(?=[\w✓✔✅])"
)
_OF_TRADE = re.compile(
    r"tone|voice|style|length|structure|word ?count|key ?(?:word|phrase)|brand|reading|heading"
    r"|spelling"
    r"|audience|jargon|banned|citation|source|format|cta|call to action|point of view|pov"
)
_FEW_LABELS = 3
_EITHER = Either(_TICKED, _CELL, _IN_A_LINE)


def check(article: Finished) -> Iterator[Finding]:
    """The first of several points at the end that say what of the order was met."""
    if not article.may_hold(_EITHER) or answers.is_about_texts(article.subject):
        return
    passages = article.spoken
    if passages and passages[-1].block.kind is Kind.CELL:
        yield from _in_table(passages)
        return
    for passage in passages[-_ENOUGH:]:
        if _is_in_a_line(passage):
            yield _found(passage, passage.said)
            return
    ticked = [
        (passage, line)
        for passage in passages[-_LAST:]
        for line in passage.low.split("\n")
        if _ticks(line, passage)
    ]
    if len(ticked) < _ENOUGH:
        return
    first, said = ticked[0]
    above = passages[max(0, passages.index(first) - 1)].low
    if any(map(_OF_THE_ORDER.search, (*(line for _, line in ticked), above[:_MOST]))):
        yield _found(first, said)


def _found(passage: Passage, said: str) -> Finding:
    told = f"points of the order are ticked off: {said.strip()[:60]}"
    return Finding(NAME, Level.HOLD, passage.block.span, told)


def _is_in_a_line(passage: Passage) -> bool:
    """Whether several labels stand in it, of which some are of a writer's trade."""
    if len(passage.low) > _LINE or passage.find(_IN_A_LINE, passage.spelled) is None:
        return False
    labels = _LABELS.findall(passage.low)
    of_trade = sum(_OF_TRADE.match(one) is not None for one in labels)
    return len(labels) >= _FEW_LABELS and of_trade >= _ENOUGH


def _in_table(passages: Sequence[Passage]) -> Iterator[Finding]:
    """The same of the cells of a table at the end: several points of an order, and ticks."""
    cells: list[Passage] = []
    for passage in reversed(passages[-_CELLS:]):
        if passage.block.kind is not Kind.CELL:
            break
        cells.append(passage)
    ticks = sum(one.find(_CELL, one.low.strip()) is not None for one in cells)
    points = [one for one in cells if _OF_THE_ORDER.search(one.low)]
    if ticks >= _ENOUGH and len(points) >= _ENOUGH:
        yield _found(points[-1], points[-1].said)


def _ticks(line: str, passage: Passage) -> bool:
    return len(line) <= _MOST and passage.find(_TICKED, line) is not None
