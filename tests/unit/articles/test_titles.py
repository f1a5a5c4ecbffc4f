"""The first heading of a text, which becomes its title where the creator names none."""

from __future__ import annotations

import pytest

from contenthub.articles.titles import first_heading
from contenthub.creators.markdown import split_title


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
    ("heading", "title"),
    [
        ("The **best** _tea_ of ~~all~~", "The best tea of all"),
        ("**All of it**", "All of it"),
        ("[Tea](https://example.org) and [milk][1]", "Tea and [milk][1]"),
        ("![A cup](cup.png) Tea", "A cup Tea"),
        ("The `__init__` of `**tea**`", "The __init__ of **tea**"),
        ("Tea &amp; milk &#8211; hot", "Tea & milk – hot"),
        (r"5 \* 3 \[sic\]", "5 * 3 [sic]"),
        ("5 * 3 = 15, snake_case and a_b_c", "5 * 3 = 15, snake_case and a_b_c"),
        ("Tea<br/>time <a id='x'></a><!-- note -->", "Tea time"),
        ("std::vector<int> and <T>", "std::vector<int> and <T>"),
        ("Tea {#tea .big}", "Tea"),
        ("Tea[^1]\\", "Tea"),
        ("{{ tea }} and {x}", "{{ tea }} and {x}"),
        ("***", "***"),
        ("茶**道**", "茶道"),
    ],
)
def test_a_title_has_the_words_that_a_reader_of_the_heading_sees(heading: str, title: str) -> None:
    assert first_heading(f"# {heading}\n\nBody") == title
    assert split_title(f"# {heading}\n\nBody")[0] == title


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
