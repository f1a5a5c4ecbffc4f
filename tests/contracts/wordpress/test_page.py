"""What the page about WordPress tells a reader to type leads to a proof, at a real WordPress."""

from __future__ import annotations

from pathlib import Path

from tests.support.pages import page
from tests.support.processes import Processes
from tests.support.reader import Reader, instead
from tests.support.wordpress import WordPressSite


def test_its_session_works(tmp_path: Path, wordpress_site: WordPressSite) -> None:
    its = page("docs/targets/wordpress.md")
    places = {"https://tea.example": wordpress_site.url, "user=contenthub": "user=author1"}
    with Processes(tmp_path) as processes:
        processes.configure({"TEA_WORDPRESS_PASSWORD": wordpress_site.users["author1"]})
        Reader(tmp_path, processes).follow(its, instead(its.steps(), places))
