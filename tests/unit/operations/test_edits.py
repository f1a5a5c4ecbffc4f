"""What an edit may be, what of it is a change, and what stands in an exported document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contenthub.errors import InputError
from contenthub.operations import edits, exports
from contenthub.operations.edits import Changes
from tests.unit.operations.made_up import content


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        ("asked", "changes"),
        [
            ({}, Changes()),
            ({"title": " Tea "}, Changes(title="Tea")),
            ({"text": "# Tea\n\nGreen.\n"}, Changes(title="Tea", body="Green.")),
            ({"text": "# Tea\n\nGreen.", "title": "Mine"}, Changes(title="Mine", body="Green.")),
            ({"text": "Green.\r\nBlack.\r\n"}, Changes(body="Green.\nBlack.")),
            ({"text": "\n  \n    code()\n\n"}, Changes(body="    code()")),
            ({"summary": " short "}, Changes(summary="short")),
            ({"summary": ""}, Changes(summary="")),
            ({"tags": ["a, b", "b"]}, Changes(tags=["a", "b"])),
            ({"tags": [""]}, Changes(tags=[])),
        ],
    )
    def test_it_is_checked_and_brought_into_one_form(
        self, asked: dict[str, Any], changes: Changes
    ) -> None:
        assert edits.changes(**asked) == changes
        assert bool(changes) == bool(asked)

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ({"title": ""}, "one line of 1 to 500"),
            ({"title": "a\nb"}, "one line"),
            ({"title": "a\tb"}, "one line"),
            ({"title": "x" * 501}, "501 characters; allowed: up to 500"),
            ({"text": f"# {'x' * 501}\n\nbody"}, "the title has 501 characters"),
            ({"text": "# Only a title\n"}, "the text is empty"),
            ({"text": " \n "}, "the text is empty"),
            ({"text": "a\x07b"}, "control characters"),
            ({"text": "x" * 2_000_001}, "up to 2000000"),
            ({"summary": "a\x07b"}, "control characters"),
            ({"tags": [f"t{n}" for n in range(101)]}, "101 tags; allowed: up to 100"),
        ],
    )
    def test_what_no_article_can_be_is_refused(self, asked: dict[str, Any], told: str) -> None:
        with pytest.raises(InputError, match=told):
            edits.changes(**asked)


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        (Changes(), {}),
        (Changes(title="Tea", body="Green.", summary="s", tags=["a"]), {}),
        (Changes(title="Coffee", body="Green."), {"title": "Coffee"}),
        (Changes(body="Black."), {"body": "Black."}),
        (Changes(summary="", tags=[]), {"summary": "", "tags": []}),
    ],
)
def test_only_what_becomes_another_value_is_a_change(
    changes: Changes, values: dict[str, Any]
) -> None:
    before = content(title="Tea", body="Green.", summary="s", tags=["a"])
    assert changes.of(before) == values


def test_space_around_the_text_is_no_change() -> None:
    before = replace(content(), body="\n\nGreen.  \n")
    assert Changes(body="Green.").of(before) == {}


@pytest.mark.parametrize(
    ("row", "markdown", "html"),
    [
        ({"body": "Green."}, "# A & B\n\nGreen.\n", "<h1>A &amp; B</h1>\n<p>Green.</p>\n"),
        (
            {"body": "# A & B\n\nGreen."},
            "# A & B\n\nGreen.\n",
            "<h1>A &amp; B</h1>\n<p>Green.</p>\n",
        ),
        ({"body": "Green.", "html": "<p>Own</p>\n\n"}, "# A & B\n\nGreen.\n", "<p>Own</p>\n"),
    ],
)
def test_a_document_has_its_title_once(row: dict[str, Any], markdown: str, html: str) -> None:
    whole = {"title": "A & B", "html": None} | row
    assert exports.markdown(whole) == markdown
    assert exports.html(whole) == html
