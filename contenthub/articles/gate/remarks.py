"""Have those who read the draft left their remarks in it? A reviewer's, an editor's, a client's.

Such a remark has the name of its part in the work before it, and what it says is to be done to the
text, or was done. A block quote is looked at as well: remarks are often set so.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import without_code
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "notes"
_LONG = 500  # characters of a remark
_LABELLED = 40  # characters in which its label stands
_REMARKS = {Kind.PARAGRAPH, Kind.ITEM}
_BY = (
    r"(?:(?:peer )?reviewer|editor|sub-?editor|copy[- ]?editor|fact[- ]?checker|proofreader|legal"
    r"|commenter|client|author|writer)"
)
_WIDE_BY = "审稿人?|审校|校对|责编|编辑|主编|编审|评审|初审|复审|终审|客户|领导|作者"
_LABEL = compiled(rf"""
    ^[\W_]*{_BY}(?: ?#?\d)?(?:'s)?(?: (?:comments?|remarks?|queries|query|feedback|reply|response
    suggestions?))?(?: ?\d)?\W{{0,3}}[:：]
    ^[\W_]*(?:comments?|review comments?|feedback
    queries)(?: ?\[?[a-z]{{0,3}}\d{{1,2}}\]?)?(?: from (?:the )?\w+)?\W{{0,3}}[:：]
    ^[\W_]*(?:{_WIDE_BY})(?:的)?(?:意见|批注|建议|反馈|留言|回复
    修改说明)?\W{{0,3}}[:：]
    ^[\W_]*(?:批注|修改意见|修改说明|审核意见|评审意见|改稿意见
    返修意见)(?:[一二三四五\d]{{1,2}})?\W{{0,3}}[:：]
""")
_DONE = compiled(r"""
    \b(?:cut (?:it|this|that|the)|if not,? cut|fixed|resolved|addressed|re-?phrased?|reworded
    tighten(?:ed)?|rewrite|rewritten
    reword|tracked? changes?|re-?work|trim(?:med)?|needs? (?:a |an )?(?:source|citation|reference
    cite|example|stronger|more|work)
    is (?:this|the|that) [^?]{0,40}\bsourced\?|please (?:add|cite|check|clarify|confirm|shorten
    rewrite|rephrase)
    can we (?:say|cut|move|add|lose|change)|too (?:long|vague|strong|wordy|casual|formal|short)
    move (?:this|it|that) (?:up|down|to)
    delete (?:this|that|the)|consider (?:adding|cutting|moving|rephrasing|removing)|awkward|unclear
    passive voice|run-on
    changed as|as suggested|agreed,|done\b|stet\b|where (?:does|did) this (?:figure|number|quote)
    citation)
    已(?:按|依|根据)?[^，。]{0,10}(?:修改|调整|采纳|处理|补充|删|改)|(?:请|需|需要|建议|应|要
    可)(?:再)?[^，。]{0,8}(?:补充|改|删|核实|核对|写清楚|注明|展开|压缩|拆|合并|调整|查)
    写清楚|出处|(?:太|过于)(?:长|短|口语|书面|啰嗦|笼统|绝对)|不通顺|有歧义|语病|这[一句段]*(?:句
    段)?(?:删|改|挪|放)|移到|挪到|改成|改为
""")
_SIGNS = (
    *("eviewer", "ditor", "hecker", "roofreader", "Legal", "LEGAL", "lient", "uthor", "riter"),
    *("omment", "eedback", "uer", "EDITOR", "REVIEW", "COMMENT", "AUTHOR", "意见", "批注"),
    *("审", "校对", "编", "客户", "领导", "作者", "修改说明"),
)
_OF_REVIEWS = question(r"""
    review|editing|editor|proofread|writ|journalis|draft|peer|feedback|comment|审稿|编辑
    校对|修改|写作|批注|评审|评论
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first remark on the draft."""
    for block in article.blocks:
        begin = block.text[:_LABELLED]
        if (":" in begin or "：" in begin) and has(simplified(begin), _SIGNS):
            if block.kind not in _REMARKS or not (found := _remark(block)):
                continue
            if not article.subject.is_about(_OF_REVIEWS):
                said = f"a remark of somebody who read the draft: {found[:60]}"
                yield Finding(NAME, Level.HOLD, block.span, said)
            return


def _remark(block: Block) -> str:
    """The remark with which the block begins, or ""."""
    text = " ".join(without_code(block.text[:_LONG]).split())
    low = lowered(text)
    label = _LABEL.match(low)
    return text if label is not None and _DONE.search(low, label.end()) else ""
