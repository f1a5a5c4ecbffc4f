"""What sees text from outside, and strings that are made to hold it.

``SEES_FOREIGN_TEXT`` names every function that foreign text reaches, with the expressions that it
uses. ``ONLY_OURS`` names expressions that see nothing from outside, or nothing long, with the
reason. A new ``re.compile`` at module level has to be put into one of the two.
"""

from __future__ import annotations

import json
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator
from typing import Any

from contenthub import (
    checks,
    duplicates,
    file_kinds,
    rendering,
    settings,
    summary,
    text,
    topic_forms,
)  # fmt: skip
from contenthub.commands import text_table
from contenthub.creators import content_creator, content_creator_output, markdown, results
from contenthub.publishers import front_matter
from contenthub.sources import feed_reader, feed_text


def _memory(topic: str) -> None:
    memory = duplicates.Memory(75)
    memory.add("Tea " + topic[:400])
    memory.find(topic[:500])


def _answers(out: str) -> None:
    answer = content_creator_output.Answer(1, out, out)
    _ = answer.error, answer.refuses, answer.unknown_option, answer.unknown_task
    content_creator_output.task_id(out)
    content_creator_output.task_id("任务已成功创建" + out)
    content_creator_output.tasks(out)
    content_creator_output.status(out)
    content_creator_output.status("状态: 失败\n" + out)
    content_creator_output.result(out)


def _document(text_: str) -> None:
    whole = json.dumps({"content": text_ + "x", "title": text_, "tags": [text_]}).encode()
    results.parse_article(whole)


def _name(text_: str) -> None:
    checks._HIDDEN.search(text_)
    text.has_control_characters(text_)


Function = Callable[[str], Any]

SEES_FOREIGN_TEXT: dict[str, tuple[Function, tuple[re.Pattern[Any], ...]]] = {
    "word_count": (text.word_count, (text._WORD, text._HAN_OR_KANA, text._LINK_TARGET)),
    "guess_language": (text.guess_language, (text._KANA, text._HANGUL)),
    "first_heading": (text.first_heading, (text._HEADING,)),
    "printable": (text.printable, (text._UNPRINTABLE,)),
    "summarise": (summary.summarise, (
        summary._FENCE, summary._UNDERLINE, summary._NOT_PROSE, summary._PREFIX, summary._IMAGE,
        summary._LINK, summary._AUTOLINK, summary._TAG, summary._STARRED, summary._UNDERSCORED,
        summary._ESCAPED, summary._SENTENCE_END, summary._WIDE_BREAK)),
    "html": (rendering.html, (rendering._LANGUAGE_CLASS, rendering._TAG)),
    "split_title": (markdown.split_title, (markdown._FENCED, markdown._ESCAPED)),
    "inert": (markdown.inert, (markdown._SPECIAL, markdown._LIST_MARKER)),
    "clean": (markdown.clean, (markdown._CONTROLS, markdown._SURROGATES)),
    "parse_article": (_document, ()),
    "what content-creator prints": (_answers, tuple(
        value for value in vars(content_creator_output).values() if isinstance(value, re.Pattern))),
    "what is HTML": (content_creator._HTML.match, (content_creator._HTML,)),
    "one_line of a feed": (lambda t: feed_text.one_line(t, html=False, most=500), (
        feed_text._SURELY_HTML, feed_text._ONLY_ENTITIES)),
    "one_line of HTML in a feed": (lambda t: feed_text.one_line(t, html=True, most=500), ()),
    "keywords of a feed": (lambda t: feed_text.keywords([t]), ()),
    "blanks of a feed": (lambda t: feed_reader._without_blanks(t.encode("utf-8", "replace")), (
        feed_reader._BLANKS, feed_reader._ELEMENT)),
    "key": (duplicates.key, (duplicates._LOOSE_SIGN, duplicates._BLANK_AT_HAN)),
    "Memory": (_memory, (duplicates._WORD,)),
    "form": (lambda t: topic_forms.signature(topic_forms.form(t[:500])), (
        topic_forms._COMPOUND, topic_forms._WORDS, topic_forms._ROMAN, topic_forms._HAN_NUMBER,
        topic_forms._DIGITS, topic_forms._SHORTENED, topic_forms._CANNOT, topic_forms._NEGATION)),
    "stem": (topic_forms.stem.__wrapped__, ()),
    "of_text": (lambda t: file_kinds.of_text(t, ("topic", "account")), (
        file_kinds._LIST, file_kinds._FEED, file_kinds._HTML, file_kinds._XML,
        file_kinds._CELL_ENDS, file_kinds._QUOTED_ROW)),
    "names": (_name, (checks._HIDDEN,)),
    "mask_url": (settings.mask_url, (
        settings._PASSWORD, settings._WORD, settings._ARGUMENT, settings._ARGUMENTS_END,
        settings._SECRET_HINT)),
    "secret words": (lambda t: settings._SECRET_WORD.sub("", t), (settings._SECRET_WORD,)),
    "one_line of a table": (text_table.one_line, (text_table._SPACE, text_table._UNSAFE)),
    "fold": (lambda t: text_table.fold(t, 40), ()),
    "front matter": (front_matter._NOT_YAML.search, (front_matter._NOT_YAML,)),
}  # fmt: skip

ONLY_OURS = {
    "contenthub.settings._SECRET_OPTION": "words of the user's own command",
    "contenthub.spans._SPAN": "an option of the command line",
    "contenthub.triggers.plain._SECONDS": "an option of the command line",
    "contenthub.triggers.cron_text._PRINTABLE": "a cron expression, which is short",
    "contenthub.triggers.cron_text._RANGE": "a cron expression, which is short",
    "contenthub.triggers.cron_text._STEPPED_RANGE": "a cron expression, which is short",
    "contenthub.triggers.cron_text._STEP_FROM_LAST": "a cron expression, which is short",
    "contenthub.commands.scheduler_backfill._DAY": "an option of the command line",
    "contenthub.commands.content_edit._BLANK_LINES": "what the user's own editor left",
    "contenthub.commands.account_profile._LANGUAGE": "an option of the command line",
    "contenthub.sources.template._DIRECTIVE": "a template of the user, up to 500 characters",
    "contenthub.sources.template._MOMENT_SPEC": "a template of the user, up to 500 characters",
    "contenthub.sources.template._COUNTER_SPEC": "a template of the user, up to 500 characters",
    "contenthub.creators.outline._SENTENCE_END": "lines of our own draft",
    "contenthub.creators.outline._MARKER": "lines of our own draft",
    "contenthub.creators.outline._BLANK_LINES": "our own draft: one greedy run each",
    "contenthub.creators.openai._THOUGHTS": "looks from the beginning alone, once",
}

_ALWAYS = (
    " ", "\n", " \n", "\t", "# ", "# x ", "](", "[", "![", "[a](", "[a][", "<", "<a ", "</", "<!--", "<p ", "&", "&#1",
    "&a;", "*", "_", "*a ", "_a ", "**a", "`", "```\n", "~~~\n", "- ", "> ", "1. ", "-", "=", "a", "a ", "a.", "a-",
    "\\", "(", ")", '"', '"a",', "'", "://", "://a:", "://a:b@", "http://a:b@c ", "?key=", "&key", "key", "key=",
    "bearer ", "?", "?a=b", "@", "茶", "第十", "十", "一", "a茶", "ア", "+", "a+", "#", "\u0301", "a\u0301\u0316",
    "\ufdfa", "twenty ", "i", "mm", "not ", "cant ", "[\n", "[1,\n", '[{"a":1},\n', "[]\n", '{"a":', "{", "{}\n", ";",
    "任务ID:", "状态:", "当前步骤: ", "错误信息: ", "错误信息:\n─", "❌ ", "error: ", "• ", "─", "──────────\n",
    "──────────\n1. a\n──────────\n", "\n字数: 1", "内容:\n", "\r", "\r\n", "\u2028", "\ufeff", "<div>", "<b></i>",
    "<topic>", "topic,", "<!ENTITY ", "|", "|a", "a|b\n", "|-|\n", "\U0001f600\u200d", "9", "9,",
)  # fmt: skip
_ENDS = ("", "x!\n", ")>@=;")


def pumps(patterns: tuple[re.Pattern[Any], ...]) -> Iterator[str]:
    """What is repeated: common marks, and each beginning that these expressions look for."""
    found = dict.fromkeys(_ALWAYS)
    for pattern in patterns:
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
        parts = [_sample(item) for item in parser.parse(source, pattern.flags & ~re.DEBUG)]
        for end in range(1, len(parts) + 1):
            found.setdefault("".join(parts[:end]))
            found.setdefault("".join(parts[end - 1 : end + 1]))
    return (pump for pump in found if pump)


def _sample(item: Any) -> str:
    """A short text that this part of an expression takes."""
    kind, value = item
    if kind is codes.LITERAL:
        return chr(value)
    if kind is codes.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if kind is codes.IN:
        return _of_class(value)
    if kind is codes.ANY:
        return "a"
    if kind in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, inside = value
        return "".join(map(_sample, inside)) * max(least, 1)
    if kind is codes.SUBPATTERN:
        return "".join(map(_sample, value[3]))
    if kind is codes.ATOMIC_GROUP:
        return "".join(map(_sample, value))
    if kind is codes.BRANCH:
        return "".join(map(_sample, value[1][0]))
    return ""


_CLASSES = {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a",
            codes.CATEGORY_NOT_SPACE: "a", codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_NOT_WORD: " "}  # fmt: skip


def _of_class(members: list[tuple[Any, Any]]) -> str:
    kind, value = members[0]
    if kind is codes.NEGATE:
        allowed = re.compile(_class_source(members[1:]))
        return next(c for c in "a x1-.:/" if not allowed.match(c))
    if kind is codes.CATEGORY:
        return _CLASSES[value]
    return chr(value[0] if kind is codes.RANGE else value)


def _class_source(members: list[tuple[Any, Any]]) -> str:
    names = {codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w",
             codes.CATEGORY_NOT_WORD: r"\W", codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D"}  # fmt: skip
    parts = []
    for kind, value in members:
        if kind is codes.CATEGORY:
            parts.append(names[value])
        elif kind is codes.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            parts.append(re.escape(chr(value)))
    return f"[{''.join(parts)}]"


def ends() -> tuple[str, ...]:
    """What may stand behind the repeated part, so that a match fails late."""
    return _ENDS
