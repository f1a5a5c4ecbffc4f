"""Pictures of a site: each is uploaded once, whatever number of tries and articles have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from contenthub.publishers.pictures import Picture
from contenthub.publishers.wordpress.site import Site

_SIZE = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled)$")  # what WordPress adds to names of its copies
_FIELDS = "id,source_url,media_details"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture of the site: its id, and the address that readers get it from."""

    id: int
    address: str


def uploaded(site: Site, picture: Picture) -> Media:
    """The picture in the site's media, found by its name or uploaded.

    Raises TransientError or PermanentError.
    """
    found = site.get("/wp/v2/media", slug=picture.name, _fields="id,source_url").data
    if not found:
        file = f"{picture.name}.{picture.extension}"
        made = site.upload(file, picture.media_type, picture.data, _fields="id,source_url")
        found = [made.data]
    return Media(int(found[0]["id"]), str(found[0]["source_url"]))


def at(site: Site, address: str) -> Media | None:
    """The picture of the site's media that readers get from ``address``, in any of its sizes.

    None where the site knows of none. Raises TransientError or PermanentError.
    """
    path = _path(address)
    stem = stem_of(path)
    if not stem:
        return None
    for asked in ({"slug": stem.lower()}, {"search": stem, "per_page": 100}):
        for one in site.get("/wp/v2/media", **asked, _fields=_FIELDS).data:
            if isinstance(one, dict) and path in map(_path, _addresses(one)):
                return Media(int(one["id"]), address)
    return None


def stem_of(path: str) -> str:
    """The name of a picture's file without its kind, and without what a copy of it adds."""
    return _SIZE.sub("", path.rpartition("/")[2].rpartition(".")[0])


def _addresses(document: Mapping[str, Any]) -> Iterator[str]:
    yield str(document.get("source_url", ""))
    details = document.get("media_details")
    sizes = details.get("sizes") if isinstance(details, dict) else None
    for one in sizes.values() if isinstance(sizes, dict) else ():
        yield str(one.get("source_url", "") if isinstance(one, dict) else "")


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(address).path)
    except ValueError:  # whatever a plugin made of it
        return ""
