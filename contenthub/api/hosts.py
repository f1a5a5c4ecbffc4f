"""Which names a caller may call this service by.

Without it a web page anywhere could let its name point to this machine, and have the browser of
somebody who sits here call the API for it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from contenthub.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY = {"0.0.0.0", "::"}  # noqa: S104  # no name of a host: addresses to listen on


def allowed(settings: Settings) -> frozenset[str]:
    """The names and addresses that calls may be for."""
    names = {*LOOPBACK, *settings.api_allowed_hosts}
    if settings.api_host not in _ANY:
        names.add(settings.api_host)
    if settings.public_url:
        names.add((urlsplit(settings.public_url).hostname or "").lower())
    return frozenset(names)


def name_in(header: str) -> str:
    """The host that a Host header names, without its port; empty where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower().rstrip(".")
    except ValueError:  # half an IPv6 address
        return ""


def is_loopback(address: str) -> bool:
    """Whether an address or a name is this machine's own."""
    return address in LOOPBACK or address.startswith("127.")
