"""Is it a short text that says why there is none? So refuses who is polite and names no rule.

Under a good title stands that nothing was found, or that nothing can be known, and what would help.
Authors say that of their subject too, so that several signs have to come together; and offices and
shops say it to their customers.
"""

from __future__ import annotations

from collections.abc import Sequence

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

_FEW_WORDS = 150  # an article of more is one
_FEW_WIDE = 260  # the same in characters
_ENOUGH = 3  # points

# What it lacks, or cannot do. Nothing is weighed where none of these is.
LACKS = one_of(r"""
    \b(?:not|never) (?:been |be )?(?:able|possible) to (?:\w+ )?(?:find|verify|locate|confirm|check
    identify|give|provide|write|describe|summari[sz]e)\b
    \b(?:could|can) ?not (?:\w+ )?(?:be )?(?:found|find|verif\w+|locat\w+|confirm\w*|identif\w+)\b
    \b(?:no|not have|without|lack(?:s|ing)?) (?:\w+ )?access to\b|\bno way (?:of|to)\b
    \bnot (?:part of|available|included|contained) (?:in |among )?(?:the |my )?(?:information
    material|data|sources|records)\b
    \b(?:no|not (?:\w+ ){0,4}?enough|insufficient|too little|not have) (?:\w+ )?(?:information
    material|details?|transcript|data|records?|facts)\b
    \b(?:cannot|can not|could not) be (?:\w+ )?(?:summari[sz]ed|quoted|described|verified|written
    given|provided|reproduced|reconstructed|covered) ?(?:here|reliably|responsibly|without)?\b
    \bnot something (?:that )?(?:should|can|could|an ai|i)\b|\boutside what (?:i|can)\b
    \bi (?:do not|have not|would not) (?:\w+ )?(?:know|recogni[sz]e|recommend)\b
    (?:没法|没有?办法|无法|不能|未能|不会|不便|不方便|不建议|难以)[^，。]{0,6}(?:编写|撰写|给出|获取
    获得|核实|确认|凭空|预测|提供|展开|叙述|介绍|写|判断|查证)
    (?:没有|未能?|没能?|暂未|尚未)(?:检索|查询|查|搜索|找|收录|掌握|获得)(?:到)?|暂无[^，。]{0,8}(?:资料
    信息|数据)|(?:资料|数据|信息|材料|知识)(?:里|中|库)?[^，。]{0,4}(?:没有|尚未|不足|不够|有限|缺乏
    截止)|没有(?:渠道|途径|权限|条件)
    できません|いたしかね|できかね|見つかりません|取得できない|持ち合わせて
    \bkeinen? (?:zugriff|zugang)\b|\bkeine (?:\w+ )?(?:informationen|angaben|daten|quellen)\b
    \bnicht (?:möglich|seriös|bekannt)\b
    \bpas (?:accès|connaissance)\b|\bne (?:peux|puis|dispose)\b|\baucune (?:information|donnée)
    \bno (?:dispongo|tengo acceso|es posible|encuentro|he encontrado|cuento con)\b
""")
# Why: what a model knows ends somewhere, and it should not invent the rest.
MODEL = compiled(r"""
    \b(?:knowledge|training) (?:cut-?off|data)\b|\bmy last update\b|\btrained on\b
    \bavailable to me\b|\bi can draw on\b
    \b(?:real[- ]time|live|current|up-to-date) (?:\w+ )?(?:data
    prices|information|figures|results|web)\b|\bbrows(?:e|ing)\b|\b(?:an|this) ai\b|\bas an ai
    知识(?:库)?(?:截止|更新)|(?:我|目前)(?:目前|现在)?(?:掌握|了解|拥有|能获取|知道)的(?:信息|资料|数据|知识|情况)
    训练|实时|联网|检索到|我的(?:资料|知识|数据)|今天之后|最新(?:的)?(?:数据
    信息|市场)|リアルタイム|最新の|学習|mir (?:\w+ ){0,2}(?:keine|nicht)|ich keinen zugriff
    aktuelle\w* (?:\w+)?daten|temps réel|datos (?:\w+ )?actualizad|tiempo real
""")
_INVENTS = compiled(r"""
    \b(?:mak(?:e|ing) (?:it |this |things )?up|invent\w*|speculat\w*|fabricat\w*|mislead\w*|guess
    guesswork|fictional|fictitious)\b|杜撰|虚构|编造|凭空|误导|臆测|猜测|失实|erf(?:inden|unden)
    spekul|inventer|inventar|推測|憶測
""")
# What would help, said to whoever ordered it.
OFFERS = compiled(r"""
    \bif you (?:can|could|are able to|have|would|want|like|share|provide)\b
    \b(?:please|kindly|do) (?:\w+ )?(?:supply|provide|paste|share|send|clarify|confirm|upload)\b
    \bonce (?:\w+ ){1,4}(?:at hand|available|provided|known)\b|\bto hand\b|\bjust say\b
    \b(?:would be possible|could follow|will be (?:completed|written)|can be (?:put together|written
    built|completed|prepared))\b|\bbe better to start\b
    \b(?:what )?i (?:can|could) (?:do|offer|help|explain|write|provide|instead|still|however)\b
    \bmake it possible\b|\bnext steps?\b|\bwhat would help\b|\bhow (?:i|you) can (?:help|proceed)\b
    我(?:可以|能|很乐意)(?:提供|帮|为|写|给|介绍|协助)|可以为(?:您|你)|(?:如|若)(?:您|你)?(?:能|需
    果|有需要|愿意)|需要的话|请(?:您|你)?(?:补充|提供|告知|回复|发来|上传)|换个?角度|收到后
    (?:您|你)(?:看|可以|若|如|需要|希望)|可以(?:写|改写|整理)|ご希望|いただけ(?:れば|ましたら)
    (?:ご案内|ご説明|対応|執筆)(?:できます|することが可能|いたします)|\bgern(?:e)?\b|\balternativ
    \blässt sich das\b|\bmit einem \w+ oder\b|\bje peux\b|\bsi (?:vous|lo|usted)\b|\bpuedo\b
""")
_REFERS = compiled(r"""
    \bconsult\w*\b|\bofficial (?:\w+ )?(?:sources?|website|channels?)\b|\bcheck with\b
    \bpa?ediatrician|\bdoctor\b|\barchives?\b|\blibrar(?:y|ies)\b|\bregisters\b|\baggregators?\b
    公布的?[^，。]{0,6}为准|咨询|查阅|官方|权威|ご確認|お問い合わせ
    \bbitte (?:schauen|wenden|informieren)
    \bconsultez\b|\bconsulte\b
""")
_SORRY = compiled(r"""
    \bunfortunately\b|\bsorry\b|\bregret\b|\bafraid\b|\bapolog|抱歉|遗憾|对不起|申し訳|恐れ入り|残念
    \bleider\b|malheureusement|désolé|lamento|lamentablemente
""")
_TEXT = compiled(r"""
    \b(?:article|text|piece|profile|feature|review|section|outlook|portrait|biograph\w+|write|writing
    summary|summari[sz]ed)\b|成文|动笔|写一篇|据此写|本文|写下去|题目|编写|撰写|这里不|文章|執筆|記事|\bporträt
    \btext\b|\bartikel\b|\barticle\b|\bartículo\b
""")
_SIGNS = ((MODEL, 2), (_INVENTS, 1), (OFFERS, 2), (_REFERS, 1), (_SORRY, 1), (_TEXT, 1))
# An office, a shop or a club speaks to its customers; or the piece is about what is not known.
_OFFICE = compiled(r"""
    \b(?:we|our|us|unsere\w*|wir|nous|notre|nosotros|nuestr\w+)\b|我们|本(?:公司|店|馆|院|社区)
    物业|停水|停电|停气|检修|营业|敬请谅解|当社|弊社|当館
""")

ANY = Either(LACKS)


def says_why_not(article: Finished) -> Passage | None:
    """The passage that lacks what a text is made of, where hardly anything else is said."""
    if len(article.units) > _FEW_WIDE or not article.may_hold(ANY):
        return None
    wide = sum(not one.isascii() for one in article.units)
    if len(article.units) > _FEW_WORDS and wide <= len(article.units) // 2:
        return None
    said = [one for one in article.spoken if one.block.kind is not Kind.HEADING]
    lacks = next((one for one in said if one.find(LACKS, one.spelled)), None)
    if lacks is None or not _weighs(article.spoken, said.index(lacks)):
        return None
    return lacks


def _weighs(passages: Sequence[Passage], place: int) -> bool:
    whole = " ".join([one.spelled for one in passages])
    if place > 1 or _OFFICE.search(whole):
        return False
    return sum(points for sign, points in _SIGNS if sign.search(whole)) >= _ENOUGH
