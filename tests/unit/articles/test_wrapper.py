"""The fence around a whole article goes; the article's own fences stay as they are."""

from __future__ import annotations

import pytest

from contenthub.articles.wrapper import unwrapped

CODE = "```py\nx = 1\n```"
ARTICLE = f"# Tea\n\n{CODE}\n\nThe end."
PLAIN = "Tea.\n\nThe end."
OWN = "```\na = 1\n```\n\nmiddle\n\n```\nb = 2\n```"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        (f"```markdown\n{ARTICLE}\n```", ARTICLE),
        (f"```md\n{ARTICLE}\n```", ARTICLE),
        (f"````markdown\n{ARTICLE}\n````", ARTICLE),
        (f"``````\n{ARTICLE}\n``````", ARTICLE),
        (f"~~~markdown\n{ARTICLE}\n~~~", ARTICLE),
        (f"~~~~~\n{OWN}\n~~~~~", OWN),
        (f"````\n{OWN}\n````", OWN),
        (f"  ```Markdown title=tea\n{ARTICLE}\n  ```", ARTICLE),
        (f"```\n{PLAIN}\n```", PLAIN),
        (f"```text\n{PLAIN}\n```", PLAIN),
        (f"```markdown\n\n{ARTICLE}\n\n```\n\n", ARTICLE),
        (f"```markdown\n{CODE}\n\nmiddle\n\n{CODE}\n```", f"{CODE}\n\nmiddle\n\n{CODE}"),
        (f"```markdown\n# Tea\n\n{OWN}\n\nend\n```", f"# Tea\n\n{OWN}\n\nend"),
        (
            "```markdown\n# Tea\n\nSo:\n```\nls\n```\n\nend\n```",
            "# Tea\n\nSo:\n```\nls\n```\n\nend",
        ),
        (f"Here is the article:\n\n```markdown\n{ARTICLE}\n```", ARTICLE),
        (f"好的，文章如下：\n\n```\n{ARTICLE}\n```", ARTICLE),
        (f"```markdown\n{ARTICLE}\n```\n\nI hope this helps!", ARTICLE),
        (f"```markdown\n{ARTICLE}", ARTICLE),  # never closed: cut off, or forgotten
    ],
)
def test_a_wrapper_goes_whatever_fence_it_is(text: str, inside: str) -> None:
    assert unwrapped(text) == inside


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        OWN,
        f"{CODE}\n\nmiddle\n\n{CODE}",
        f"{CODE}\n\nmiddle\n\n{OWN}",
        CODE,
        "```python\nx = 1\n\n# a comment\n```",
        "```markdown\n# How a heading looks\n```\n\nmiddle\n\n```\nb\n```",
        "```markdown\n# How a heading looks\n```\n\n## Next\n\nAnd on.",
        "```\na\n```\n\nA long end without any code. " + "More. " * 100,
        "~~~\na\n~~~\n\nmiddle\n\n~~~\nb\n~~~",
        "```\na\n```\n\nmiddle\n\n~~~\nb\n~~~",
        f"First:\n\n```\nls\n```\n\nThen:\n\n{CODE}",
        "`` `code` `` at the start, and at the end `code`",
        "",
        "```",
    ],
)
def test_blocks_of_the_articles_own_stay(text: str) -> None:
    assert unwrapped(text) == text
