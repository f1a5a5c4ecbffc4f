"""The page about Ghost names the settings that there are, and what is said when it goes wrong."""

from __future__ import annotations

import re
from pathlib import Path

from contenthub.publishers.ghost import page, publisher, site

DOCS = Path(__file__).parents[2] / "docs" / "targets" / "ghost.md"
TEXT = DOCS.read_text(encoding="utf-8")


def rows(first: str) -> list[list[str]]:
    """The cells of each row of the table whose first column has this name."""
    table = TEXT.partition(f"\n| {first} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def test_each_setting_is_told_with_its_default() -> None:
    told = {cells[0].strip("` "): cells[-1].strip("` ") for cells in rows("setting")}
    assert list(told) == list(publisher._FIELDS)
    for name, field in publisher._FIELDS.items():
        if field.required:
            assert told[name] == "needed"
        elif field.default is not None:
            assert told[name] == field.default


def test_each_error_with_an_advice_is_in_the_table() -> None:
    said = " ".join(cells[0] for cells in rows("it says"))
    assert [code for code in site._ADVICE if code not in said] == []


def test_what_it_says_is_what_the_code_says() -> None:
    source = " ".join(
        re.sub(r'"\s+f?"', "", path.read_text(encoding="utf-8"))
        for path in Path(publisher.__file__).parents[1].rglob("*.py")
    )
    for cells in rows("it says"):
        for words in re.split(r"…|; |, |`| post ", cells[0]):
            plain = words.strip()
            if len(plain) > 12 and plain != "Image processing failed":  # these are Ghost's
                assert plain in source, plain


def test_the_limits_are_those_that_are_kept_to() -> None:
    assert f"cut after {page.TITLE} characters, an excerpt after {page.EXCERPT}" in TEXT
