"""Whether a key may do at a site what publishing will ask of it."""

from __future__ import annotations

from urllib.parse import quote

from contenthub.errors import PermanentError
from contenthub.publishers.ghost.site import Site, answered

# What a staff access token may do is what its user may; an integration's key has no user.
_ENOUGH = frozenset({"Owner", "Administrator", "Editor", "Super Editor"})


def demand(site: Site, author: str | None, newsletter: str | None) -> str:
    """Ask, and leave nothing there; answers which site it is.

    Raises TransientError, and PermanentError for what is missing.
    """
    its = site.get("/site").data["site"]
    site.get("/posts", limit=1, fields="id")  # the first that a key is needed for
    _demand_role(site)
    if author:
        _demand_author(site, author)
    if newsletter:
        _demand_newsletter(site, newsletter)
    return f"{its.get('url') or site.url} (Ghost {its.get('version') or 'of unknown version'})"


def _demand_role(site: Site) -> None:
    reply = site.ask("/users/me", include="roles")
    if reply.status == 404:  # nobody's: an integration, which may write and publish all posts
        return
    roles = [str(role["name"]) for role in answered(reply).data["users"][0].get("roles") or ()]
    if not _ENOUGH.intersection(roles):
        raise PermanentError(
            f"this staff access token is that of a user with the role {', '.join(roles)}, who may "
            "not do all that publishing needs; use a custom integration's key, or make it an editor"
        )


def _demand_author(site: Site, author: str) -> None:
    kind = "email" if "@" in author else "slug"
    reply = site.ask(f"/users/{kind}/{quote(author, safe='')}")
    if reply.status == 404:
        raise PermanentError(
            f"Ghost has no user {author!r}; author is a user's slug or e-mail address"
        )
    answered(reply)


def _demand_newsletter(site: Site, slug: str) -> None:
    there = site.get("/newsletters", filter="status:active", limit="all").data["newsletters"]
    known = [str(one["slug"]) for one in there]
    if slug not in known:
        raise PermanentError(f"Ghost has no active newsletter {slug!r}; it has: {', '.join(known)}")
    if not site.get("/config").data["config"].get("mailgunIsConfigured"):
        raise PermanentError(
            "this Ghost cannot send newsletters: its Mailgun is not set (Settings, Mailgun)"
        )
