"""Reads a feed in a process of its own, which may be killed.

It is started as ``python -m contenthub.topics.sources.feed_reader``.

A feed is made by strangers, and what parses it needs minutes for some of a few kilobytes, holding
the interpreter all the while. On standard input comes the feed, on standard output goes one JSON
object; the argument is the Content-Type that the server named. See ``feed_process`` for the caller.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from time import struct_time
from typing import Any

from contenthub import validation
from contenthub.topics.sources import feed_references
from contenthub.topics.sources.feed_text import keywords, one_line

MOST_ENTRIES = 200
CPU = 10  # seconds of work; 5 MB of an ordinary feed take 2
MEMORY = 2**30  # bytes of address space; 5 MB of an ordinary feed take 70 MB

_LONG_AGO = struct_time((0,) * 9)
_BOM = b"\xef\xbb\xbf"
_BLANKS = re.compile(rb"\s{2,}")
_ELEMENT = re.compile(rb"<\w")


def main(content_type: str) -> int:
    """Read one feed and print its entries."""
    _limit()
    try:
        answer = read(sys.stdin.buffer.read(), content_type)
    except MemoryError:
        answer = {"error": f"needs more than {MEMORY // 2**20} MB of memory to be read"}
    sys.stdout.write(json.dumps(answer))
    return 0


def _limit() -> None:
    with suppress(ImportError):  # no such module on Windows
        import resource

        for kind, most in (
            (resource.RLIMIT_CPU, CPU),
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # not on every system, or lower already
                resource.setrlimit(kind, (most, most))


def read(body: bytes, content_type: str) -> dict[str, Any]:
    """``entries``, the newest first, each with ``topic`` and ``keywords``; or ``error``."""
    parsed = _parsed(feed_references.mended(_without_blanks(body)), content_type)
    if not parsed.get("version"):
        return {"error": "is no RSS or Atom feed"}
    newest_first = sorted(parsed["entries"], key=_date, reverse=True)
    entries = [entry for entry in map(_entry, newest_first) if entry["topic"]][:MOST_ENTRIES]
    return {"entries": entries} if entries else {"error": "has no entries with a title"}


def _without_blanks(body: bytes) -> bytes:
    """Without the blanks that no XML has before its declaration, and one for many before the root.

    A server's template leaves some there, and the parser's time grows with their square.
    """
    mark = _BOM if body.startswith(_BOM) else b""
    while (shorter := body.removeprefix(_BOM).lstrip()) != body:
        body = shorter
    root = _ELEMENT.search(body)
    head = root.start() if root else 0
    return mark + _BLANKS.sub(b"\n", body[:head]) + body[head:]


def _parsed(body: bytes, content_type: str) -> Mapping[str, Any]:
    import feedparser

    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": content_type},
            sanitize_html=False,  # only the text is used
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception:  # of any kind: it works through whatever a server sends
        return {}
    return parsed


def _date(entry: Mapping[str, Any]) -> struct_time:
    # Asking feedparser for a date that is not there is deprecated, and warns.
    dates = (entry[name] for name in ("published_parsed", "updated_parsed") if name in entry)
    return next(filter(None, dates), _LONG_AGO)


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    detail = entry.get("title_detail") or {}
    html = detail.get("type") != "text/plain"
    title = one_line(entry.get("title") or "", html=html, most=validation.MOST_TOPIC)
    tags = [tag.get("term") or tag.get("label") or "" for tag in entry.get("tags") or ()]
    return {"topic": title, "keywords": keywords(tags)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
