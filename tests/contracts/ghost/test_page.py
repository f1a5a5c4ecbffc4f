"""What the page about Ghost tells a reader to type leads to the first proof, at a real Ghost."""

from __future__ import annotations

from pathlib import Path

from tests.support.ghost import GhostSite
from tests.support.pages import page
from tests.support.processes import Processes
from tests.support.reader import Reader, instead


def test_its_session_works(tmp_path: Path, ghost_site: GhostSite) -> None:
    its = page("docs/targets/ghost.md")
    places = {"https://tea.example": ghost_site.url}
    with Processes(tmp_path) as processes:
        processes.configure({"TEA_GHOST_KEY": ghost_site.admin_key})
        Reader(tmp_path, processes).follow(its, instead(its.steps(), places))
