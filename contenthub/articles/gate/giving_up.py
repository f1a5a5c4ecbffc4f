"""Does its writer stop in the middle, and say why? So refuses who never says that he cannot.

A reason, and somebody else who is to be asked, stand in any article; that the text ends for them
does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.own_words import Passage

_LONG = 500  # characters of a passage that is looked at
STOPS = one_of(r"""
    \b(?:i|me)\b[^.]{0,40}\b(?:leave|stop|end|pause|close|break off
    finish) (?:it |this |the |my )?(?:\w+ )?(?:here|there|at this point)\b
    \bi (?:have|need|am obliged) to (?:stop|end|leave (?:it|this|out))\b|\bi (?:must|will) stop\b
    \b(?:article|text|piece|section|part|story) (?:therefore |thus )?(?:stops|ends
    breaks off) here\b
    \b(?:section|part|rest|remainder|passage|detail)s?\b[^.]{0,40}\b(?:left out|omitted|skipped
    withheld|not (?:be )?(?:included|covered|written))\b
    \bi (?:will not|cannot|am not going to) (?:be )?(?:cover|go into|going into|get into
    touch)\w*\b
    \bnot (?:be )?(?:right|appropriate|responsible|wise) for me to\b|\bnot my (?:place|role) to\b
    \bas far as i can (?:take|go)\b
    \bno (?:further|more|additional) (?:\w+ )?(?:detail|information|content)s? can be\b
    \b(?:not|in)(?: \w+)? ?sufficient(?:ly)? (?:\w+ )?(?:information|sources|material|data)\b
    (?:到此|就此|先|暂)(?:为止|打住|搁笔|停笔|写到这)|写到(?:这里|此处)(?:为止|，|。)|写不下去
    (?:不便|不宜|不作|不做|不再|不予|不能|无法|没有办法|没办法|难以)(?:再|作|做|继续|往下|具体
    深入)*(?:展开|说明|撰写|续写|写|介绍|阐述|给出(?:结论|建议)|完成|作答|往下)
    (?:未|没有|没能|暂未)(?:检索|查询|查|搜索|找)到[^。]{0,16}(?:信息|资料|内容|记录)
    \bnicht (?:weiter ?schreiben|fortsetzen|näher (?:eingehen|ausführen)|fortfahren)\b
    \bbeende (?:ich )?(?:den|diesen|das)\b|\bkeine (?:auskunft|angaben|ratschläge|empfehlung)\w*
    \bbreche ich (?:hier )?ab\b|\bm'arrêter (?:ici|là)|\bne m'appartient pas\b
    \bje m'arrête (?:ici|là)|\bne pas (?:aller plus loin|poursuivre)|\bme detengo aquí
    \bno me corresponde\b|\bno puedo (?:seguir|continuar|entrar)
""")
# These are said of many things: both a reason and somebody else to ask have to stand beside them.
CANNOT = one_of(r"""
    \bi (?:am|would be|feel) (?:\w+ )?(?:unable|not able|not allowed|not permitted) to \w+
    \bnot something (?:that )?i (?:can|could|will|may|am)\b
    \bi (?:cannot|will not|may not|dare not) (?:\w+ )?(?:describe|complete|explain|detail|name
    specify|recommend|list|outline|elaborate|provide|give|comment|say|advise|discuss)\b
    (?:不便|不宜|无法|不能)(?:在此|再|具体|一一|直接)*(?:给出|提供|透露|讨论|列出|回答|评价|描述)
    \bich (?:darf|kann|möchte|werde)\b[^.]{0,60}\bnicht\b
    \b(?:darf|kann|möchte) ich\b[^.]{0,60}\bnicht\b|\bje ne (?:peux|vais|souhaite|veux|\w+rai)\b
    \bno (?:puedo|podré|me es posible|voy a)\b|\bnon posso\b|\bnão posso\b
""")
_REASON = compiled(r"""
    \b(?:risk|risky|risks|mislead\w*|harm\w*|saf(?:e|ely|ety)|dangerous|sensitive|privacy|private
    reliable|verif\w+|confirm\w*|legal|medical|dietary|health|financial|liabilit\w+|jurisdiction\w*
    claims?|advice|subject|laws)\b
    安全|风险|敏感|隐私|涉及|缺乏|可靠|不足|失实|误导|合规|法律|医疗|健康|功效|版权|争议
    (?:由于|因为|为避免|为防止)|sicherheit|medizinisch|gesundheit|rechtlich|risik|médic|santé
    sécurité|seguridad|\b(?:this|the) (?:article|profile|report|section|text|piece|story|request)\b
    juridi|risque|salud|legal|riesgo
""")
_REFERS = compiled(r"""
    \b(?:licensed|technician|electrician|kindly)\b|électricien|electricista|\bconsult(?:e|ez)\b
    \b(?:professional|doctor|physician|lawyer|solicitor|attorney|specialist|expert|dietitian
    therapist|pharmacist|adviser|advisor|qualified|trained|authority|authorities|official)\b
    \bbest left to\b|\bbetter placed\b|\bright person\b
    \b(?:turn|speak|talk) to (?:a|an|your|the)\b
    \b(?:please )?(?:provide|supply|send|choose|pick) (?:\w+ )?(?:more|another|further|different)
    咨询|请教|请(?:向|以|联系|查阅|更换|补充|提供)|专业(?:人士|机构|医生|烘焙|律师)|医生|律师|补充
    更换|补齐|重新提交|换一?个?(?:题|选题)|提供[^。]{0,20}(?:资料|材料|信息)|wenden sie sich
    fachmann|fachleute|持牌|\bfragen sie\b|arzt|ärzt|anwalt|adressez-vous|professionnel|médecin
    avocat|consulte|profesional|médico|abogado
""")
# Others stop and say nothing, or the article tells of them.
_OF_OTHERS = compiled(r"""
    \b(?:he|she|they|who|police|court|officials?|ministry|company|spokes\w+|union
    club)\b[^.]{0,60}$
    \b(?:said|says|told|added|according to)\b|表示|称|警方|法院|公司|馆方|官方|有关部门|透露|回应
    \b(?:sagte|teilte|dit|dijo)\b|我们|\bwe\b
""")
_LEAVES_OUT = compiled(r"\bi (?:will not|cannot|am not going to) |(?:不便|不宜|不作|不做|不再)")
_AROUND = 120  # characters before it in which others are named


def gives_up(passage: Passage, after: Sequence[Passage], *, goes_on: bool) -> bool:
    """Whether it stops, says why and sends the reader to somebody else, here or ``after`` it.

    ``goes_on``: it begins a section that has more, which leaves one thing out.
    """
    text = passage.spelled
    stops = passage.find(STOPS, text)
    found = stops or passage.find(CANNOT, text)
    if found is None or len(text) > _LONG:
        return False
    if goes_on and _LEAVES_OUT.match(found[0]):
        return False
    before = text[max(0, found.start() - _AROUND) : found.start()]
    if _OF_OTHERS.search(before) or _OF_OTHERS.search(found[0]):
        return False
    here = " ".join((text, *(one.spelled for one in after)))
    if _REFERS.search(here) is None:
        return False
    says_so_himself = stops is not None and passage.speaks_as_i
    return says_so_himself or _REASON.search(here) is not None
