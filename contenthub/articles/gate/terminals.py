"""Does it show what stood on a terminal while the text was made? Calls of tools, patches, progress.

An agent's screen has shapes of its own: the sign before a step, the call with its brackets, lines
of a patch, what a program says that it has saved. One such line in plain text is enough, since
an article shows them in blocks of code. What an agent calls its steps stands in other texts as well
("Action:"), so that two different ones are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.machine_lines import OF_PROGRAMS
from contenthub.articles.gate.own_words import Passage

NAME = "tool_marks"
_LONG = 240  # characters of a line that is looked at
_LOOKED_AT = {Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING}
_SPINNERS = "✻✽✶✢✳⏺●⎿└├╰"
_CALLS = (
    r"(?:read|write|edit|multiedit|update|bash|shell|glob|grep|task|todowrite|ls|webfetch|websearch"
    r"|web search|web_search|fetch|search|create|run|python|browser|open)"
)
_FILE = r"[\w./\\~\u4e00-\u9fff-]{1,80}\.(?:md|markdown|html?|txt|docx?|json|mdx|rst)\b"
# A line that nothing but a program writes, in lower case.
_SURE = one_of(rf"""
    ^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@|^diff -{{2}}git a/|^\+\+\+ [ab]/\S|^--- [ab]/\S
    ^index [0-9a-f]{{7,40}}\.\.[0-9a-f]{{7,40}}
    ^ ?(?:begin patch|end patch)$|^ ?(?:add|update|delete) file: \S
    ^[{_SPINNERS}] ?{_CALLS}\([^()\n]{{0,160}}\)|^⎿|^[{_SPINNERS}].{{0,80}}\b(?:esc to interrupt
    tokens\b|for \d+s\b)
    \(?(?:esc|ctrl\+c) to (?:interrupt|cancel)\b|\bctrl[+-][a-z] to (?:expand|run|show)\b
    \? for shortcuts\b
    ^(?:continue|proceed|overwrite|are you sure)\b[^?]{{0,60}}\? ?[\[(]y/n[\])]
    ^[\[【<(（](?:工具|函数|插件)(?:调用|返回|结果|输出)|^[\[【](?:调用|执行)(?:工具|函数|插件|命令)
    ^[\[【<(](?:tool|function|plugin)[ _-]?(?:call|result|output|response|use)s?\b
    ^(?:工具|函数|插件)(?:调用|返回|结果|输出)\s?[:：]|^(?:正在)?(?:调用|执行)(?:工具|函数|插件
    命令)\s?[:：]
    ^\W{{0,3}}(?:api )?error:? \d{{3}}\b|"type" ?: ?"[a-z_]*error"|"request_id" ?: ?"
    \bretrying (?:in \d{{1,4}} ?(?:s|sec|seconds)\b|[(（]?\d{{1,3}} ?/ ?\d)
    [(（]attempt \d{{1,3}} ?(?:/
    of) ?\d
    ^\W{{0,3}}(?:execution|workflow|job|task|run|pipeline) (?:stopped|failed|aborted|timed out
    finished with)\b[^\n]{{0,40}}[:：]
    ^\W{{0,3}}(?:\w[\w ]{{0,14}} ?[·•|] ?){{1,4}}(?:regenerate|read aloud|bad response)\b
    ^\W{{0,3}}(?:regenerate|read aloud|bad response) ?[·•|]|^\W{{0,3}}(?:regenerate (?:response
    answer)|stop generating)\W{{0,3}}$
    ^\W{{0,3}}\d{{1,2}} (?:of|/) \d{{1,2}} drafts?\b|^\W{{0,3}}show drafts\W{{0,3}}$
    ^\W{{0,3}}(?:did|was) this (?:answer|response|reply) (?:\w+ )?(?:help|helpful|useful)\b
    ^\W{{0,3}}(?:reading|read|reviewing|checking) \d{{1,3}} (?:web ?)?(?:sites|pages|results
    sources)\s?(?:…
    \.\.\.)
    ^\W{{0,3}}(?:gemini|chatgpt|claude|copilot|grok|deepseek|ai)\b[^.\n]{{0,24}} can make mistakes\b
    ^\W{{0,3}}sources and related content\W{{0,3}}$|\bai responses may include mistakes\b
    \bgenerative ai is experimental\b|^\W{{0,3}}ai-generated content may be incorrect\b
    ^\W{{0,3}}error\s?[:：] (?:connection|stream|request|model|server|timeout|network|internal
    rate limit
    unexpected|failed to|could not|unable to|no response)\b
    \bpartial (?:output|response|result)s? (?:shown|returned|above|only)\b
    ^(?:error|warning|exception|fatal|failed)\s?[:：][^\n]{{0,80}}\b(?:time(?:d)?[ -]?out|retry\w*
    connection|refused|exceeded|rate limit|unavailable|overloaded|gateway
    status (?:code )?\d{{3}})\b
    ^(?:错误|报错|警告|异常)\s?[:：][^\n]{{0,40}}(?:超时|重试|连接|失败|限流|繁忙|不可用|状态码)
    ^[✔✓✅☑√⏳🔍📝]\ufe0f?\s?(?:已(?:读取|加载|解析|检索|调用)|正在(?:写|生成|撰写|检索|分析|读取|润色|调用)
    (?:大纲|正文|标题|初稿|摘要|草稿|全文)\s?已?(?:生成|完成|写好|保存))
    ^http/\d(?:\.\d)? \d{{3}}\b|^(?:content-type|cache-control|x-request-id|content-length): \S
    ^tokens? used\s?:?\s?[\d,]{{2,}}|^(?:process )?(?:exited|finished) with (?:exit )?(?:code
    status) \d
    ^[█▓▒░■▇]{{4,}}[^\w]{{0,40}}\d{{1,3}} ?%|^\d{{1,3}} ?%\s?\|?[█▓▒░■▇]{{2,}}
    ^\W{{0,3}}(?:wrote|written|saved|exported|created|updated)\b[^.]{{0,40}}\bto:? {_FILE}\W{{0,3}}$
    ^\W{{0,3}}(?:file|output|article|draft|content) (?:has been )?(?:written|saved|created
    exported)\b[^.]{{0,40}}\b{_FILE}\W{{0,3}}$
    ^\W{{0,3}}(?:wrote|saved|created|updated) {_FILE}(?: \([^()]{{1,40}}\))?\W{{0,3}}$
    ^\W{{0,3}}(?:(?:文件|文章|稿件|正文|内容)?已?(?:成功)?(?:保存|写入|导出|输出|生成)(?:成功
    完成)?(?:到|至|为|于|在)?)\s?[:：]?\s?{_FILE}\W{{0,3}}$
    ^\W{{0,3}}(?:保存路径|输出文件|输出路径|文件路径)\s?[:：]
""")
# The steps of an agent, each behind its name.
_STEPS = one_of(r"""
    ^\W{0,3}(action input|action|observation|thought|final answer|tool|tool input|tool output
    arguments|args)\s?[:：]
    ^\W{0,3}(行动输入|行动|观察结果|观察|思考|最终答案|工具输入|工具输出|参数|调用结果
    执行结果)\s?[:：]
""")
_OF_AGENTS = frozenset(
    (
        *("action input", "observation", "tool input", "tool output"),
        *("行动输入", "观察结果", "工具输入", "工具输出", "调用结果", "执行结果"),
    )
)
_FEW_STEPS = 2
_DIFF = re.compile(r"^(- ([^\n]{3,300}))\n\+ [^\n]{3,300}$", re.MULTILINE)


def check(article: Finished) -> Iterator[Finding]:
    """The first line of such a screen."""
    found = _line(article) or _step(article) or _changes(article)
    if found is not None and not article.subject.is_about(OF_PROGRAMS):
        passage, line = found
        said = f"a line of a terminal, and no text: {line.strip()[:60]}"
        yield Finding(NAME, Level.HOLD, passage.block.span, said)


def _changes(article: Finished) -> tuple[Passage, str] | None:
    """Lines that are taken out, each with the one below it that takes its place."""
    body = article.body
    if "\n+ " not in body or len(found := _DIFF.findall(body)) < _FEW_STEPS:
        return None
    first = next((one for one in article.passages if found[0][1] in one.block.text), None)
    return None if first is None else (first, found[0][0])


def _lines(article: Finished, those: Expression) -> Iterator[tuple[Passage, str]]:
    """The lines in which the expression may be found."""
    for passage in article.holding(those):
        if passage.block.kind in _LOOKED_AT:
            for line in passage.low.split("\n"):
                if len(line) <= _LONG:
                    yield passage, line.strip()


def _line(article: Finished) -> tuple[Passage, str] | None:
    for passage, line in _lines(article, _SURE):
        if passage.find(_SURE, line) is not None:
            return passage, line
    return None


def _step(article: Finished) -> tuple[Passage, str] | None:
    """The first of several different steps, one of which only agents take."""
    names: dict[str, tuple[Passage, str]] = {}
    for passage, line in _lines(article, _STEPS):
        if (found := _STEPS.pattern.match(line)) is not None:
            names.setdefault(found[1] or found[2], (passage, line))
    if len(names) < _FEW_STEPS or _OF_AGENTS.isdisjoint(names):
        return None
    return next(iter(names.values()))
