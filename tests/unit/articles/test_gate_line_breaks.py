"""In a list of expressions a line break stands for "or": none may tear an expression apart.

`one_of`, `compiled` and `question` put their lines together with "|". A break that was only meant
to shorten a line then changes what is found, without any error: "(?:" and a break match nothing at
all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contenthub.articles import gate

CALLS = {"one_of", "compiled", "question"}
OPENS = ("(", "(?:", "|", "\\", "(?=", "(?!", "(?<=", "(?<!")  # an empty way follows
GOES_ON = (")", "|", "?", "*", "+", "{")  # with which no way begins


def lists() -> Iterator[tuple[str, str]]:
    """(module, source of the list) of each call."""
    for path in sorted(Path(gate.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                yield f"{path.name}:{node.lineno}", text_of(node.args[0])


def text_of(node: ast.expr) -> str:
    """The text, with a letter for each value that is put into it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "x" for one in node.values)
    return ""


def torn(lines: str) -> list[str]:
    """The lines at whose end, or beginning, a way is torn or empty."""
    found = []
    ones = lines.strip().split("\n")
    in_class = False
    for place, raw in enumerate(ones):
        line, is_last = raw.strip(), place == len(ones) - 1
        in_class = ends_in_class(line, in_class=in_class)
        breaks = not is_last and (in_class or line.endswith(OPENS) or raw.endswith(" "))
        if not line or breaks or (place and line.startswith(GOES_ON)):
            found.append(raw)
    return found


def ends_in_class(line: str, *, in_class: bool) -> bool:
    """Whether the line ends between "[" and "]"."""
    place = 0
    while place < len(line):
        if line[place] == "\\":
            place += 1
        elif line[place] == "[" and not in_class:
            in_class = True
            place += line[place + 1 : place + 2] in {"]", "^"}
        elif line[place] == "]":
            in_class = False
        place += 1
    return in_class


LISTS = list(lists())


@pytest.mark.parametrize(("where", "source"), LISTS, ids=[where for where, _ in LISTS])
def test_no_line_break_tears_an_expression(where: str, source: str) -> None:
    assert torn(source) == []


@pytest.mark.parametrize(
    "source",
    ["a (?:\n b|c)", "a (?:b|\n c)", "a (?:b\n |c)", "a[bc\n d]", "a \n b", "a\n ?b", "a\n\n b"],
)
def test_such_a_break_is_seen(source: str) -> None:
    assert torn(source)


@pytest.mark.parametrize("source", ["a\n b", "a (?:b\n c) d", r"a[\]b]" + "\n c", "[]a]\n b"])
def test_a_break_between_two_ways_is_none(source: str) -> None:
    assert torn(source) == []
