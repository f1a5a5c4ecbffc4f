"""Was a translation left half done? Headings, or ends of paragraphs, are in another language.

Such parts are too small for a share of the prose to tell it. In Chinese the script of Japanese
does; elsewhere a sentence does that is likelier in another language by far, and has that language's
small words, which names and terms have not. A few words may be anything: there have to be two such
places, or a whole sentence. What is quoted or set apart is let alone, and so is an article on a
language, or on songs and books that are named in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles import tongues
from contenthub.articles.gate import language_names
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "mixed_languages"
_ENOUGH = 2  # headings or sentences
_PASSAGES_FOR_ONE = 20  # of a text, for each that has such a place: a long one quotes a title
_ENOUGH_IN_KANA = 3  # points: a sentence is two, a heading one
_READ = 4_000  # characters of a passage
# Small words that join others, and stand in no other one of these languages with the same sense.
_SMALL = {
    "en": "the of and is are was were to in that with for which from this has have not by it as",
    "de": "der die das und ist sind war nicht ein eine einer mit von zu dem den des im am auf für"
    " wird werden sich muss es wie aus noch nach bei wer was wo",
    "fr": "le la les et est sont une des du dans avec pour qui que ne pas sur ce cette au aux par",
    "es": "el la los las y es son una del con para que no por se en su como más",
    "it": "il lo la gli e è sono una del della con per che non si nel alla come più di",
    "pt": "o os as e é são uma do da dos das com para que não por se em no na como mais",
}
_JOINS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_ALL = frozenset[str]().union(*_JOINS.values())
# Of these no language can be told: each is a word of two of them, or stands in any name.
_SHARED = frozenset(["in", "so", "an", "am", "was", "die", "war", "as", "a", "on", "is", "me"])
_SHARED |= frozenset(["no", "do", "o", "e", "de", "la"])
# Of these headings are made, and names of things seldom.
_HEADING_WORDS = "how what why where when who which is are do does your you to from with"
_OF_HEADINGS = frozenset(_HEADING_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CLAUSE = re.compile(r"[^.!?;:,。！？；：，\n]+")
_FEW_WORDS, _FEW_OF_HEADING = 4, 2
_SHARE = 0.25  # of the words of a clause, that are small ones of the other language
_OWN = 0.1  # and of its own language: more of them make it a sentence of its own
_WHOLE, _WHOLE_JOINS, _WHOLE_LATIN = 7, 3, 9  # words of a clause that tells enough by itself
_MARGIN = 0.15  # by which such a clause is likelier in the other language
_LONG_PARAGRAPH, _LONG_ITEM = 120, 40  # characters of one in another language as a whole
_LONG, _LONG_MARGIN = 10, 0.3  # words of a clause whose letters alone say it nearly
_FEW_OF_ITEM = 6  # words of an item that is a sentence, and no name
_KANA = re.compile("[\u3041-\u3096]")
_KANA_RUN = re.compile("[\u3040-\u30ff\u3400-\u9fff]{2,}")
_FEW_KANA, _FEW_KANA_OF_HEADING = 4, 1
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2}")
_LATIN_HEADING = re.compile(
    r"[A-Z][a-z']*(?:,? [a-z']+){2,}\W*|[A-Z][a-z']*: (?:the|a|an|how|what|why)(?: [A-Za-z']+)+\W*"
    r"|[A-Z][a-z']*: [a-z']+(?: [A-Za-z']+)+\W*"
)
_EMPHASIS = re.compile(r"\*{1,3}([^*\n]+)\*{1,3}|(?<!\w)_([^_\n]+)_(?!\w)")
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]{0,300}[)）\]]")
_STOP = re.compile(r"[.!?。！？\n]+")
_OF_JAPAN = re.compile(r"日[语文]|假名|俳句|和歌|歌词|漫画|店名|招牌")
# Songs, books and words of another language are named by it.
_NAMES_THINGS = re.compile(
    r"songs?\b|opera|lieder|poems?|films?|novels?|words?\b|phrases?|language|idioms?|menu|recipes?"
    r"|album|chapters?|books?\b|names?\b|歌|词|诗|詩|影|书|英[语文]|口语|邮件|翻译|提示词|[指命]令"
)


def check(article: Finished) -> Iterator[Finding]:
    """The second heading, or the second sentence, in another language."""
    ordered = article.ordered_language
    if ordered not in _JOINS and ordered != "zh":
        return
    if _NAMES_THINGS.search(lowered(f"{article.title} {article.topic}")):
        return
    found = _in_kana(article) if ordered == "zh" else None
    found = found or _in_letters(article, ordered)
    if found is None:
        return
    passage, language = found
    order = simplified(" ".join((article.topic, *article.keywords, *article.rules.requirements)))
    if language_names.asks_for_two(order) or language_names.names(order, language):
        return
    said = " ".join(passage.said.split())[:60]
    said = f"ordered in {article.rules.language}, and parts of it are in {language}: {said}"
    yield Finding(NAME, Level.HOLD, passage.block.span, said)


def _in_kana(article: Finished) -> tuple[Passage, str] | None:
    """Headings and clauses of Japanese in Chinese: kana between Han characters."""
    if _KANA.search(article.foreign_characters) is None or _OF_JAPAN.search(article.low):
        return None
    count = 0
    for passage in article.passages:
        is_heading = passage.block.kind is Kind.HEADING
        least = _FEW_KANA_OF_HEADING if is_heading else _FEW_KANA
        for run in _KANA_RUN.findall(passage.said[:_READ]):
            kana = len(_KANA.findall(run))
            # a name may be kana alone; a sentence has particles between its words
            if kana >= least and _HAN.search(run) and kana < len(run):
                count += 1 if is_heading else 2
            if count >= _ENOUGH_IN_KANA:
                return passage, "ja"
    return None


def _in_letters(article: Finished, ordered: str) -> tuple[Passage, str] | None:
    """The second heading or clause whose small words are those of another language."""
    if ordered == "zh" and _LATIN.search(article.body) is None:
        return None  # as in most texts
    others = [language for language in _JOINS if language != ordered]
    there = _ALL.intersection(article.units)
    own = _JOINS.get(ordered, frozenset())
    likely = ["en"] if ordered == "zh" else []
    likely = likely or [
        one for one in others if len(there & (_JOINS[one] - own - _SHARED)) >= _ENOUGH
    ]
    counts, places = dict.fromkeys(likely, 0), dict.fromkeys(likely, 0)
    foreign = {one: _JOINS[one] - own for one in likely}
    for place, passage in enumerate(article.passages) if likely else ():
        if passage.block.kind not in {Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM}:
            continue
        there_too = likely
        if ordered != "zh":  # there headings are told by their letters
            there_too = [one for one in likely if not foreign[one].isdisjoint(passage.units)]
        is_part = bool(there_too) and _is_a_part(article.passages, place)
        found = _languages(passage, ordered, there_too, is_part=is_part) if there_too else ()
        here = list(found)
        for language in {one for _, one in here}:
            places[language] += 1
        for points, language in here:
            counts[language] += points
            share = places[language] * _PASSAGES_FOR_ONE
            if counts[language] >= _ENOUGH and share >= len(article.passages):
                return passage, language
    return None


def _is_a_part(passages: Sequence[Passage], place: int) -> bool:
    """Whether it is an item of a list, or all that stands between two headings."""
    if passages[place].block.kind is Kind.ITEM:
        return True
    after = passages[place + 1] if place + 1 < len(passages) else None
    return place > 0 and _is_heading(passages[place - 1]) and (after is None or _is_heading(after))


def _is_heading(passage: Passage) -> bool:
    text = passage.block.text.strip()
    return passage.block.kind is Kind.HEADING or (text.startswith("**") and text.endswith("**"))


def _languages(
    passage: Passage, ordered: str, likely: list[str], *, is_part: bool
) -> Iterator[tuple[int, str]]:
    """(points, language) of each clause that is in another one than was ordered.

    A whole paragraph may be an example: its share of the text tells, unless it is all of a part.
    """
    text = _BRACKETS.sub(" ", passage.said[:_READ])
    if ordered == "zh":
        yield from ((points, "en") for points in _in_chinese(passage, text))
        return
    named = "\n".join(a or b for a, b in _EMPHASIS.findall(passage.block.text[:_READ])).casefold()
    own = _JOINS[ordered] - _SHARED
    is_heading = passage.block.kind is Kind.HEADING
    found: list[tuple[int, str]] = []
    others = 0
    for clause in _CLAUSE.findall(text.casefold()):
        words = _WORD.findall(clause)
        if len(words) < (_FEW_OF_HEADING if is_heading else _FEW_WORDS):
            continue
        is_set_apart = "“" in clause or (named and clause.strip() in named)
        each = (
            () if is_set_apart else ((_points(clause, words, one, ordered), one) for one in likely)
        )
        points = next((one for one in each if one[0]), None)
        others += points is None and not own.isdisjoint(words)
        found += [] if points is None else [points]
    least = _LONG_ITEM if passage.block.kind is Kind.ITEM else _LONG_PARAGRAPH
    is_whole = is_part and not named and len(text) >= least
    if is_heading or others or is_whole:
        yield from found


def _points(clause: str, words: list[str], language: str, ordered: str) -> int:
    own, other = _JOINS[ordered] - _SHARED, _JOINS[language] - _JOINS[ordered]
    small = sum(one in other for one in words)
    is_long = len(words) >= _LONG and small > 1
    if small < _SHARE * len(words) and not is_long:
        return 0
    if sum(one in own for one in words) > _OWN * len(words):
        return 0
    found = tongues.of(clause)
    margin = found.scores.get(language, 0.0) - found.scores.get(ordered, 0.0)
    if is_long and margin >= _LONG_MARGIN:
        return _ENOUGH
    if small < _SHARE * len(words):
        return 0
    whole = len(words) >= _WHOLE and small >= _WHOLE_JOINS and margin >= _MARGIN
    return _ENOUGH if whole else int(small > 0 and margin > 0)


def _in_chinese(passage: Passage, text: str) -> Iterator[int]:
    """Points of each heading or sentence in English: of words in small letters, and no names."""
    if passage.block.kind is Kind.HEADING:
        if _LATIN_HEADING.fullmatch(text.strip()) or _is_title_in_english(text):
            yield 1
        return
    for sentence in _STOP.split(text):
        words = _WORD.findall(sentence)
        if _HAN.search(sentence) or len(words) < _FEW_WORDS or "“" in sentence:
            continue
        small = sum(one.casefold() in _JOINS["en"] for one in words)
        is_item = passage.block.kind is Kind.ITEM and len(words) >= _FEW_OF_ITEM and small > 0
        if is_item and sum(map(str.islower, words)) >= len(words) - 1:
            yield 1
        elif small >= _SHARE * len(words):
            yield _ENOUGH if len(words) >= _WHOLE_LATIN else 1


def _is_title_in_english(text: str) -> bool:
    """A heading in English whose words begin with capitals, but for the small ones: no name."""
    words = _WORD.findall(text)
    if len(words) < _FEW_WORDS - 1 or _HAN.search(text):
        return False
    return any(one.casefold() in _OF_HEADINGS for one in words)
