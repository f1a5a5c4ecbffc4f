"""Do lines of programs stand in it? Logs, prompts of a shell, marks of a merge, elements, values.

Each is told by its shape, outside of code and of quotations: an article shows such lines in blocks
of code, and one about programs may write them where it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.lines import Kind, Line
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import without_code
from contenthub.articles.gate.spelled_out import lowered, simplified

NAME = "tool_marks"
_LONG = 400  # characters of a line that is looked at
_PROSE = {Kind.TEXT, Kind.LIST, Kind.HEADING, Kind.HTML}
_CODED = {Kind.CODE, Kind.FENCE}
# Of what is looked for in lines; the first are those that most texts have.
_SIGNS = (":", "[", "{", "【", "$ ", "<<<<<<<", ">>>>>>>", "INFO", "DEBUG", "TRACE", "oken", "耗时")
_LEVELS = "INFO|DEBUG|TRACE|WARN|WARNING|ERROR|FATAL|CRITICAL|NOTICE|信息|调试|警告|错误"
_LOGGED = compiled(rf"""
    ^[\W_]*\d{{4}}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d\S*\W.{{0,40}}\b(?:{_LEVELS})\b
    ^\[(?:{_LEVELS})\]\s?\S
    ^\[(?:\d{{4}}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d[^\]\n]{{0,20}}\] ?\[?(?:{_LEVELS})\b
    ^(?:INFO|DEBUG|TRACE)\s?:\s?\S|^\d\d:\d\d:\d\d\S* \[?(?:{_LEVELS})\b
""")
_COMMANDS = (
    "python3?|pip3?|npm|npx|node|curl|wget|git|cd|ls|cat|echo|export|sudo|docker|make|bash|sh"
    r"|brew|apt(?:-get)?|\./\S+"
)
_PROMPT = compiled(rf"""
    ^\$ (?:{_COMMANDS})(?: |$)|^[$>] [a-z][\w-]{{1,30}} (?:[\w-]{{1,30}} )?--?[a-z][\w-]*(?:[ =]|$)
    ^[\w.-]{{1,30}}@[\w.-]{{1,40}}:[^\s$#]{{1,60}}[$#] \S
    ^PS [A-Z]:\\[^>\n]{{0,80}}>|^[A-Z]:\\[^>\n]{{0,80}}>\s?\w
""")
# The first signs of a log or of a prompt: few lines have them.
_MAY_BEGIN = re.compile(
    r"(?:[\[$*_(][\W_]*+)?\d{4}|[\[$]|\d\d:|INFO|DEBUG|TRACE|PS |[A-Z]:\\|[\w.-]{1,30}@"
)
# What a program says of its own work, in a bracket that is a paragraph of its own.
_REPORT = compiled(r"""
    ^[\[【][^\[\]【】]{0,120}\b(?:failed|unavailable|timed out|retrying|unsupported|not supported
    not available
    could not (?:be )?\w+|truncated|unable to \w+|error|cut off|max(?:imum)? (?:length|tokens)
    streaming|content filter\w*|(?:output|generation|response|stream) (?:stopped|halted|interrupted
    blocked|ended))\b[^\[\]【】]{0,120}[\]】]$
    ^[\[【][^\[\]【】]{0,40}(?:失败|出错|超时|无法(?:加载|显示|生成)|已截断|不支持|加载中|生成中
    已达上限)[^\[\]【】]{0,40}[\]】]$
""")
_MERGE = compiled(r"^<{7}(?: |$)|^>{7} \S|^\|{7} \S")
# What a run of a model cost: two of these in one line are no sentence.
_USAGE = (
    compiled(r"\btokens?(?:[_ ](?:in|out|used|count))?\W{0,3}\d|\d ?k? tokens?\b|tokens?\s?\d"),
    compiled(
        r"\blatency\b|\b(?:elapsed|duration|took|runtime)\W{0,3}\d|[耗用]时\W{0,2}\d"
        r"|\b(?:generated|completed|finished|done) in \d+(?:\.\d+)? ?(?:s|ms|secs?|seconds)\b"
    ),
    compiled(
        r"\bmodel\s?[=:：]\s?\S|\b(?:gpt|claude|gemini|qwen|deepseek|llama|mistral|glm)-?[\d.]+\S*"
    ),
    compiled(r"\btemperature\s?[=:：]\s?\d|\btop_p\b|\bmax_tokens\b|\bfinish_reason\b|\bseed\s?="),
    compiled(
        r"\bcost\s?[=:：]?\s?[$€¥]\s?\d|\bstatus\s?[=:：]\s?(?:ok|success|200|done)\b|生成完成"
    ),
)
_USED = ("token", "latency", "耗时", "用时", "model", "temperature", "finish_reason")
_FEW_USED, _LINE = 2, 200
# What a terminal takes for colours and for the place of its cursor; the first sign is often lost.
_ESCAPES = re.compile(
    r"\[(?:\d{1,3}(?:;\d{1,3}){0,4}m|\?\d{1,4}[hl]|[0-2][KJ]|\dG)(?![^\[\]\n]{0,200}\])"
)  # what stands in a bracket that is closed is a link, or a word: "[5G phones](…)"
_FEW_ESCAPES = 3
# A pair of tags whose name no language of pages has: what a program gives or asks for stands in it.
_PAIR = re.compile(r"<([a-z][a-z0-9]*(?:[_:][a-z0-9_]+)*|[\u4e00-\u9fff]{2,4})(?:\s[^<>]{0,200})?>")
_ELEMENT = re.compile(r"^</?([a-z][a-z0-9_:]*)(?:\s[^<>]{0,200})?/?>$")
_PAGE_ELEMENTS = (
    "a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas"
    " caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt em"
    " embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr"
    " html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav"
    " noscript object ol optgroup option p param path picture pre progress q rp rt ruby s samp"
    " script search section select slot small source span strike strong style sub summary sup svg"
    " table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr"
    " g circle rect line text defs use mi mn mo mrow mfrac msup msub msqrt"
)
_IN_JEST = "rant sarcasm irony joke sigh geek nerd snark spoiler whisper shout"
_PAGES = frozenset(f"{_PAGE_ELEMENTS} {_IN_JEST}".split())
# What a prompt asks a model to put its answer into.
_WRAPPER_NAMES = (
    "answer result response final draft document content essay artifact invoke parameter query plan"
    " outline revision translation instruction instructions user assistant system context task body"
    " antartifact completion story post blogpost reply"
)
_WIDE_NAMES = (
    "正文 文章 标题 回答 输出 结果 答案 摘要 草稿 大纲 提纲 内容 初稿 终稿 成稿 译文 任务 要求"
    " 指令 背景 输入 改写 润色 全文 最终答案 最终稿 文章内容 文章正文 文章标题 正文内容"
)
_WRAPPERS_WIDE = frozenset(_WIDE_NAMES.split())
_WRAPPERS = frozenset(_WRAPPER_NAMES.split()) | _WRAPPERS_WIDE
# The end of an object whose string was the text: `","tags":["tea"]}`.
_OBJECT_ENDS = re.compile(
    r"\"\s*,\s*\"[\w -]{1,40}\"\s*:\s*(?:\"[^\"\n]{0,300}\"|\[[^\[\]\n]{0,300}\]|[\d.]{1,12}"
    r"|true|false|null)[^\n]{0,300}[}\]]\s*\Z|[^\s{\"]\"\s{0,9}\]?\}{1,3}\s*\Z"
)
_OBJECT = re.compile(
    r"\{\s?\"[\w -]{1,40}\"\s?:[^\n]{1,2000}\}"
)  # a whole one, on a line of its own
_END = 700  # characters in which such an object ends
OF_PROGRAMS = question(r"""
    program|software|\bcod(?:e|ing)\b|develop|\bgit\b|merge|linux|unix|shell|terminal|command|script
    python|java|\blogs?\b|logging|server|\bapi\b|json|\bxml\b|html|(?<![a-z])ai(?![a-z])|\bllm
    prompt|token
    chatgpt|docker|database|devops|编程|程序|代码|开发|日志|命令|终端|脚本|接口|服务器|模型|智能
    提示词
""")


def check(article: Finished) -> Iterator[Finding]:
    """The first line, pair of tags or end of an object that only a program writes."""
    found = _line(article) or _tag(article) or _end_of_object(article) or _coloured(article)
    if found is not None and not article.subject.is_about(OF_PROGRAMS):
        said = f"a line of a program, and no text: {found.text[:60]}"
        yield Finding(NAME, Level.HOLD, found.span, said)


def _line(article: Finished) -> Line | None:
    if not has(article.wording, _SIGNS):
        return None
    tells = has(article.wording.casefold(), _USED)
    for line in article.lines:
        text = line.text
        if line.kind in _CODED or not text or len(text) > _LONG:
            continue
        if text[0] in "<>|" and _MERGE.match(text):
            return line
        if line.kind not in _PROSE:
            continue
        if _MAY_BEGIN.match(text) and (_LOGGED.match(simplified(text)) or _PROMPT.match(text)):
            return line
        if text[0] == "{" and text[-1] == "}" and _OBJECT.fullmatch(text):
            return line
        if text[0] in "[【" and text[-1] in "]】" and _REPORT.match(lowered(text)):
            return line
        if tells and len(text) <= _LINE and _tells_usage(lowered(text)):
            return line
    return None


def _tells_usage(low: str) -> bool:
    return has(low, _USED) and sum(sign.search(low) is not None for sign in _USAGE) >= _FEW_USED


def _coloured(article: Finished) -> Line | None:
    """The first line with codes for a terminal, where the text has several of them."""
    if "[" not in article.body:
        return None
    found: list[Line] = []
    for line in article.lines:
        if line.kind in _CODED or "[" not in line.text:
            continue
        found += [line] * len(_ESCAPES.findall(without_code(line.text)))
        if len(found) >= _FEW_ESCAPES:
            return found[0]
    return None


def _tag(article: Finished) -> Line | None:
    """A tag of no page's language that is closed, has a name of a program's kind, or is alone."""
    if "</" not in article.body:
        return None
    closed = {part.partition(">")[0].strip() for part in article.body.split("</")[1:]}
    odd = {name for name in map(simplified, closed) if _is_odd(name)}
    if not odd:
        return None
    for line in article.lines:
        if line.kind in _CODED or "<" not in line.text or len(line.text) > _LONG:
            continue
        text = simplified(without_code(line.text))
        alone = _ELEMENT.match(text)
        if alone is not None and alone[1] in odd:
            return line
        for found in _PAIR.finditer(text):
            if found[1] in odd and (has(found[1], "_:") or found[1] in _WRAPPERS):
                return line
    return None


def _is_odd(name: str) -> bool:
    if not name.isascii():
        return name in _WRAPPERS_WIDE
    return name not in _PAGES and name.islower() and "-" not in name


def _end_of_object(article: Finished) -> Line | None:
    """The last line, where an object ends that does not begin in the text."""
    tail = article.body[-_END:]
    if not tail.rstrip().endswith(("}", "]")) or _OBJECT_ENDS.search(tail) is None:
        return None
    last = next((line for line in reversed(article.lines) if line.text), None)
    if last is None or last.kind not in _PROSE or last.text.count("{") >= last.text.count("}"):
        return None
    return last
