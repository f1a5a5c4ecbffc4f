"""The calls that publishing to WordPress makes, told apart, and what stands there afterwards."""

from __future__ import annotations

from typing import Any

from contenthub.publishers.base import Publication
from tests.support.meddling_proxy import Passing
from tests.support.wordpress import WordPressSite


def is_release(passing: Passing) -> bool:
    return passing.method == "POST" and (passing.document or {}).get("status") == "publish"


def is_draft(passing: Passing) -> bool:
    return passing.method == "POST" and (passing.document or {}).get("status") == "draft"


def is_update(passing: Passing) -> bool:
    return (
        passing.method == "POST" and "title" in (passing.document or {}) and not is_draft(passing)
    )


def is_note(passing: Passing) -> bool:
    return passing.method == "POST" and set(passing.document or {}) == {"content"}


def post_of(site: WordPressSite, article: Publication) -> list[dict[str, Any]]:
    states = "publish,draft,pending,private,trash"
    query = {"search": f"contenthub:{article.key}", "status": states, "context": "edit"}
    found: list[dict[str, Any]] = site.ask("GET", "/wp/v2/posts", params=query).json()
    return found
