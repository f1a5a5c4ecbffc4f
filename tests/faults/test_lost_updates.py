"""Services that die while they send an edited article: it arrives, whole, and nothing else does."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from contenthub.lifecycle import contents
from contenthub.lifecycle.unit import Unit
from contenthub.operations import updates
from contenthub.operations.caller import Caller
from contenthub.queries import integrity, revisions
from tests.faults.conftest import Site, Until
from tests.support.articles import content_of, entry_of

pytestmark = pytest.mark.takes_long


MOMENTS = ("lastmod:", "updatedDate:", "last_modified_at:")


def without_moment(text: str) -> list[str]:
    """The lines without that of the moment at which it was sent, which another try changes."""
    return [line for line in text.splitlines() if not line.startswith(MOMENTS)]


@pytest.mark.parametrize("stage", ["before", "between", "after"])
def test_a_service_killed_in_an_update_sends_it_again(
    stage: str, site: Site, mode: dict[str, str], until: Until
) -> None:
    """Published as a file, edited, updated: killed at each stage, and the file compared."""
    first = site.service(**mode)
    (task,) = site.submit(creator="steady")
    until(lambda: site.published() == 1, "the publication", 60)
    content = site.story.content(task)
    assert content is not None
    entry = entry_of(content.id)
    assert entry is not None
    path = Path(str(entry.proof))
    before = path.read_text()
    with Unit("me") as unit:
        assert contents.edit(unit, content_of(content.id), body="Another text altogether.")
    (site.folder / "kill_update").write_text(stage)
    updates.request(Caller(site.config, "me"), content.id)
    assert first.wait() == -signal.SIGKILL
    assert site.story.counts("publish_entries") == {"updating": 1}
    newer = path.read_text()
    assert (newer == before) == (stage != "after")
    site.service(**mode)
    until(lambda: site.published() == 1, "the update", 60)
    after = path.read_text()
    assert after.endswith("\n\nAnother text altogether.\n")
    assert stage != "after" or without_moment(after) == without_moment(newer)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    (out,) = revisions.out_of(content.id)
    assert (out["revision"], out["is_present"]) == (2, True)
    assert integrity.findings() == []
