"""Is it framed by a page? Ways to it, links to others, a wall to pay at, a form for comments.

Who copies a page gets its frame with the text. Each part of one is short and stands by itself; an
author has the like of one at most, and two of them come from a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "not_an_article"
_ENOUGH = 2  # points
_SHORT = 240  # characters of a part of a frame
_FIRST, _LAST = 4, 6  # passages above and below an article where a frame is
_FEW_WORDS = 110  # of a text that is nothing but a wall
_WALLS = one_of(r"""
    \b(?:your|the) last free (?:article|story|post)|\bfree (?:articles?|stories) (?:left|remaining
    this (?:month|week))\b|\balready (?:a |have a )?(?:subscri\w+|member|an account)\b
    \bsubscribe (?:now |today )?(?:from|for) (?:just |only )?[£$€]
    \b(?:to|and) (?:continue|keep|go on|carry on) reading\b|\bto read (?:the (?:rest|full)|this
    on)\b|\b(?:unlock|access) (?:the (?:full|rest)|this (?:article|story)|full|unlimited)\b
    \b(?:article|story|content|post) is (?:for|only for|reserved for|exclusive to|available to
    exclusively for|only available to) (?:paying |paid )?(?:subscribers|members|patrons)\b
    \bsubscriber-only\b|\bmember-only\b|\bcancel (?:at )?any ?time\b
    付费(?:阅读|解锁|查看)|解锁(?:全文|剩余)|试读(?:已)?(?:结束|到此)|剩余\d+[%％]|购买(?:后|即可)(?:阅读|查看)
    (?:开通|成为|加入)(?:会员|vip)[^。]{0,8}(?:阅读|查看|解锁|全文)|登录(?:后|即可)[^。]{0,4}(?:阅读|查看)全文
    (?:阅读|查看)全文(?:需|请)|会员(?:专享|专属)(?:内容|文章)
    \bweiterlesen mit\b|\bjetzt abonnieren\b|\bbereits abonnent|\bréservé aux abonnés\b
    \bdéjà abonné\b|\bsolo para suscriptores\b|\bya (?:es|eres) suscriptor\b
""")
_MACHINES = one_of(r"""
    \bjust a moment\b|\bverify(?:ing)? (?:that )?you are (?:a )?(?:human|not a)|\bchecking (?:your
    if the site) (?:browser|connection)|\bray id\b|\bneeds to review the security\b
    \b(?:enable|turn on|requires?|without) javascript\b|\bjavascript (?:is )?(?:disabled|required
    enabled)\b|^\W*loading\W*$|\bapplication error\b|\byou have been blocked\b
    \b(?:browser|device) is (?:not|no longer) supported\b|\bupdate your browser\b
    请在微信(?:客户端)?(?:中)?打开|(?:当前)?环境异常|完成验证后|去验证|(?:启用|开启|打开)javascript
    浏览器(?:版本)?(?:过低|不支持)|^\W*(?:正在)?加载中\W*$|访问(?:过于)?频繁|请(?:依次)?点击(?:下图|图中)
    \bjavascript (?:aktivieren|deaktiviert)\b|\bactiver javascript\b|\bactive javascript\b
""")
# Links and labels around a text, each a line of its own.
_NETWORKS = (
    "facebook|twitter|x|linkedin|pinterest|whatsapp|e-?mail|print|copy link|reddit|share|telegram"
)
_WIDE_BUTTONS = "点赞|收藏|转发|评论|在看|分享|举报|打赏|投币"
_FRAME = one_of(rf"""
    ^\W*(?:skip to (?:main )?(?:content|navigation)|toggle (?:navigation|menu)|open (?:in app|menu)
    search for|menu|main menu|sign up\W{{1,4}}sign in|log in\W{{1,4}}(?:register|sign up))\W*$
    ^\W*(?:previous|next|older|newer) (?:post|article|story|page)s?\W
    ^\W*(?:prev|previous)\W{{1,5}}next\W*$
    ^\W*(?:related|recommended|popular|trending|most read|latest|similar|recent|more) (?:articles?
    posts?|stories|reads|news|reading|topics|content|from)\b[^.]{{0,40}}$
    ^\W*(?:you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|read next|up next|trending
    now|most read|recommended for you|see also)\W*$
    ^\W*share (?:this|on|via|with)?\W{{0,3}}(?:article|post|story|page|on facebook|facebook|x\b
    twitter|email)?\W|^\W*(?:share|{_NETWORKS})(?:\W{{1,4}}(?:{_NETWORKS})){{1,6}}\W*$
    ^\W*leave a (?:comment|reply)\W*$|\bemail address will not be published\b
    ^\W*(?:post|add|write|view|show|join)(?: a| all)? (?:\d+ )?comments?\W*$|^\W*\d+ comments?\W*$
    ^\W*\d+ (?:likes?|shares?|views?|responses)\b[^.]{{0,40}}$
    (?:©|\(c\)|copyright) ?(?:\d{{4}}|the)|\ball rights reserved\b|^\W*(?:powered by|advertisement
    sponsored|ad)\W*$|^\W*advertisement\b[^.]{{0,30}}$
    ^\W*(?:sign up|subscribe) (?:for|to) our (?:\w+ )?newsletter\W*$
    ^\W*(?:上|下)一(?:篇|页|章|条)\s?[:：]|^\W*上一[篇页章][^。]{{0,40}}下一[篇页章]
    ^\W*(?:相关(?:推荐|阅读|文章|新闻)|猜你喜欢|热门(?:文章|推荐|评论)|精彩推荐|为你推荐|大家都在看
    最新文章|更多精彩|热点推荐|点击排行)\W*(?:$|[:：])
    ^\W*分享(?:到|至)\s?[:：]?|^\W*(?:发表|我要|写|查看|全部)评论|^\W*(?:暂无)?评论\s?[(（]?\d*[)）]?$|登录后评论
    ^\W*(?:{_WIDE_BUTTONS})(?:\W{{1,4}}(?:{_WIDE_BUTTONS})){{1,6}}\W*$
    \bicp备|^\W*(?:打开|下载)app|^\W*广告\W*$
    ^\W*(?:vorheriger|nächster|weitere) (?:artikel|beitrag|beiträge)|^\W*das könnte sie auch
    ^\W*(?:article (?:précédent|suivant)|à lire aussi|artículo (?:anterior|siguiente)|te puede)
""")
# Whoever publishes may say these of himself: all of them are one sign.
_CREDITS = one_of(r"""
    ^\W*(?:filed under|posted (?:in|on|by)|tagged(?: with)?|last updated|published(?: on)?
    categories|topics)\s?[:：]
    版权所有|未经(?:授权|许可)[^。]{0,6}(?:禁止|不得)转载|^\W*(?:推荐|延伸)阅读\W*$
    ^\W*(?:责任编辑|责编|原标题|编辑|校对|审核|浏览(?:次数|量)|阅读(?:量|数)?|点击数|发布时间|来源)\s?[:：]\s?\S
""")
_WAY = re.compile(r"^[\w\u4e00-\u9fff &'-]{1,24}(?:\s[>›»/|]\s[\w\u4e00-\u9fff &'-]{1,40}){2,5}$")
_STROKES = (">", "›", "»", "/", "|", "·", "•")
_STARTS = compiled(r"^(?:home|start|startseite|accueil|inicio|首页|主页|blog|news|新闻|网站首页)\b")
_BAR = re.compile(r"\w[\w &'-]{0,20}(?: [|·•] \w[\w &'-]{0,20}){3,12}")  # of a menu
# "Words | Ada Holm", "文 | 小满": who made it, with the same strokes
_BYLINE = re.compile(
    r"\W*(?:words|text|story|photos?|by|文|图|作者|编辑|撰文|摄影|出品|来源)\s?[|｜/]"
)
_OF_PAGES = question(r"""
    paywall|subscri|website|web ?site|\bweb\b|\bux\b|browser|javascript|cloudflare|captcha|online
    newspaper|journalis|\bseo\b|comment|cookie|security|bot\b|scrap|copyright|newsletter|html|login
    网站|网页|付费|订阅|会员|浏览器|验证|爬虫|版权|评论区|互联网|公众号|自媒体|微信
""")
_ANY = Either(_WALLS, _MACHINES, _FRAME, _CREDITS)


def check(article: Finished) -> Iterator[Finding]:
    """The first part of a page's frame, where there are several."""
    points, first, credited = 0, None, False
    for passage, found in _parts(article):
        points += found
        credited = credited or (passage.may_hold(_CREDITS) and _is_credit(passage))
        first = first or (passage if found else None)
    points += credited
    if first is None or points < _ENOUGH or article.subject.is_about(_OF_PAGES):
        return
    said = f"a part of a page, and no text: {first.said.strip()[:60]}"
    yield Finding(NAME, Level.HOLD, first.block.span, said)


def _parts(article: Finished) -> Iterator[tuple[Passage, int]]:
    """(passage, points) of each part of a frame."""
    passages = [*article.heading, *article.spoken]
    few = len(article.units) <= _FEW_WORDS
    for place, passage in enumerate(passages):
        is_first, is_last = place < _FIRST, place >= len(passages) - _LAST
        if not (is_first or is_last) or passage.block.kind is Kind.CELL:
            continue
        text = passage.low.strip()
        if is_first and _is_way(text):
            yield passage, _ENOUGH if _STARTS.match(text) else 1
        elif len(text) <= _SHORT and passage.may_hold(_ANY):
            yield passage, _points(passage, few=few)


def _points(passage: Passage, *, few: bool) -> int:
    points = 0
    lines = passage.spelled if "\n" not in passage.low else None
    for line in [lines] if lines is not None else passage.low.split("\n"):
        if passage.find(_WALLS, line) is not None:
            points += 1
        if few and passage.find(_MACHINES, line) is not None:
            points += 1
        if passage.find(_FRAME, line) is not None:
            points += 1
    return points


def _is_credit(passage: Passage) -> bool:
    return any(passage.find(_CREDITS, line) for line in passage.low.split("\n"))


def _is_way(text: str) -> bool:
    """Whether it is the way to a page: "Home > Food > Tea", or the bar of a menu."""
    if (
        not has(text, _STROKES)
        or "\n" in text
        or len(text) > _SHORT
        or text[-1:] in ".!?。！？"
        or _BYLINE.match(text)
    ):
        return False
    return _WAY.match(text) is not None or _BAR.fullmatch(text) is not None
