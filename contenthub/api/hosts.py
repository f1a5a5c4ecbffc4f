"""Which names a caller may call this service by.

Without it a web page anywhere could let its name point to this machine, and have the browser of
somebody who sits here call the API for it.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from contenthub.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def allowed(settings: Settings) -> frozenset[str]:
    """The names and addresses that calls may be for."""
    names = {*LOOPBACK, *settings.api_allowed_hosts}
    if not _is_every_address(settings.api_host):
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


def _is_every_address(host: str) -> bool:
    """Whether this says to listen on all addresses, and so is none that a caller would name."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
