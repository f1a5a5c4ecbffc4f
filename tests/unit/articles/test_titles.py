"""The first heading of a text, which becomes its title where the creator names none."""

from __future__ import annotations

import pytest

from contenthub.articles.titles import first_heading


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# Title\n\n## Second", "Title"),
        ("prose\n\n### 标题 ###\n", "标题"),
        ("#hashtag\n", ""),
        ("no heading", ""),
        ("#\n", ""),
        ("# C# in depth", "C# in depth"),
        ("#\n\n\n## Second", "Second"),
    ],
)
def test_the_first_heading_is_found(markdown: str, title: str) -> None:
    assert first_heading(markdown) == title


@pytest.mark.parametrize(
    "code",
    [
        "```\n# install it\npip install x\n```",
        "```bash\n# one\n\n# two\n```",
        "~~~sh\n# a\n```\n# b\n~~~",
        "````\n```\n# a\n```\n````",
        "    # indented",
        "> ```\n> # quoted\n> ```",
        "1. ```sh\n# in a list\n```",
    ],
)
def test_a_comment_in_code_is_no_title(code: str) -> None:
    assert first_heading(f"Run this:\n\n{code}\n\n## The way\n\nEnd.") == "The way"
    assert first_heading(code) == ""


def test_a_fence_that_is_never_closed_hides_no_heading() -> None:
    assert first_heading("```\ncode\n\n# Title\n") == "Title"
