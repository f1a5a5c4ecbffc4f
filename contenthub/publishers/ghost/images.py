"""Pictures of a site: each is uploaded once where that can be found out.

Ghost has no list of its pictures. One is known to be there by a name that only its bytes give: in
the post of an earlier time, or where Ghost puts what is uploaded this month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from contenthub import clock
from contenthub.publishers.ghost.site import Site
from contenthub.publishers.pictures import Picture


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the site: the address that readers get it from."""

    address: str


def by_name(addresses: list[str]) -> dict[str, str]:
    """The pictures that a post has, by the names of their files."""
    return {urlsplit(one).path.rpartition("/")[2]: one for one in addresses}


def uploaded(site: Site, picture: Picture, there: Mapping[str, str]) -> Image:
    """The picture at the site, found or uploaded. Raises TransientError or PermanentError."""
    name = f"{picture.name}.{picture.extension}"
    return Image(there.get(name) or _of_this_month(site, name) or _new(site, picture, name))


def _of_this_month(site: Site, name: str) -> str | None:
    path = f"/content/images/{clock.now():%Y/%m}/{name}"
    if not site.shows(path):
        return None
    return str(site.get("/site").data["site"]["url"]).rstrip("/") + path


def _new(site: Site, picture: Picture, name: str) -> str:
    made = site.upload(name, picture.media_type, picture.data)
    return str(made.data["images"][0]["url"])
