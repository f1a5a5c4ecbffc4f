"""Does it answer from papers that its reader does not have? "The documents do not say when."

A model that was given passages of documents tells what these say and lack. One such remark may
stand in a report on papers; two different ones are said to who handed them in.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import answers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "assistant_talk"
_ENOUGH = 2  # kinds, or two of the first
_PAPERS = (
    r"(?:context|documents?|passages?|search results?|snippets?|excerpts?"
    r"|source (?:material|text)s?|knowledge base|materials?)"
)
_GIVEN = one_of(rf"""
    \b(?:the|this) (?:provided|given|retrieved|supplied|available|above|uploaded
    attached) {_PAPERS}\b(?! (?:by|from|of|to)\b)
    \b(?:based on|according to|from|in) (?:the )?{_PAPERS} (?:provided|given|retrieved|supplied
    above|you (?:gave|provided|shared|uploaded))\b(?! (?:by|from)\b)
    (?<![\u4e00-\u9fff])(?:根据|依据|基于|结合)(?:所)?(?:提供|检索到|给定|上传|现有|搜索到
    上述|以上)的?(?:参考)?(?:资料|内容|文档|文件|信息|片段|上下文|材料|搜索结果)
    (?:现有|所给|所提供的?|检索到的)(?:参考)?(?:资料|文档|片段|上下文|材料|内容)(?:中|里|可以|仅|只
    表明|显示)
""")
_LACKS = one_of(rf"""
    \b(?:the|these|this|no) (?:\w+ )?{_PAPERS} (?:\d )?(?:do|does|did) not (?:contain|state|mention
    specify|provide|say|include|cover|give|indicate)\b
    \b(?:not|nothing|no \w+) (?:\w+ )?(?:stated|mentioned|specified|found|contained|given
    is given) in the (?:\w+ )?{_PAPERS}\b
    \bfurther (?:documents|sources|passages|context) (?:would|are|is)\b
    \bno recommendation can be derived\b
    (?:检索结果|搜索结果|资料|文档|片段|上下文|材料|参考内容)(?:[一二三四五\d])?(?:中|里)?(?:并?没有
    并?未|缺少|无)[^，。]{{0,10}}(?:说明|提到|提及|给出|涉及|包含|关于|相关|信息|交代)
    需要(?:补充)?更多(?:资料|材料|文档)后?才能
""")
_TELLS = one_of(r"""
    \b(?:document|passage|source|snippet|excerpt|chunk|result) (?:\d{1,2}|[a-d]|one|two
    three)\b (?:also )?(?:mentions?|states?|says?|describes?|notes?|reports?|adds?|suggests?
    indicates?)\b
    \bthe (?:retrieved |provided )?(?:passages|documents|snippets|excerpts
    search results) (?:also )?(?:mention|state|say|describe|note|report|suggest|indicate|show)\b
    \bthe available (?:material|information|passages|documents) supports?\b
    (?:片段|文档|资料|搜索结果|检索结果|来源)[一二三四五\d]{1,2}(?:中)?(?:还|也)?(?:提到|提及|指出
    显示|说明|写道)
    (?<![\u4e00-\u9fff])(?:资料|文档|片段|检索结果|搜索结果)(?:中|里)?(?:还|也)?(?:提到|提及|指出
    显示)
""")
_KINDS: tuple[Expression, ...] = (_GIVEN, _LACKS, _TELLS)
_ABOUT = question(r"""
    document|archive|paper|report|court|evidence|study|research|retriev|\brag\b|search
    knowledge base|文献|档案文件|检索|文件|报告|论文|考证|史料|卷宗|研究
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first passage that tells of such papers, where several ways of it come together."""
    kinds = [kind for kind in _KINDS if article.may_hold(kind)]
    if not kinds:
        return
    found: list[tuple[str, Passage]] = []
    for passage in article.holding(*kinds):
        if passage.block.kind in {Kind.PARAGRAPH, Kind.ITEM}:
            for kind in kinds:
                match = passage.find(kind, passage.spelled)
                found += [(match[0], passage)] if match is not None else []
    if len({said for said, _ in found}) < _ENOUGH:
        return
    subject = article.subject
    if not subject.is_about(_ABOUT) and not answers.is_about_texts(subject):
        first = found[0][1]
        said = f"it tells what papers say that no reader has: {' '.join(first.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)
