"""A name with a letter wrong: the command line asks whether the one that resembles it was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture(autouse=True)
def _names(cli: Cli) -> None:
    for line in (
        ("account", "add", "tea-blog"),
        ("account", "add", "茶事博客"),
        ("target", "add", "tea-blog", "archive"),
        ("scheduler", "create", "--name", "nightly", "--type", "publish_due", "--every", "1h"),
    ):
        assert cli(*line).code == 0, line


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("account", "show", "tea-blgo"), "tea-blog"),
        (("account", "update", "TEA-BLOG", "--tone", "warm"), "tea-blog"),
        (("task", "list", "--account", "茶市博客"), "茶事博客"),
        (("events", "--account", "teablog"), "tea-blog"),
        (("target", "show", "tea-blog", "archiv"), "archive"),
        (("publish-pool", "list", "--target", "archves"), "archive"),
        (("scheduler", "show", "nightyl"), "nightly"),
        (("content", "generate", "-t", "tea", "--async", "--creator", "opnai"), "openai"),
        (("account", "add", "x", "--creator", "out-line"), "outline"),
        (("creator", "check", "comand"), "command"),
    ],
)
def test_the_one_that_it_resembles_is_asked_for(
    line: tuple[str, ...], meant: str, cli: Cli
) -> None:
    answer = cli(*line)
    assert answer.code in {2, 3}
    assert answer.err.rstrip().endswith(f"; did you mean {meant!r}?")


def test_of_one_that_resembles_none_the_list_is_named(cli: Cli) -> None:
    answer = cli("account", "show", "nobody")
    assert answer.code == 3
    assert answer.err.rstrip().endswith("no account 'nobody'; `contenthub account list` shows all")
