"""Which addresses may be called: public ones, or private ones too, and never a machine's own.

Pure, and apart from the network, which loads an HTTP library: this is also asked where addresses
are typed.
"""

from __future__ import annotations

import ipaddress

_UNICAST = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is given out for the public
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: the same within a network
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1: long out of use, still parsed
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214: what stands before the IPv4 address
# What clouds tell a machine of itself, keys included: Azure, Alibaba, Oracle; AWS by IPv6; and
# link-local addresses, which all of them use.
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"),
    )
)

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def public(address: str) -> bool:
    """True for an address that anybody on the internet may reach; what it embeds counts too."""
    return all(map(_is_public, _meant(ipaddress.ip_address(address))))


def private_too(address: str) -> bool:
    """For people who allow private networks: all but what a machine's cloud answers it alone.

    Link-local addresses (RFC 3927, RFC 4291) and those of metadata services stay shut, in every
    form that embeds them: a feed has no business there, and what answers are keys.
    """
    return not any(
        ip.is_link_local or ip in _METADATA for ip in _meant(ipaddress.ip_address(address))
    )


def _meant(ip: _IP) -> list[_IP]:
    """The address, without its zone, and those IPv4 addresses that it embeds."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    ip = ipaddress.IPv6Address(int(ip))
    last = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or ip in _COMPATIBLE or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        inner.append(last)
    if ip in _NAT64_LOCAL:  # RFC 6052: /96 or /64, whose octet in the middle is left out
        inner += [last, ipaddress.IPv4Address((int(ip) >> 24) & 0xFFFFFFFF)]
    return [ip, *(one for one in inner if one is not None)]


def _is_public(ip: _IP) -> bool:
    if ip in _METADATA or ip.is_multicast:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global
    embeds = ip.ipv4_mapped or ip.sixtofour or ip in _NAT64  # as good as what it embeds
    return bool(embeds) or (ip.is_global and ip in _UNICAST)


def refusal(host: str, *, private: bool) -> str:
    """Why ``host`` may not be called, where it is an address; names are looked at with the call.

    ``private``: networks that are not public may be called as well.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return ""
    if (private_too if private else public)(host):
        return ""
    if not private_too(host):
        return (
            "no public address but a machine's own (link-local or metadata): no setting allows it"
        )
    return "no public address; to allow such addresses set CONTENTHUB_ALLOW_PRIVATE_NETWORKS=true"
