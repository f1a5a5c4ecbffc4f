"""An article as a document of its own: Markdown or HTML, with its title above it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from contenthub.articles import rendering


def markdown(content: Mapping[str, Any]) -> str:
    """Title and Markdown of a content, which is a row with ``title`` and ``body``."""
    return f"# {content['title']}\n\n{_body(content)}\n"


def html(content: Mapping[str, Any]) -> str:
    """The creator's own HTML where there is some, else the Markdown's.

    ``content`` is a row with ``title``, ``body`` and ``html``, the latter fit to be shown.
    """
    if content["html"]:
        return f"{content['html'].rstrip()}\n"
    return f"<h1>{escape(content['title'])}</h1>\n{rendering.html(_body(content))}"


def _body(content: Mapping[str, Any]) -> str:
    """The text without its title, which some creators repeat above it."""
    text: str = content["body"]
    return text.removeprefix(f"# {content['title']}\n").lstrip("\n")
