"""Is it the raw record of a talk or a film? Times before each turn, speakers by number, subtitles.

A recorder writes the time of each turn, and calls who speaks by a number. An interview that
somebody wrote has names, and no times.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import Ordered, question

NAME = "transcript"
_FEW, _SHARE = 4, 0.3  # such lines, and their share of all
_FEW_ALONE, _MOSTLY = 3, 0.45  # where hardly anything else stands there
_TURNS = one_of(
    r"""
    ^\W{0,4}(?:\d{1,2}:)?\d{1,2}:\d\d(?:[.,]\d{1,3})? ?(?:-->|–>|→) ?(?:\d{1,2}:)?\d{1,2}:\d\d
    ^\W{0,4}(?:\d{1,2}:)?\d{1,2}:\d\d\W{1,4}(?:speaker|host|guest|interviewer|narrator|voice)\b[^:：\n]{0,16}[:：]
    ^\W{0,4}(?:\d{1,2}:)?\d{1,2}:\d\d\W{1,4}(?:说话人|发言人|讲者|主持人|嘉宾
    受访者|采访者|记者|问|答)[^:：\n]{0,8}[:：]
    ^\W{0,4}(?:speaker|spk
    unknown speaker) ?[a-z\d]{1,2}\b\W{0,3}(?:\W?(?:\d{1,2}:)?\d{1,2}:\d\d\W{0,3})?[:：]
    ^\W{0,4}(?:说话人|发言人
    讲者)\s?[a-z\d一二三四]{1,2}\W{0,3}(?:\W?(?:\d{1,2}:)?\d{1,2}:\d\d\W{0,3})?[:：]?
""",
    words="-->|–>|→|speaker|spk|host|guest|interviewer|narrator|voice|说话人|发言人|讲者"
    "|主持人|嘉宾|受访者|采访者|记者|问|答",
)
_ORDERED = question(r"""
    transcript|recording|subtitle|caption|live|ticker|minutes of|chapter|实录|逐字|字幕|直播
    录音|纪要|时间轴|速记
""")


def check(article: Finished) -> Iterator[Finding]:
    """A text of which many lines are turns of a recording."""
    if not article.may_hold(_TURNS):
        return
    lines = turns = 0
    first = None
    for passage in article.spoken:
        of_passage = [one for one in passage.low.split("\n") if one.strip()]
        lines += len(of_passage)
        if not passage.may_hold(_TURNS):
            continue
        found = sum(_TURNS.pattern.match(line) is not None for line in of_passage)
        turns += found
        first = first or (passage if found else None)
    least = _FEW_ALONE if turns >= _MOSTLY * lines else _FEW
    if first is None or turns < max(least, _SHARE * lines):
        return
    if not Ordered(article.topic, *article.rules.requirements).is_about(_ORDERED):
        said = f"the raw record of a talk: {' '.join(first.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)
