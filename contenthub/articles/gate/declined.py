"""Does its writer decline politely: no "I cannot", only that there will be no text, and why?

Three things come together. It says that nothing will be written, for which reason, and, where it is
the whole text, what could be written instead or with more material. Of one part it says so alone
beneath the part's heading.
"""

from __future__ import annotations

from collections.abc import Sequence

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

_FEW_WORDS, _FEW_WIDE = 170, 280  # units of a text that is nothing but this
_LONG = 420  # characters of a passage that says so
_KINDS = (
    r"(?:article|profile|portrait|piece|list|guide|timeline|text|recipe|instructions|biography"
    r"|account|review|story|feature|chronology|explanation|essay|post)"
)
DECLINES = one_of(rf"""
    \bthere (?:will not be|will be no|is no|is not) (?:an? |any )?(?:\w+ )?{_KINDS} (?:here|below|of
    this time|on this)\b
    \bno {_KINDS} (?:follows|appears here|is given here|will follow|has been written)\b
    \b(?:seemed|is|was|be|seems) (?:better|best|wiser|fairer|right) (?:to )?(?:stop|leave
    end)\b[^.]{{0,20}}\b(?:here|there|point|alone|out|it)\b
    \b(?:so|therefore|which is why|for that reason)\b[^.]{{0,12}}\b(?:it|this|the {_KINDS}) (?:ends
    stops|stays|remains)\b[^.]{{0,12}}\b(?:here|without|unwritten|blank|empty)\b
    \bthis page (?:stays|remains|goes) without\b|\b(?:this is )?one to leave alone\b
    \b(?:is|are) (?:something |one )?(?:\w+ )?(?:would )?(?:rather|better|best) (?:leave|left
    given|told|written|explained) (?:to|by|with)\b
    \bwould rather leave to\b
    \b(?:this|the following|the last|the next) (?:section|part|chapter|paragraph|step)s? (?:has
    have|is|are|was|were|had)(?: been| to be)? (?:\w+ )?(?:skipped|left (?:out|blank|empty)|omitted
    passed over|dropped|not (?:been )?(?:written|covered|included))\b
    \b(?:so|therefore|and|hence) (?:it|this|that|they) (?:has|have|had|is|are|was
    were)(?: been)? (?:skipped|left out|omitted|passed over)\b
    (?:就|先|暂时|暂且|只好|干脆){{1,2}}(?:不写了|不动笔|空着|留白|跳过
    略过|搁置|不展开|不写(?:，|。))
    (?:本文|这篇(?:文章)?)(?:不会|不打算|不准备|不)(?:介绍|提供|讲解?|给出|列出|教)(?:任何|具体)[^，。]{{0,14}}(?:方[法式]|步骤|途径
    手段|办法|做法|教程|细节)
    不(?:再)?动笔了|(?:没有?办法|无法|难以)(?:完成|动笔|成文)
    只能(?:介绍|写)到这里?|[这本](?:一|两|几)?[节段](?:只能)?(?:从略|留白)
    \bgibt es (?:hier|dazu|an dieser stelle) keinen? (?:\w+ )?(?:artikel|text|beitrag|porträt
    anleitung|abschnitt|liste)|\b(?:artikel|text|beitrag|abschnitt|teil)\b[^.]{{0,20}}\b(?:entfällt
    bleibt (?:hier )?(?:ungeschrieben|leer)|wurde (?:übersprungen|ausgelassen))
    \bil n'y aura (?:donc )?pas d(?:'article|e (?:portrait|texte|liste))
    \b(?:article|section|partie|texte)\b[^.]{{0,16}}\b(?:ne sera pas (?:écrit|rédigé)|a été omise?)
    \bno habrá (?:\w+ )?(?:artículo|texto|perfil)|\b(?:sección|apartado) se ha omitido\b
""")
_OFFERS = compiled(rf"""
    \b(?:{_KINDS}|\d+ words|either|one)\b[^.]{{0,120}}\b(?:would be (?:no (?:problem|trouble)
    possible
    easy|welcome|a (?:good|safe))|(?:could|can) be (?:put together|written|started|done|begun
    prepared|had|drafted)|is no trouble)\b
    \b(?:with|given) (?:\w+ ){{0,3}}?(?:cv|biography|résumé|quotes?|quotations|material|interview
    facts|details|notes|sources|documents|statements?)\b[^.]{{0,120}}\b(?:could|would|can)\b
    \b(?:happy|glad|pleased) to (?:do|write|cover|help|take|put)\b|\bif it is of (?:any )?use\b
    \bwould be (?:no (?:problem|trouble)|fine) (?:at all|instead)
    与其[^。]{{0,40}}不如|(?:如果?|若)[^，。]{{0,8}}，(?:请|可以)(?:联系|咨询|拨打|求助)
    换(?:一)?个?(?:方向|角度|话题|题目|选题)|(?:如果|若|要是)?(?:换成|改成|改写成)|(?:可以|能)(?:马上|立刻|立即|随时)(?:动笔|写|开始)
    (?:如果?|若|要是)能?(?:再)?(?:提供|补上|补充|拿到|给出)|很(?:乐意|愿意)
    \b(?:ließe|liesse|lässt) sich\b[^.]{{0,80}}\b(?:schreiben|verfassen|erstellen|machen)
    \b(?:stattdessen|gern)e?\b|\b(?:volontiers|à la place|pourrait être)\b
    \b(?:en su lugar|con gusto|se podría)\b
""")
_REASONS = compiled(r"""
    \b(?:hurt|harm|fires?|danger\w*|risk\w*|unsafe|safety|invent\w*|mak(?:e|ing) (?:things|it) up
    private|reliabl\w+|dependable|verif\w+|contradict\w*|no (?:\w+ )?(?:facts|record|source)s?
    belegt\w*|erf[iu]nd\w*|gefähr\w*|risik\w*|peligr\w*|vérifi\w*|fair|instructions
    misus\w*|wrong often|deadly|liable|mislead\w*
    sensitive|expos\w+|overdos\w*
    dos(?:e|es|age|ing)|beyond what|responsibl[ey]|medical|legal|too close to)\b
    \bnone to be found\b
    失实|不符|编造|缺少|缺乏|资料|依据|有限|耽误|困扰|隐私|风险
    危险|安全|误导|伤害|敏感|违法|保护|后果
    \b(?:fehlen|privat|fiables?)\b
""")
_OF_A_PART = compiled(r"""
    \b(?:section|part|chapter|paragraph|step|article|page|text|piece)s?\b|[节段章]|部分|这里
    这家|abschnitt|teil|partie|apartado|sección
""")
# Somebody else declines, or an author writes of his own paper.
_OF_OTHERS = compiled(r"""
    \b(?:said|says|told|he|she|we|our|us|my)\b|我们|[他她]说|老板|[他她]们
    \b(?:sagte|wir|nous|nosotros)\b
""")


def says_so(article: Finished) -> Passage | None:
    """The passage that declines the article, or all that stands beneath one of its headings."""
    those = article.holding(DECLINES)
    if not those:
        return None
    passages = article.spoken
    for passage in those:
        if passage.block.kind is not Kind.PARAGRAPH or len(passage.low) > _LONG:
            continue
        if not passage.find(DECLINES, passage.spelled) or _OF_OTHERS.search(passage.spelled):
            continue
        place = passages.index(passage)
        if _is_whole(passages, article) or _is_part(passages, place):
            return passage
    return None


def _is_whole(passages: Sequence[Passage], article: Finished) -> bool:
    """Whether the text is short, gives a reason and offers something else."""
    wide = any(one.is_wide for one in passages)
    if len(article.units) > (_FEW_WIDE if wide else _FEW_WORDS):
        return False
    whole = " ".join([one.spelled for one in passages if one.block.kind is not Kind.HEADING])
    return _OFFERS.search(whole) is not None and _REASONS.search(whole) is not None


def _is_part(passages: Sequence[Passage], place: int) -> bool:
    """Whether it is all of a part, and says why."""
    if not place or passages[place - 1].block.kind is not Kind.HEADING:
        return False
    after = passages[place + 1] if place + 1 < len(passages) else None
    if after is not None and after.block.kind is not Kind.HEADING:
        return False
    text = passages[place].spelled
    return _OF_A_PART.search(text) is not None and _REASONS.search(text) is not None
