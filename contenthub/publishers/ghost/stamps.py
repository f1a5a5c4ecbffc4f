"""What was last written to a post, noted in the description of the tag that it is found by.

Of a post is noted what ``edited_there`` says; readers never see it, and Ghost keeps it apart from
the post, so that it is no edit itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub.publishers import edited_there
from contenthub.publishers.edited_there import Stamp
from contenthub.publishers.ghost import page
from contenthub.publishers.ghost.site import Site, answered


def read(tag: Mapping[str, Any]) -> Stamp | None:
    """What is noted in this tag; None where nothing is."""
    return Stamp.read(str(tag.get("description") or ""))


def write(site: Site, tag: Mapping[str, Any], stamp: Stamp) -> None:
    """Note it in this tag. Raises TransientError or PermanentError."""
    if read(tag) != stamp:
        note = {"description": f"Made by ContentHub to find its post: {stamp}"}
        answered(site.send("PUT", f"/tags/{tag['id']}", {"tags": [note]}))


def of(title: str, html: str, fields: Mapping[str, Any]) -> str:
    """The sum of a post as it is: of all that an update would write over."""
    others = [title, *(str(fields.get(name) or "") for name in ("custom_excerpt", "feature_image"))]
    return edited_there.whole(html, [*others, *sorted(tags(fields))])


def tags(fields: Mapping[str, Any]) -> list[str]:
    """The names of its tags that readers see."""
    names = [str(tag.get("name") or "") for tag in fields.get("tags") or ()]
    return [name for name in names if name and not name.startswith("#")]


def mark_of(fields: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """The tag of this publication among the post's; None: it is not its post."""
    wanted = page.mark(key)
    for tag in fields.get("tags") or ():
        if tag.get("name") == wanted:
            found: Mapping[str, Any] = tag
            return found
    return None
