"""Do words of another language stand in its sentences? Models slip into another one for a word.

The share of the prose is small then, so that no paragraph is in another language. A word in another
script tells it where the article speaks of no country that writes so; in Chinese, whole phrases of
English do that were neither quoted nor set apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from contenthub.articles.gate import language_names
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "mixed_languages"
_PROSE = {Kind.PARAGRAPH, Kind.ITEM}
_READ = 4_000  # characters of a passage
_MOST = 6  # words in another script; more of them are a subject
_CLAUSE = 5  # characters
_PARTICLE = re.compile("[的了是在会把被就]")
_BRACKETS = re.compile(r"[(（\[【《][^()（）\[\]【】《》]{0,200}[)）\]】》]")
_LINKED = re.compile(r"\[([^\[\]\n]{1,200})\]\(")
# A word of a script, and whoever speaks of those who write it.
# Names begin with a capital letter, and stand in any language.
_CYRILLIC = re.compile("(?<![\u0400-\u04ff])[\u0430-\u045f]{3,}")
_ARABIC = re.compile("[\u0620-\u06ff]{3,}")
_HEBREW = re.compile("[\u05d0-\u05ea]{3,}")
_HANGUL = re.compile("[\uac00-\ud7a3]{2,}")
_THAI = re.compile("[\u0e00-\u0e7f]{3,}")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]{3,}")
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_OF_CYRILLIC = re.compile(
    r"russ|ukrain|bulgar|serb|moscow|soviet|cyrill|mongol|kazakh|belarus|siberia|macedon|slav|kiew"
    r"|kyiv|俄|苏联|乌克兰|莫斯科|蒙古|西里尔|哈萨克|塞尔维亚|保加利亚|斯拉夫"
    r"|moskau|moscou|moscú"
)
_OF_ARABIC = re.compile(
    r"arab|islam|muslim|iran|persia|pakistan|urdu|egypt|koran|quran|morocc|ägypt|阿拉伯|伊斯兰|伊朗|波斯"
    r"|埃及|维吾尔|新疆|巴基斯坦|古兰经|穆斯林|中东"
)
_OF_HEBREW = re.compile(r"hebr|israel|jew|torah|jiddisch|yiddish|juif|jüdisch|以色列|犹太|希伯来")
_OF_HANGUL = re.compile(r"korea|seoul|hangul|k-?pop|corée|corea|kimchi|韩|朝鲜|首尔")
_OF_THAI = re.compile(r"thai|bangkok|siam|泰")
_OF_KANA = re.compile(
    r"japan|tokyo|kyoto|osaka|anime|manga|kana|kanji|sushi|日本|日语|日文|东京|京都"
    r"|大阪|动漫|和服"
)
_OF_HAN = re.compile(
    r"chin[ae]|cino|chino|beijing|shanghai|taiwan|hong kong|japan|tokyo|kyoto|korea|cantonese"
    r"|mandarin|kanji|hanzi|sichuan|character|asia|tao|zen|\btea\b|feng shui"
    r"|kung fu|mahjong|bonsai|acupunct|dim sum|tofu|noodle|ramen|calligraph|dynasty|emoji|tattoo"
    r"|vietnam|singapore|pinyin|unicode"
)
_OF_SCRIPTS = re.compile(
    r"\blanguages?\b|alphabet|\bfonts?\b|unicode|sprache|langue|idioma|语言|字体|文字"
)
_SCRIPTS = (
    (_CYRILLIC, _OF_CYRILLIC, {"ru", "uk", "bg", "sr", "mk", "be", "mn", "kk"}),
    (_ARABIC, _OF_ARABIC, {"ar", "fa", "ur", "ps"}),
    (_HEBREW, _OF_HEBREW, {"he", "yi"}),
    (_HANGUL, _OF_HANGUL, {"ko"}),
    (_THAI, _OF_THAI, {"th"}),
    (_KANA, _OF_KANA, {"ja"}),
    (_HAN, _OF_HAN, {"zh", "ja", "ko"}),
)
# English in Chinese: words in small letters, several of which join others.
_PHRASE = re.compile(r"(?<![A-Za-z'’-])[A-Za-z][a-z'’]*+(?:,? [a-z][a-z'’]*+){3,}+")
_JOINING = (
    "the a an of is are be was should would will can with than that which to in and for at on you"
    " it your this not do from as by"
)
_JOINS = frozenset(_JOINING.split())
_JOINED = tuple(f" {word} " for word in _JOINING.split())
_FEW_JOINS, _PHRASES = 2, 2
# A word of a sentence, and no name of a thing, that runs into Chinese on a side.
_SLIP = re.compile(
    r"(?<=[\u4e00-\u9fff])\s?(?<![A-Za-z'-])"
    r"((?:[a-z]{3,}ly|more than|less than|however|because|therefore"
    r"|although|especially|which|whether|between|through|during|without|about|around|almost|usually"
    r"|always|never|often|already|should|would|could|must|being|been|the|their|these|those)"
    r"(?: [a-z]{2,14}){0,6})(?![A-Za-z'-])"
)
_SPEAKS_OF_ENGLISH = re.compile(
    r"英[语文国]|美[国语]|单词|歌词|台词|翻译|口语|留学|雅思|托福|句型|语法|外教|原文|名言"
    r"|标语|口号|邮件|字母"
)


def check(article: Finished) -> Iterator[Finding]:
    """The first word in another script, or the second phrase in English."""
    ordered = article.ordered_language
    if not ordered:
        return
    found, is_english = _in_another_script(article, ordered), False
    if found is None and ordered == "zh":
        found, is_english = _in_english(article), True
    if found is None:
        return
    order = simplified(" ".join((article.topic, *article.keywords, *article.rules.requirements)))
    if language_names.asks_for_two(order):
        return
    if not (is_english and language_names.names(order, "en")):
        passage, words = found
        said = f"ordered in {article.rules.language}, and words of another language: {words[:60]}"
        yield Finding(NAME, Level.HOLD, passage.block.span, said)


def _prose(article: Finished) -> Iterator[tuple[Passage, str]]:
    """The passages of prose, without what stands in brackets."""
    for passage in article.passages:
        if passage.block.kind in _PROSE:
            yield passage, _BRACKETS.sub(" ", passage.said[:_READ])


def _is_name(word: str, passage: Passage) -> bool:
    """Whether it is all that an item says, or stands in the name of a page that is linked."""
    if passage.said.strip() == word:
        return True
    text = passage.block.text
    return "](" in text and any(word in one for one in _LINKED.findall(text))


@cache
def _characters_of(script: re.Pattern[str]) -> re.Pattern[str]:
    """One character of the words of a script."""
    return re.compile(script.pattern.rpartition("{")[0].rpartition(")")[2])


def _in_another_script(article: Finished, ordered: str) -> tuple[Passage, str] | None:
    """A word of a script in which neither the article's language nor its subject is written."""
    there = article.foreign_characters
    strange = [
        (script, of_it)
        for script, of_it, languages in _SCRIPTS
        if ordered not in languages and _characters_of(script).search(there)
        if script.search(article.body)
    ]
    if not strange:
        return None  # as in most texts
    whole = f"{article.title}\n{article.topic}\n{' '.join(article.keywords)}\n{article.body}"
    read = lowered(whole[:50_000])
    if _OF_SCRIPTS.search(read):
        return None
    for script, of_it in strange:
        if of_it.search(read):
            continue
        prose = _prose(article)
        words = [(one, found[0]) for one, text in prose for found in script.finditer(text)]
        if len(words) <= _MOST:
            words = [(one, word) for one, word in words if not _is_name(word, one)]
        if 0 < len(words) <= _MOST or (words and script is _HAN and _are_clauses(words)):
            return words[0]
    return None


def _are_clauses(words: list[tuple[Passage, str]]) -> bool:
    """Whether they are parts of sentences, and no names: these are short, and have no particles."""
    long = [word for _, word in words if len(word) >= _CLAUSE]
    return len(long) * 2 >= len(words) and len([one for one in long if _PARTICLE.search(one)]) > 1


def _in_english(article: Finished) -> tuple[Passage, str] | None:
    """The second phrase in English in Chinese sentences."""
    if not (has(article.body, _JOINED) or _SLIP.search(article.body)) or _SPEAKS_OF_ENGLISH.search(
        simplified(article.title) + article.low
    ):
        return None
    phrases = [
        (one, found[0])
        for one, text in _prose(article)
        if _HAN.search(text)
        for found in _PHRASE.finditer(text)
        if sum(word.strip(",") in _JOINS for word in found[0].lower().split()) >= _FEW_JOINS
    ]
    if len(phrases) < _PHRASES:
        phrases += [
            (one, found[1])
            for one, text in _prose(article)
            for found in _SLIP.finditer(text)
            if not any(found[1] in words for _, words in phrases)
        ]
    return phrases[1] if len(phrases) >= _PHRASES else None
