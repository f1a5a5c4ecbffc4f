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
from contenthub.articles.gate.spelled_out import lowered, simplified

_LONG = 300  # characters
_NAMES = (
    "pull ?quote|quote|photo|image|picture|pic|(?:fact ?)?box|sidebar|chart|graph|graphic|map|table"
    "|infographic|caption|video|embed|insert|illustration|case study|expert"
)
_NAMES_WIDE = (
    "引语|金句|图片|照片|[配插]图|图表|数据框|视频|影片|案例|采访"
    "|专家(?:观点|引语)?|[侧边]栏|方框|小框"
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
    最好(?:是|有|找|用)|\d+字|[找向问][^，。]{1,6}(?:要|拿|索取|确认)|联[系络]方式
    待[^，。]{0,8}(?:提供|确认|补|定)|需[^，。]{0,6}(?:提供|补|授权)|备选
""")

# A quotation in place of which somebody is still to be asked: “（待补：原话）”.
_UNQUOTED = re.compile(
    r"[“「『\"][\[【〔(（]([^\[\]【】〔〕()（）\n]{1,60})[\]】〕)）][。.]?[”」』\"]"
)
_QUOTES_A_BRACKET = tuple(mark + bracket for mark in '“「『"' for bracket in "[【〔(（")
_OF_A_QUOTATION = compiled(r"""
    \bquot|\bstatement\b|\bcomment\b|\bwording\b|原话|引语|的话|采访
""")


def orders(article: Finished) -> Iterator[Block]:
    """Each block that is such an order."""
    blocks = [one.block for one in article.holding(_NAMED)]
    if "<<" in article.body or "＜＜" in article.body:  # ">> …" is a block quote of Markdown
        blocks += [one for one in article.blocks if one.quoted and one.kind is not Kind.CODE]
    for block in blocks:
        text = block.text.strip()
        if (
            len(text) > _LONG
            or not text.endswith(_CLOSED)
            or _SHAPE.match(simplified(text)) is None
        ):
            continue
        is_marked = block.quoted or not text[0].isalnum()
        if is_marked and _WISHES.search(lowered(text)):
            yield block


def quotations(passage: Passage) -> Iterator[str]:
    """Each quotation that is nothing but a note that it is to come."""
    if len(passage.plain) == len(passage.said) or not has(passage.plain, _QUOTES_A_BRACKET):
        return
    for found in _UNQUOTED.finditer(passage.plain):
        names_one = _OF_A_QUOTATION.search(lowered(found[1])) is not None
        if names_one and gaps.names_a_gap(found[1], sure=True):
            yield found[0]
