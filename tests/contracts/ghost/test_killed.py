"""A service killed between what a real Ghost did and our note of it: one post, found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contracts.ghost.calls import is_draft, is_release
from tests.contracts.killed_services import Until, published_by_the_next_one
from tests.faults.conftest import Site
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import Passing, Proxy


@pytest.mark.parametrize("which", [is_draft, is_release], ids=["the draft is made", "it is out"])
def test_what_the_site_has_is_found_and_no_second_post_is_made(
    which: Callable[[Passing], bool],
    killable: Site,
    until: Until,
    proxy: Proxy,
    ghost_site: GhostSite,
) -> None:
    before = len(ghost_site.posts())
    its = {**ghost_site.settings, "url": proxy.url, "images": "link"}
    entry = published_by_the_next_one(killable, until, proxy, which, "ghost", its)
    assert len(ghost_site.posts()) == before + 1
    assert "topic 0" in ghost_site.article(entry.proof or "")
    assert sum(map(is_release, proxy.seen)) == 1
