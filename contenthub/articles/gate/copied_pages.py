"""Was a page copied that is no article? A shop's goods, the comments under a post, a scan's heads.

Their parts are short lines of fixed wording. Several different ones come from such a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "not_an_article"
_SHORT = 90  # characters of a line
_SHOP = one_of(r"""
    \badd to (?:basket|cart|bag|wish ?list)\b|\bin stock\b|^\W*qty\b|\binc(?:l\.?|\.|luding)? vat\b
    \bcustomers? (?:also|who) (?:bought|viewed)\b|\b\d[\d,]* (?:customer )?(?:reviews|ratings)\b
    ^\W*(?:product )?(?:description|details|specifications)\W*$|\bbuy (?:it )?now\b
    \bfree (?:delivery|shipping|returns)\b
    \bdispatched (?:within|in)\b|★{3,5}|^\W*sku\b
    加入购物车|立即购买|(?<!快递)包邮|月销|库存\s?\d|七天无理由|7天无理由|好评率|宝贝详情|商品详情
    看了又看|累计评价|\d小时内发货|领券
""")
_COMMENTS = one_of(
    r"""
    ^\W*(?:(?:like|share|report)(?: ?\(\d{1,5}\))?\W{1,4})?reply(?: ?\(\d{1,5}\))?(?:\W{1,4}(?:reply
    like|share|report|edit)(?: ?\(\d{1,5}\))?)+\W*$
    ^\W*(?:like|share|report)(?: ?\(\d{1,5}\))?\W{1,4}reply(?: ?\(\d{1,5}\))?\W*$
    \b\d{1,2} (?:minutes?|hours?|days?|weeks?|months?|years?) ago\W*$|^\W*(?:load|show|view) (?:more
    all \d+|\d+ more) (?:comments|replies)
    ^\W*(?:赞|点赞|踩)\s?\d{0,6}\W{0,3}(?:回复|评论)|\d{1,2}(?:分钟|小时|天
    个月)前(?:\W{0,3}来自[^，。\n]{1,8})?\W*$
    ^\W*(?:赞同|点赞|喜欢|收藏|评论|转发)\s?\d{1,6}\W{1,4}(?:评论|收藏|分享|转发|喜欢)|^\W*回复\s?@
    (?:^|\W)(?:发布|编辑)于\s?\d{4}-\d
    ^\W*(?:查看|展开|加载)(?:全部|更多)?\s?\d{0,6}\s?条?(?:评论|回复)
""",
    words="reply| ago|comments|replies|回复|评论|天前|小时前|分钟前|个月前|赞同|点赞|喜欢|收藏|转发"
    "|发布于|编辑于",
)
_SCAN = one_of(r"""
    ^\W*page \d{1,3} (?:of|/) ?\d{1,3}\W*$|^\W*第\s?\d{1,3}\s?页\W{1,5}共\s?\d{1,3}\s?页\W*$
""")
_NAMES = {_SHOP: "a shop", _COMMENTS: "comments", _SCAN: "a scan"}
_LEAST = {_SHOP: 4, _COMMENTS: 3, _SCAN: 1}
_ABOUT = question(r"""
    shop|store|retail|e-?commerce|cart|checkout|review|comment|website|\bux\b|\bseo\b|copywrit|购物
    电商|网店|商品|评论|网站|淘宝|带货|文案
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first part of such a page, where there are enough of one kind."""
    for kind, name in _NAMES.items():
        if article.may_hold(kind):
            parts = list(_parts(article, kind))
            if len({said for said, _ in parts}) >= _LEAST[kind]:
                if not article.subject.is_about(_ABOUT):
                    first = parts[0][1]
                    said = f"a page of {name}, and no text: {first.said.strip()[:60]}"
                    yield Finding(NAME, Level.HOLD, first.block.span, said)
                return


def _parts(article: Finished, kind: Expression) -> Iterator[tuple[str, Passage]]:
    """(what stands there, passage) of each part, each line once."""
    for passage in article.holding(kind):
        low = passage.low
        for line in low.split("\n"):
            if len(line) <= _SHORT and passage.find(kind, line.strip()) is not None:
                yield from ((found[0], passage) for found in kind.pattern.finditer(line.strip()))
