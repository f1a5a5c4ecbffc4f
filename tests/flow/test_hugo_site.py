"""A site that Hugo builds shows what was published, with the day of its publication.

Hugo leaves out articles of the future, so a date that is not the publication's hides them.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub import clock
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files

HUGO = Path(sys.executable).parent / "hugo"  # of the requirements for development
PAGE = """<h1>{{ .Title }}</h1>
<time>{{ .Date.UTC.Format "2006-01-02T15:04:05Z" }}</time>
<ins>{{ .Lastmod.UTC.Format "2006-01-02T15:04:05Z" }}</ins>
{{ .Content }}"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of Hugo with one layout, and articles in content/posts."""
    (tmp_path / "site" / "layouts" / "_default").mkdir(parents=True)
    (tmp_path / "site" / "layouts" / "_default" / "single.html").write_text(PAGE)
    (tmp_path / "site" / "hugo.toml").write_text(
        'baseURL = "https://tea.example/"\ndisableKinds = ["taxonomy", "term", "home", "section"]\n'
    )
    return tmp_path / "site"


def build(site: Path) -> dict[str, str]:
    """The pages that readers get, by their slugs."""
    made = subprocess.run(
        [HUGO, "--source", site, "--cleanDestinationDir", "--quiet"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    pages = (site / "public" / "posts").glob("*/index.html")
    return {page.parent.name: page.read_text() for page in pages}


def publication(site: Path, **changes: Any) -> Publication:
    made = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    plain = Publication("key-7", 7, "Blog", "A title", "Tea is a drink.", made)
    settings = {"folder": str(site / "content" / "posts")}
    return replace(plain, settings=settings, **changes)


def test_an_article_is_there_at_once_with_the_day_of_its_publication(
    site: Path, tmp_path: Path
) -> None:
    files, now = Files(tmp_path / "home"), clock.now()
    files.publish(publication(site, published_at=now))
    (page,) = build(site).values()
    shown = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    assert f"<time>{shown}</time>" in page
    assert f"<ins>{shown}</ins>" in page
    assert "<p>Tea is a drink.</p>" in page


def test_one_that_is_sent_out_again_keeps_its_day_and_says_when_it_was_changed(
    site: Path, tmp_path: Path
) -> None:
    files, now = Files(tmp_path / "home"), clock.now()
    first = publication(site, published_at=now - timedelta(days=3))
    place = files.place(first)
    files.publish(first)
    files.publish(replace(first, body="Tea is a plant.", updated_at=now, place=place))
    (page,) = build(site).values()
    assert f"<time>{now - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}</time>" in page
    assert f"<ins>{now:%Y-%m-%dT%H:%M:%SZ}</ins>" in page
    assert "<p>Tea is a plant.</p>" in page


def test_nothing_that_a_text_or_its_creator_says_hides_what_is_published(
    site: Path, tmp_path: Path
) -> None:
    files, now = Files(tmp_path / "home"), clock.now()
    hiding = {"draft": True, "published": False, "build": {"render": "never"}, "headless": True}
    times = {"date": "2999-01-01", "publishDate": "2999-01-01", "expiryDate": "2001-01-01"}
    body = "---\ndraft: true\nexpiryDate: 2001-01-01\n---\n\nTea is a drink.\n"
    files.publish(publication(site, published_at=now, body=body, metadata=hiding | times))
    (page,) = build(site).values()
    assert "<p>Tea is a drink.</p>" in page


def test_one_of_the_future_would_be_hidden(site: Path, tmp_path: Path) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    Files(tmp_path / "home").publish(publication(site, published_at=tomorrow))
    assert build(site) == {}
