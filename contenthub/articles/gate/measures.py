"""Does a line say what the text measures? Words against a target, keywords, how easily it reads.

Tools for writers print such lines. One measure alone may be the subject of an article; several in
one short paragraph at the end are none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered

NAME = "notes"
_LAST = 4  # passages at the end
_MOST = 260  # characters of such a line
_ENOUGH = 2
_OF_TEXT = one_of(r"""
    \bwords?\b|\bcharacters?\b|\bkey ?(?:words?|phrases?)\b|\bflesch\b|\breadability\b|\bseo\b
    \breading (?:level|ease|grade)\b|\bspelling\b|字数|关键词|可读性|原创度|违禁词|敏感词|seo|合计
    查重
    \d\s?字|\bworte\b|\bparole\b|\bpalavras\b|\bwörter\b|\blesbarkeit\b|\bmots(?:-clés)?\b
    \blisibilité\b|\bpalabras(?: clave)?\b
    \blegibilidad\b
""")
_MEASURES = (
    compiled(
        r"\b\d[\d,.]* ?(?:/ ?\d+ )?(?:words?|wörter|mots|palabras)\b|\bwords?: ?~?\d"
        r"|字数\D{0,3}\d|\d+字"
    ),
    compiled(
        r"\bkey ?(?:words?|phrases?)\b|关键词|关键字|\bschlüsselwörter|mots-clés|palabras clave"
    ),
    compiled(
        r"\bflesch\b|\breadability\b|\breading (?:level|ease|grade)\b|可读性|lesbarkeit|lisibilité"
    ),
    compiled(r"\bseo\b|\bh[12]\b|\bmeta\b|\binternal links?\b|首段|元描述"),
    compiled(r"[✔✓✅☑]|\b(?:target|limit|goal|required)\b|达标|符合|覆盖|要求"),
    compiled(r"\bspelling\b|\btone\b|\bvoice\b|语气|风格"),
    compiled(r"\bbanned words?\b|\bplagiarism\b|违禁词|敏感词|原创度|查重|重复率"),
    compiled(r"[×x] ?\d+\b|\d+(?:\.\d+)? ?[%％]|出现\d+次|\bdensity\b|密度"),
)
_ABOUT = compiled(r"""
    \bwords?\b|\bseo\b|keyword|readab|writ|blog|essay|copy|字数|关键词|写作|文案|文章|公众号|标题
    自媒体
    text|schreib|écri|escri
""")


# What is judged of a text, each with its points.
_SCORES = one_of(r"""
    \b(?:clarity|structure|originality|readability|grammar|tone|coherence|relevance|accuracy|fluency
    engagement|overall|confidence|toxicity|perplexity|plagiarism|sources used|sentiment|seo score
    quality)\b\W{0,3}(?:score\W{0,2})?\d
    (?:内容|结构|语言|原创度?|逻辑|文采|立意|流畅度?|可读性|综合得?分|得分|总分|评分|表达
    置信度)\W{0,3}\d
""")
_FEW_SCORES = 2
# A number of words that is the text's own: who counts them was told how many there may be.
_OWN_COUNT = re.compile(
    r"(?<![\d.,])(\d{2,4}|\d,\d{3})"
    r"(?:[ -]?(?:words?|wörter|worte|mots|palabras|parole|palavras)\b(?! of\b)|\s?字)"
)
_OF_COUNTS = compiled(r"""
    \b(?:range|limit|target|requested|required|tally|total|count\w*|length|final|brief|draft
    within|excluding|including|inside
    maximum|minimum|ordered|allow\w*|in all|altogether
    roughly|approx\w*|about)\b
    \b(?:umfang|gesamt|länge|longueur|total|extensión|lunghezza|circa|env(?:iron)?)\b
    全文|共计?|合计|总|约|字数|篇幅|要求|以内|左右
""")
_FIRST = 2  # passages above which it may stand as well
_BRIEF = 22  # units of a passage that counts
_NEARLY = 0.25  # of the words, by which a count may be wrong
_EITHER = Either(_OF_TEXT, _SCORES)


def _is_scored(passage: Passage) -> bool:
    """Whether it gives points for several things that a text may have."""
    return len(set(_SCORES.pattern.findall(passage.low))) >= _FEW_SCORES


def check(article: Finished) -> Iterator[Finding]:
    """The first short paragraph at the end that has several measures of a text."""
    if not article.may_hold(_EITHER):
        return
    titled = next((one for one in article.heading if _counts_itself(one, article)), None)
    if titled is not None and not _ABOUT.search(lowered(article.topic)):
        yield _found(titled, "it counts its own words")
        return
    if _ABOUT.search(article.subject.low):
        return
    spoken = article.spoken
    for passage in (*spoken[-_LAST:], *spoken[:_FIRST]):
        if passage.may_hold(_OF_TEXT) and _counts_itself(passage, article):
            yield _found(passage, "it counts its own words")
            return
    for passage in spoken[-_LAST:]:
        text = passage.low.strip()
        if passage.block.kind not in {Kind.PARAGRAPH, Kind.ITEM} or len(text) > _MOST:
            continue
        if passage.may_hold(_SCORES) and _is_scored(passage):
            yield _found(passage, "points that somebody gave the text")
            return
        if not passage.find(_OF_TEXT, text):
            continue
        if sum(one.search(text) is not None for one in _MEASURES) > _ENOUGH or _is_a_list(text):
            yield _found(passage, "a line of what the text measures")
            return


def _found(passage: Passage, what: str) -> Finding:
    return Finding(NAME, Level.HOLD, passage.block.span, f"{what}: {passage.low.strip()[:60]}")


def _counts_itself(passage: Passage, article: Finished) -> bool:
    """Whether it says in a few words how many the article has."""
    text = passage.low.strip()
    in_title = passage.block.kind is Kind.HEADING and text.endswith((")", "）"))
    if len(passage.units) > _BRIEF or not (in_title or _OF_COUNTS.search(text)):
        return False
    numbers = [int(one.replace(",", "")) for one in _OWN_COUNT.findall(text)]
    return any(abs(one - article.words) <= _NEARLY * article.words for one in numbers)


def _is_a_list(text: str) -> bool:
    """Two measures that stand beside each other without a sentence."""
    found = sum(one.search(text) is not None for one in _MEASURES)
    return (
        found >= _ENOUGH
        and text[-1:] not in ".!?。！？"
        and any(mark in text for mark in "|｜✔✓✅/：:")
    )
