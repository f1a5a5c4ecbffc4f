"""Were its characters read in a wrong encoding? Such a text is lost for its readers.

Found where a sign that no one types stands within a word: an article about broken characters
shows them alone, and quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has

NAME = "mojibake"
_LOST = re.compile("(?<=\\w)\ufffd+(?=[\\w.,;，。、；])|\ufffd{2,}")
# UTF-8 read as Latin-1 or Windows-1252: "Ã©", "â€™", "Â£", "Ð¿".
_SECOND = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ•–—˜™š›œžŸŽ"
_LATIN = re.compile(f"[ÃÂÐÑ][{_SECOND}]|â[€‚„†‡ˆ‰™œžŸ¢¬][¬™€œ\u009d\u0080-\u00a9“”•–—]?|ï¿½|ï»¿")
# What is left of other scripts in Latin-1 is half letters with accents, half signs.
_ACCENTED = re.compile(f"[\u00c0-\u00ff{_SECOND}]")
_SIGNS = re.compile("[\u0080-\u009f¡-¿×÷]")
# UTF-8 read as GBK or Shift-JIS: "，" becomes 锛, "的" 鐨; nobody writes these characters.
_WIDE = re.compile("[锛銆鐨鏄鍦鈥锟縺繧繝鍙鏂鍚鎴]")
# Each of these findings has one of these characters.
_ANY = frozenset("\ufffdÃÂÐÑâï锛銆鐨鏄鍦鈥锟縺繧繝鍙鏂鍚鎴×÷")
_ANY |= frozenset(map(chr, range(0x80, 0xC0)))
_ABOUT = re.compile(
    r"utf-?8|unicode|encoding|latin-?1|mojibake|character set|u\+[0-9a-f]{4}|乱码|编码"
    r"|文字化け|zeichensatz|kodierung|encodage|codificaci"
)
# A letter or a mark of print that was read as it should be.
_WELL = re.compile(rf"(?<![ÃÂÐÑ])[à-öø-ÿ](?![{_SECOND}])|[“”‘’](?![{_SECOND}])")
_FEW = 2
_SHORT = 20  # characters of which no share says anything


def check(article: Finished) -> Iterator[Finding]:
    """The first passage that is damaged, and how many there are."""
    if "&" not in article.body and _ANY.isdisjoint(article.foreign_characters + article.title):
        return  # as most texts are
    texts = [(None, article.title), *((one.block.span, one.said) for one in article.passages)]
    foreign = [(span, text) for span, text in texts if not text.isascii()]
    there = _ANY.intersection("".join([text for _, text in foreign]))
    length = sum(len(text) for _, text in foreign)
    is_well = _reads_well([text for _, text in foreign])
    foreign = [(span, text) for span, text in foreign if has(text, there)]
    counts = [_LOST.findall(text) + _LATIN.findall(text) for _, text in foreign]
    total = sum(map(len, counts))
    least = length // 100 if total and _is_about(article) else 0
    if least and is_well:
        least = total  # it shows them, and writes such characters well beside them
    damaged = [
        (span, text)
        for (span, text), found in zip(foreign, counts, strict=True)
        if (found and total > least and (total >= _FEW or "\ufffd" in found[0])) or _is_lost(text)
    ]
    if damaged:
        span, text = damaged[0]
        said = f"characters were read in a wrong encoding, in {len(damaged)} parts of the text: "
        yield Finding(NAME, Level.HOLD, span, said + text.strip()[:40])


def _is_about(article: Finished) -> bool:
    """Whether it is about such characters: it names them, or its topic shows some."""
    return bool(_ABOUT.search(article.low) or _LATIN.search(article.topic))


def _reads_well(texts: Sequence[str]) -> bool:
    """Whether some of its letters and marks are whole: an encoding damages all of a text."""
    return _WELL.search(_LATIN.sub("", "\n".join(texts))) is not None


def _is_lost(text: str) -> bool:
    """True when the text as a whole is in signs that make no words."""
    if len(text) < _SHORT:
        return False
    if len(_WIDE.findall(text)) * 30 > len(text):
        return True
    accented = len(_ACCENTED.findall(text))
    return accented * 5 > len(text) * 2 and len(_SIGNS.findall(text)) * 10 > len(text)
