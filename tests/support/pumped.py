"""What sees text from outside, and strings that are made to hold it.

``SEES_FOREIGN_TEXT`` names the functions that foreign text reaches, each with the modules whose
expressions it uses. ``ONLY_OURS`` names modules, or single expressions, that see nothing from
outside or nothing long, with the reason. A ``re.compile`` at module level belongs into one of them.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

import contenthub
from contenthub import inert, masked_text, masking, validation
from contenthub.api.shapes import base as shapes
from contenthub.articles import (
    cleaning,
    fingerprints,
    reading,
    rendering,
    summary,
    text,
    titles,
)
from contenthub.articles.gate import (
    chinese_scripts,
    languages,
    lengths,
    subjects,
    visible,
)
from contenthub.articles.gate.expressions import Expression
from contenthub.articles.gate.finished import Finished, Rules
from contenthub.articles.gate.ordered import Question
from contenthub.commands.console import width
from contenthub.creators import content_creator, content_creator_output, markdown, results
from contenthub.operations import edits
from contenthub.operations import gate as operations_gate
from contenthub.topics import duplicates, file_kinds, forms
from contenthub.topics.sources import feed_reader, feed_references, feed_text
from tests.support import gate_pumped, publishers_pumped


def _memory(topic: str) -> None:
    memory = duplicates.Memory(75)
    memory.add("Tea " + topic[:400])
    memory.find(topic[:500])


def _answers(out: str) -> None:
    answer = content_creator_output.Answer(1, out, out)
    _ = answer.error, answer.refuses, answer.unknown_option, answer.unknown_task
    content_creator_output.task_id("任务已成功创建" + out)
    content_creator_output.tasks(out)
    content_creator_output.status(out)
    content_creator_output.status("状态: 失败\n" + out)
    content_creator_output.result(out)


def _document(text_: str) -> None:
    whole = json.dumps({"content": text_ + "x", "title": text_, "tags": [text_]}).encode()
    results.parse_article(whole)


def _names(text_: str) -> None:
    validation._HIDDEN.search(text_)
    validation._SEPARATORS.split(text_)
    text.has_control_characters(text_)


def _order(text_: str) -> None:
    rules = Rules("en", requirements=(text_,))
    article = Finished("T", "Tea is a drink.", 4, topic=text_, rules=rules)
    for check in (lengths.too_short, languages.mixed, subjects.check, chinese_scripts.check):
        list(check(article))


Function = Callable[[str], Any]

SEES_FOREIGN_TEXT: dict[str, tuple[Function, tuple[str, ...]]] = {
    "word_count": (text.word_count, ("articles.text",)),
    "guess_language": (text.guess_language, ()),
    "first_heading": (titles.first_heading, ("articles.titles",)),
    "a file for the gate": (
        lambda text_: list(operations_gate._unfit("a", text_, None)), ("operations.gate",)
    ),
    "printable": (text.printable, ()),
    "summarise": (summary.summarise, ("articles.summary",)),
    "html": (rendering.html, ("articles.rendering",)),
    "split_title": (markdown.split_title, ("creators.markdown",)),
    "inert in Markdown": (markdown.inert, ()),
    "a line of what a program says": (cleaning.one_line, ("articles.cleaning",)),
    "reading": (reading.read, (
        "articles.own_front_matter", "articles.simple_yaml", "articles.thought_marks",
        "articles.thought_places", "articles.thoughts", "articles.wrapper")),
    "the gate": (gate_pumped.WHOLE, ()),
    **gate_pumped.ROWS,
    "an order": (_order, (
        "articles.gate.genres", "articles.gate.language_names", "articles.gate.ordered_lengths",
        "articles.gate.short_forms", "articles.han_scripts")),
    "what a reader of HTML sees": (visible.of_html, ()),
    "parse_article": (_document, ()),
    "what content-creator prints": (_answers, ("creators.content_creator_output",)),
    "what is HTML": (content_creator._HTML.match, ("creators.content_creator",)),
    "one line of a feed": (lambda t: feed_text.one_line(t, html=False, most=500), (
        "topics.sources.feed_text",)),
    "one line of HTML in a feed": (lambda t: feed_text.one_line(t, html=True, most=500), ()),
    "keywords of a feed": (lambda t: feed_text.keywords([t]), ()),
    "blanks of a feed": (lambda t: feed_reader._without_blanks(t.encode("utf-8", "replace")), (
        "topics.sources.feed_reader",)),
    "numbers of a feed": (lambda t: feed_references.mended(t.encode("utf-8", "replace")), (
        "topics.sources.feed_references",)),
    "key": (duplicates.key, ("topics.duplicates",)),
    "key of the second migration": (
        lambda t: importlib.import_module("contenthub.migrations.0002_schedules")._key(t), (
            "migrations.0002_schedules",)),
    "fingerprints": (fingerprints.of, ("articles.fingerprints",)),
    "fingerprints of the eighth migration": (
        lambda t: importlib.import_module("contenthub.migrations.0008_near_copies").fingerprint(t),
        (
            "migrations.0008_near_copies",)),
    "Memory": (_memory, ()),
    "form": (lambda t: forms.signature(forms.form(t[:500])), ("topics.forms",)),
    "stem": (forms.stem.__wrapped__, ()),
    "kinds of files": (
        lambda t: file_kinds.of_text(t, ("topic", "account")), ("topics.file_kinds",)),
    "names": (_names, ("validation",)),
    "masked addresses": (masking.address, ("masking",)),
    "masked texts": (masked_text.text, ("masked_text",)),
    "inert": (inert.inert, ("inert",)),
    "words of a note": (lambda t: width.fold_at_words(t, 80), ("commands.console.width",)),
    "a moment": (shapes._WITH_A_DATE.match, ("api.shapes.base",)),
    "one line": (inert.one_line, ()),
    "edited texts": (edits.trimmed, ("operations.edits",)),
    **publishers_pumped.ROWS,
}  # fmt: skip

ONLY_OURS = {
    "articles.gate.finding": "messages of our own checks",
    "articles.gate.newly_held": "messages of our own checks, and short ones of a reviewer",
    "broker.troubles": "one line of the broker that the user set up",
    "commands.console.usage": "errors about the user's own command line",
    "commands.content.filters": "options of the command line",
    "commands.scheduler.backfill": "options of the command line",
    "commands.console.times": "options of the command line",
    "operations.account_fields": "a tag of a language, of up to 35 characters",
    "creators.endings": "the one word with which a server ends its answer",
    "creators.outline": "lines of our own draft",
    "programs.startable": "words of the user's own command",
    "database_address": "a setting",
    "notifiers.email": "an address of a mailbox, in a setting of up to 2,000 characters",
    "publishers.ghost.tokens": "the key in a target's settings, of up to 4,000 characters",
    "database.db": "our own statements",
    "settings.names": "names in the environment",
    "operations.checkup.checklist.machine": "names of packages, and what the kernel says",
    "operations.checkup.checklist.processes": "what the kernel says, and files of the operator",
    "topics.sources.template": "a template of the user, up to 500 characters",
    "spool": "names of files in our own folder",
    "database.rotation": "names of files in a folder, of at most 255 bytes",
    "database.unfinished": "names of files beside our own, of at most 255 bytes",
    "timetable.pace": "options of the command line, and fields of 100 characters",
    "timetable.weekly_slots": "at most 500 characters",
    "timetable.spans": "options of the command line",
    "timetable.triggers.cron_text": "a cron expression, which is short",
    "timetable.triggers.plain": "options of the command line",
}


@cache
def expressions() -> dict[str, list[re.Pattern[Any]]]:
    """All that stand at module level, by their module without the package's name."""
    found: dict[str, list[re.Pattern[Any]]] = {}
    for module in pkgutil.walk_packages(contenthub.__path__, "contenthub."):
        if not module.name.endswith("__main__"):
            values = vars(importlib.import_module(module.name)).values()
            those = [one for value in values for one in _each(value)]
            if compiled := [one for one in those if isinstance(one, re.Pattern)]:
                found[module.name.removeprefix("contenthub.")] = compiled
    return found


def _each(value: Any) -> Iterator[Any]:
    """What a name stands for: an expression of the gate, or several in a mapping."""
    if isinstance(value, dict):
        yield from value.values()
    else:
        asked = value.expression if isinstance(value, Question) else value
        yield asked.pattern if isinstance(asked, Expression) else asked


_ALWAYS = (
    " ", "\n", " \n", "\t", "# ", "# x ", "](", "[", "![", "[a](", "[a][", "<", "<a ", "</", "<!--",
    "<p ", "&", "&#1",
    "&a;", "*", "_", "*a ", "_a ", "**a", "`", "```\n", "~~~\n", "- ", "> ", "1. ", "-", "=", "a",
    "a ", "a.", "a-",
    "\\", "(", ")", '"', '"a",', "'", "://", "://a:", "://a:b@", "http://a:b@c ", "?key=", "&key",
    "key", "key=",
    "bearer ", "?", "?a=b", "@", "茶", "第十", "十", "一", "a茶", "ア", "+", "a+", "#", "\u0301",
    "a\u0301\u0316",
    "\ufdfa", "twenty ", "i", "mm", "not ", "cant ", "[\n", "[1,\n", '[{"a":1},\n', "[]\n", '{"a":',
    "{", "{}\n", ";",
    "任务ID:", "状态:", "当前步骤: ", "错误信息: ", "错误信息:\n─", "❌ ", "error: ", "• ", "─",
    "──────────\n",
    "──────────\n1. a\n──────────\n", "\n字数: 1", "内容:\n", "\r", "\r\n", "\u2028", "\ufeff",
    "<div>", "<b></i>",
    "<topic>", "topic,", "<!ENTITY ", "|", "|a", "a|b\n", "|-|\n", "\U0001f600\u200d", "9", "9,",
)  # fmt: skip
ENDS = ("", "x!\n", ")>@=;")  # behind the repeated part, so that a match fails late


def pumps(patterns: list[re.Pattern[Any]], *, common: bool = True) -> Iterator[tuple[str, str]]:
    """(what stands before, what is repeated): ``common`` marks, and each part of these expressions
    behind and within what it looks for first.
    """
    found = dict.fromkeys(("", pump) for pump in _ALWAYS * common)
    for pattern in patterns:
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
        for parts in _ways(parser.parse(source, pattern.flags & ~re.DEBUG)):
            for end in range(1, len(parts) + 1):
                found.setdefault(("", "".join(parts[:end])))
                found.setdefault(("", "".join(parts[end - 1 : end + 1])))
                found.setdefault(("".join(parts[:end]), parts[end - 1]))
                found.setdefault(("".join(parts[:end]), "".join(parts[end : end + 1])))
    # What stands before and is nothing but the pump makes a text that is tried without it.
    return (one for one in found if one[1] and (not one[0] or one[0].replace(one[1], "")))


def _ways(items: Any) -> Iterator[list[str]]:
    """A sample of each part, for each way through an expression that is nothing but a choice.

    Words that such a way names are one part: hundreds of ways would else be tried sign by sign.
    """
    if len(items) != 1 or items[0][0] is not codes.BRANCH:
        yield [_sample(item) for item in items]
        return
    for way in items[0][1][1]:
        grouped = groupby(way, key=lambda item: item[0] is codes.LITERAL)
        yield [
            part
            for is_word, run in grouped
            for part in (["".join(map(_sample, run))] if is_word else map(_sample, run))
        ]


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


_CLASSES = {
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_WORD: " ",
}


def _of_class(members: list[tuple[Any, Any]]) -> str:
    kind, value = members[0]
    if kind is codes.NEGATE:
        allowed = re.compile(_class_source(members[1:]))
        return next(c for c in "a x1-.:/" if not allowed.match(c))
    if kind is codes.CATEGORY:
        return _CLASSES[value]
    return chr(value[0] if kind is codes.RANGE else value)


def _class_source(members: list[tuple[Any, Any]]) -> str:
    names = {
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_WORD: r"\W",
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_NOT_DIGIT: r"\D",
    }
    parts = []
    for kind, value in members:
        if kind is codes.CATEGORY:
            parts.append(names[value])
        elif kind is codes.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            parts.append(re.escape(chr(value)))
    return f"[{''.join(parts)}]"
