"""Reads what the program content-creator prints for people: text with banners and log lines.

Its stdout mixes a configuration banner, log lines (coloured text or one JSON object each) and
the answer, so each answer is looked for by its own marks. Labels are Chinese in every build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_ACCEPTED = ("任务已成功创建", "执行成功")
# Blanks are given back by no expression here ("++"): what is printed may be megabytes of them.
_BLANKS = r"[^\S\n]*+"
_TASK_ID = re.compile(rf"^{_BLANKS}任务ID[:：]\s*+(\S++)", re.MULTILINE)
_STATUS = re.compile(rf"^{_BLANKS}状态[:：](.*)$", re.MULTILINE)
_STEP = re.compile(rf"^{_BLANKS}当前步骤[:：](.*)$", re.MULTILINE)
_REASON = re.compile("错误信息[:：]")
_RULE = "\n" + 10 * "─"  # what closes a block
_ERROR = re.compile(rf"^{_BLANKS}(?:❌ (?:错误[:：])?|error:){_BLANKS}(.+)$", re.MULTILINE)
_DETAIL = re.compile(rf"^{_BLANKS}• {_BLANKS}(.+)$", re.MULTILINE)
_UNKNOWN_OPTION = re.compile(r"unknown option|unrecognized argument|未知选项", re.IGNORECASE)
_UNKNOWN_TASK = re.compile("未找到任务|任务不存在")
_UNFINISHED = "任务尚未完成"
_NO_TEXT = "(无内容)"
_NO_RESULT = ("未生成结果", "Memory 模式")
_SECTION = re.compile(r"^─{10,}\n(\d{1,6})\. ([A-Za-z_-]+)\n─{10,}\n", re.MULTILINE)
_SECTION_END = re.compile(r"\n─{10,}$", re.MULTILINE)
_ARTICLE = re.compile(
    r"(?:内容|最终文章（图片已嵌入）)[:：]\n(?P<text>.*?)(?:\n字数:"
    r" (?P<words>\d{1,9}))?(?:\n图片数量: \d+)?",
    re.DOTALL,
)

_LABELS = {
    "待处理": "pending",
    "等待中": "waiting",
    "运行中": "running",
    "处理中": "running",
    "已完成": "completed",
    "失败": "failed",
    "已取消": "cancelled",
}
_STEPS = {
    "搜索资料": "search",
    "整理大纲": "organize",
    "撰写内容": "write",
    "文本质检": "check_text",
    "生成配图": "generate_image",
    "配图质检": "check_image",
}

# What `create` says of an order that it would refuse again.
_REFUSALS = (
    "必须提供",
    "参数",
    "不支持的工作流类型",
    "未知的工作流类型",
    "is required",
    "are required",
    "cannot be greater than",
    "unknown command",
    "unknown option",
    "unrecognized argument",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The line that says what went wrong, or "" where the program died without a word."""
        for text in (self.err, self.out):
            details = [detail.strip() for detail in _DETAIL.findall(text)]
            if found := _ERROR.search(text):
                return "; ".join([found[1].strip(), *details])
            if details:
                return "; ".join(details)
        return ""

    @property
    def refuses(self) -> bool:
        """Whether the same call would be refused again."""
        return any(mark in self.error for mark in _REFUSALS)

    @property
    def unknown_option(self) -> bool:
        """Whether this build does not know an option, and so has not done anything."""
        return self.code != 0 and bool(_UNKNOWN_OPTION.search(self.err))

    @property
    def unknown_task(self) -> bool:
        return self.code != 0 and bool(_UNKNOWN_TASK.search(self.err + self.out))

    @property
    def unfinished(self) -> bool:
        return _UNFINISHED in self.out

    @property
    def has_no_result(self) -> bool:
        return any(mark in self.out for mark in _NO_RESULT)


def task_id(out: str) -> str | None:
    """The id that ``create`` printed; what it echoes of the order before does not count."""
    start = max(out.find(mark) for mark in _ACCEPTED)
    found = _TASK_ID.search(out, start) if start >= 0 else None
    return found[1] if found else None


def tasks(out: str) -> list[dict[str, Any]] | None:
    """The rows that ``list --json`` printed, or None where there are none to be read."""
    decoder, start = json.JSONDecoder(), _next_list(out, 0)
    while start >= 0:
        try:
            rows, end = decoder.raw_decode(out, start)
        except json.JSONDecodeError as error:
            rows, end = [None], max(error.pos, start + 1)
        except (ValueError, RecursionError):  # a number or a depth that no list of tasks has
            return None
        if all(isinstance(row, dict) for row in rows):
            return list(rows)
        start = _next_list(out, end)  # behind what was read, so that nothing is read twice
    return None


def _next_list(out: str, start: int) -> int:
    """Where the next line begins with a bracket, from ``start`` on; -1: nowhere."""
    if out.startswith("[", start) and (start == 0 or out[start - 1] == "\n"):
        return start
    return out.find("\n[", max(start - 1, 0)) + 1 or -1


def row_id(row: dict[str, Any]) -> str:
    """The id of a row of ``list --json``; it has it under two names."""
    return str(row.get("taskId") or row.get("id") or "")


def status(out: str) -> tuple[str, str, str] | None:
    """Status, step (both in the generator's English words) and reason of ``status -t``."""
    found = _STATUS.search(out)
    if found is None:
        return None
    said = _word(_LABELS, found[1]) or found[1].strip()
    step = _STEP.search(out)
    return said, _word(_STEPS, step[1]) if step else "", _reason(out)


def _reason(out: str) -> str:
    """The error message, which may have several lines: up to the rule that closes its block."""
    mark = _REASON.search(out)
    return out[mark.end() :].partition(_RULE)[0].strip() if mark else ""


def result(out: str) -> dict[str, Any] | None:
    """The result that ``result -t`` printed, with the names the HTTP service uses.

    None where it cannot be read. The article that has its images filled in comes under
    ``htmlContent``, as it does there.
    """
    found: dict[str, Any] = {}
    for kind, body in _sections(out):
        if kind in {"article", "finalarticle"} and (article := _ARTICLE.fullmatch(body)):
            text = "" if article["text"] == _NO_TEXT else article["text"]
            found["content" if kind == "article" else "htmlContent"] = text
            if article["words"]:
                found["wordCount"] = int(article["words"])
        elif kind == "image":
            found["images"] = _images(body.partition("\n")[2])
    return found or None


def _sections(out: str) -> list[tuple[str, str]]:
    """The numbered parts of a printed result: (kind in lower case, text)."""
    heads: list[re.Match[str]] = []
    for head in _SECTION.finditer(out):
        if int(head[1]) == len(heads) + 1:  # anything else is part of an article
            heads.append(head)
    if not heads:
        return []
    ends = [end.start() for end in _SECTION_END.finditer(out, heads[-1].end() - 1)]
    stops = [head.start() - 1 for head in heads[1:]] + [ends[-1] if ends else len(out)]
    return [
        (head[2].lower(), out[head.end() : stop]) for head, stop in zip(heads, stops, strict=True)
    ]


def _images(text: str) -> Sequence[object]:
    """One JSON list of images, or one address."""
    try:
        value = json.loads(text)
    except ValueError:
        return [text.strip()]
    return value if isinstance(value, list) else [value]


def _word(words: dict[str, str], text: str) -> str:
    return next((word for label, word in words.items() if label in text), "")
