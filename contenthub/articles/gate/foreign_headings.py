"""Are the headings in another language than the text? "Introduction" above Chinese paragraphs.

A heading may be a name in any language. What stands for a part of an article in general is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "mixed_languages"
_FEW = 2
_ENGLISH = compiled(r"""
    \W*(?:\d{1,2}[.)] )?(?:introduction|conclusions?|overview|background|summary|the bottom line
    (?:key|main) (?:takeaways?|considerations?|points?|benefits|features|findings)|final thoughts
    (?:benefits|challenges|tips|examples?|next steps|getting started|why it matters|in conclusion
    best practices|common mistakes|how it works|what you need|further reading|references
    frequently asked questions|ingredients|instructions|directions|materials|equipment|tips?|notes?
    storage|serving suggestions?))\W*
""")
_CHINESE = compiled(r"""
    \W*(?:[一二三四五六七八九十\d]{1,3}[、.]\s?)?(?:引言|前言|导语|背景|概述|简介|正文|总结|结语
    结论|小结
    注意事项|常见问题|主要(?:优点|特点)|参考资料|写在最后|最后)\W*
""")


def mixed(article: Finished) -> Iterator[Finding]:
    """The first of several headings that name a part in the other language."""
    language = article.ordered_language
    foreign = {"zh": _ENGLISH, "ja": _ENGLISH, "en": _CHINESE}.get(language)
    if foreign is None:
        return
    headings = [one for one in article.passages if one.block.kind is Kind.HEADING]
    named = [one for one in headings if foreign.fullmatch(one.low.strip())]
    if len(named) >= _FEW:
        said = f"headings in another language than {language}: {named[0].said.strip()[:60]}"
        yield Finding(NAME, Level.HOLD, named[0].block.span, said)
