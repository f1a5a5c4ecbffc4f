"""Is it an article at all? Servers' errors and raw data come where a text was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.text import word_count

NAME = "not_an_article"
_SHORT = 2_000  # characters: an article about an error is longer than the error
_FEW_WORDS = 60
_FENCED = re.compile(r"\s*+```\w*+\s*+([^`]*+)```\s*+")  # the whole text is one block of code
_DATA = re.compile(r"\s*+(?:```\w*+\s*+)?(?:\[\s*+)?\{\s*+\"[^\"\n]{1,80}\"\s*+:")
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


def check(article: Finished) -> Iterator[Finding]:
    """The error of a server, or an object of JSON, in place of a text."""
    body = article.body
    if _is_data(body):
        yield Finding(NAME, Level.HOLD, None, "the text is JSON, and no article")
    elif len(body) <= _SHORT and _is_error(body):
        yield Finding(NAME, Level.HOLD, None, "the text is the error of a server, and no article")


def _is_data(body: str) -> bool:
    start = body[:200].lstrip()
    if start.startswith("```") and _FENCED.fullmatch(body) is None:
        return False
    return _DATA.match(start) is not None


def _is_error(body: str) -> bool:
    shown = _TAGS.sub("\n", _STYLES.sub("<", body)) if "<" in body else body
    return _ERROR.match(shown.strip()) is not None and word_count(shown) <= _FEW_WORDS
