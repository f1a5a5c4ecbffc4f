"""The calls that publishing to Ghost makes, told apart, and what stands there afterwards."""

from __future__ import annotations

from typing import Any

from contenthub.publishers.base import Publication
from contenthub.publishers.ghost import page
from tests.support.ghost import GhostSite
from tests.support.meddling_proxy import Passing


def fields(passing: Passing) -> dict[str, Any]:
    """The post's fields in a call that writes one."""
    written = "/posts/" in passing.path and passing.method in ("POST", "PUT")
    return dict(passing.document["posts"][0]) if written else {}


def is_release(passing: Passing) -> bool:
    return fields(passing).get("status") == "published"


def is_draft(passing: Passing) -> bool:
    return fields(passing).get("status") == "draft"


def is_update(passing: Passing) -> bool:
    return passing.method == "PUT" and "html" in fields(passing) and not is_draft(passing)


def is_stamp(passing: Passing) -> bool:
    return passing.method == "PUT" and "/tags/" in passing.path


def is_look(passing: Passing) -> bool:
    return passing.method == "GET" and "/posts/?" in passing.path


def is_read_back(passing: Passing) -> bool:
    return passing.method == "GET" and "/posts/" in passing.path and not is_look(passing)


def posts_of(site: GhostSite, article: Publication) -> list[dict[str, Any]]:
    return site.posts(f"tag:'hash-{page.mark(article.key)[1:]}'")


def states(site: GhostSite, article: Publication) -> list[str]:
    return [post["status"] for post in posts_of(site, article)]
