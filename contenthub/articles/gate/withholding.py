"""Is something withheld where it should stand? A section that says only that it is not given.

Nobody is sorry there and no rule is named, so that it is no refusal in so many words. An author
says as well that he goes into no details; his section does not consist of that.
"""

from __future__ import annotations

from collections.abc import Sequence

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.own_words import Passage

_LONG = 420  # characters of a passage that is looked at
_BEHIND = 30  # characters in which it is said who says so
_BEGINS = 130  # characters at its beginning in which it says so
_NOT = (
    r"\bi (?:\w+ )?(?:cannot|will not|would not|may not|must not|(?:am|would be) (?:\w+ )?(?:unable"
    r"|not able|not allowed|not permitted|not going|not willing|not in a position) to|(?:must|have"
    r" to|need to) (?:\w+ )?(?:decline|refuse) to)"
)
_WHAT = (
    r"(?:instructions?|guidance|steps?|details?|dos(?:es?|ing|ages?)|directions|specifics|section"
    r"|information|recipes?|methods?|procedures?|advice|walkthrough|assistance|guide)"
)
WITHHOLDS = one_of(rf"""
    {_NOT} (?:\w+ )?(?:provide|give|share|offer|include|supply|list|publish|write|spell
    outline) (?:out )?(?:[\w-]+ ){{0,4}}?{_WHAT}\b
    {_NOT} (?:\w+ )?(?:walk|take|guide|talk) (?:you|readers) through\b
    {_NOT} (?:be )?(?:go|get|going|getting) into (?:how|that|this|it|the details?|details?
    specifics)\b
    {_NOT} (?:help|assist)(?: you)?(?: with| in| to)? (?:finding|getting|making|building|doing|find
    get|bypass\w*|evad\w*|this|that)\b
    {_NOT} (?:describe|explain|detail|cover|include|discuss) (?:how|this|that|the|it|ways?|methods?
    any)\b
    \bi (?:\w+ )?(?:must|have to|need to|will) (?:\w+ )?(?:decline|leave (?:this|that
    it)(?: \w+)? out|skip (?:this|that))\b
    \bi (?:am going to|will|must|have to|need to) (?:stop|pause|end) (?:here|there)\b
    \b{_WHAT}(?: (?:for|on|about|to) [^.,]{{0,50}})? (?:cannot|will not|can not|could not|are not
    is not
    may not)(?: be)? (?:\w+ )?(?:given|provided|included|shared|listed|published|described
    available)\b
    \bthis (?:guide|article|piece|post|text|page|section) (?:will not|does not|cannot|is not going
    to) (?:\w+ )?(?:spell out|go into|describe|cover|explain|list|give|include|provide|walk)\b
    \bfalls? outside (?:of )?what i\b|\b(?:is not|not) something (?:that )?i (?:can|am able to
    will)\b
    \bi (?:do|will) not assist with\b
    \b(?:this|the|these|some|certain|that) (?:\w+ )?(?:content|section|part|information|passage
    paragraph
    instructions|steps|details)(?: here)? (?:has been|have been|was|were|is|are|had to
    be) (?:\w+ )?(?:omitted|removed|withheld|redacted|left out|excluded|filtered|blocked|hidden)\b
    (?:无法|不能够?|没有?办法|没法|不便|不宜|不予|暂不|恕不|难以|不可以?)[^，。；]{{0,16}}(?:提供
    给出|继续
    展示|显示|写|展开|透露|说明|介绍|描述|讲解|指导|给你|给您|列出|作答|回答)
    (?:这里|此处|在此)?就?不(?:再)?(?:详细|具体|一一)?(?:写|展开|细说|列出?|展示|说|讲|给出?|提供)了
    (?:这里|此处|本文|本节|在此)(?:就|暂|恕)?不(?:再|便|宜|予)?(?:提供|给出|列出|介绍|描述|展开|讲解|涉及)
    (?:[这此该本]部分|[这此]一(?:部分|[节段章])|[这此本该]节|[这此本该]段|[本该]章|这个问题)(?:内容)?[^，。；]{{0,10}}(?:没有?|未|不)(?:再|作|做
    予|便|宜|具体|详细)*(?:展开|写|列|提供|给出|详述|介绍|收录|写入|涉及|描述|往下)
    (?:本段|此段|此部分|该部分|这部分|以下|后续|具体)(?:内容|步骤|操作
    方法)?[^，。]{{0,8}}(?:已?(?:省略|隐藏
    屏蔽|略去|删除)|不予|无法显示|暂不)
    \b(?:kann|darf|werde|möchte) ich (?:[\wäöüß-]+ ){{0,6}}?(?:keine?\w*|nicht)\b
    \bje ne (?:peux|vais|souhaite) pas (?:\w+ )?(?:fournir|donner|détailler|décrire|expliquer
    partager)
    \bno (?:puedo|voy a|me es posible) (?:\w+ )?(?:dar|ofrecer|proporcionar|detallar|describir
    explicar)
""")
# That something is not judged here, which is disputed: whoever reads it is sent elsewhere.
JUDGES_NOT = one_of(r"""
    \bnot (?:possible|appropriate|right) for me to (?:\w+ )?(?:judge|assess|evaluate|comment
    take (?:a side|sides|a position))\b
    \bno (?:assessment|judge?ment|verdict|opinion|evaluation|comment|ranking) (?:is|will be|can
    be) (?:offered|given|made|passed|attempted)(?: \w+)? here\b
    恕(?:我|本文)?(?:无法|不能|不便|难以|不)[^，。；]{0,8}(?:评[价论判说述]|置评|判断)
    (?:这里|此处|本文|在此|本节|这部分)(?:恕|就|暂)?(?:不[做作予便宜]|无法)[^，。；]{0,8}(?:评[价论判述]
    置评|判断|排名|推荐|比较|结论|点评)
""")
# That a part is not there, and that its writer will not give it.
LEAVES_OUT = one_of(r"""
    \bi (?:cannot|will not|am not able to|am unable to
    would rather not)\b[^.]{3,120}[,;] so (?:that|this
    the) (?:\w+ )?(?:part|section|step|bit|chapter) (?:is|has been) (?:not (?:here|included
    covered|in)
    left out|missing|skipped|omitted)\b
""")
_ELSEWHERE = compiled(r"""
    \b(?:consult|refer to|turn to|check) (?:\w+ )?(?:reliable|authoritative|official|trusted)
    \b(?:your|their) own (?:views?|opinions?|judge?ments?|conclusions?)\b
    (?:查阅|查询|参阅|参考)[^，。；]{0,6}(?:资料|信息|资讯|史料|文献|来源|官方)
    自行(?:判断|查询|查阅)|此处从略|(?:根据|结合)[^，。；]{0,4}自身(?:情况|需要|条件)
""")
_REASON = compiled(r"""
    \b(?:risk|risks|risky|harm\w*|saf(?:e|ely|ety)|danger\w*|injur\w+|illegal|unlawful|law|permitted
    corrosive|liabilit\w+|ethical|legal reasons|medical advice|privacy|misuse|burns?|guidelines
    polic\w+|(?:financial|legal|personali[sz]ed|professional) advice|copyright\w*|sensitive
    should not (?:give|provide|describe|explain|share))\b
    安全|风险|敏感|隐私|违规|违法|违反|法规|危险|隐患|伦理|合规|触电|人身|不合适|个人身份|未经(?:证实|核实)|名誉
    指控|模仿|照着做|sicherheit|gefähr|verboten
    sécurité|danger|illégal|seguridad|peligro|ilegal
""")
_REFERS = compiled(r"""
    \b(?:consult|contact|reach(?:ing)? out|talk to|speak to|see|ask
    call) (?:\w+ ){0,3}?(?:professional
    doctor|physician|lawyer|electrician|technician|pharmacist|expert|specialist|therapist
    association
    department|helpline|authorit\w+|control|vet|beekeeper|plumber|adviser|advisor)\w*
    \b(?:certified|qualified|licen[sc]ed|trained|registered) (?:\w+ )?\w+
    \b(?:what i can do|i can (?:\w+ )?(?:explain|offer|list|describe|tell|help)|instead
    if you would like)\b
    咨询|专业(?:人士|人员|机构|团队|医生|师傅|的)|持证|医生|律师|以[^，。]{0,16}(?:说明书|意见|医嘱|通报|公告|部门|机构)[^，。]{0,6}为准
    可以了解
    fachmann|fachleute|arzt|anwalt|professionnel|médecin|profesional|médico
""")
_OF_OTHERS = compiled(r"""
    \b(?:he|she|they|who|we|our|police|court|officials?|ministry|company|shop|union|museum)\b
    \b(?:said|says|told|added|according to)\b|表示|称|警方|法院|公司|馆方|官方|透露|回应|我们|本店
    本馆
    本院|商家|记者|停[水电气]|施工|\b(?:wir|uns|nous|nosotros)\b
""")


def is_withheld(passages: Sequence[Passage], place: int) -> bool:
    """Whether this passage withholds what its section, or the end of the text, should have.

    It says so at its beginning, and why, or who else is to be asked.
    """
    passage = passages[place]
    text = passage.spelled
    if passage.find(LEAVES_OUT, text) and len(text) <= _LONG and not _OF_OTHERS.search(text):
        return True
    judges_not = passage.find(JUDGES_NOT, text) if _ELSEWHERE.search(text) else None
    found = judges_not or passage.find(WITHHOLDS, text)
    behind = 0 if judges_not else _BEHIND
    if found is None or found.start() > _BEGINS or len(text) > _LONG:
        return False
    if not _is_alone(passages, place) or _OF_OTHERS.search(text[: found.end() + behind]):
        return False
    if judges_not is not None or _REASON.search(text):
        return True
    return _REFERS.search(text) is not None


def _is_alone(passages: Sequence[Passage], place: int) -> bool:
    """Whether it is all that stands below its heading, or the last thing that is said."""
    after = passages[place + 1 :]
    is_last = not any(one.low.strip() for one in after)
    ends = is_last or after[0].block.kind is Kind.HEADING
    return is_last or (ends and place > 0 and passages[place - 1].block.kind is Kind.HEADING)
