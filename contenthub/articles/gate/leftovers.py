"""Has it something that was not meant for readers? A model's thoughts, the tokens of its template.

Marks in code are what an article is about. Outside of it a person has to look: an article may name
them in a sentence, and is never altered for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice

from contenthub.articles.code_regions import CODE, MOST_TOKENS, Walk
from contenthub.articles.gate.expressions import Expression
from contenthub.articles.gate.finding import Finding, Level, further
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.lines import Kind, Line
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import simplified
from contenthub.articles.thought_marks import CLOSING, OPENING, PACKED
from contenthub.articles.thought_places import HEADING

MOST = 5  # places that are told one by one
_NAMES = (
    r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|thinking_process"
    r"|thought_process|chain_of_thought|inner_monologue)"
)
# Marks that no template is known to write, or that came through something that escaped them.
_ODD = (
    rf"(?i:&lt;/?{_NAMES}\s{{0,9}}&gt;|＜/?{_NAMES}＞|</?reason>|\[/{_NAMES}\](?![(\[:]))",
    r"(?i:<\|/?(?:begin_of_|end_of_|start_)?(?:think(?:ing)?|thoughts?|reasoning)\|>)",
)
_MARKS = "|".join((OPENING, CLOSING, PACKED[0], *_ODD))
_TEMPLATE = (
    r"<\|/?[A-Za-z][A-Za-z0-9_.:-]{0,60}\|>|</?tool_(?:call|response)>|\[/?INST\](?![(\[:])|<</?SYS>>"
    r"|<(?:start|end)_of_turn>|<｜[^<>｜]{1,60}｜>"
)
_TOKEN = re.compile(rf"(?P<thoughts>{_MARKS})|(?P<template>{_TEMPLATE})|{CODE}", re.MULTILINE)
_FIRST = re.compile(r"[<＜◁&\[`~]")  # with which each of these begins
_ANY = re.compile(rf"{_MARKS}|{_TEMPLATE}|(?:```|~~~)[ \t]*+{_NAMES}", re.IGNORECASE)
_NAME = re.compile(rf"\s*+{_NAMES}\s*+", re.IGNORECASE)
_CLOSING = re.compile(CLOSING)
_SIGNS = ("<", "＜", "◁", "&lt;", "[/", "[THINK]", "[INST]", "```", "~~~")  # each mark has one
_MAY_BE = "<＜◁&[`~"  # and one of these characters
_BEGINNING = re.compile(
    r"\s*+(?:>[ \t]*+Thinking(?:\.\.\.|…)|\*\*(?:Thinking|Thought process):?\*\*:?\s"
    r"|(?:Okay|OK|Alright|Hmm+)[,.]?+ (?:so )?the user (?:wants|asks|asked|is asking|needs)\b"
    r"|(?:好的|嗯)[，,。]?+用户(?:想|要|希望|让|需要))"
)
_BEGUN = 200  # characters in which it does
_OLLAMA = re.compile(r"^(?:\.\.\.|…)done thinking\.", re.MULTILINE)
# "〔推理开始〕 … 〔推理结束〕": labels at both ends, which no template writes.
_THOUGHT = "(?:推理|思考|思路|思维|构思|reasoning|thinking|thoughts?|analysis|scratchpad)"
_OPENS, _CLOSES = r"[\[【〔［(（{〖「<＜=~-]\s?", r"\s?[\]】〕］)）}〗」>＞=~-]"
# A pair of tags or brackets with such a name: "<构思> … </构思>".
_PAIRED = (
    r"(?:(?:内心|内部|写作|我的|模型|创作|行文)?(?:推理|思考|思路|思维|构思|独白|自检|反思|盘算|构想"
    r"|打算|分析)(?:过程|笔记|记录)?)"
)
_BEGIN = Expression(
    rf"[<＜\[【〔]\s?{_PAIRED}\s?[>＞\]】〕]"
    rf"|{_OPENS}{_THOUGHT}(?:过程| process)?[ _:：-]?(?:开始|begins?|starts?){_CLOSES}"
    rf"|{_OPENS}(?:begin|start|beginning)[ _](?:of[ _])?(?:the[ _])?{_THOUGHT}{_CLOSES}"
    rf"|{_OPENS}(?:推理|思考|思维)过程{_CLOSES}"
)
_END = Expression(
    rf"[<＜\[【〔]\s?/\s?{_PAIRED}\s?[>＞\]】〕]"
    rf"|{_OPENS}{_THOUGHT}(?:过程| process)?[ _:：-]?(?:结束|完毕|ends?){_CLOSES}"
    rf"|{_OPENS}end[ _](?:of[ _])?(?:the[ _])?{_THOUGHT}{_CLOSES}"
)
_GROWN_TOGETHER = re.compile(
    r"(?<=[^\s`\"'“‘])assistantfinal|assistantfinal(?=[#*A-Z\u3400-\u9fff])"
)


def thoughts(article: Finished) -> Iterator[Finding]:
    """Marks of thoughts outside of code, and beginnings that only thoughts have."""
    body = article.body
    what = "a mark of a model's thoughts outside of code"
    yield from _told("thoughts", what, chain(_plain(body), _marks(article, "thoughts")), body)
    if article.may_hold(_END) and (first := _between_labels(article)) is not None:
        said = f"a model's thoughts between labels: {' '.join(first.said.split())[:60]}"
        yield Finding("thoughts", Level.HOLD, first.block.span, said)


def _between_labels(article: Finished) -> Passage | None:
    """The passage with the label that opens thoughts, where another one closes them."""
    opening: Passage | None = None
    for passage in article.holding(_BEGIN, _END):
        if opening is None and passage.find(_BEGIN, passage.low):
            opening = passage
        if opening is not None and passage.find(_END, passage.low):
            return opening
    return None


def _plain(body: str) -> Iterator[re.Match[str]]:
    """Thoughts that are set apart by plain words."""
    if found := _BEGINNING.match(simplified(body[:_BEGUN])):
        yield found
    for word, mark in (("done thinking.", _OLLAMA), ("assistantfinal", _GROWN_TOGETHER)):
        if word in body and (found := mark.search(body)):
            yield found


def template_tokens(article: Finished) -> Iterator[Finding]:
    """Tokens by which a chat template parts turns, outside of code."""
    said = "a token of a model's template outside of code"
    yield from _told("template_tokens", said, _marks(article, "template"), article.body)


def _told(check: str, what: str, places: Iterable[re.Match[str]], body: str) -> Iterator[Finding]:
    places = iter(places)
    for found in islice(places, MOST):
        line = body.count("\n", 0, found.start()) + 1
        begin, end = found.span()
        shown = " ".join(body[begin:end].split())[:60]
        yield Finding(check, Level.HOLD, found.span(), f"{what}, in line {line}: {shown}")
    if (sixth := next(places, None)) is not None:
        more = 1 + sum(1 for _ in places)
        yield Finding(check, Level.HOLD, sixth.span(), f"{what}: {further(more, 'place')}")


def _marks(article: Finished, kind: str) -> Iterator[re.Match[str]]:
    """The marks of this kind that do not stand in code."""
    body = article.body
    if not has(body, _MAY_BE) or not has(body, _SIGNS) or _first_mark(body) is None:
        return  # as most texts are
    walk = Walk(tokens := list(islice(_TOKEN.finditer(body), MOST_TOKENS)))
    indented = _IndentedCode(article)
    heading = HEADING.search(body)
    title_ends = len(body) if heading is None else heading.end()
    while (step := walk.next()) is not None:
        found, block = step
        if found["fence"] is not None:
            if kind == "thoughts":
                yield from _of_fence(body, found, block, title_ends)
        elif found[kind] is not None and found.start() not in indented:
            yield found
    if len(tokens) == MOST_TOKENS and (later := _first_mark(body, tokens[-1].end())):
        yield later  # what is code there nobody can say


def _first_mark(body: str, begin: int = 0) -> re.Match[str] | None:
    """The first mark of any kind, in code or outside of it."""
    signs = _FIRST.finditer(body, begin)
    return next((found for sign in signs if (found := _ANY.match(body, sign.start()))), None)


def _of_fence(
    body: str, fence: re.Match[str], block: Sequence[re.Match[str]], title_ends: int
) -> Iterator[re.Match[str]]:
    """A block that holds thoughts by its name, or that thoughts left open.

    Thoughts leave fences open, and the article's first fence then seems to close theirs.
    ``title_ends`` is where the article's first heading does.
    """
    if _NAME.fullmatch(fence["info"]):
        yield fence
        return
    mark = next((token for token in block if token["thoughts"] is not None), None)
    if mark is None or not _CLOSING.fullmatch(mark.group()) or not _stands_alone(body, mark):
        return
    goes_on = any(token["blank"] is not None and token.start() >= mark.end() for token in block)
    if goes_on and title_ends > fence.start():
        yield mark


def _stands_alone(body: str, mark: re.Match[str]) -> bool:
    before = body[max(0, mark.start() - 20) : mark.start()].rpartition("\n")[2]
    after = body[mark.end() : mark.end() + 20].partition("\n")[0]
    return not before.strip(" `~") and not after.strip()


class _IndentedCode:
    """The places of lines that are code by their indent."""

    def __init__(self, article: Finished) -> None:
        self._article = article

    @cached_property
    def _lines(self) -> list[Line]:
        return [line for line in self._article.lines if line.text]

    def __contains__(self, place: int) -> bool:
        line = self._lines[bisect_right(self._lines, place, key=lambda one: one.start) - 1]
        begin = self._article.body.rfind("\n", 0, line.start) + 1
        indented = self._article.body.startswith(("    ", "\t"), begin)
        return line.kind is Kind.CODE and indented
