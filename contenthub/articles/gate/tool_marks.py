"""Has it the marks by which a model's tools cite? They mean something to that program alone.

Each product has its own, and a reader of the article gets brackets with no source behind them.
Code and quotations are left out: an article may tell of such marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

import ahocorasick_rs

from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage, without_code
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "tool_marks"
_TOOLS = "(?:search|news|view|image|fetch|file|academia|products?|forecast|finance|sports|maps)"
_NUMBERS = r"\d{1,3}(?:(?:, ?|[-–])\d{1,3}){0,9}"
# In what is said: those of ChatGPT, Gemini, Perplexity, DeepSeek, Kimi, Grok, Claude and others.
_SAID = one_of(rf"""
    【\d{{1,3}}(?::\d{{1,3}})?†|\boaicite\b|\boai_citation\b|\bcontentreference\[
    turn\d{{1,2}}{_TOOLS}\d|[\ue200-\ue206]
    \[cite_start\]|\[cite: ?{_NUMBERS}\]
    \[(?:web|attached_file|file|memory|search|citation|source_doc|ref_id|chat_hist): ?{_NUMBERS}\]
    \[\^\d{{1,3}}\^\]|<(?:co|ref): ?\d|<ref(?: name=[^<>\n]{{1,40}})?>|[\[【（(](?:网页|搜索结果
    检索结果|参考网页|web ?page|search[ _]result|web[ _]result)s?[ _:#：]?\d{{1,2}}[\]】）)]
    </?grok:[a-z]|\bgrok_card\b|:antcitation\[
    [\[【（(](?:来源|出处|引用|参考|source|ref|doc|chunk|context|passage
    kb)s?[:：# -]{{0,2}}(?:知识库|文档|片段|段落
    chunk|doc|snippet|context|file
    passage)[^\[\]【】（）()\n]{{0,30}}\d[^\[\]【】（）()\n]{{0,12}}[\]】）)]
    \[inline_citation\]|\[sources?: ?\d{{1,3}}†
""")
# In what is not said: the elements and addresses of its links, which whoever follows them sees.
_BEHIND = compiled(r"""
    [?&](?:amp;)?(?:utm_source|referrer)=(?:chatgpt|openai|copilot\.com|perplexity|grok\.com|gemini
    claude\.ai|deepseek|kimi)\b
    <cite index=|\]\(sandbox:/|\]\(attachment:|"attributableindex"|\[citation:\d{1,3}\]\[
""")
_MAY_BE_BEHIND = ("=", "](", "][", '"')  # each of these has one
_SIGNS = (
    *("知识库", "文档", "片段", "段落", "chunk", "snippet", "[doc", "source", "Source", "context"),
    *(
        "†",
        "oai",
        "Reference[",
        "attributable",
        "[cite",
        "[^",
        "<co",
        "<cite ",
        "<ref",
        "网页",
        "搜索结果",
        "检索结果",
        "eb page",
        "ebpage",
        "result",
    ),
    *("grok", "antCitation", "INLINE_C", "utm_source", "referrer=", "sandbox:", "attachment:"),
    *("[web", "_file:", "[file", "[memory", "[search", "[citation", "_doc:", "[ref_id", "_hist:"),
    *(f"turn{number}" for number in range(10)),
    *map(chr, range(0xE200, 0xE207)),
)
_LONGEST_SIGN = max(map(len, _SIGNS))
_PIECE = 50_000  # characters in which signs are looked for at once: each that is found takes memory
_NUMBER = re.compile(r"(?:\w\w|[.,;!?。，；！？”\"')）%*])((?:\[\d{1,2}\])++)(?![\w(:\]])")
_FIRST_NUMBER = re.compile(r"\[\d")
_ENOUGH = 3  # numbers: one or two may be anything
# An exam tells in brackets what an answer is worth, at the end of each question.
_AT_END = re.compile(r"\[\d{1,2}\]\W*$", re.MULTILINE)
_MARKS = compiled(r"""
    \b\d{1,3} (?:marks|points)\b|\b(?:marks|points) (?:available|in brackets|are shown)\b|\d+ ?分
    分值|\d+ punkte\b|\d+ points?\b|\d+ puntos\b
""")
_OF_SOURCES = compiled(r"""
    ^\W*(?:sources?|references?|bibliography|notes|footnotes|endnotes|works cited|further reading
    literature|quellen|literatur|anmerkungen|fußnoten|einzelnachweise|sources|références|notes
    bibliographie|fuentes|referencias|notas|bibliografía|参考|参考文献|参考资料|注释|注|来源
    资料来源|引用|脚注|出典)\b
    ^\W*\[\^?\d{1,2}\]|^\W*\d{1,2}[.)\]、] ?\S.*(?:https?:|\bdoi\b|\d{4})
""")
# Blocks of code, and objects, by which a model calls a tool or gets its answer.
_CALLS = frozenset(
    f"{what}_{part}{more}"
    for what in ("tool", "function")
    for part in ("code", "call", "output", "result", "use")
    for more in ("", "s")
)
_CALL = re.compile(
    r"\A\{\s*\"(?:name|tool|tool_name|function|action|query|queries|search_query|type|id|cmd)\"\s*:"
)
_LONG_CALL, _LONG_STATUS = 2_000, 120  # characters
# What a program shows while it searches, reads and thinks: a line of its own.
_STATUS = compiled(r"""
    [^\w\n]*(?:searching|browsing|looking up|fetching|querying|calling|executing|invoking|reading
    analy[sz]ing|generating)(?: for| through| from)? (?:the )?(?:web|internet|online|tools?|search
    queries|query|sources?|results?|images?|function|api|page|url|\d+ (?:web ?)?(?:sites|pages
    results|sources))\b[^\n]*(?:\.\.\.|…)[^\w\n]*
    [^\w\n]*(?:searched|browsed|visited|consulted)(?: for)? (?:the web|\d+ (?:web ?)?(?:sites?
    pages?|results?|sources?))\b[^\n.]{0,60}
    [^\w\n]*(?:thought|reasoned) for (?:about )?(?:a few|a couple of|\d+) ?(?:s|sec|seconds?
    minutes?)\b[^\w\n]*
    [^\w\n]*已?(?:完成)?(?:深度)?思考(?:了|完成)?\s?[（(]?用时[^\n]{1,12}
    [^\w\n]*正在(?:联网|全网)?(?:搜[索寻]|检索|查询|调用|浏览网页|读取网页|阅读网页)[^\n。]{0,40}(?:\.\.\.|…+)[^\w\n]*
    [^\w\n]*(?:正在|已)(?:联网|全网)?(?:搜[索寻]|检索|查询)(?:关键[词字])?\s?[:：][^\n。，]{1,40}
    [^\w\n]*已?(?:为您|为你|联网|全网)?(?:搜[索寻]|检索|阅读|浏览|参考|找|查)(?:到|了)?(?:全网)?\s?\d+\s?(?:个|篇|条)?(?:相关)?(?:网页|网站|搜[索寻]结果|参考资料|结果)[^\w\n]*
""")
_SHOWS = re.compile(r"\.\.\.|…|\d|the web|few|couple|正在|已[搜检查]")
_OF_TOOLS = question(r"""
    (?<![a-z])ai(?![a-z])|\bllm|agent|gemini|chatgpt|claude|chatbot|\btools?\b|\bapi\b|json|function|prompt|model
    模型|智能|机器人|接口|提示词|工具
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first mark of a tool, or numbers of sources that are not there."""
    may_have = article.may_hold(_SAID) or has(article.body, _MAY_BE_BEHIND)
    signs = _signs(article.wording) if may_have else ()
    for passage in article.passages if signs else ():
        if has(simplified(passage.block.text), signs) and (found := _mark(passage)):
            said = f"a mark by which a tool cites, and no reader: {' '.join(found.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return
    if (left := _left_over(article)) is not None:
        said = f"a tool's work, and no text: {' '.join(left.text.split())[:60]}"
        yield Finding(NAME, Level.HOLD, left.span, said)
        return
    if _FIRST_NUMBER.search(article.body):
        yield from _of_no_list(article)


def _left_over(article: Finished) -> Block | None:
    """What a tool was called with, or what a program shows while it works."""
    for block in article.blocks:
        if block.quoted:
            continue
        if block.kind is Kind.CODE:
            left = (block.info or "").strip().casefold() in _CALLS
        elif block.kind is not Kind.PARAGRAPH or len(text := block.text.strip()) > _LONG_CALL:
            continue
        elif text[:1] == "{":
            left = text.endswith("}") and _CALL.search(text) is not None
        else:
            left = len(text) <= _LONG_STATUS and _is_status(text)
        if left and not article.subject.is_about(_OF_TOOLS):
            return block
    return None


def _is_status(text: str) -> bool:
    """Whether one of its lines is such; each has dots, a number or "正在": that is seen at once."""
    if _SHOWS.search(text) is None:
        return False
    low = lowered(text)
    if "\n" not in low:
        return _STATUS.fullmatch(low) is not None
    return any(_STATUS.fullmatch(line) is not None for line in low.split("\n"))


def _signs(body: str) -> set[str]:
    """Those that are there, by one look for all: to look for each takes ten times as long."""
    pieces = (body[at : at + _PIECE + _LONGEST_SIGN] for at in range(0, len(body), _PIECE))
    return {_SIGNS[number] for piece in pieces for number, *_ in _finder()(piece)}


@cache
def _finder() -> Callable[[str], list[tuple[int, int, int]]]:
    return partial(ahocorasick_rs.AhoCorasick(_SIGNS).find_matches_as_indexes, overlapping=True)


def _mark(passage: Passage) -> str:
    """What stands there from the mark on."""
    if found := passage.find(_SAID, passage.low):
        return passage.said.casefold()[found.start() :]
    text = passage.block.text
    if has(text, ("=", ":")) and (found := _BEHIND.search(lowered(without_code(text)))):
        return found[0]
    return ""


def _of_no_list(article: Finished) -> Iterator[Finding]:
    """Numbers in brackets behind what they are to prove, where no list says what they mean."""
    cited = [one for one in article.passages if "]" in one.block.text and _numbers(one)]
    if sum(map(_numbers, cited)) < _ENOUGH:
        return
    if all(map(_tells_its_worth, cited)) and any(
        _MARKS.search(one.low) for one in article.passages
    ):
        return
    defined = any(name.strip("^").isdigit() for name in article.references)
    if defined or any(_OF_SOURCES.search(one.low) for one in article.passages):
        return
    said = f"it cites by numbers, and no list says what they are: {cited[0].said[-60:]}"
    yield Finding(NAME, Level.HOLD, cited[0].block.span, said)


def _tells_its_worth(passage: Passage) -> bool:
    """Whether each of its numbers ends a line, as the marks for an answer do."""
    return len(_AT_END.findall(passage.block.text)) == _numbers(passage)


def _numbers(passage: Passage) -> int:
    """How many numbers of sources it has."""
    if passage.block.kind not in {Kind.PARAGRAPH, Kind.ITEM}:
        return 0
    return sum(run.count("[") for run in _NUMBER.findall(without_code(passage.block.text)))
