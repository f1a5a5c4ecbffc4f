"""What the tests of repositories ask of one and of their publisher."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from contenthub import publishers
from contenthub.publishers.base import Publication
from contenthub.publishers.git.publisher import GitRepository
from contenthub.settings import Settings
from tests.support.git_server import TOKEN, USER, HttpGit

PAGE = "content/posts/a-quiet-pot.md"


def service(tmp_path: Path, name: str = "home") -> GitRepository:
    """The publisher of a service with a data home of its own."""
    its = Settings(home=tmp_path / name, allow_private_networks=True)
    made = publishers.create("git", its)
    assert isinstance(made, GitRepository)
    return made


def by_http(article: Publication, web: HttpGit, **settings: Any) -> Publication:
    url = f"{web.url}/site.git"
    its = {"url": url, "user": USER, "token": TOKEN, **settings}
    return replace(article, settings=its)


def is_push(path: str) -> bool:
    return path.endswith("/git-receive-pack")
