"""A publication as JSON, for programs and servers of the user's own."""

from __future__ import annotations

from typing import Any

from contenthub import clock
from contenthub.articles import rendering
from contenthub.articles.text import clean, printable
from contenthub.publishers.base import Publication


def fields(publication: Publication) -> dict[str, Any]:
    """All that is told of it; moments are UTC with ``Z``, and no text breaks a JSON reader.

    ``html`` has passed the sanitiser. ``proof`` and ``external_id`` are what the target said of it
    before, and empty where it never did.
    """
    told: dict[str, Any] = clean(
        {
            "key": publication.key,
            "content_id": publication.content_id,
            "account": publication.account,
            "title": publication.title,
            "summary": publication.summary,
            "body": publication.body,
            "html": rendering.html(printable(publication.body)),
            "language": publication.language,
            "category": publication.category,
            "keywords": publication.keywords,
            "tags": publication.tags,
            "images": publication.images,
            "date": _moment(publication.date),
            "created_at": _moment(publication.created_at),
            "proof": publication.proof,
            "external_id": publication.external_id or "",
        }
    )
    return told


def _moment(value: Any) -> str:
    return clock.utc(value).strftime("%Y-%m-%dT%H:%M:%SZ")
