"""The order that both ways to the generator content-creator hand over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contenthub.creators.base import (
    Profile,
    Rewrite,
)
from contenthub.creators.content_creator import compose
from contenthub.creators.content_creator_cli import ContentCreatorCli
from contenthub.creators.content_creator_http import ContentCreatorHttp
from contenthub.errors import PermanentError
from tests.support import fake_content_creator_cli as cli
from tests.support import fake_content_creator_http as http
from tests.support.content_creator import REQUEST


@pytest.fixture
def program(tmp_path: Path) -> cli.FakeProgram:
    return cli.FakeProgram(tmp_path)


@pytest.fixture
def service() -> Iterator[http.FakeService]:
    with http.FakeService() as running:
        yield running


def by_program(program: cli.FakeProgram, timeout: float = 30.0) -> ContentCreatorCli:
    return ContentCreatorCli(program.command, timeout=timeout)


def by_service(service: http.FakeService, timeout: float = 10.0) -> ContentCreatorHttp:
    return ContentCreatorHttp(service.url, timeout=timeout)


def test_the_requirements_carry_all_that_an_asynchronous_task_would_drop() -> None:
    order = compose(replace(REQUEST, keywords=("light",), requirements="Use examples"), "[ref:1]")
    assert order.requirements.splitlines() == [
        "Be brief",
        "Use examples",
        "Write in this language: en.",
        "Tone: calm.",
        "For these readers: students.",
        "Keywords: light.",
        "These words must appear: sleep.",
        "These words must not appear: cure, best.",
        "At least 300 words.",
        "At most 800 words.",
        "[ref:1]",
    ]


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        (
            "en",
            "Sleep early.",
            [
                "There is an article “Sleep” on this topic. Write it anew. What has to be "
                "different: Add a source",
                "Its text:",
                "Sleep early.",
            ],
        ),
        (
            "zh",
            "早睡。",
            [
                "该主题已有文章《Sleep》，请重写。需要修改的地方：Add a source",
                "原文：",
                "早睡。",
            ],
        ),
    ],
)
def test_what_has_to_be_different_stands_first_and_then_the_text_where_it_fits(
    language: str, text: str, first: list[str]
) -> None:
    asked = replace(REQUEST, language=language, rewrite=Rewrite("Sleep", text, "Add a source"))
    assert compose(asked, "[ref:1]").requirements.splitlines()[:3] == first
    long = replace(asked, rewrite=Rewrite("Sleep", text * 1000, "Add a source"))
    order = compose(long, "[ref:1]")
    assert text not in order.requirements
    assert order.requirements.splitlines()[0] == first[0]
    assert order.requirements.splitlines()[-1] == "[ref:1]"


def test_a_bare_account_still_has_the_fields_that_are_required() -> None:
    bare = Profile(name="a", language="zh")
    order = compose(replace(REQUEST, account=bare, language="zh"))
    assert (order.audience, order.requirements) == ("普通读者", "写作语言：zh。")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topic": "x" * 501}, "topic are 501 characters"),
        ({"topic": " "}, "topic are 0 characters"),
        ({"requirements": "x" * 2000}, "content-creator takes 1 to 2000"),
        ({"topic": "a\0b"}, "control characters"),
        ({"requirements": "\ud800"}, "control characters"),
    ],
)
def test_what_the_generator_would_refuse_is_refused_before_it_is_called(
    program: cli.FakeProgram, service: http.FakeService, changes: dict[str, str], said: str
) -> None:
    for creator in (by_program(program), by_service(service)):
        with pytest.raises(PermanentError, match=said):
            creator.submit(replace(REQUEST, **changes))  # type: ignore[arg-type]
    assert program.calls() == []
    assert service.requests == []


@pytest.mark.parametrize(
    ("priority", "urgency"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (8, 3), (9, 4), (10, 4)]
)
def test_the_ten_priorities_become_the_four_of_the_generator(priority: int, urgency: int) -> None:
    assert compose(replace(REQUEST, priority=priority)).urgency == urgency
