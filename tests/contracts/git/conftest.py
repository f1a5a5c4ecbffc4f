"""A repository, its publisher and an article for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contenthub.publishers.base import Publication
from contenthub.publishers.git.publisher import GitRepository
from tests.contracts.git.calls import service
from tests.support import git_server
from tests.support.git_server import HttpGit, Repository


@pytest.fixture
def site(tmp_path: Path) -> Repository:
    """A repository in which somebody works."""
    made = Repository.make(tmp_path / "site.git")
    made.add("README.md", "The site.\n")
    return made


@pytest.fixture
def publisher(tmp_path: Path) -> GitRepository:
    return service(tmp_path)


@pytest.fixture
def article(site: Repository) -> Publication:
    return Publication(
        key="entry-1-t1",
        content_id=7,
        account="Tea",
        title="A quiet pot",
        body="First paragraph.\n\n第二段。\n",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        settings={"url": str(site.path)},
    )


@pytest.fixture
def web(tmp_path: Path) -> Iterator[HttpGit]:
    """The repositories of the test by HTTP, with a login."""
    with git_server.http(tmp_path) as server:
        yield server
