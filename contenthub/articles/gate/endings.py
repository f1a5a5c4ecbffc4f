"""How texts end: whether a last line was ended by its author or broke off.

Only what the field's languages agree on counts. A line that may be a signature, a verse, a link
or a greeting is taken for an end.
"""

from __future__ import annotations

import re
import unicodedata

from contenthub.text import word_count

# What ends a sentence, in the scripts that have such marks.
TERMINAL = frozenset(".!?…。！？｡．؟۔।॥።։။‽⁉⁈~～")
# After these something has to come.
_EXPECTS = frozenset(",，、､;；:：([{（【「『《〈“‘–/&+=,،؛")
_TONE = re.compile(r"[:;=8xX][-'^]?[()\[\]{}|/]|:\w+:|\\o/")  # emoticons and :short_codes:
# Words that no sentence ends with.
_JOINING_WORDS = (
    "a an the and or but nor because whose than of into from their your our my its"
    " der die das und oder ein eine einen weil dass"
    " le les une et ou des du parce el los las una y porque il gli che o e della"
)
_JOINING = frozenset(_JOINING_WORDS.split())
_JOINING_WIDE = (
    "因为",
    "所以",
    "如果",
    "但是",
    "而且",
    "以及",
    "或者",
    "并且",
    "和",
    "与",
    "及",
    "或",
)
_SPOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|\S+@\S+\.\w+$")
# Thai, Lao, Tibetan, Burmese, Khmer and their like end sentences without a mark.
_WITHOUT_MARKS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\ua9e0-\uaa7f]")
_EMPHASIS = "*_~ "
_LABEL = re.compile(r"[^\s:：]{1,20}(?: [^\s:：]{1,20}){0,2}[:：]\s*\S")  # "Author: Jane Doe"
_CLOSING_MARKS = "—–-–•©®™#@✦★☆♥→※◆■●▲~"
_MOST_CLOSING = 8  # words of a farewell, of a signature, of a line of thanks
_MOST_CLOSING_WIDE = 16  # the same in Chinese characters
_SENTENCE = 5  # words that a sentence before it has at least
_FIRST_WIDE = "\u2e80"  # from here on characters are two columns wide
_VERSE = 60  # display columns of the longest line of a poem


def bare(line: str) -> str:
    """The line without emphasis around it."""
    return line.strip(_EMPHASIS)


def expects_more(line: str) -> bool:
    """True when the line ends with what no text ends with: an opening bracket, a comma, "the"."""
    text = bare(line)
    if not text or _ADDRESS.search(text[-300:]) or _is_mood(text):
        return False
    if text[-1] in _EXPECTS:
        return True
    if text.endswith(("](", "![")) or (text[-1] == "-" and text[-2:-1].isalpha()):
        return True
    return _ends_joining(text)


def breaks_off(paragraph: list[str]) -> bool:
    """True when a paragraph of prose ends within a sentence."""
    if not paragraph:
        return False
    last = paragraph[-1]
    if expects_more(last):
        return True
    text = bare(last)
    if not text or not ends_in_word(text) or _is_closing(paragraph):
        return False
    return not _is_verse(paragraph) and _is_prose(paragraph)


def is_ended(line: str) -> bool:
    """True when a sentence's mark ends the line, inside or outside of quotes and brackets."""
    return line.rstrip(_EMPHASIS + "\"'”’»›」』】）)]}")[-1:] in TERMINAL


def ends_in_word(text: str) -> bool:
    """True when the last thing is a letter or a number, and no address."""
    last = bare(text)[-1:]
    if not last:
        return False
    if _WITHOUT_MARKS.match(last) or _ADDRESS.search(text[-300:]):
        return False
    return unicodedata.category(last)[0] in "LNM"


def _is_mood(text: str) -> bool:
    found = [match.end() for match in _TONE.finditer(text[-24:])]
    return bool(found) and found[-1] == len(text[-24:])


def _ends_joining(text: str) -> bool:
    words = _SPOKEN.findall(text[-80:])
    if not words or not text.endswith(words[-1]):
        return False
    wide = text.endswith(_JOINING_WIDE) and len(text) > 6
    many = len(words) > 3 and words[-1].islower()
    return wide or (many and words[-1] in _JOINING)


def _is_closing(paragraph: list[str]) -> bool:
    """A signature, a label, hashtags, or something set off as a whole by emphasis."""
    if len(paragraph) > 1:
        return all(_is_closing([line]) for line in paragraph)
    line = paragraph[0]
    if line[0] in _CLOSING_MARKS or _LABEL.match(line):
        return True
    return line[0] in "*_" and line[-1] == line[0]


def _is_verse(paragraph: list[str]) -> bool:
    """Short lines, each broken where its author wanted it."""
    if len(paragraph) < 2:
        return False
    return max(_columns(line) for line in paragraph) <= _VERSE


def _columns(line: str) -> int:
    return len(line) if line.isascii() else sum(1 + (char >= _FIRST_WIDE) for char in line)


def _is_prose(paragraph: list[str]) -> bool:
    """Sentences that were ended before this one, or one too long for a farewell."""
    text = " ".join(paragraph)
    head = max(text.rfind(mark) for mark in TERMINAL - {"~", "～"})
    fragment = text[head + 1 :]
    most = _MOST_CLOSING if fragment[-1:] < _FIRST_WIDE else _MOST_CLOSING_WIDE
    if word_count(fragment[:2000]) > most:
        return True
    before = head > 0 and word_count(text[:head][-2000:]) >= _SENTENCE
    return before and not _is_farewell(fragment)


def _is_farewell(fragment: str) -> bool:
    """ "See you next week": a few words that begin like a sentence of their own and say good-bye."""
    first = fragment.strip(_EMPHASIS).casefold()
    return first.startswith(_FAREWELLS)


_FAREWELLS = (
    "see you", "until next", "thank", "happy ", "cheers", "enjoy", "stay ", "good luck", "bye",
    "best", "yours", "love", "keep ", "the end", "to be continued", "read more", "learn more",
    "bis ", "viel ", "danke", "merci", "à ", "gracias", "hasta", "谢谢", "感谢", "再见", "下期",
    "下次", "我们下", "敬请", "欢迎", "祝", "未完待续", "完", "全文完", "愿",
)  # fmt: skip
