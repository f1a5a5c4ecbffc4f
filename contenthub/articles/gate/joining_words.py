"""Words with which no sentence ends: what follows them is missing."""

from __future__ import annotations

import re

# Nothing ends with these, not even a verse.
_NEVER_WORDS = (
    "a an the and or but nor because whose than of into from their your our my its"
    " der die das und oder ein eine einen weil dass"
    " le les une et ou des du parce el los las una y porque il gli che o e della"
)
# Sentences may end with these, but not the last line of prose that has no mark at its end.
_SELDOM_WORDS = (
    "we they he she is are was were would could should must may might with for to at as in if when"
    " while although whether which these those every some"
    " wir ist sind wird werden haben kann muss mit für von zu bei dem den des im zum zur"
    " nous est sont avec pour dans sur que qui nos leurs con para por del al en como esta este"
    " di nella sono nel com uma os um é são não het een voor är med för att w i z na nie"
    " jest oraz и в на с по для что как это он они мы"
)
_NEVER = frozenset(_NEVER_WORDS.split())
_SELDOM = _NEVER | frozenset(_SELDOM_WORDS.split())
_NEVER_WIDE = (
    *("意味着", "包括", "例如", "比如", "其中", "认为", "指出", "表示"),
    *("因为", "所以", "如果", "但是", "而且", "以及", "或者", "并且"),
    *("和", "与", "及", "或"),
)
_SELDOM_WIDE = (
    *(
        "关于",
        "通过",
        "由于",
        "虽然",
        "即使",
        "不仅",
        "为了",
        "对于",
        "根据",
        "这个",
        "这种",
        "那个",
    ),
    *(
        "一个",
        "一种",
        "我们",
        "他们",
        "它们",
        "可以",
        "能够",
        "需要",
        "应该",
        "被",
        "把",
        "将",
        "是",
    ),
)
# Such words belong to what stands before them here: "log in", "as good as it was".
_PHRASES = re.compile(
    r"\b(?:log|sign|check|opt|tune|join|drop|move|settle|come|live|believe) in$"
    r"|\b(?:you|we|they|it|that|there|he|she)"
    r" (?:is|are|was|were|should|would|could|must|may|might)$"
    r"|\blooking for$",
    re.IGNORECASE,
)
# "关注我们", "都可以", "每人限一个": what was joined to it stands before it.
_PHRASES_WIDE = re.compile(
    "(?:关注|加入|联系|支持|告诉|找|等|帮|爱|陪|谢谢?|感谢|属于|提醒|教|认识|记住|想念|忘记|相信|[转写留交送还发打推荐献]给)"
    "(?:了|着|过)?(?:我们|他们|它们)$"
    "|(?:都|也|就|不|还)(?:可以|需要|应该)$"
    "|(?:限|每人|第|一人|最后|选|来|要|买|剩|各|送|换|领)一个$"
)
_THAT = re.compile(r"\b(?:means?|is|said|says?|thinks?|believes?|shows?|so|such|fact) that$")
# "这是他的", "挺好的", "是三年前引入的" end with 的
_ENDS_IN_DE = re.compile("[是挺很真够会能有蛮怪].{0,11}$|是(?!一)[^，。！？；的]{0,40}的$")
_SPOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def ends_joining(text: str) -> bool:
    """True when the last word is one that something always follows."""
    return _ends(text, _NEVER, _NEVER_WIDE, few=4)


def ends_joining_in_prose(text: str) -> bool:
    """True when the last word is one that something follows in prose."""
    if _THAT.search(text[-30:]) or (text.endswith("的") and _ENDS_IN_DE.search(text[-42:]) is None):
        return True
    return _ends(text, _SELDOM, _SELDOM_WIDE, few=2) and _PHRASES.search(text[-30:]) is None


def _ends(text: str, words: frozenset[str], wide: tuple[str, ...], few: int) -> bool:
    said = _SPOKEN.findall(text[-80:])
    if not said or not text.endswith(said[-1]):
        return False
    if text.endswith(wide) and (len(text) > 6 or few < 4):
        return _PHRASES_WIDE.search(text[-12:]) is None
    return len(said) >= few and said[-1].islower() and said[-1] in words
