"""Errors of servers, programs and their limits, in place of an article or of its end.

One sign is what an article may be about; several together, in few words, are the error itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import service_pages
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import Ordered, question
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import simplified
from contenthub.articles.text import word_count

_SHORT = 2_000  # characters: an article about an error is longer than the error
_VERY_FEW_WORDS = 25  # nothing beside it
_FEW_WORDS, _SOME_WORDS, _MANY_WORDS = 60, 150, 300
_MANY_WAYS = 3  # in which a program speaks to its user: a page to log in at
_TAGS = re.compile(r"<[^<>]{0,500}>")
_STYLES = re.compile(r"<(?:style|script|head)\b[^<>]{0,200}>[^<]{0,1000}<", re.IGNORECASE)
_STATUS = (
    r"bad request|unauthori[sz]ed|forbidden|not found|too many requests|internal server error"
    r"|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|payload too large"
)
_ERROR = re.compile(
    rf"[\s#*]*+(?:(?:http(?:/[\d.]{{1,3}})? ?|error:? ?(?:code:? ?)?)?[45]\d\d:? {{0,3}}-?"
    rf" ?(?:{_STATUS})"
    rf"|(?:{_STATUS})[.!]?\s*+(?:$|\n)|(?:fatal |unexpected |runtime|value|type|key|api|server)?"
    r"error(?: ?(?:code)?[ (]?\d{3}\)?)?:|exception:|traceback \(most recent call last\)"
    r"|upstream (?:connect error|request timeout)|context deadline exceeded"
    r"|(?:rate limit|quota) exceeded|connection (?:refused|reset|timed out)"
    r"|(?:错误|出错了|请求失败|服务器错误|网络错误|系统繁忙|服务暂时不可用)(?:[:：，,。！!]|\s|$))",
    re.IGNORECASE,
)
_BEGINS = one_of(r"""
    [\W_]*+(?:(?:api|network|system|server|internal|fatal|request|runtime|stream)[ _-]?)?(?:error
    exception|warning|failed|timeout)\b
    [\W_]*+(?:系统|网络|服务|接口|请求)?(?:错误|异常|提示|失败|超时|繁忙)
""")
# What the errors of servers say, each in its own way; two ways of saying one thing are one sign.
_STATES = one_of(rf"""
    \b[45]\d\d\b.{{0,20}}(?:{_STATUS}|error|网关|错误|超时|拒绝|未找到)|error code|errno
    status code|错误码|错误代码|状态码|code[\"':= ]{{1,4}}[-\w]*\d|\baccess denied\b
    \ban error occurred\b|(?:调用|请求|生成|加载|访问)(?:失败|出错|异常)|服务(?:异常|不可用)
    do not have permission|(?:something|anything) went wrong|开小差
    (?:output|response) was empty|empty response|^http ?/?[\d.]* ?[45]\d\d$
""")
_RETRY = one_of(r"""
    try (?:your request )?again|\bretry\b|retry (?:after|in)|please wait
    [稍后](?:后|候)?(?:再试|重试)|后再试|请重试|再试一次|刷新重试|重新生成|重新加载
""")
_QUOTA = one_of(r"""
    rate.?limit|quota|too many requests|tokens per|billing|credits|your (?:current )?plan\b
    free (?:tier|trial)|overloaded|at capacity|context length|max_tokens|额度|配额|速率限制
    频率限制|请求过于频繁|并发|余额不足|欠费|使用人数|服务器繁忙|升级会员|会员|充值
""")
_SERVER = one_of(r"""
    request.?id|trace.?id|ray id|请求编号|请求id|nginx|cloudflare|upstream|backend service
    gateway|proxy server|connection (?:refused|reset|error|aborted|terminat)|timed? ?out
    your request|internal server error|service unavailable|超时|网关|节点[:：]|无法响应|无法访问
    接口返回|\bapi\b
""")
_SUPPORT = one_of(r"""
    contact (?:support|us|the (?:site )?admin)|if (?:the|this) (?:problem|issue|error)
    administrator|owner of this website|管理员|问题持续|联系客服|技术支持
""")
# What a program says to whom it lets in, and to nobody else: one more sign is enough.
_TO_USER = one_of(r"""
    \b(?:rate|usage|message|request|token|daily|monthly|hourly|free|weekly) ?-?(?:plan )?(?:limits?
    quota|cap|allowance)s? (?:\w+ )?(?:reached|exceeded|hit|exhausted|resets?)\b
    \byou(?: have|\'ve)? (?:already )?(?:reached|exceeded|hit|used up|used all|run out|exhausted
    are out
    are over)\b[^.]{0,50}\b(?:limits?|quota|credits?|messages|tokens|allowance|plan|requests|cap)\b
    \b(?:limit|quota|credits?|tokens|messages)\b[^.]{0,40}\b(?:will )?(?:resets?|renews?
    refresh) (?:at|in
    on|after)\b
    \bupgrade (?:to|your) (?:\w+ ){0,3}?(?:plus|pro|premium|plan|account|tier|subscription)\b
    \bcontext_length_exceeded|\bmaximum context length|\b(?:incorrect|invalid) api key
    \binvalid_api_key
    \bcheck your (?:billing|plan)|\bsubscription (?:is )?required
    \b(?:only )?available (?:only )?to (?:\w+ )?(?:members|subscribers)\b[^.]{0,30}(?:log|sign|\.
    $)|\bdown for maintenance|\bbe back (?:shortly|soon|online)
    \b(?:keep me|stay) (?:signed|logged) in|\bdo not have an account|\b(?:register|sign up) now\b
    \bis (?:currently )?at capacity\b|(?:安全|人机|滑块|访问)验证|(?:仅|只)对会员开放|会员专享
    登录后(?:即可)?(?:查看|阅读|可见|继续)|付费(?:后)?(?:阅读|查看)|异常流量|输入验证码
    \bout of (?:free )?(?:messages|credits|tokens|quota)\b|\bresource has been exhausted
    \bcheck quota
    \bestimated (?:time|wait)[: ]|人数(?:较|过)多
    \b(?:resource_exhausted|insufficient_quota|rate_limit_exceeded|overloaded_error
    too many requests)
    \b(?:server|model|service|system|engine|api)s? (?:is|are) (?:(?:currently
    temporarily|very) )*(?:busy|overloaded|at (?:full )?capacity|unavailable|loading|down for
    under (?:heavy|high) load)
    \b(?:high|heavy|unusually high|unexpected) (?:\w+ )?(?:demand|load|traffic
    capacity)\b[^.]{0,60}
    \b(?:unable to (?:respond|process|complete|generate)|could not (?:respond|process|complete
    be completed))\b[^.]{0,50}\b(?:request|message|prompt|response)
    \b(?:please )?(?:log|sign) ?(?:in|into|up)\b[^.]{0,30}\b(?:to (?:continue|view|read|proceed
    access
    keep)|again|your account)|\byour (?:session|login|token|api key
    subscription) (?:has been|has|is|was|may have) (?:expired|ended|invalid|timed out|revoked)
    \b(?:verify|confirm|prove) (?:that )?you(?: are|\'re)? (?:not a robot|a? ?human)
    \bnot a robot\b
    \b(?:enable|turn on) (?:javascript|cookies)|\bchecking (?:your|if the site) (?:browser
    connection)
    \bunusual (?:activity|traffic)\b|\bforgot (?:your )?password|\bremember me\b
    \b(?:already|not) (?:a |yet a )?(?:member|subscriber|registered)\?
    \bwaiting list\b[^.]{0,30}queue
    \bdo not (?:refresh|close) (?:this|the) (?:page|window)|\bgeneration (?:was )?(?:stopped
    interrupted
    aborted|failed)
    (?:已|达到|达|超过|超出|超)[^。，]{0,12}(?:上限|限额|限制|额度|配额|次数)|(?:额度|次数|配额
    余额|积分|算力)(?:已|不足
    用完|耗尽)|服务器?(?:正)?(?:繁忙|忙碌|拥挤|过载|维护)|请求过(?:于频繁|多|快)
    (?:请|需要?)(?:先)?(?:重新)?(?:登录|登陆|登入|扫码登录)|登录(?:状态)?(?:已)?(?:过期|失效|超时)
    会话(?:已)?(?:过期
    超时)|开通会员|升级(?:会员|套餐|版本)
    升级(?:到|至)[^，。]{0,6}(?:会员|套餐|高级|专业|旗舰|尊享|付费|plus|pro\b|vip)|(?:输入|获取)(?:验证码|短信)|忘记密码|(?:拖动
    完成)[^。]{0,6}验证
    (?:排队|前面还有)[^。]{0,10}(?:人|位)|(?:网络|连接)(?:异常|中断|超时|错误)|模型(?:繁忙|过载
    正在加载)
    回答(?:已)?(?:中断|停止生成)|生成(?:中断|超时)
""")
_ABOUT_LIMITS = question(r"""
    limit|quota|error|server|\bapi\b|outage|login|log-in|sign(?:ing)? in|sign-in|password|account
    captcha|http|status|upgrade|限流|限制|额度|错误|报错|服务器|接口|登录|密码|验证码|账号|会员|故障|网络
""")
_LONG, _LONG_WIDE = 600, 120  # characters: no message is longer
_FEW_SIGNS = 2  # are a message only where it begins as one
_SIGNS = (_STATES, _RETRY, _QUOTA, _SERVER, _SUPPORT)
_TRACE = re.compile(
    r"^(?:traceback \(most recent call last\)|\s*+file \".{1,300}\", line \d"
    r"|\s*+at [\w.$<>]{3,200}\()",
    re.MULTILINE | re.IGNORECASE,
)
_FEW_FRAMES = 3


def found(name: str, article: Finished) -> Iterator[Finding]:
    """The error that the text is, or that it ends in."""
    body = article.body
    if (len(body) <= _SHORT and _is_error(article)) or _is_trace(article):
        yield Finding(name, Level.HOLD, None, "the text is the error of a server, and no article")
        return
    if _says_error(article):
        yield Finding(name, Level.HOLD, None, "the text is the message of a server, and no article")
        return
    if service_pages.is_one(article) and not Ordered(article.topic).is_about(_ABOUT_LIMITS):
        yield Finding(name, Level.HOLD, None, "the text is a page of a service, and no article")
        return
    if (last := next(reversed(article.spoken), None)) and _ends_in_message(article, last):
        said = "the message of a server stands where the text should go on"
        yield Finding(name, Level.HOLD, last.block.span, said)


def _is_error(article: Finished) -> bool:
    text = article.wording
    if "<" in text:
        text = simplified(_TAGS.sub("\n", _STYLES.sub("<", article.body)))
    return _ERROR.match(text.strip()) is not None and word_count(text) <= _FEW_WORDS


def _says_error(article: Finished) -> bool:
    text, words = article.low, article.words
    if words > _MANY_WORDS:
        return False
    ways = sum(map(_ways, article.passages)) if article.may_hold(_TO_USER) else 0
    if words > _SOME_WORDS:
        return ways >= _MANY_WAYS and not _is_about_limits(article)
    signs = sum(article.may_hold(sign) and sign.search(text) is not None for sign in _SIGNS)
    if signs > 2 and (words <= _FEW_WORDS or not _is_about_limits(article)):
        return True
    if ways and (ways > 1 or signs or words <= _VERY_FEW_WORDS) and not _is_about_limits(article):
        return True
    return signs == 2 and words <= _FEW_WORDS and _is_of_server(text)


def _ways(passage: Passage) -> int:
    """In how many ways a program speaks to its user."""
    if not passage.held & _TO_USER.bits:
        return 0
    return sum(1 for _ in _TO_USER.pattern.finditer(passage.spelled))


def _is_about_limits(article: Finished) -> bool:
    """Whether such messages are its subject."""
    return article.subject.is_about(_ABOUT_LIMITS)


def _is_of_server(text: str) -> bool:
    """Whether a program speaks, by how it begins or by what only programs say."""
    return _BEGINS.pattern.match(text) is not None or _STATES.search(text) is not None


def _ends_in_message(article: Finished, last: Passage) -> bool:
    """Whether the last paragraph is what a program says when it stops.

    Further above a text tells of such messages itself.
    """
    text = last.low
    if last.block.kind is not Kind.PARAGRAPH:
        return False
    if len(text) > (_LONG_WIDE if last.is_wide else _LONG):
        return False
    ways = _ways(last)
    signs = sum(last.find(sign, text) is not None for sign in _SIGNS)
    if ways + signs < _FEW_SIGNS or _is_about_limits(article):
        return False
    return ways > 0 or signs > _FEW_SIGNS or last.begins(_BEGINS, text)


def _is_trace(article: Finished) -> bool:
    """A traceback as the text: no article begins with its frames."""
    first = article.blocks[0].text if article.blocks else ""
    if _TRACE.match(first) is None:
        return False
    outside = [one.plain for one in article.passages[:8]]
    return len(_TRACE.findall("\n".join([first, *outside])[:5_000])) >= _FEW_FRAMES
