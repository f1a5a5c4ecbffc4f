"""Addresses of servers as people write them, and the endpoints that they mean by them.

What is pasted from a manual may end with a slash, hold the whole path of one endpoint, or a
query such as ``?api-version=2024-10-21`` that every call has to carry.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def endpoint(base: str, path: str, *, known: tuple[str, ...] = ()) -> str:
    """The address of ``path`` below ``base``, whose query is kept and whose fragment is not.

    ``known`` are endpoints that ``base`` may already end with: they are replaced. A trailing
    slash makes no difference. Raises ValueError for what is no address.
    """
    parts = urlsplit(base.strip())
    folder = parts.path.rstrip("/")
    for end in known:
        if folder.endswith(end):
            folder = folder.removesuffix(end).rstrip("/")
            break
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}{path}", parts.query, ""))
