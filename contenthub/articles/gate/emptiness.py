"""Is there something to read? Headings with nothing beneath them are not an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice

from contenthub.articles.gate import closings, endings, genres
from contenthub.articles.gate.blocks import Block
from contenthub.articles.gate.blocks import Kind as BlockKind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level, further
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.lines import Kind, Line
from contenthub.articles.gate.spelled_out import lowered, simplified
from contenthub.articles.text import word_count

MOST = 20  # findings that are told one by one
_NOTHING = {Kind.BLANK, Kind.UNDERLINE, Kind.RULE, Kind.DEFINITION}
_WORDS = {Kind.TEXT, Kind.LIST, Kind.QUOTE, Kind.TABLE, Kind.CODE}
# What stands for a text that nobody wrote.
_PLACEHOLDER = re.compile(
    r"[\W_]*(?:(?:todo|tbd|tba|n/?a|coming soon|to be (?:done|written|added|continued)|lorem ipsum"
    r"|insert (?:text|content)(?: here)?|待补充?|待写|待续|待定|略"
    r"|(?:内容)?详?见[上下]文|see (?:above|below))[\W_]*)?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\W_]*(?:the end|end|fin|ende|thanks?(?: you)?(?: for reading)?|enjoy(?: it)?|cheers"
    r"|r\.?i\.?p\b[^\n]{0,40}|[全正]?文?完|[^，。\s]{0,6}完结|终|谢谢(?:阅读)?|干杯|加油|共勉|晚安|再见)[\W_]*",
    re.IGNORECASE,
)
_PICTURES = re.compile(r"(?:!\[[^\[\]]*\]\([^()\[\]]*\)\s*)+")
_PICTURES_ALONE = re.compile(
    r"(?:!\[[^\[\]]*\]\([^()\[\]]*\)\s*|\[!\[[^\[\]]*\]\([^()\[\]]*\)\]\([^()\[\]]*\)\s*)+"
)
_ADDRESS = re.compile(r"\[[^\^\[\]][^\[\]]*\]:\s*\S*(?:\s+[\"'(].*)?")  # nobody sees it
_LINK_ALONE = re.compile(r"\[[^\[\]\n]{1,120}\]\([^()\s]{1,300}\)[*_]*")
_FIRST_OF_ROW = re.compile(r"[A-Z][a-z]{2,9} (?:[01]|One|A)(?:[.):—–-]| [(—–-]|$)")
_TITLE_SHORT = 5  # words of a heading that may be two sentences
_TITLE_LONG = 12  # words of one that is a text of its own, in two sentences
_PRESS_END = {"###", "# # #"}  # how a press release ends
_ASKS = ("?", "？", "؟")  # an answer has to follow
_SEVERAL_HEADINGS, _MANY_HEADINGS = 5, 8
_LEAST_SENTENCE = 12  # characters of a Chinese sentence that was made a heading
_FIRST_WIDE = "\u2e80"
# A program for sites puts the list of headings there itself.
_OF_CONTENTS = re.compile(
    r"#{1,6}[ \t]*\W{0,4}(?:目录|(?:table of )?contents|toc)\W*", re.IGNORECASE
)
_LABELLED = {BlockKind.PARAGRAPH, BlockKind.ITEM}
_LABEL = re.compile(
    r"(?:\*\*|__)?[^\s*_:：\[`][^*_:：\n，。,.\[`]{0,24}(?:[:：](?:\*\*|__)?|(?:\*\*|__)[:：])"
)
_LABEL_ENDS = tuple(colon + bold for colon in ":：" for bold in ("", "**", "__"))
_FEW_LABELS = 3
_SHARE_OF_EMPTY = 2 / 7  # of the headings, or of the blocks; people leave one in four empty
_MOST_PLACEHOLDER = 60  # characters
_BOLD_LINE = re.compile(r"\*\*[^*]{1,120}\*\*|__[^_]{1,120}__")  # a heading by other means
_SENTENCE = re.compile(r"[.!?。！？]\s")
# Who wrote it, and when: what stands below a title.
_CREDIT = re.compile(
    r"[\W_]*(?:by|text|date|posted|published|updated?|author|von|par|por|作者|文|日期|编辑|来源)\b"
    r"|[\W_]*(?:\d{1,4}\W|\w{3,9} \d{1,2},? \d{4}|\d{4} ?年)"
    r"|[\W_]*(?:作者|文|日期|编辑|来源)[:：/／]",
    re.IGNORECASE,
)
_FEW_BOLD, _LONG_NAME = 2, 40  # headings in bold, and characters of one
_FEW_LINES, _MOST_ANNOUNCED = 2, 220  # lines, characters
_ANNOUNCES = compiled(r"""
    (?:下面|接下来|今天|现在|本文)[^。！？]{0,12}(?:一起|带您|带你|为您|为你|跟您|和您|跟你)[^。！？]{0,12}(?:看|了解|来看|探讨|聊|盘点|走进
    揭[开秘]
    介绍)[^。！？：:]{0,14}[。！!～~]?\W*$
    (?:^|[.!?] )(?:in )?(?:this|the following|our) (?:article|post|guide|piece
    text|blog post),? (?:we
    i|you will)\b[^.!?:]{0,16}\b(?:look|explore|explain|discuss|examine|cover|learn|dive|show
    discover|find out|tell|take)\b[^.!?:]{0,120}[.!]?\W*$
    (?:^|[.!?] )(?:so,? )?let(?: us|['’]s) (?:now )?(?:take a (?:closer )?look|dive (?:right )?in
    find out|get started|explore|begin)\b[^.!?:]{0,60}[.!]?\W*$
    (?:^|[.!?] )(?:read on|keep reading) (?:to|and|for)\b[^.!?:]{0,80}[.!]?\W*$
""")
_TITLE_WORDS, _TITLE_WORDS_WIDE = 20, 40
_MOST_CREDITS = 3  # lines below a title; more that begin with a number or a time are a list, a log
_MORE = max(_FEW_LINES, 1 + _MOST_CREDITS) + 1  # lines of a text that is something else


def no_text(article: Finished) -> Iterator[Finding]:
    """Headings, pictures and rules, and not a word beside them; or nothing but a title."""
    said = list(islice(filter(_says_something, article.lines), _MORE))
    if len(said) == _MORE:
        return  # as most texts
    if not said:
        yield Finding("no_text", Level.HOLD, None, "there is no text in it")
    elif _announces_alone(said):
        yield Finding("no_text", Level.HOLD, said[0].span, "it announces a text, and has none")
    elif _is_title_alone(said, article):
        yield Finding("no_text", Level.HOLD, said[0].span, "it is a title, and no text")


def _says_something(line: Line) -> bool:
    if line.kind in _WORDS:
        return _says(line) and not (line.text[0] == "!" and _PICTURES.fullmatch(line.text))
    return line.kind is Kind.HTML and _outside_of_tags(line.text)


def _announces_alone(said: list[Line]) -> bool:
    """Whether all that is said is a sentence or two, and the last one announces a text."""
    if len(said) > _FEW_LINES or any(line.kind is not Kind.TEXT for line in said):
        return False
    text = " ".join(line.text for line in said)
    return len(text) <= _MOST_ANNOUNCED and _ANNOUNCES.search(lowered(text)) is not None


def _is_title_alone(said: list[Line], article: Finished) -> bool:
    """A line or two of words without a sentence, where no verse or slogan was ordered."""
    first, others = said[0], said[1:]
    if first.kind is not Kind.TEXT or len(others) > _MOST_CREDITS:
        return False
    if not all(_CREDIT.match(simplified(line.text)) for line in others):
        return False
    bold = _BOLD_LINE.fullmatch(first.text) is not None
    if not bold and (endings.is_ended(first.text) or _SENTENCE.search(first.text)):
        return False
    words = word_count(first.text)
    most = _TITLE_WORDS if first.text.isascii() else _TITLE_WORDS_WIDE
    return words <= most and not genres.is_named(article.topic, *article.rules.requirements)


def empty_section(article: Finished) -> Iterator[Finding]:
    """Headings with nothing beneath them, or with no more than "to do".

    One of many is only shown: people announce a talk in its heading, or a part by that alone. Not
    so the last one, where the text may have stopped.
    """
    empty = _empty_headings(article.lines, article.title)
    if not empty:
        return
    headings = [line for line in article.lines if line.kind is Kind.HEADING]
    tells = empty[-1] is headings[-1] or len(empty) >= _SHARE_OF_EMPTY * len(headings)
    level = Level.HOLD if tells else Level.WARN
    for line in empty[:MOST]:
        name = line.text.strip("# \t")[:60]
        yield Finding("empty_section", level, line.span, f"nothing beneath the heading {name!r}")
    if len(empty) > MOST:
        more = f"nothing beneath {further(len(empty) - MOST, 'heading')}"
        yield Finding("empty_section", level, empty[MOST].span, more)


def empty_label(article: Finished) -> Iterator[Finding]:
    """Labels such as "Price:" with nothing behind them, one after the other."""
    empty: list[Block] = []
    for place, block in enumerate(article.blocks):
        after = article.blocks[place + 1] if place + 1 < len(article.blocks) else None
        if not block.quoted and block.kind in _LABELLED:
            empty += [block] * _empty_labels(block, after)
    bold = _empty_bold(article.blocks) if "\n**" in article.body else []
    if bold:
        said = f"nothing stands beneath {len(bold)} headings in bold"
        yield Finding("empty_label", Level.HOLD, bold[0].span, said)
        return
    if len(empty) >= max(_FEW_LABELS, _SHARE_OF_EMPTY * len(article.blocks)):
        said = f"nothing stands behind {len(empty)} labels"
        yield Finding("empty_label", Level.HOLD, empty[0].span, said)


def _empty_bold(those: Sequence[Block]) -> list[Block]:
    """Lines in bold as headings, of which some have the next one beneath them and nothing else.

    Three in a row are a card, or a schedule.
    """
    bold = {n for n, one in enumerate(those) if _is_bold_heading(one)}
    empty = [n for n in sorted(bold) if n + 1 in bold and n + 2 not in bold and n - 1 not in bold]
    if len(empty) < _FEW_BOLD or len(bold) < _FEW_BOLD * 2 or len(empty) * 3 < len(bold):
        return []
    return [those[n] for n in empty]


def _is_bold_heading(block: Block) -> bool:
    text = block.text.strip()
    if block.kind is not BlockKind.PARAGRAPH or not text.startswith("**") or block.quoted:
        return False
    name = text.strip("*")
    is_one = text.endswith("**") and "**" not in name and "\n" not in text
    return is_one and name[-1:].isalnum() and len(name) <= _LONG_NAME and name.isprintable()


def _empty_labels(block: Block, after: Block | None) -> int:
    """How many lines are a label alone, with another label or the section's end below."""
    if ":" not in block.text and "：" not in block.text:
        return 0
    alone = [_is_label(line, block) for line in block.text.split("\n")]
    if not any(alone):
        return 0
    ends = after is None or after.kind is BlockKind.HEADING
    if not ends and after is not None and after.kind is block.kind and after.depth <= block.depth:
        ends = block.kind is BlockKind.ITEM or _is_label(after.text.split("\n")[0], block)
    followed = [*alone[1:], ends]
    return sum(one and end for one, end in zip(alone, followed, strict=True))


def _is_label(line: str, block: Block) -> bool:
    """A few words with a colon, in bold or as an item of a list."""
    text = line.strip()
    if not text.endswith(_LABEL_ENDS):
        return False
    bold = text.startswith(("**", "__"))
    return (bold or block.kind is BlockKind.ITEM) and _LABEL.fullmatch(text) is not None


def _empty_headings(lines: list[Line], title: str) -> list[Line]:
    found: list[Line] = []
    unwritten = 0  # of them, those with "to do" beneath
    waiting: Line | None = None  # the heading that nothing was seen beneath
    seen = [line for line in lines if line.kind not in _NOTHING or _is_note(line)]
    for place, line in enumerate(seen):
        if line.kind is Kind.HEADING and _is_wordless(line) and not _breaks_off(line, seen):
            continue  # nobody sees that it is one
        if line.kind is not Kind.HEADING or _is_sentence(line):
            if waiting is not None and _stands_for_text(line):
                found.append(waiting)
                unwritten += 1
                waiting = None
            waiting = None if waiting is None or _says(line) else waiting
            continue
        is_above_all = waiting is seen[0] and line.level < seen[0].level  # it leads to the whole
        if waiting is not None and line.level <= waiting.level and not is_above_all:
            found += [] if _belongs(waiting, line) else [waiting]
        is_title = place == 0 and _is_title(line, title)
        waiting = None if is_title or _OF_CONTENTS.fullmatch(simplified(line.text)) else line
    headings = sum(line.kind is Kind.HEADING for line in seen)
    is_lone = not unwritten and len(found) == 1 and headings >= _SEVERAL_HEADINGS
    if is_lone or (headings >= _MANY_HEADINGS and len(found) * _MANY_HEADINGS <= headings):
        found = []  # one, or one of so many, has the wrong rank: it names the parts below it
    if waiting is not None and not _ends_the_text(waiting, seen):
        found.append(waiting)
    return found


def _ends_the_text(heading: Line, seen: list[Line]) -> bool:
    """Whether the last heading says what there is to say, as one below "all that is left:"."""
    if _is_closing(heading) or _is_call(heading):
        return True
    above = [line for line in seen[-2:] if line is not heading]
    return bool(above) and above[0].kind is Kind.TEXT and above[0].text.endswith((":", "："))


def _is_note(line: Line) -> bool:
    """A footnote's text, or a source: what stands below "Footnotes" or "References"."""
    return line.kind is Kind.DEFINITION and _ADDRESS.fullmatch(line.text) is None


def _breaks_off(line: Line, seen: list[Line]) -> bool:
    """Whether the text ends with the bare marks of a heading."""
    return line is seen[-1] and not line.text.strip("# \t")


def _is_wordless(line: Line) -> bool:
    """Marks of a heading around nothing, or around a picture."""
    text = line.text.strip("# \t")
    if text[:1] in ("!", "["):
        return _PICTURES_ALONE.fullmatch(text) is not None
    return not any(map(str.isalnum, text))


def _is_sentence(line: Line) -> bool:
    """Whether a heading is a text of its own that was set large: a sentence, a call, a link."""
    text = line.text.strip("# \t*_")
    if len(text) < _LEAST_SENTENCE or text.endswith(_ASKS):
        return False
    if max(text) < _FIRST_WIDE:
        return _SENTENCE.search(text) is not None and word_count(text) > _TITLE_LONG
    return endings.is_ended(text) or "](" in text or closings.speaks_to_reader([text])


def _is_call(line: Line) -> bool:
    """A heading that is a link: it says where to go, and is the whole of its part."""
    return _LINK_ALONE.fullmatch(line.text.strip("# \t*_")) is not None


def _belongs(heading: Line, below: Line) -> bool:
    """Whether a heading of the same level below it leaves nothing open."""
    return (_begins_row(below) and not _begins_row(heading)) or _is_call(heading)


def _begins_row(line: Line) -> bool:
    """ "Phase 0", "Step 1": the first of several that the heading above belongs to."""
    return _FIRST_OF_ROW.match(line.text.strip("# \t*_")) is not None


def _is_title(line: Line, title: str) -> bool:
    """The title may stand above headings of its own rank."""
    return line.level == 1 or line.text.strip("# \t") == title


def _is_closing(line: Line) -> bool:
    """A heading that is itself what the article ends with: "Thank you for reading!"."""
    text = line.text.strip("# \t")
    if not text:
        return line.text in _PRESS_END
    if text.startswith(("...", "…")):
        return True  # it ends the sentence above it
    says_so = endings.is_ended(text) and not text.endswith(_ASKS)
    says_so = says_so or closings.speaks_to_reader([text])
    says_so = says_so or (_SENTENCE.search(text) is not None and word_count(text) > _TITLE_SHORT)
    return says_so or _CLOSING.fullmatch(simplified(text[:60])) is not None


def _says(line: Line) -> bool:
    """True when the line says something: no placeholder, no lone bullet."""
    if line.kind in {Kind.FENCE, Kind.CODE}:
        return bool(line.text) if line.kind is Kind.CODE else False
    text = unescape(line.text) if "&" in line.text[:_MOST_PLACEHOLDER] else line.text
    return len(text) > _MOST_PLACEHOLDER or _PLACEHOLDER.fullmatch(simplified(text)) is None


def _stands_for_text(line: Line) -> bool:
    """A line of its own that says no more than that a text is to come."""
    if line.kind is not Kind.TEXT or _says(line):
        return False
    return any(map(str.isalpha, line.text))


def _outside_of_tags(text: str) -> bool:
    return any(part.rpartition(">")[2].strip() for part in text.split("<")[1:])
