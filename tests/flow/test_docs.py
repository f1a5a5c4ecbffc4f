"""What the pages tell a reader to type works, in the order of the page, from an empty folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.pages import Page, Step, page, pages
from tests.support.processes import Processes
from tests.support.reader import Reader, instead

pytestmark = pytest.mark.takes_long

REDIS = "redis://127.0.0.1:6379/0"  # the address that the pages show
# These need a server that is not at hand everywhere: tests/contracts types them before a real one.
_ELSEWHERE = {f"docs/targets/{name}.md" for name in ("ghost", "wechat", "wordpress")}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with Processes(tmp_path) as processes:
        yield Reader(tmp_path, processes)


class TestReadme:
    @pytest.mark.timeout(320)  # its shell has 300 s: dozens of commands, one after another
    def test_its_session_works_embedded_and_with_redis(self, reader: Reader) -> None:
        readme = page("README.md")
        # `make run`, which the page begins with, is this command.
        first = Step("contenthub content generate --auto-approve -t 'The craft of bookbinding'")
        with servers.valkey(tcp=True) as server:
            reader.follow(readme, [first, *instead(readme.steps(), {REDIS: server.url})])


class TestOtherPages:
    @pytest.mark.parametrize(
        "one",
        [one for one in pages() if one.name not in {"README.md", *_ELSEWHERE} and one.steps()],
        ids=lambda one: one.name,
    )
    def test_their_commands_work(self, reader: Reader, one: Page) -> None:
        reader.follow(one, one.steps())

    def test_the_creators_are_shown_at_work(self) -> None:
        assert any("--creator command" in step.command for step in page("docs/creators.md").steps())
