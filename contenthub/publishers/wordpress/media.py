"""Pictures of a site: each is uploaded once, whatever number of tries and articles have it."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.publishers.pictures import Picture
from contenthub.publishers.wordpress.site import Site


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
