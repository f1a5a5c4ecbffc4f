"""Expressions over Chinese that are written in one script, and find the other one as well.

Only the characters that expressions of the gate have are known here: it is no converter of texts.
"""

from __future__ import annotations

from contenthub.articles.gate.expressions import Expression, alternatives, together

_SIMPLIFIED = (
    "写个这话给让问题标开头结构设计们应该当说讲谈读关键词语气风总绍论节么过还没两后点对吗现实为从调举虑释确议够处务"
    "户员别检数约层单简补并时间产见觉种转换进几会较达须错样张谁帮创删级续线专业万内难据愿术统规预请纲逻辑脑顺边"
    "终长尽组织经验观体张与导语许轻"
)
_TRADITIONAL = (
    "寫個這話給讓問題標開頭結構設計們應該當說講談讀關鍵詞語氣風總紹論節麼過還沒兩後點對嗎現實為從調舉慮釋確議夠處務"
    "戶員別檢數約層單簡補並時間產見覺種轉換進幾會較達須錯樣張誰幫創刪級續線專業萬內難據願術統規預請綱邏輯腦順邊"
    "終長盡組織經驗觀體張與導語許輕"
)
_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def words(simplified: str) -> str:
    """Words that stand between bars, and those of them that traditional texts write otherwise."""
    known = simplified.split("|")
    return "|".join(dict.fromkeys([*known, *(one.translate(_TO_TRADITIONAL) for one in known)]))


def source(lines: str) -> str:
    """The source of an expression that finds any of the lines, in both scripts."""
    ways = list(alternatives(together(lines)))
    return "|".join(dict.fromkeys([*ways, *(way.translate(_TO_TRADITIONAL) for way in ways)]))


def one_of(lines: str) -> Expression:
    """As the function of this name in ``expressions``, in both scripts."""
    return Expression(source(lines))
