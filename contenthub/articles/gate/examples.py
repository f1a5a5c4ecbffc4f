"""Does an article show a bad text as an example? It tells of it, in the words just before it."""

from __future__ import annotations

from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.spelled_out import lowered

_BEFORE = 160  # characters in which it is told what is shown
_SHOWS = compiled(r"""
    \b(?:still|that|which|it|and) (?:reads?|says?|contain(?:s|ed)|beg(?:an|ins)|ended|opened)\W*$
    \b(?:reading|marked|labell?ed|(?:the|two|three|four) (?:words|line|phrase)|called)\W*$
    (?:写着|写的是|印着|还留着|还是|赫然|标着|只有|出现了?)\W*$
    \b(?:stand(?: noch)?|lautete|hieß|lisait|disait|decía|ponía)\W*$
""")
_OF_TEXTS = compiled(r"""
    \b(?:drafts?|templates?|interns?|copy|editors?|manuscripts?|proofs?|press release|newsletter
    brochure|e-?mail|letter|page)\b
    草稿|稿子|稿件|初稿|模板|编辑|邮件|通稿|样张|entwurf|vorlage|brouillon|borrador
""")


def is_shown(before: str) -> bool:
    """Whether what stands behind ``before`` is shown: "a draft that still read [date]"."""
    near = lowered(before[-_BEFORE:])
    return _SHOWS.search(near) is not None and _OF_TEXTS.search(near) is not None
