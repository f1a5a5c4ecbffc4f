"""Does it keep what it promises? "Five mistakes" has five, "there are three reasons" has three.

Only points that are counted say that some are missing: numbers and ordinals at the beginning of a
heading, a paragraph, an item or a sentence. What is not counted may stand there in other words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage, leads_elsewhere
from contenthub.articles.gate.spelled_out import lowered

NAME = "fewer_than_promised"
_NUMBERS = "two three four five six seven eight nine ten eleven twelve"
_VALUES = {word: value for value, word in enumerate(_NUMBERS.split(), 2)}
_VALUES |= {sign: value for value, sign in enumerate("二三四五六七八九十", 2)}
_VALUES |= {"one": 1, "一": 1, "两": 2, "首": 1, "次": 2}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_VALUES |= {word: value for value, word in enumerate(_ORDINALS.split(), 1)}
_COUNT = rf"(?<![\d,.])(\d{{1,2}}|{_NUMBERS.replace(' ', '|')})"
_WIDE_COUNT = r"(\d{1,2}|[二三四五六七八九十两])"
_OTHER_NUMBERS = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "deux trois quatre cinq six sept huit neuf dix onze douze",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "due tre quattro cinque sei sette otto nove dieci undici dodici",
)
_VALUES |= {word: n for words in _OTHER_NUMBERS for n, word in enumerate(words.split(), 2)}
_SPANS = (
    "stunde|minute|woche|tag|jahr|monat|uhr|person|euro|heure|jour|semaine|mois|ans\\b|année|siècle"
    "|hora|día|semana|mes|año|siglo|ora\\b|ore\\b|giorn|settiman|mesi|anni|minut"
)
_OTHER_PROMISE = re.compile(
    rf"\b({'|'.join(_OTHER_NUMBERS).replace(' ', '|')}) ((?!{_SPANS})[^\W\d]{{4,}})"
    r"|\b(\d{1,2}) (?:[^\W\d]+ )?"
    r"(tipps|fehler|gründe|schritte|regeln|ideen|orte|fragen|mythen|conseils|erreurs|raisons|étapes"
    r"|idées|plats|règles|astuces|consejos|errores|razones|pasos|claves|trucos|consigli|motivi"
    r"|errori|passi)\b"
)
# What is counted to say how long, how much or who: a text need not have a part for each.
_MEASURES = (
    r"(?:second|minute|hour|day|night|week|weekend|month|year|decade|centur(?:ie|y)|season|time"
    r"|metre|meter|mile|kilometre|kilometer|inche?|yard|acre|gram|litre|liter|cup|pound|euro|dollar"
    r"|cent|degree|people|person|friend|brother|sister|parent|child|kid|daughter|son|member|guest"
    r"|player|stranger|generation|hand|leg|letter|word|page|copie|attempt|floor|storey|mark|credit"
    r"|goal|vote|seat|lap|calorie|degree|percent|kilo|tonne?|watt|volt|loan|visitor)s"
)
_WIDE_MEASURES = "半?(?:小时|钟头|月|星期|礼拜|季度|学期|年头|世纪|人|孩子|朋友)"
_OF_CLOCK = "半|钟|整|[前后到开起出一二三四五六七八九十]|之[前后]|以[前后]"  # "八点半"
_PROMISE = re.compile(rf"\b{_COUNT} (?:[a-z\d\u00df-\u024f'-]+ ){{0,2}}?([a-z]{{3,}}s)\b")
_WIDE_PROMISE = re.compile(
    rf"(?<![上中下早晚]午)(?<![早晚]上)(?<!凌晨|清晨|傍晚|夜里)(?<!早|晚){_WIDE_COUNT}"
    rf"(?:个(?!{_WIDE_MEASURES})|大|种|条|款|件|招|步|点(?!{_OF_CLOCK})|类|本|部|座|项"
    r")([^\W\d]{1,8})"
)
# What points are called, where the text itself says how many there are.
_POINTS = (
    r"(?:reasons|ways|steps|tips|mistakes|things|rules|points|lessons|ideas|facts|myths|signs"
    r"|tricks|habits|questions|methods|strategies|benefits|stages|phases|principles|options"
    r"|factors|causes|advantages|disadvantages|errors|arguments|problems|changes|techniques"
    r"|measures|aspects|differences|exercises|parts)"
)
# What begins something new: in "row 14 until work measures 9 cm" nothing is counted.
_NEW = "(?:until|till|when|while|before|after|unless|if|it|that|to|and|or|is|are|was|were) "
_IN_TEXT = one_of(rf"""
    \b{_COUNT} (?:(?!{_NEW})[\w'-]+ ){{0,2}}?({_POINTS})\b
    (?:(?<![里中])有|分|分为|分成|以下|这|下面|记住|注意|做好|共|总结|介绍|看){_WIDE_COUNT}(?:个(?!{_WIDE_MEASURES}
    \s?[a-z])|大|种|条
    件|招|步|点|类|项|个方面|方面)
    (?:原因|理由|好处|办法|方法|要点|误区|步骤|条件|特点)(?:主要|大致
    至少)?有(?:以下)?{_WIDE_COUNT}
""")
# "Mistake 3:", "3. Mistake", "Third", "错误三", "第三个错误", "三、", "其三"
_NUMBERED = re.compile(
    rf"\W*(?:(?:the |my |our |and )?({_ORDINALS.replace(' ', '|')})(?:ly)?\b"
    r"(?!-| (?:of all|class|hand|half|time|world|floor|century|published))"
    rf"|(?:[a-z]{{3,}} (?:no\. ?|number |#)?)?(\d{{1,2}}|one|{_NUMBERS.replace(' ', '|')})\s?"
    r"(?:[:.)–—、]|$|\n))"
)
_LABELLED = re.compile(
    rf"\W*([a-z]{{3,}}) (?:no\. ?|number |#)?(\d{{1,2}}|one|{_NUMBERS.replace(' ', '|')})\b"
)
_WIDE_NUMBERED = re.compile(
    r"\W*(?:第(\d{1,2}|[一二三四五六七八九十])(?!天|年|次|位|名|届|集|章|期)|其([一二三四五六])"
    r"|([一二三四五六七八九十])(?:[、．.：:]|是)|(首)先|其(次)"
    r"|(?!星期|礼拜)[^\W\d]{2}(\d{1,2}|[一二三四五六七八九十])(?=[：:、，\s]|$))"
)
_NUMBER_OF_ITEM = re.compile(r"[ \t>]*+(\d{1,2})[.)]")
# What is counted no more, and is a point all the same.
_AND_MORE = compiled(r"""
    \W*(?:and |but )?(?:finally|lastly|the (?:last|final|other|remaining|rest)|last\b|another
    then\b
    also\b|next\b|in addition|besides|there is|a (?:final|last)|最后|另外|此外|还有|再有
    剩下
    末了|再次|再者|然后|接着|另一|至于)
""")
_SENTENCE_END = re.compile(r"[.!?。！？\n]")
_NAMES = re.compile(r"[:：—–(（]|——")
_PARTS = re.compile(r"[,;，、；]| and | or |和|与|以及")
# Of what points are called in a title; three days or four cities are no points.
_POINT = compiled(rf"""
    {_POINTS}
    [^\W\d]{{0,4}}(?:原因|理由|习惯|方法|办法|技巧|误区|要点|步骤|建议|错误|好处|秘诀|妙招|招|细节
    信号|规则|法则|问题|事)
""")
# Headings that are no points.
_FRAMES = compiled(r"""
    \W*(?:introduction|conclusion|summary|final|closing|wrapping|in short|the bottom|takeaway|faq
    sources
    references|before you|what you need|ingredients|method|总结|结语|小结|写在|最后|前言|引言|结论)
""")
# Points that stand in the text without a form of their own.
_MORE_IN_TEXT = compiled(r"""
    \b(?:the|a) (?:third|fourth|fifth|sixth|seventh)\b|\b(?:third|fourth|fifth|finally
    lastly)(?:ly)?,
    第[三四五六七八九十](?:，|、|个|点|条|招)|[三四五六七八九]是|最后(?:一)?(?:，|个|点|条|招)
""")
# What an exam's question is worth stands behind it: "(3)", "[4 points]".
_WORTH = re.compile(r"[(\[]\d{1,3}(?: ?(?:points?|pts?|marks?|p))?\.?[)\]]\W*$")
_FEWEST = 3  # that a title promises
_MOST_IN_TEXT = 20  # that a sentence announces to count them out: more are a figure
# "Two of the twelve principles": somebody else's, of which these are some.
_SOME_OF = re.compile(r"\b(?:of|from) (?:the|its|his|her|their|our|these|those|all) $")
_SOON = 6  # passages after which the first point begins that a text promises
_MOST = 50  # promises: for each of them all that follows is gone through
_STEM = 5  # letters that a noun and its plural share
_BOLD = re.compile(r"\*\*[^*\n]{2,80}\*\*")


@dataclass(frozen=True, slots=True)
class _Promise:
    """How many points there should be, from which passage on."""

    count: int
    passage: int  # its number; -1: the title
    noun: str
    is_in_part: bool = False  # one that has a number itself


def check(article: Finished) -> Iterator[Finding]:
    """Fewer counted points than the title says, or the text itself."""
    promises = list(islice(_promises(article), _MOST))
    for place, promise in enumerate(promises):
        if promise.count < _FEWEST:
            continue
        last = _last_of(promise, article) or _last_of_form(promise, article)
        if last is not None and not _are_of(promises[place + 1 :], promise, last[0]):
            number, span = last
            said = f"it promises {promise.count}, and there are {number}"
            yield Finding(NAME, Level.HOLD, span, said)
            return


def _are_of(later: Sequence[_Promise], promise: _Promise, number: int) -> bool:
    """Whether another promise, soon after one in the text, has that many points."""
    return promise.passage >= 0 and any(
        one.count == number and one.passage - promise.passage < _SOON for one in later
    )


def _promises(article: Finished) -> Iterator[_Promise]:
    found = _in_title(article)
    if found is not None:
        count, noun = filter(None, found.groups())
        yield _Promise(_value_of(count), -1, noun)
    if article.may_hold(_IN_TEXT):
        for place, passage in enumerate(article.passages):
            if not passage.held & _IN_TEXT.bits:
                continue
            said = None if leads_elsewhere(passage) else passage.find(_IN_TEXT, passage.low)
            if said is None or (said[0].endswith("points") and _are_marks(article)):
                continue
            if not _lists_them(passage.low[said.end() :]):
                count = max([_value_of(one) for one in said.groups() if one])
                is_of_others = _SOME_OF.search(passage.low[: said.start()][-20:]) is not None
                if count <= _MOST_IN_TEXT and not is_of_others:
                    yield _Promise(count, place, "", is_in_part=_is_numbered(article, place))


def _is_numbered(article: Finished, place: int) -> bool:
    """Whether the part that a passage stands in has a number: the next ones are no points."""
    above = (one for one in reversed(article.passages[:place]) if one.block.kind is Kind.HEADING)
    heading = next(above, None)
    return heading is not None and _number(heading.low, "") > 0


def _in_title(article: Finished) -> re.Match[str] | None:
    """The first number in the title that says how many points there are.

    "Ten minutes" are none, and "Seven days" only where days are what is counted.
    """
    title = lowered(article.title)
    for found in _PROMISE.finditer(title):
        if found[2] == "points" and _are_marks(article):
            continue
        if re.fullmatch(_MEASURES, found[2]) is None or _are_counted(found[2], article):
            return found
    return _WIDE_PROMISE.search(title) or _OTHER_PROMISE.search(title)


def _are_counted(noun: str, article: Finished) -> bool:
    """Whether a part of the text begins with it and a number: "Day 3"."""
    labels = (_LABELLED.match(one.low) for one in article.passages)
    return any(one is not None and one[1].startswith(_stem(noun)) for one in labels)


def _are_marks(article: Finished) -> bool:
    """Whether points are what answers are worth: several parts end with how many."""
    worth = (_WORTH.search(one.low[-16:]) is not None for one in article.passages)
    return sum(worth) > 1


def _stem(noun: str) -> str:
    return noun.rstrip("s")[:_STEM]


def _lists_them(after: str) -> bool:
    """Whether the same sentence goes on to name them: "three things: wool, soap and time"."""
    sentence = _SENTENCE_END.split(after, maxsplit=1)[0]
    return _NAMES.search(sentence) is not None and len(_PARTS.findall(sentence)) > 1


def _last_of(promise: _Promise, article: Finished) -> tuple[int, tuple[int, int]] | None:
    """The last of the counted points with its place, where some are missing."""
    passages = article.passages[max(0, promise.passage) :]
    if _has_as_many(promise, article, passages):
        return None
    numbers: dict[int, tuple[int, int]] = {}
    last_place, more_place = -1, -1
    is_in_text = promise.passage >= 0
    for place, passage in enumerate(passages):
        if is_in_text and _ends_them(passage, place, numbers, promise):
            break
        if is_in_text and place and not numbers and _announces(passage):
            break  # what follows is of that
        for number, is_more in _counted(passage, promise, article.body):
            if is_more:
                more_place = place
            elif number not in numbers or number > max(numbers):
                numbers[number] = passage.block.span
                last_place = place
    reached = 0
    while reached + 1 in numbers:
        reached += 1
    if not 1 < reached < promise.count or max(numbers) != reached or more_place >= last_place:
        return None
    return reached, numbers[reached]


def _announces(passage: Passage) -> bool:
    """Whether it says itself how many points there are."""
    return passage.held & _IN_TEXT.bits > 0 and passage.find(_IN_TEXT, passage.low) is not None


def _ends_them(
    passage: Passage, place: int, numbers: Mapping[int, object], promise: _Promise
) -> bool:
    """Whether what is counted from here on was not promised by the text that stands above.

    The first point comes soon, and points end with the section they stand in.
    """
    if 1 not in numbers and place > _SOON:
        return True
    if passage.block.kind is not Kind.HEADING:
        return False
    return promise.is_in_part or not _number(passage.low, promise.noun)


def _last_of_form(promise: _Promise, article: Finished) -> tuple[int, tuple[int, int]] | None:
    """The same of points that are told apart by headings or by bold words alone.

    At least half of them have to be there, and nothing that sums up: else they may be parts of
    another kind.
    """
    passages = article.passages[max(0, promise.passage) :]
    if promise.passage >= 0 or _POINT.match(promise.noun) is None:
        return None
    if _has_as_many(promise, article, passages) or _MORE_IN_TEXT.search(article.low):
        return None
    headings = [one for one in passages if one.block.kind is Kind.HEADING and one.block.level > 1]
    bold = [one for one in passages if _BOLD.match(one.block.text)]
    points = headings or bold
    if any(_FRAMES.match(one.low) for one in points) or (headings and bold):
        return None
    if len({one.block.level for one in headings}) > 1 or len(points) * 2 < promise.count:
        return None
    return (len(points), points[-1].block.span) if len(points) > 1 else None


def _has_as_many(promise: _Promise, article: Finished, passages: Sequence[Passage]) -> bool:
    """Whether something else stands there as often: headings, items of a list, bold words, rows."""
    levels = Counter([one.block.level for one in passages if one.block.kind is Kind.HEADING])
    kinds = Counter([one.block.kind for one in passages])
    most = max(kinds[Kind.ITEM], kinds[Kind.CELL], *levels.values())
    if most >= promise.count:
        return True
    bold = sum(_BOLD.match(one.block.text) is not None for one in passages)
    return bold >= promise.count


def _counted(passage: Passage, promise: _Promise, body: str) -> Iterator[tuple[int, bool]]:
    """(number, False) of each point that begins in the passage; (0, True) of one without number."""
    block = passage.block
    if block.kind is Kind.ITEM:
        found = _NUMBER_OF_ITEM.match(body[block.start : block.start + 16])
        if found is not None:
            yield int(found[1]), False
        return
    is_title = promise.passage < 0  # its points begin with a paragraph
    texts = passage.sentences[:1] if is_title or block.kind is Kind.HEADING else passage.sentences
    for text in texts:
        number = _number(text, promise.noun)
        if number:
            yield number, False
        elif _AND_MORE.match(text):
            yield 0, True


def _number(text: str, noun: str) -> int:
    """The number with which a text begins; else 0."""
    found = _LABELLED.match(text) if noun else None
    if found is not None and found[1].startswith(_stem(noun)):
        return _value_of(found[2])
    found = _NUMBERED.match(text)
    if found is not None:
        return _value_of(found[1] or found[2])
    found = _WIDE_NUMBERED.match(text)
    if found is None:
        return 0
    return _value_of(next(filter(None, found.groups())))


def _value_of(number: str) -> int:
    """The number that a word, a sign or digits say; 0 for what is none."""
    return int(number) if number.isdecimal() else _VALUES.get(number, 0)
