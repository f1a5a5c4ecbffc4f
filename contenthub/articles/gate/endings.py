"""How texts end: whether a last line was ended by its author or broke off.

Only what the field's languages agree on counts. A line that may be a signature, a verse, a link
or a greeting is taken for an end.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from contenthub.articles.gate import closings, joining_words
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.spelled_out import lowered, simplified
from contenthub.articles.text import word_count

# What ends a sentence, in the scripts that have such marks.
TERMINAL = frozenset(".!?…。！？｡．؟۔।॥።։။‽⁉⁈~～")
# After these something has to come.
_EXPECTS = frozenset(",，、､;；:：([{（【「『《〈„‚–/&+=,،؛")
_QUOTES = frozenset("“‘«»")  # open or close, as their language has it
# Emoticons and :short_codes:
_TONE = re.compile(
    r"[:;=8xX：；][-'^]?[()（）\[\]{}|/]|:\w+:|\\[^\s\\/]{1,5}/|(?<![!-~])[:;=：；][-'^]?[DPp](?=$|[。！!~])"
    r"|(?<![A-Za-z])(?:XD|QQ|TT|Q_Q|T_T|orz)|= ?\"? ?="
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+$|\S+@\S+\.\w+$|\w\.(?:com|cn|net|org|io|tw)$|\(dot\) ?\w+$"
    r"|\bdoi:? ?10\.\S+$"
)
_OF_ADDRESSES = ("://", "www.", "@", ".com", ".cn", ".net", ".org", ".io", ".tw", "(dot)", "doi")
# Thai, Lao, Tibetan, Burmese, Khmer and their like end sentences without a mark.
_WITHOUT_MARKS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\ua9e0-\uaa7f]")
_EMPHASIS = "*_ "
_STRUCK = "~~"  # one alone is a tone: "祝大家生活愉快~"
_SHAPE = "\ufe0e\ufe0f\u200d\u20e3"  # what makes a picture of the sign before it
_BLANK = re.compile(r"_{3,}[* ]*$|(?<![^\s/.:])_{2,}[* ]*$")  # to be filled in by hand
_DOTS = ("....", "….")  # of a model that stopped; an author writes three
# A sentence that connects or sums up, and has not said what yet.
_HANGS = re.compile(
    r"(?:in (?:conclusion|summary|short|addition|contrast)"
    r"|to (?:sum up|summari[sz]e|conclude)|overall"
    r"|finally|ultimately|in the end|however|moreover|furthermore|additionally|therefore|meanwhile"
    r"|nevertheless|consequently|similarly|for (?:example|instance)|as a result|on the other hand"
    r"|looking ahead|zusammenfassend|abschließend|insgesamt|schließlich|außerdem|allerdings|jedoch"
    r"|darüber hinaus|zum beispiel|deshalb|daher|en conclusion|en résumé|enfin|cependant|de plus"
    r"|par exemple|en conclusión|en resumen|sin embargo|además|por ejemplo|in conclusione"
    r"|in sintesi"
    r"|tuttavia|inoltre|em conclusão|em resumo|no entanto|além disso|в заключение|однако|кроме того"
    r"|например)(?:,? ?\S|$)"
    r"|(?:when|while|although|whereas|because|unless) [^,]{1,40}$"
    r"|(?:总的来说|总之|综上所述|总而言之|最后|总体而言|由此可见|因此|此外|同时|例如|比如|然而"
    r"|另一方面|一方面|首先|其次|再次|另外|具体来说|换句话说)[，,]",
    re.IGNORECASE,
)
# One word that begins a sentence, and no other one.
_BEGINNERS = "the this these it we they der das die le la les il elle el los in"
_FIRST_WORDS = frozenset(_BEGINNERS.split())
_SHORT = 80  # characters: a longer sentence of connection may have said all
_MOST_CLOSING = 8  # words of a farewell, of a signature, of a line of thanks
_MOST_CLOSING_WIDE = 16  # the same in Chinese characters
_SENTENCE = 5  # words that a sentence before it has at least
_FIRST_WIDE = "\u2e80"  # from here on characters are two columns wide
_VERSE = 60  # display columns of the longest line of a poem


def bare(line: str) -> str:
    """The line without emphasis around it, in simplified characters."""
    text = simplified(unescape(line) if "&" in line else line).strip(_EMPHASIS)
    is_struck = text.startswith(_STRUCK) and text.endswith(_STRUCK)
    return text.strip(_EMPHASIS + "~") if is_struck else text


def expects_more(line: str) -> bool:
    """True when the line ends with what no text ends with: an opening bracket, a comma, "the"."""
    text = bare(line)
    if "__" in line[-9:] and _BLANK.search(line[-300:]):
        return False
    if not text or _is_address(text) or _is_mood(text) or closings.is_end_mark(text):
        return False
    if len(text) > 2 and text == text[-1] * len(text):
        return False  # a line that is drawn
    if text[-1] in _EXPECTS or (text[-1] in _QUOTES and _opens(text)):
        return True
    if text.endswith(("](", "![", " $", " €", " £")) or (text[-1] == "-" and text[-2:-1].isalpha()):
        return True
    if not text.endswith(_DOTS):
        return joining_words.ends_joining(text)
    said = text.rstrip(".…")
    return joining_words.ends_joining_in_prose(said) or said.endswith((" that", " dass"))


# What is ended, and behind a dash who said or signed it.
_WHOSE_WORDS = re.compile(
    r"[.!?…。！？][)\]]?(?:[\"”’»] ?| )[-–—]{1,2}[ \u00a0]?\W{0,2}[A-Z\u00c0-\u017e][^.!?;:]{1,60}$"
    r"|[…。！？][”」』]?[-–—]{1,2} ?(?:from |by )?[^\W\d][^，。！？；：]{1,16}$"
)
# A list that could go on, and whose author chose to end it.
_AND_SO_ON = re.compile(r"[,…] (?:etc|and so on|and so forth|usw|u\.s\.w|ecc)$")
_WHOSE = 80  # characters of that
_PICTURE = re.compile(r"(?:!\[[^\[\]]{0,200}\]\([^()\s]{0,500}\)\s*)+")
_CAPTION = 100  # characters below a picture, in the same paragraph
# "…, Ann Lee and Bo Y. Chan": names one by one are a list that is whole.
_NAME = r"[A-Z\u00c0-\u00de][\w.'’-]{0,30}(?: [A-Z\u00c0-\u00de][\w.'’-]{0,30}){0,3}"
_NAMES = re.compile(rf"(?:^| ){_NAME}(?:, (?:and )?| and ){_NAME}$")
_LIST_OF_NAMES = 120  # characters at the end that are looked at


def breaks_off(paragraph: list[str]) -> bool:
    """True when a paragraph of prose ends within a sentence."""
    if not paragraph:
        return False
    last = paragraph[-1]
    if expects_more(last):
        return True
    text = bare(last)
    if not text or not ends_in_word(text) or closings.is_closing(paragraph):
        return False
    if closings.says_when(text) or _is_caption(text):
        return False
    if names_speaker(text) or _AND_SO_ON.search(text[-_WHOSE:]) or _is_set_apart(last):
        return False
    if is_verse(paragraph):
        return False
    hangs = lowered(text) in _FIRST_WORDS or (len(text) < _SHORT and _HANGS.match(text))
    if hangs or joining_words.ends_joining_in_prose(text):
        return True
    if closings.speaks_to_reader(paragraph) or _NAMES.search(text[-_LIST_OF_NAMES:]):
        return False
    return _is_prose(paragraph)


def lacks_only_its_mark(line: str) -> bool:
    """Whether it is Chinese and may be whole: no word tells that something follows."""
    said = bare(line)
    return bool(said) and max(said[-2:]) >= _FIRST_WIDE and may_be_whole(said)


def may_be_whole(line: str) -> bool:
    """Whether nothing is missing but a mark: it ends in a word, and none that something follows."""
    said = bare(line)
    if not said or expects_more(said) or not ends_in_word(said):
        return False
    return not joining_words.ends_joining_in_prose(said)


def _is_caption(text: str) -> bool:
    """Whether it stands behind a picture, in the same line."""
    picture = _PICTURE.match(text) if text.startswith("![") else None
    return picture is not None and len(text) - picture.end() <= _CAPTION


def _is_set_apart(line: str) -> bool:
    """Whether a line stands in emphasis as a whole, as the credit of a picture does."""
    text = line.strip()
    return len(text) > 2 and text[0] in "*_" and text[-1] == text[0]


def names_speaker(text: str) -> bool:
    """Whether it ends with a quotation that is ended, and with who said it."""
    return _WHOSE_WORDS.search(text[-_WHOSE:]) is not None


def is_ended(line: str) -> bool:
    """True when a sentence's mark ends the line, inside or outside of quotes and brackets."""
    text = bare(line).rstrip(_EMPHASIS + "\"'”’“‘»«›‹」』】）)]}")
    return text[-1:] in TERMINAL


def ends_in_word(text: str) -> bool:
    """True when the last thing is a letter or a number, and no address."""
    last = bare(text)[-1:]
    if not last or last in _SHAPE or (last in "DPpQTz" and _is_mood(bare(text))):
        return False
    if _WITHOUT_MARKS.match(last) or _is_address(text):
        return False
    return unicodedata.category(last)[0] in "LNM"


def _is_address(text: str) -> bool:
    end = text[-300:]
    return has(end, _OF_ADDRESSES) and _ADDRESS.search(end) is not None


def _opens(text: str) -> bool:
    """Whether the quotation mark at the end opens: German and its neighbours close with these."""
    before = text[:-1]
    if not before or before[-1] not in " (\u00a0\u202f":
        return not before
    return text[-1] != "»" or "«" not in before  # French has a gap before its closing mark


def _is_mood(text: str) -> bool:
    found = [match.end() for match in _TONE.finditer(text[-24:])]
    return bool(found) and found[-1] == len(text[-24:])


def is_verse(paragraph: list[str]) -> bool:
    """Short lines, each broken where its author wanted it."""
    if len(paragraph) < 2:
        return False
    return max(_columns(line) for line in paragraph) <= _VERSE


def _columns(line: str) -> int:
    return len(line) if line.isascii() else sum(1 + (char >= _FIRST_WIDE) for char in line)


def _is_prose(paragraph: list[str]) -> bool:
    """Sentences that were ended before this one, or one too long for a farewell."""
    text = bare(" ".join(paragraph))
    head = max(text.rfind(mark) for mark in TERMINAL - {"~", "～"})
    fragment = text[head + 1 :]
    words = word_count(fragment[:2000])
    wide = sum(char >= _FIRST_WIDE for char in fragment[:2000])
    is_mostly_wide = fragment[-1:].isalpha() and 2 * wide > words  # "管理处 / Management Office"
    is_wide = fragment[-1:] >= _FIRST_WIDE or is_mostly_wide
    if words > (_MOST_CLOSING_WIDE if is_wide else _MOST_CLOSING):
        return True
    before = head > 0 and word_count(text[:head][-2000:]) >= _SENTENCE
    return before and not closings.is_farewell(fragment)
