"""Is another text proposed in place of the one that was ordered? A refusal that stays friendly.

It says that something is left out or not written, and that a piece on something else would do well.
Each is said by authors; both together in a text that is short are said to who ordered it.
"""

from __future__ import annotations

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

_FEW_WORDS, _FEW_WIDE = 260, 420  # units of a text that is nothing but this
_KINDS = r"(?:piece|article|post|guide|explainer|story|feature|essay|profile|listicle|column)"
KEEPS_BACK = one_of(r"""
    \b(?:deliberately|intentionally|purposely) not (?:an? )?(?:how-?to|guide|list|recipe|set of
    instructions|step-by-step)\b
    \bstop(?:ping)? short of\b|\b(?:would|will|am going to) (?:rather not|hold (?:off|back)
    steer clear|pass on|sit this one out|leave (?:that|this|those|the \w+) (?:out|to|aside)
    keep (?:that|this|those|it) (?:out|general))\b
    \b(?:not|less) comfortable (?:with )?\w+ing\b|\bnot (?:something|one) (?:that )?i (?:want|would
    will|am)\b|\b(?:would|will|do) not (?:put|write|want to (?:put|write|give|be))\b
    \b(?:not|do not think i should|better not to) (?:be )?(?:giving|putting|writing|helping
    spelling)\b|\bas (?:written|framed|phrased|asked|it stands)\b[^.]{0,60}\b(?:could|would|might
    risks?)\b
    (?:我|我们|本文|这里)?(?:没有?|未)(?:按|照|依)[^，。]{0,8}(?:题目|字面|原题|要求)[^，。]{0,4}(?:写|来|做|成文)
    (?:题目|选题|话题|主题)[^，。]{0,4}(?:我|我们)?(?:没有?|不|未)(?:按|照|打算|准备|敢)[^，。]{0,6}(?:写|做|展开|成文)
    没有?办法(?:教|告诉|提供|写|介绍|说)|(?:不能|不会|没法)(?:教|告诉)(?:大家|您|你)
    (?:就|先|暂|还是|所以)?不(?:再|便|宜|太?适合|太?方便|建议)?(?:直接)?(?:展开|给出|写|具体写|提供
    列出|推荐|评价|比较)|(?:不便|不宜|不太?适合|不太?方便)(?:直接)?(?:展开|给出|写|提供|列出|推荐
    成文)
""")
PROPOSES = one_of(rf"""
    \b(?:an?|the|any|one) (?:\w+ ){{0,2}}?{_KINDS} (?:on|about|at|covering|around
    that) [^.]{{3,90}}\b(?:would|could|might) (?:\w+ )?(?:be|make|work|fit|suit|do|land|serve
    take its place|replace it|stand in)\b
    \bwhat (?:i|we) (?:can|could) (?:offer|do|write|suggest|give)(?: you)? instead\b|\b(?:instead
    in its place),? (?:i|we) (?:can|could|would|suggest)\b
    \b(?:happy|glad) to (?:go|take|write|put together|draft|turn|work up|do
    explore)\b[^.]{{0,80}}(?:\binstead\b|\bdirection\b|\bany of\b|\bone of\b|{_KINDS})
    \b(?:any|either|one) of (?:these|those|them) (?:would|could|might)\b|\bhere are (?:a few|some
    three|two) (?:\w+ )?(?:angles|alternatives|directions|ideas|options|topics)\b
    \btell me which\b|\bwhich (?:one )?(?:speaks|appeals) to you\b
    (?:合适|稳妥|可行|妥当|负责任?)的?(?:做法|写法|办法|方案)?[^。]{{0,8}}(?:是|改为|改成)[^。]{{0,4}}写[^。]{{0,60}}(?:文章|科普|内容|稿)
    (?:可以|能)?按(?:照)?(?:这个|这些|以上|上述|下面的?|新的?)(?:方向|思路|角度|提纲)(?:来|写|做|继续|成文)
    (?:可以|不妨)(?:围绕|从|以)[^。]{{2,40}}(?:来写|写起|展开|为题)|读者(?:应该|可能
    也)?会?更(?:喜欢|感兴趣|受用)
    (?:可以|不妨|我们)?换(?:一)?个(?:角度|方向|思路|话题|选题)|(?:适合|可以)(?:做成|写成|写)(?:一篇
    文章)|[您你]看?(?:更)?(?:想要|倾向|喜欢|需要)(?:哪|什么)|[您你](?:觉得|看)(?:哪|怎么样|如何
    可以吗)
    (?:下面|以下)(?:这)?几个(?:方向|角度|选题|话题)|(?:如果|若)[您你](?:愿意|需要
    感兴趣)[^。]{{0,30}}(?:写|换|改)
""")


def says_so(article: Finished) -> Passage | None:
    """The passage that keeps something back, where another one proposes another text."""
    if not article.may_hold(KEEPS_BACK) or not article.may_hold(PROPOSES):
        return None
    spoken = [one for one in article.spoken if one.block.kind is not Kind.HEADING]
    wide = any(one.is_wide for one in spoken)
    if len(article.units) > (_FEW_WIDE if wide else _FEW_WORDS):
        return None
    backed = next((one for one in spoken if one.find(KEEPS_BACK, one.spelled)), None)
    if backed is None or not any(one.find(PROPOSES, one.spelled) for one in spoken):
        return None
    return backed
