"""The document of the files publisher: YAML that every reader takes, whatever is in it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from contenthub.publishers import front_matter
from contenthub.publishers.base import Publication

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# What leaves a page out, or shows it nowhere, in Hugo, Jekyll or Astro.
HIDING: dict[str, Any] = {
    "draft": True,
    "published": False,
    "publishDate": "2999-01-01",
    "pubDate": "2999-01-01",
    "date": "2999-01-01",
    "expiryDate": "2001-01-01",
    "unpublishdate": "2001-01-01",
    "headless": True,
    "build": {"render": "never", "list": "never"},
    "_build": {"render": "never", "list": "never"},
    "sitemap": False,
}
NASTY = "\u2028\u2029\x85\x7f\x80\ufeff\ufffe\uffff\x00\x1b\t\r\n😀\"'\\: #---"


def publication(**changes: Any) -> Publication:
    created = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    return replace(Publication("entry-7", 7, "Blog", "A title", "Body.", created), **changes)


def test_an_article_that_was_sent_out_again_says_when_and_keeps_its_day() -> None:
    first, second = (datetime(2026, month, 3, 8, tzinfo=UTC) for month in (2, 5))
    fields, _ = parsed(front_matter.document(publication(published_at=first), "a"))
    assert (fields["date"], fields["created"].month) == (first, 1)
    assert fields.keys() & {"lastmod", "updatedDate", "last_modified_at"} == set()
    again = publication(published_at=first, updated_at=second)
    fields, _ = parsed(front_matter.document(again, "a"))
    assert (fields["date"], fields["pubDate"]) == (first, first)
    assert {fields[name] for name in ("lastmod", "updatedDate", "last_modified_at")} == {second}


def parsed(document: bytes) -> tuple[Any, str]:
    opening, head, body = document.decode().split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(head), body


def test_the_front_matter_has_the_fields_site_generators_read() -> None:
    document = front_matter.document(
        publication(
            title='标题: a "title"',
            summary="In short.",
            language="zh",
            category="技术",
            keywords=("队列", "redis"),
            tags=("a", "b"),
            images=("https://x.org/1.png",),
            body="# Body\n\n{{ not.liquid }}\n",
        ),
        "biao-ti-a-title-7",
    )
    fields, body = parsed(document)
    moment = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    assert fields == {
        "title": '标题: a "title"',
        "date": moment,
        "pubDate": moment,
        "created": moment,
        "slug": "biao-ti-a-title-7",
        "description": "In short.",
        "summary": "In short.",
        "tags": ["a", "b"],
        "categories": ["技术"],
        "keywords": ["队列", "redis"],
        "images": ["https://x.org/1.png"],
        "draft": False,
        "lang": "zh",
        "account": "Blog",
        "render_with_liquid": False,
        "contenthub": {"content_id": 7, "key": "entry-7"},
    }
    assert body == "\n# Body\n\n{{ not.liquid }}\n"


def test_the_date_is_the_day_of_publication_and_the_making_is_told_beside_it() -> None:
    out = datetime(2026, 2, 7, 8, 0, tzinfo=UTC)
    fields, _ = parsed(front_matter.document(publication(published_at=out), "s"))
    assert (fields["date"], fields["pubDate"]) == (out, out)
    assert fields["created"] == datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("draft", [True, False, "true"])
def test_what_is_published_is_no_draft_for_the_site_whatever_its_creator_called_it(
    draft: object,
) -> None:
    fields, _ = parsed(front_matter.document(publication(metadata={"draft": draft}), "s"))
    assert fields["draft"] is False


def test_no_word_of_a_creator_hides_the_page() -> None:
    plain, _ = parsed(front_matter.document(publication(), "s"))
    told, _ = parsed(front_matter.document(publication(metadata=HIDING), "s"))
    assert told == plain


@pytest.mark.parametrize("syntax", ["hugo", "jekyll", "plain"])
def test_texts_in_the_front_matter_stay_as_they_are(syntax: str) -> None:
    told = {"title": "{{< t >}} {% x %}", "summary": "{{% s %}} {{ y }}", "category": "{{<"}
    fields, _ = parsed(front_matter.document(publication(**told), "s", syntax))
    assert (fields["title"], fields["description"]) == (told["title"], told["summary"])
    assert fields["categories"] == ["{{<"]


def test_the_body_is_escaped_for_the_generator_that_the_account_names() -> None:
    shown = publication(body="`{{< x >}}` and {{ y }}")
    bodies = {s: parsed(front_matter.document(shown, "s", s)) for s in ("hugo", "jekyll", "plain")}
    assert bodies["hugo"][1] == "\n`{{</* x */>}}` and {{ y }}\n"
    assert bodies["jekyll"][1] == '\n`{{ "{{" }}< x >}}` and {{ "{{" }} y }}\n'
    assert bodies["plain"][1] == "\n`{{< x >}}` and {{ y }}\n"
    assert "render_with_liquid" not in bodies["jekyll"][0]  # or the escapes would be shown
    assert bodies["plain"][0]["render_with_liquid"] is False


def test_without_a_summary_the_first_paragraph_describes_the_article() -> None:
    fields, _ = parsed(front_matter.document(publication(body="# T\n\nFirst *one*.\n\nx"), "s"))
    assert fields["description"] == "First one."


@given(ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT))
@example(NASTY, NASTY, [NASTY])
def test_the_front_matter_is_yaml_whatever_the_texts_hold(
    title: str, key: str, tags: list[str]
) -> None:
    document = front_matter.document(publication(title=title, key=key, tags=tuple(tags)), "s")
    fields, _ = parsed(document)
    assert fields["title"] == title
    assert fields["tags"] == tags
    assert fields["contenthub"] == {"content_id": 7, "key": key}
    assert front_matter.belongs_to(io.BytesIO(document), publication(key=key))
