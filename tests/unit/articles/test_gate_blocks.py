"""The gate knows what an article says in its own words, and what it only shows or quotes."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished
from contenthub.articles.gate.blocks import Kind, read


def said(body: str) -> list[str]:
    return [passage.said for passage in Finished("A title", body, 9).passages]


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("Tea `[date]` is **hot**.", ["Tea ` is hot."]),
        ("A ``tick ` in`` it, and ` alone", ["A ` it, and ` alone"]),
        ('He said "I cannot" and left.', ["He said “” and left."]),
        ("He said ‘I don’t know’ and left.", ["He said “” and left."]),
        ("他说：“我不能。”走了", ["他说：“”走了"]),
        ("他說：「我不能。」走了", ["他說：“”走了"]),
        ("Er sagte: „Nein.“ Und ging.", ["Er sagte: “” Und ging."]),
        ("Il dit : « Non. » Et part.", ["Il dit : “” Et part."]),
        ("See [the map](https://a.example/b_(c)) ![a](b.png)", ["See the map "]),
        ("An address: https://a.example/insert-link.", ["An address: "]),
        ("Don’t\u200b stop", ["Don't stop"]),
        ("<p>Tea &amp; cake</p>", [" Tea & cake "]),
        ("snake_case stays, _this_ does not lean", ["snake_case stays, this does not lean"]),
        ("Tea\n\n> A quotation\n\nCake", ["Tea", "Cake"]),
        ("# A title\n\n> All of it is a quotation", ["A title", "All of it is a quotation"]),
        ("Tea\n\n```\ncode\n```\n\n    more code", ["Tea"]),
        ("- one\n- two\n\n| a |\n|---|\n| b |", ["one", "two", "a", "b"]),
    ],
)
def test_code_quotations_and_marks_are_no_words_of_its_own(body: str, own: list[str]) -> None:
    assert said(body) == own


@pytest.mark.parametrize(
    ("body", "kind", "level", "quoted", "info"),
    [
        ("## Tea", Kind.HEADING, 2, False, None),
        ("Tea\n===", Kind.HEADING, 1, False, None),
        ("Tea", Kind.PARAGRAPH, 0, False, None),
        ("> Tea", Kind.PARAGRAPH, 0, True, None),
        ("1. Tea", Kind.ITEM, 0, False, None),
        ("> - Tea", Kind.ITEM, 0, True, None),
        ("```md\nTea\n```", Kind.CODE, 0, False, "md"),
        ("    Tea", Kind.CODE, 0, False, None),
        ("<div>Tea</div>", Kind.HTML, 0, False, None),
    ],
)
def test_each_block_says_what_it_is(
    body: str, kind: Kind, level: int, quoted: bool, info: str | None
) -> None:
    (block,) = read(body)
    assert (block.kind, block.level, block.quoted, block.info) == (kind, level, quoted, info)


def test_a_block_knows_its_place_in_the_text() -> None:
    body = "# Tea\n\nfirst\nsecond\n\n- item\n\n> quoted"
    assert [body[block.start : block.end] for block in read(body)] == [
        "# Tea",
        "first\nsecond",
        "- item",
        "> quoted",
    ]


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("One. Two! Three?", ["one.", "two!", "three?"]),
        ("一句。两句！三句", ["一句。", "两句！", "三句"]),
        (
            "A sentence that\nruns on. Another\nTitle",
            ["a sentence that runs on.", "another", "title"],
        ),
    ],
)
def test_sentences_end_at_their_marks_and_at_lines(body: str, sentences: list[str]) -> None:
    (passage,) = Finished("A title", body, 9).passages
    assert passage.sentences == sentences
