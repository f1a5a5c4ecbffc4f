"""Is it nothing but points in a few words each: notes, an outline, titles to choose from?

An article has sentences. A list that was ordered may do without, so that its order is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "plan_not_text"
_FEW = 7  # points
_SHORT, _SHORT_WIDE = 12, 18  # units of a point
_MEAN, _MEAN_WIDE = 9, 12  # of all points
_BESIDE = 1  # short lines above or below them, as a label
_ENDS = (".", "!", "?", "。", "！", "？", "”")
_ORDERED = question(r"""
    list\b|listing|checklist|schedule|programme|agenda|menu|glossar|ingredient|recipe|index
    timetable|lyric|poem|haiku|proverb|quote|slogan|headline|titles|names|ideas|bullet|points|links
    resources|contents|calendar|prices|\bterms\b|vocabular|quiz|timeline|results|table|outline
    plan\b|summary|caption|tags|keywords|\bbring\b.*\bpack|packing|cheat ?sheet
    清单|名单|列表|表\b|日程|安排|议程|菜单|词汇|术语|配料|食谱|目录|诗|歌|谚语|语录|口号|标题|名字
    要点|提纲|大纲|汇总|一览|时间表|课程表|价格|题|谜|对联|标语|菜谱|年表|大事记|成绩|名称|书单|歌单
    片单|推荐
""")
_NO_PROSE = {Kind.ITEM, Kind.HEADING}


def check(article: Finished) -> Iterator[Finding]:
    """A text of such points, and of nothing else."""
    spoken = article.spoken
    rest = [one for one in spoken if one.block.kind not in _NO_PROSE]
    if len(rest) > _BESIDE:
        return  # as most texts
    points = [one for one in spoken if one.block.kind is Kind.ITEM]
    if len(points) < _FEW or not all(map(_is_bare, (*points, *rest))):
        return
    if any(one.kind in {Kind.CODE, Kind.HTML, Kind.CELL} for one in article.blocks):
        return
    mean = sum(len(one.units) for one in points) / len(points)
    if mean > (_MEAN_WIDE if any(one.is_wide for one in points) else _MEAN):
        return
    if not (
        article.order.is_about(_ORDERED)
        or article.subject.is_about(_ORDERED)
        or genres.are_in(article.order)
    ):
        yield Finding(NAME, Level.HOLD, None, "nothing but points in a few words, and no article")


def _is_bare(passage: Passage) -> bool:
    """Whether it is short, links to nothing and is no sentence."""
    text = passage.low.rstrip(" *_\"')）")
    if "](" in passage.block.text or "://" in passage.block.text:
        return False
    short = len(passage.units) <= (_SHORT_WIDE if passage.is_wide else _SHORT)
    return short and not text.endswith(_ENDS)
