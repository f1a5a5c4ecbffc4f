"""What a template of topics may say, and what comes out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub import validation
from contenthub.errors import InputError
from contenthub.settings import Settings
from contenthub.topics.duplicates import key
from contenthub.topics.sources.base import UNSET, Occasion
from contenthub.topics.sources.template import MOST_CANDIDATES, Template

HERE = Path()
ALL = "{date}, {time}, {weekday}, {account}, {category}, {counter}"


def occasion(**changes: Any) -> Occasion:
    values = {
        "account": "Tech Weekly",
        "category": "AI",
        "language": "auto",
        "when": datetime(2026, 11, 7, 8, 5, tzinfo=ZoneInfo("Asia/Shanghai")),
        "counter": 3,
    }
    return Occasion(**(values | changes))


def first(template: Template, **changes: Any) -> str:
    return next(template.load(Settings()).wishes(occasion(**changes))).topic


def filled(text: str, **changes: Any) -> str:
    return first(Template.parse(text, HERE), **changes)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Tea of {date}, part {counter}", "Tea of 2026-11-07, part 3"),
        ("{date:%d.%m.%Y} {time} {time:%H.%M}", "07.11.2026 08:05 08.05"),
        ("{date:%-d %B %Y} 100%", "7 November 2026 100%"),
        ("{date:%Y年%m月%d日}的茶", "2026年11月07日的茶"),
        ("{date:%d%%}", "07%"),
        ("{weekday} with {account} on {category}", "Saturday with Tech Weekly on AI"),
        ("No. {counter:03}", "No. 003"),
        ("No. {counter:3}", "No. 3"),
        ("{{{counter}}} and {{}}", "{3} and {}"),
        ("  many   blanks {counter} ", "many blanks 3"),
        ("no variables", "no variables"),
    ],
)
def test_variables_are_filled_in(text: str, topic: str) -> None:
    assert filled(text) == topic


def test_an_empty_piece_leaves_no_double_blank() -> None:
    assert filled("News: {category} of {date}", category="") == "News: of 2026-11-07"


def test_what_stands_in_a_variable_is_no_template() -> None:
    assert filled("{account} {counter}", account="{counter.__class__} {0}") == (
        "{counter.__class__} {0} 3"
    )


@pytest.mark.parametrize(
    ("language", "account", "weekday"),
    [
        ("zh", "Tea", "星期六"),
        ("zh-Hant", "Tea", "星期六"),
        ("auto", "小茶馆", "星期六"),
        ("auto", "Tea", "Saturday"),
        ("en", "小茶馆", "Saturday"),
    ],
)
def test_the_weekday_speaks_the_language_of_the_account(
    language: str, account: str, weekday: str
) -> None:
    assert filled("{weekday}", language=language, account=account) == weekday


def test_the_default_names_account_category_day_and_number() -> None:
    assert first(Template()) == "Tech Weekly: AI 2026-11-07, no. 3"
    assert first(Template(), category="") == "Tech Weekly: 2026-11-07, no. 3"
    assert first(Template(), account="小茶馆", category="茶文化") == (
        "小茶馆 茶文化 2026年11月07日 第3篇"
    )


def test_the_default_differs_by_account_and_day() -> None:
    later = datetime(2026, 11, 8, 8, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    topics = [first(Template()), first(Template(), account="Other"), first(Template(), when=later)]
    assert len({key(topic) for topic in topics}) == 3


def test_a_counter_gives_the_numbers_from_the_next_one_on_and_ends() -> None:
    supply = Template.parse("part {counter}", HERE).load(Settings())
    topics = [wish.topic for wish in supply.wishes(occasion(counter=5))]
    assert topics[:2] == ["part 5", "part 6"]
    assert len(topics) == MOST_CANDIDATES


def test_a_template_without_a_counter_gives_one_topic() -> None:
    supply = Template.parse("Tea of {date}", HERE).load(Settings())
    assert [wish.topic for wish in supply.wishes(occasion())] == ["Tea of 2026-11-07"]


def test_a_template_says_nothing_but_the_topic() -> None:
    supply = Template.parse("Tea of {date}", HERE).load(Settings())
    assert next(supply.wishes(occasion())) == replace(UNSET, topic="Tea of 2026-11-07")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{0}",
        "{topic}",
        "{date.year}",
        "{date[0]}",
        "{account.__class__}",
        "{ date}",
        "{date!r}",
        "{account!s}",
        "{counter!a:03}",
    ],
)
def test_an_unknown_variable_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(InputError, match="unknown variable") as refused:
        Template.parse(text, HERE)
    assert all(name in str(refused.value) for name in ALL.split(", "))


@pytest.mark.parametrize("text", ["{date", "date}", "{", "}", "{date:%d", "{{date}", "{a{b}}"])
def test_broken_braces_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"braces|unknown variable"):
        Template.parse(text, HERE)


@pytest.mark.parametrize(
    "text",
    [
        "{counter:999999999}",
        "{counter:10}",
        "{counter:,}",
        "{counter:x}",
        "{counter:>9}",
        "{counter:{counter}}",
        "{counter:03.5}",
        "{date:%Q}",
        "{date:%1000000000Y}",
        "{date:%}",
        "{date:{counter}}",
        "{date:%c}",
        "{account:>100000000}",
        "{category:s}",
        "{weekday:%A}",
    ],
)
def test_unknown_forms_are_refused_before_they_are_used(text: str) -> None:
    with pytest.raises(InputError) as refused:
        Template.parse(text, HERE)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "  ", "two\nlines {date}", "x" * 501, None, 5, ["{date}"]])
def test_what_is_no_topic_is_no_template(text: Any) -> None:
    with pytest.raises(InputError):
        Template.parse(text, HERE)


def test_a_topic_that_comes_out_empty_is_refused_naming_the_template() -> None:
    with pytest.raises(InputError, match=r"template '\{category\}' gives no topic"):
        filled("{category}", category="")


def test_a_topic_that_comes_out_too_long_is_refused() -> None:
    with pytest.raises(InputError, match=r"gives no topic: topic has 503 characters"):
        filled("{category} {counter}", category="x" * 501)


@given(st.text(max_size=60) | st.text("{}:!.%03dateimcounr []", max_size=30))
def test_any_text_is_filled_in_or_refused(text: str) -> None:
    try:
        template = Template.parse(text, HERE)
        topics = [wish.topic for wish in islice(template.load(Settings()).wishes(occasion()), 2)]
    except InputError as error:
        topics = [str(error)[:500]]  # one line, as a topic is
    assert [validation.topic(topic) for topic in topics] == topics
