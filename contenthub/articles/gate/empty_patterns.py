"""Is it a pattern with the topic put in? Sentences that would stand over any subject.

Much of such a text is the topic itself, word for word, and around it stands what is said of
everything: that it is important, and has several aspects.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import topic_repeats
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "template_draft"
_LONG_TOPIC, _LONG_TOPIC_WIDE = 15, 5  # characters: shorter ones may be said in every sentence
_TIMES, _SHARE = 5, 0.2  # that it stands there, and of what is beneath the headings
_OF_ANYTHING = one_of(r"""
    \bimportant (?:subject|topic|issue|matter|role)\b|\b(?:key|main) points? (?:about|of|on)\b
    \b(?:several|many|various|different|multiple) (?:aspects|sides|facets|factors|reasons)\b
    \bin conclusion\b|\boverview of\b|\bit is (?:helpful|important|necessary|essential) to\b
    \bconcerns many\b|\bplays an? \w+ role\b|\bin today's world\b|\bmore and more people\b
    备受关注|(?:非常|十分|至关)重要|(?:几|多|以下|各)个?方面|第[一二三]个?方面|要点
    综上所述|各种内容|值得[^，。]{0,8}(?:重视|关注)|有所帮助|越来越多的人
""")
_FEW = 3  # sentences of this kind


def check(article: Finished) -> Iterator[Finding]:
    """The topic makes up much of the text, and the rest is said of anything."""
    topic = " ".join(article.topic.casefold().split())
    least = _LONG_TOPIC if topic.isascii() else _LONG_TOPIC_WIDE
    if len(topic) < least or topic_repeats.times(topic, article.passages) < _TIMES:
        return
    passages = [one for one in article.spoken if one.block.kind is not Kind.HEADING]
    times = topic_repeats.times(topic, passages)
    whole = sum(len(one.low) for one in passages)
    if times < _TIMES or times * len(topic) < _SHARE * whole:
        return
    said = sum(len(_OF_ANYTHING.pattern.findall(one.low)) for one in passages)
    if said >= _FEW:
        what = f"a pattern with the topic put in {times} times, and nothing said of it"
        yield Finding(NAME, Level.HOLD, passages[0].block.span, what)
