"""What is told without Markdown's parser is what the parser finds, whatever stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contenthub.articles.gate import blocks, plain_parts
from contenthub.articles.gate.plain_parts import Shape

MARKED = (
    "words¦中文。¦\u3000\u3000中¦\u3000¦\xa0¦1984 was¦\\# x¦x<y¦a | b¦a  ¦# h¦## a # b¦#¦#tag¦"
    "# x #¦####### y¦- a¦* b¦+ c¦-¦-\tx¦-  x¦- **b**¦- `c`¦- 5 x¦- 1. n¦- - n¦- > q¦- # h¦"
    "- ```¦- [a]: b¦--¦-5¦1. d¦2) e¦10. f¦1.¦1984. was¦2. x\n3. y¦- a\n  b¦- a\n\n  b¦"
    "1. a\n   - b¦---¦===¦=¦***¦* * *¦_ _ _¦___¦**b** c¦*i* x¦_i_ y¦**¦****¦> q¦>¦"
    ">q¦>  q¦> \tq¦> q  \n>r¦> q\nr¦> **b** c¦> *i*¦> 5 x¦> 5. x¦> `c`¦> [a]: b¦> [a] b¦"
    "> q\n> ---¦> q\n> |-|¦> <b>¦> q\n\n> r¦- a\n\n> q¦> q\n- a¦> # h\n> - x¦"
    "```¦~~~¦``` py¦`code` x¦``¦``x`` y¦x ``` y¦~x~¦<div>¦<b>x</b>¦<!-- c¦-->¦"
    "| a | b |¦|---|---|¦--|--¦:-:|:-:¦: d¦[a]: b¦[a]: <b> 'c¦'title'¦[x](y) z¦[x] y¦[x¦"
    "x]: y¦[a]:¦![i](j)¦    code¦  two¦\t tab¦\x0c¦\x1c¦\x85¦\u2028¦\u2003x¦\x00¦\u200bx¦"
    "a\n1. b¦a\n2. b¦a\n- b\nc¦t\n# h¦# h\nt¦# h\n- a"
)
LINES = MARKED.split("¦")
ENDS = ["\n", "\n\n", "\n \n", " ", ""]
TEXTS = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ENDS)), max_size=9).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)


@settings(max_examples=1_500, deadline=None, database=None)
@given(text=TEXTS)
def test_blocks_are_those_of_the_parser(text: str) -> None:
    assert blocks.read(text) == tuple(blocks.parsed(text))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("# T\n\nwords\nmore\n\n- a\n- b", [Shape.HEADING, Shape.TEXT, Shape.ITEM, Shape.ITEM]),
        ("T\n\n> q\n>r\n\nmore", [Shape.TEXT, Shape.QUOTE, Shape.TEXT]),
        ("T\n\n> q\nr\n\nmore", [Shape.TEXT, Shape.OTHER, Shape.TEXT]),
        ("T\n\n> q\n> - r\n\nmore", [Shape.TEXT, Shape.OTHER, Shape.TEXT]),
        ("T\n> q\n\nmore", [Shape.OTHER, Shape.TEXT]),
        ("T\n\n- a\n  b\n\nmore", [Shape.TEXT, Shape.OTHER, Shape.TEXT]),
        ("T\n\n- a\n\n  b\n\nmore", [Shape.TEXT, Shape.OTHER, Shape.TEXT]),
        ("T\n\n```\n\ncode\n\n```\n\nmore", [Shape.TEXT, Shape.OTHER, Shape.TEXT]),
        ("T\n\n<!--\n\nhidden\n\n-->\n\nmore", [Shape.TEXT, Shape.OTHER]),
        ("", []),
    ],
)
def test_only_what_is_not_plain_is_left_to_the_parser(text: str, shapes: list[Shape]) -> None:
    assert [part.shape for part in plain_parts.parts(text.split("\n"))] == shapes
