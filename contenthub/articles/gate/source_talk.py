"""Does it answer from papers that its reader does not have? "The documents do not say when."

A model that was given passages of documents tells what these say and lack. One such remark may
stand in a report on papers; two different ones are said to who handed them in.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import answers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Expression, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "assistant_talk"
_ENOUGH = 2  # kinds, or two of the first
_PAPERS = (
    r"(?:context|documents?|passages?|search results?|snippets?|excerpts?"
    r"|source (?:material|text)s?|knowledge base|materials?)"
)
_GIVEN = one_of(rf"""
    \b(?:the|this) (?:provided|given|retrieved|supplied|available|above|uploaded
    attached) {_PAPERS}\b(?! (?:by|from|of|to)\b)
    \b(?:based on|according to|from|in) (?:the )?{_PAPERS} (?:provided|given|retrieved|supplied
    above|you (?:gave|provided|shared|uploaded))\b(?! (?:by|from)\b)
    (?<![\u4e00-\u9fff])(?:根据|依据|基于|结合)(?:所|[您你](?:所)?|用户(?:所)?)?(?:提供|检索到|给定|上传|现有|搜索到
    上述|以上)的?(?:参考)?(?:资料|内容|文档|文件|信息|片段|上下文|材料|搜索结果)
    (?:现有|所给|所提供的?|检索到的)(?:参考)?(?:资料|文档|片段|上下文|材料|内容)(?:中|里|可以|仅|只
    表明|显示)
""")
_LACKS = one_of(rf"""
    \b(?:the|these|this|no) (?:\w+ )?{_PAPERS} (?:\d )?(?:do|does|did) not (?:contain|state|mention
    specify|provide|say|include|cover|give|indicate)\b
    \b(?:not|nothing|no \w+) (?:\w+ )?(?:stated|mentioned|specified|found|contained|given
    is given) in the (?:\w+ )?{_PAPERS}\b
    \bfurther (?:documents|sources|passages|context) (?:would|are|is)\b
    \bno recommendation can be derived\b
    (?:检索结果|搜索结果|资料|文档|片段|上下文|材料|参考内容)(?:[一二三四五\d])?(?:中|里)?(?:并?没有
    并?未|缺少|无)[^，。]{{0,10}}(?:说明|提到|提及|给出|涉及|包含|关于|相关|信息|交代)
    需要(?:补充)?更多(?:资料|材料|文档)后?才能
""")
_TELLS = one_of(r"""
    \b(?:document|passage|source|snippet|excerpt|chunk|result) (?:\d{1,2}|[a-d]|one|two
    three)\b (?:also )?(?:mentions?|states?|says?|describes?|notes?|reports?|adds?|suggests?
    indicates?)\b
    \bthe (?:retrieved |provided )?(?:passages|documents|snippets|excerpts
    search results) (?:also )?(?:mention|state|say|describe|note|report|suggest|indicate|show)\b
    \bthe available (?:material|information|passages|documents) supports?\b
    (?:片段|文档|资料|搜索结果|检索结果|来源)[一二三四五\d]{1,2}(?:中)?(?:还|也)?(?:提到|提及|指出
    显示|说明|写道)
    (?<![\u4e00-\u9fff])(?:资料|文档|片段|检索结果|搜索结果)(?:中|里)?(?:还|也)?(?:提到|提及|指出
    显示)
""")
# Where its facts are from, at the end: somebody should look them up before it goes out.
_FROM = one_of(r"""
    \b(?:my|general) (?:own |general )?(?:background )?knowledge\b|\bmy training\b
    \b(?:are|is|come|comes|were|was|written|cited|quoted|given|taken) (?:\w+ )?from memory\b
    \bbefore (?:going to print|publi\w+|you publish|posting|printing|it (?:goes out|is published
    runs))\b
    \brun (?:it|this|that|them) (?:past|by) (?:someone|somebody|an? |your |the )
    \bi (?:have )?(?:made up|invented) (?:the|an?|this|that|some|all) (?:\w+'s )?(?:\w+ )?(?:quotes?
    names?|figures?|numbers?|examples?|anecdotes?|details)\b
    \baus dem gedächtnis\b|\bde mémoire\b|\bde memoria\b
    \bvor (?:der )?veröffentlichung\b|\bavant (?:la )?publication\b|\bantes de publicar\b
""")
_LOOK_UP = compiled(r"""
    \b(?:verif(?:y|ied|ication)|double-?check(?:ed)?|fact-?check(?:ed|ing)?|check(?:ed)?
    confirm(?:ed)?)\b
    \brun (?:it|this|that|them) (?:past|by)\b|\b(?:swap in|replace (?:it|them|this|that)
    a real one)\b
    \b(?:may|might|could) be (?:\w+ )?(?:out of date|outdated|inaccurate|wrong|imprecise|off)\b
    \b(?:geprüft|prüfen|überprüf\w*|veraltet|vérifi\w*|verific\w*|obsol\w*)\b
""")
_FACTS = compiled(r"""
    \b(?:figures?|quotes?|names?|dates?|prices?|numbers?|statistics|facts?|sources?|details?|claims?
    the (?:line|part|section|bit|sentence|paragraph)
    \w*zahlen|angaben|zitate?|namen|chiffres?|citations?|cifras?|citas?|fuentes?)\b
""")
_OF_A_PAPER = compiled(
    r"\b(?:we|our|us|wir|unsere?|nous|notre|nuestr[ao]s?)\b"
)  # which tells how it works
_BRIEF, _LAST = 45, 2  # units of such a passage, and passages at the end
_KINDS: tuple[Expression, ...] = (_GIVEN, _LACKS, _TELLS)
_ABOUT = question(r"""
    document|archive|paper|report|court|evidence|study|research|retriev|\brag\b|search
    knowledge base|文献|档案文件|检索|文件|报告|论文|考证|史料|卷宗|研究
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first passage that tells of such papers, where several ways of it come together."""
    if article.may_hold(_FROM) and (last := _of_its_facts(article)) is not None:
        said = f"it says where its facts are from: {' '.join(last.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, last.block.span, said)
        return
    kinds = [kind for kind in _KINDS if article.may_hold(kind)]
    if not kinds or any(one.kind is Kind.CODE for one in article.blocks):
        return  # who shows code speaks of its manuals
    found: list[tuple[str, Passage]] = []
    for passage in article.holding(*kinds):
        if passage.block.kind in {Kind.PARAGRAPH, Kind.ITEM}:
            for kind in kinds:
                match = passage.find(kind, passage.spelled)
                found += [(match[0], passage)] if match is not None else []
    if len({said for said, _ in found}) < _ENOUGH:
        return
    subject = article.subject
    if not subject.is_about(_ABOUT) and not answers.is_about_texts(subject):
        first = found[0][1]
        said = f"it tells what papers say that no reader has: {' '.join(first.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)


def _of_its_facts(article: Finished) -> Passage | None:
    """A brief passage at the end that has its facts from memory, or wants them looked up."""
    for passage in article.spoken[-_LAST:]:
        text = passage.spelled
        if len(passage.units) > _BRIEF or passage.find(_FROM, text) is None:
            continue
        if _OF_A_PAPER.search(text):
            continue
        if _LOOK_UP.search(text) and _FACTS.search(text):
            return None if answers.is_about_texts(article.subject) else passage
    return None
