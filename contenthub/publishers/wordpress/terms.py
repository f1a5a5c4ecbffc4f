"""The tags and categories of a post: found by their names, made where they are not there yet."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from contenthub.errors import PermanentError
from contenthub.publishers.wordpress.site import Site, error_of

TAGS, CATEGORIES = "tags", "categories"


def ids(site: Site, kind: str, names: Iterable[str]) -> list[int]:
    """The ids of the tags or categories of these names, each once, in their order.

    Raises TransientError, and PermanentError where one is not there and may not be made.
    """
    wanted = dict.fromkeys(name.strip() for name in names if name.strip())
    return list(dict.fromkeys(_id(site, kind, name) for name in wanted))


def _id(site: Site, kind: str, name: str) -> int:
    found = site.get(f"/wp/v2/{kind}", search=name, per_page=100, _fields="id,name").data
    for term in found:
        if unescape(str(term["name"])).casefold() == name.casefold():
            return int(term["id"])
    reply = site.post(f"/wp/v2/{kind}", {"name": name})
    if reply.ok:
        return int(reply.data["id"])
    if reply.data.get("code") == "term_exists":  # somebody made it meanwhile, or spells it apart
        return int(reply.data["data"]["term_id"])
    if reply.data.get("code") == "rest_cannot_create":
        raise PermanentError(
            f"WordPress has no {kind[:-1] if kind == TAGS else 'category'} {name!r}, and this user "
            "may not make one; make it there, or give the user the role editor"
        )
    raise error_of(reply)
