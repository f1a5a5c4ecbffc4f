"""Orders for a picture, a box or a quotation, set apart in the text where it is to stand.

">> PULL QUOTE – baker, female, ~25 words. Ask Jen for contact. <<": marks on both sides, what is to
be put in, and what the editor wishes of it. A caption has the first two as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import gaps
from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage

_LONG = 300  # characters
_NAMES = (
    "pull ?quote|quote|photo|image|picture|pic|(?:fact ?)?box|sidebar|chart|graph|graphic|map|table"
    "|infographic|caption|video|embed|insert|illustration|case study|expert"
)
_NAMES_WIDE = (
    "引[语語]|金句|[图圖]片|照片|[配插][图圖]|[图圖]表|[数數]据框|[数數]據框|[视視][频頻]|影片|案例|采[访訪]|採訪"
    "|[专專]家(?:[观觀][点點]|引[语語])?|[侧側边邊][栏欄]|方框|小框"
)
_NAMED = one_of(
    rf"""
    \b(?:{_NAMES})s?(?: \w+)? ?[-–—:]
    (?:{_NAMES_WIDE})[:：]
"""
)
# English names stand in capitals: "Photo: …" is a caption.
_SHAPE = re.compile(
    r"\A(?:[<>＜＞*#=\[【〔〖{(（-]++\s?)?"
    rf"(?:(?:{_NAMES.upper()})S?(?: \w+)? ?[-–—:]|(?:{_NAMES_WIDE})[:：])"
)
_CLOSED = (
    "<<",
    ">>",
    "＜＜",
    "＞＞",
    "**",
    "##",
    "==",
    "--",
    "]",
    "】",
    "〕",
    "〗",
    "}",
    ")",
    "）",
)
_WISHES = compiled(r"""
    \bask (?:for|the|our|him|her|[a-z]+ (?:for|about))\b|\bideally\b|\bpreferably\b|\bif possible\b
    \bapprox\b|~ ?\d|\b\d+ words\b|\b(?:source|permission|credit) needed\b|\bto come\b|\btb[cd]\b
    最好(?:是|有|找|用)|\d+字|[找向问問][^，。]{1,6}(?:要|拿|索取|确认|確認)|[联聯][系繫络絡]方式
    待[^，。]{0,8}(?:提供|确认|確認|补|補|定)|需[^，。]{0,6}(?:提供|补|補|授权|授權)|[备備][选選]
""")

# A quotation in place of which somebody is still to be asked: “（待补：原话）”.
_UNQUOTED = re.compile(
    r"[“「『\"][\[【〔(（]([^\[\]【】〔〕()（）\n]{1,60})[\]】〕)）][。.]?[”」』\"]"
)
_QUOTES_A_BRACKET = tuple(mark + bracket for mark in '“「『"' for bracket in "[【〔(（")
_OF_A_QUOTATION = compiled(r"""
    \bquot|\bstatement\b|\bcomment\b|\bwording\b|原[话話]|引[语語]|的[话話]|采[访訪]|採訪
""")


def orders(article: Finished) -> Iterator[Block]:
    """Each block that is such an order."""
    blocks = [one.block for one in article.holding(_NAMED)]
    if "<<" in article.body or "＜＜" in article.body:  # ">> …" is a block quote of Markdown
        blocks += [one for one in article.blocks if one.quoted and one.kind is not Kind.CODE]
    for block in blocks:
        text = block.text.strip()
        if len(text) > _LONG or not text.endswith(_CLOSED) or _SHAPE.match(text) is None:
            continue
        is_marked = block.quoted or not text[0].isalnum()
        if is_marked and _WISHES.search(text.casefold()):
            yield block


def quotations(passage: Passage) -> Iterator[str]:
    """Each quotation that is nothing but a note that it is to come."""
    if len(passage.plain) == len(passage.said) or not has(passage.plain, _QUOTES_A_BRACKET):
        return
    for found in _UNQUOTED.finditer(passage.plain):
        names_one = _OF_A_QUOTATION.search(found[1].casefold()) is not None
        if names_one and gaps.names_a_gap(found[1], sure=True):
            yield found[0]
