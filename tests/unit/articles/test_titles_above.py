"""A target shows the title itself: above the text it would stand twice on a page."""

from __future__ import annotations

import pytest

from contenthub.creators.base import Article
from contenthub.generations.articles import draft_of
from tests.contracts.creator_stages import request


@pytest.mark.parametrize(
    ("said", "content", "title", "body"),
    [
        ("", "# Tea\n\nHot.", "Tea", "Hot."),
        ("", "# **Tea** &amp; milk #\n\nHot.", "Tea & milk", "Hot."),
        ("", "Tea\n===\n\nHot.", "Tea", "Hot."),
        ("", "# Tea\n\n    code\n\nHot.", "Tea", "    code\n\nHot."),
        ("Tea & milk", "# **Tea**  &amp; milk\n\nHot.", "Tea & milk", "Hot."),
        ("Another", "# Tea\n\nHot.", "Another", "# Tea\n\nHot."),
        ("", "## Tea\n\nHot.", "Tea", "## Tea\n\nHot."),
        ("", "Hot.\n\n# Tea\n\nAnd cold.", "Tea", "Hot.\n\n# Tea\n\nAnd cold."),
        ("", "```\n# Tea\n```\n\nHot.", request().topic, "```\n# Tea\n```\n\nHot."),
        ("", "# Tea", "Tea", "# Tea"),
    ],
)
def test_the_heading_that_is_the_title_leaves_the_text(
    said: str, content: str, title: str, body: str
) -> None:
    draft = draft_of(Article(content=content, title=said), request())
    assert (draft.title, draft.body) == (title, body)
