"""Is Chinese written in the characters that were ordered, simplified or traditional, and in one?

Only prose counts: a quoted or lone character is spoken of, and Japanese has forms of its own. The
account's tag says which (zh-TW, zh-Hans); else the order's own characters; plain "zh" is
simplified, as Unicode has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles import han_scripts
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.han_scripts import SIMPLIFIED, TRADITIONAL, Counts

NAME = "chinese_script"
_OTHER = {SIMPLIFIED: TRADITIONAL, TRADITIONAL: SIMPLIFIED}
_MOST = 0.05  # of the telling characters that may be of the other kind: names, old forms
_MOST_ABOUT = 0.3  # in an article about the two
_LEAST = 3  # different characters of the other kind
_ABOUT = ("簡體", "简体", "繁體", "繁体", "簡化", "简化", "正體字", "正体字")

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_SENTENCE = re.compile("[^。！？\n]+")
_FEW_KANA, _SHARE_OF_KANA = 3, 0.15  # of a sentence: one の on a sign makes no Japanese


def check(article: Finished) -> Iterator[Finding]:
    """Characters of the other kind: all of the text, or mixed into it."""
    if article.ordered_language != "zh":
        return
    wanted = _ordered(article)
    if not _may_be_mixed(article, wanted):
        return  # as most texts are
    text = "\n".join(one.text for one in article.prose)
    found = han_scripts.counts(_without_japanese(text) if _KANA.search(text) else text)
    other, share = _other(found, wanted)
    if not other or share <= (_MOST_ABOUT if _is_about_them(article) else _MOST):
        return
    whole = share > 1 - _MOST
    said = f"written in {other} characters" if whole else f"mixed with {other} characters"
    yield Finding(NAME, Level.HOLD, None, f"ordered in {wanted or 'one kind of'} Chinese, {said}")


def _may_be_mixed(article: Finished, wanted: str) -> bool:
    """False where the whole text, not only its prose, has hardly a character of the other kind."""
    if not wanted or "&" in article.body:
        return True
    return len(han_scripts.only_in(_OTHER[wanted]) & set(article.foreign_characters)) >= _LEAST


def _without_japanese(text: str) -> str:
    """The sentences that are not written in Japanese: 会 and 来 are no simplified Chinese there."""
    return "\n".join(one for one in _SENTENCE.findall(text) if not _is_japanese(one))


def _is_japanese(sentence: str) -> bool:
    kana = len(_KANA.findall(sentence))
    return kana >= _FEW_KANA and kana >= _SHARE_OF_KANA * len(sentence)


def _ordered(article: Finished) -> str:
    rules = article.rules
    named = han_scripts.of_tag(rules.language)
    if named:
        return named
    said = han_scripts.of_text(" ".join((article.topic, *article.keywords)))
    return said or ("" if rules.language_is_guessed else SIMPLIFIED)


def _other(found: Counts, wanted: str) -> tuple[str, float]:
    """Which kind should not be there, with its share; where either will do, the rarer one."""
    simplified = found.share_of_simplified
    unwanted = _OTHER.get(wanted, SIMPLIFIED if simplified <= 0.5 else TRADITIONAL)
    if unwanted == SIMPLIFIED:
        return (unwanted, simplified) if found.different_simplified >= _LEAST else ("", 0.0)
    return (unwanted, 1 - simplified) if found.different_traditional >= _LEAST else ("", 0.0)


def _is_about_them(article: Finished) -> bool:
    order = " ".join((article.topic, *article.keywords))
    return any(word in order for word in _ABOUT)
