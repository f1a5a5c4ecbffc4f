"""The tags of a post that readers see: those that are there are taken, whatever case they have.

Ghost makes a second tag of a name that differs by its case alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contenthub.publishers.ghost.site import Site


def known_or_new(site: Site, names: Iterable[str]) -> list[dict[str, Any]]:
    """The tags of these names as a post names them. Raises TransientError or PermanentError."""
    return [{"name": _known(site, name) or name} for name in names]


def _known(site: Site, name: str) -> str | None:
    if "\\" in name:  # a filter has no way of writing all of them; Ghost finds the exact one
        return None
    text = name.replace("'", "\\'").replace('"', '\\"')
    asked = f"name:~^'{text}'+name:~$'{text}'"
    found = site.get("/tags", filter=asked, limit=100, fields="id,name").data["tags"]
    alike = [str(tag["name"]) for tag in found if tag["name"].casefold() == name.casefold()]
    return name if name in alike else next(iter(alike), None)
