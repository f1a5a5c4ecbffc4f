"""Front matter that a model wrote is read where it is usable, and never shown."""

from __future__ import annotations

import pytest

from contenthub.articles.own_front_matter import FrontMatter, split_front_matter
from contenthub.articles.reading import Reading, read

BODY = "# Tea\n\nLeaves."


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("---\ntitle: Tea time\n---\n", FrontMatter("Tea time")),
        (
            '---\ntitle: "A \\"b\\": c"\ntags: [a, "b, c", \'d\']\n---\n',
            FrontMatter('A "b": c', "", ("a", "b, c", "d")),
        ),
        (
            "---\ntitle: 'It''s'\ntags:\n  - a\n  - b c\n---\n\n",
            FrontMatter("It's", "", ("a", "b c")),
        ),
        (
            "---\ntitle: 茶\ndescription: >\n  one\n  two\ndate: 2026-01-01\n...\n",
            FrontMatter("茶", "one two"),
        ),
        (
            "---\ndraft: false\nsummary: Short # not this\ntags: a, b\n---\n",
            FrontMatter("", "Short", ("a", "b")),
        ),
        ("---\ntitle: &anchor Tea\ntags: {a: b}\nlayout: post\n---\n", FrontMatter()),
        ("---\nauthor:\n  name: x\n  url: y\n---\n", FrontMatter()),
        (
            '+++\ntitle = "Tea"\ntags = ["a", "b"]\n[extra]\nx = 1\n+++\n',
            FrontMatter("Tea", "", ("a", "b")),
        ),
        ("+++\ntitle='Tea'\ndraft = true\n+++\n", FrontMatter("Tea")),
        ("+++\ntitle = broken = broken\n+++\n", FrontMatter()),
        ('{"title": "Tea", "tags": ["a"], "draft": false}\n\n', FrontMatter("Tea", "", ("a",))),
        ("```yaml\n---\ntitle: Tea\n---\n```\n\n", FrontMatter("Tea")),
        ("---\ntitle: never closed\ndate: today\n\n", FrontMatter("never closed")),
        (  # as PyYAML writes what is no ASCII, and long lines
            '---\ntitle: "\\u4E2D\\u6587 caf\\xE9 \\U0001F600"\ntags: ["\\u8336", "\\u8"]\n---\n',
            FrontMatter("中文 café 😀", "", ("茶", "u8")),
        ),
        (
            '---\ntitle: "\\u8336\\\n  \\u9053"\nsummary: "one\\\n  \\ two \\\\\n  three"\n---\n',
            FrontMatter("茶道", "one two \\ three"),
        ),
        ('---\ntitle: "\\ud83c\\udf05 tea \\ud83c"\n---\n', FrontMatter("🌅 tea \ufffd")),  # JSON
        ("---\n\"title\": \"Tea\"\n'tags': ['a']\n---\n", FrontMatter("Tea", "", ("a",))),
        (
            "---\nTitle: Tea\nMeta Description: Leaves\nFocus Keyword: tea\n---\n",
            FrontMatter("Tea", "Leaves"),
        ),
        (
            "---\n标题：茶\n作者: 陆羽\n标签：茶、水\n---\n",
            FrontMatter("茶", "", ("茶", "水")),
        ),
        ("---\ntitle: 茶\n标签: [水]\n摘要: 好\n---\n", FrontMatter("茶", "好", ("水",))),
    ],
)
def test_it_goes_and_what_is_usable_is_read(above: str, found: FrontMatter) -> None:
    assert split_front_matter(above + BODY) == (found, BODY)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "---\n\nAn article that begins with a rule.\n\n---\n\nAnd has another.",
        "---\n\nNote: this is prose.\n\n---\n\nMore.",
        "---\n\nSummary: prose as well.\n\nAnd a paragraph.\n\n---\n\nMore.",
        "---\nName: no key that any site knows\n---\n\nMore.",
        "---\nDate: today\nWhat to bring: a cup\n\nprose\n\n---\n\nMore.",
        "---\nTitle: tea\nWhat I always wanted to say: this\n---\n\nMore.",
        "+++\n\nA strange rule.\n\n+++\n\nMore.",
        "```yaml\napiVersion: v1\ntitle: shown\n```\n\nA manifest.",
        "```\n---\ntitle: how front matter looks\n---\n\ntext below it\n```\n\nMore.",
        '{"title": "the whole answer is JSON"}',
        "{ braces } are no object\n\nMore.",
        "---",
        "",
    ],
)
def test_what_is_no_front_matter_stays(text: str) -> None:
    assert split_front_matter(text) == (None, text)


def test_title_and_tags_are_plain_lines_of_bounded_length() -> None:
    tags = ", ".join(f"tag{n}" for n in range(500))
    title = "t" * 10_000
    found, _ = split_front_matter(f"---\ntitle: {title}\ntags: [{tags}]\n---\n{BODY}")
    assert found is not None
    assert len(found.title) == 2_000
    assert len(found.tags) == 30


def test_layers_come_off_in_whatever_order_they_were_put_on() -> None:
    text = (
        "<think>hm</think>\n\nHere is the article:\n\n````markdown\n"
        f"---\ntitle: Tea\ntags: [a]\n---\n\n{BODY}\n````\n"
    )
    assert read(text) == Reading(BODY, "Tea", "", ("a",))
    assert read(f"---\ntitle: Tea\n---\n\n```md\n<think>hm</think>\n{BODY}\n```") == Reading(
        BODY, "Tea"
    )
    assert read(f"Sure:\n\n---\ntitle: Tea\n---\n{BODY}".replace("\n", "\r\n")) == Reading(
        BODY, "Tea"
    )
