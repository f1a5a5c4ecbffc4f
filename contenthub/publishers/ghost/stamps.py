"""What was last written to a post, noted in the description of the tag that it is found by.

Ghost may keep less than it was sent, or say it in other elements, so the sum of what it kept is
noted once that was compared. Before a post that is out is written again, what is sent is noted as
well: then a try that was broken off is not taken for somebody's edit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contenthub.publishers import edited_there
from contenthub.publishers.ghost import page
from contenthub.publishers.ghost.site import Site, answered

_NOTE = re.compile(r"kept ([0-9a-f]{16})(?:, sent ([0-9a-f]{16}))?")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Sums (see ``edited_there``): ``kept`` of the whole post, ``sent`` of its text."""

    kept: str
    sent: str = ""


def read(tag: Mapping[str, Any]) -> Stamp | None:
    """What is noted in this tag; None where nothing is."""
    found = _NOTE.search(str(tag.get("description") or ""))
    return Stamp(found[1], found[2] or "") if found else None


def write(site: Site, tag: Mapping[str, Any], stamp: Stamp) -> None:
    """Note it in this tag. Raises TransientError or PermanentError."""
    if read(tag) == stamp:
        return
    sent = f", sent {stamp.sent}" if stamp.sent else ""
    note = {"description": f"Made by ContentHub to find its post: kept {stamp.kept}{sent}"}
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
