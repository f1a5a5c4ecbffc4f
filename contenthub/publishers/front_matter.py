"""The document the files publisher writes: Markdown below a YAML front matter.

The fields are those Hugo, Jekyll and Astro read by themselves; ``contenthub`` is ours and
tells which publication a file is. Values are JSON, which is YAML too once the characters
YAML does not take are escaped: a YAML dumper would cost more than all the rest of a publish.

These fields are all there are. What hides a page in one of these (``draft: true``, ``published:
false``, a day that is still to come or past) comes from no text and from no creator: what is told
to be published would not be on the site. Whether it may go out is decided before, by gate and
review.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import BinaryIO

from contenthub import clock
from contenthub.articles.summary import summarise
from contenthub.publishers import template_syntax
from contenthub.publishers.base import Publication

_JSON = json.JSONEncoder(ensure_ascii=False)
# JSON leaves these as they are; YAML refuses them or reads them as line breaks.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_DELIMITER = b"---\n"
_OURS = b"contenthub:"
_LONGEST = 64 * 1024  # bytes of a line that are looked at in one piece


def document(publication: Publication, slug: str, syntax: str = template_syntax.DEFAULT) -> bytes:
    """The whole file, in UTF-8; what UTF-8 cannot hold (lone surrogates) becomes "?".

    ``syntax`` is what the body must not be taken for; a front matter is read by no template.
    Raises ValueError for a moment without a time zone.
    """
    moment, created = _text(publication.date), _text(publication.created_at)
    description = publication.summary or summarise(publication.body)
    fields: dict[str, object] = {
        "title": publication.title,
        "slug": slug,
        "description": description,
        "summary": description,
        "tags": publication.tags,
        "categories": [publication.category] if publication.category else [],
        "keywords": publication.keywords,
        "images": publication.images,
        "draft": False,  # a site would leave out what is told to be published
        "lang": publication.language,
        "account": publication.account,
    }
    if syntax != "jekyll":  # there the body is written for Liquid; elsewhere it is no template
        fields["render_with_liquid"] = False
    # `date` is the day for readers; pubDate: Astro's blog template
    head = f"date: {moment}\npubDate: {moment}\ncreated: {created}\n{_changed(publication)}"
    body = template_syntax.escaped(publication.body.rstrip(), syntax)
    text = f"---\n{head}{_lines(fields)}{identity(publication)}---\n\n{body}\n"
    return text.encode(errors="replace")


def _changed(publication: Publication) -> str:
    """When readers are told that it was changed: as Hugo, Astro's blog and Jekyll's plugins ask."""
    if publication.updated_at is None:
        return ""
    moment = _text(publication.updated_at)
    return "".join(f"{name}: {moment}\n" for name in ("lastmod", "updatedDate", "last_modified_at"))


def _text(moment: datetime) -> str:
    return clock.utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def belongs_to(file: BinaryIO, publication: Publication) -> bool:
    """Whether this file was written for this very publication."""
    return _identity_in(file) == identity(publication).encode(errors="replace")


def stranger(file: BinaryIO, publication: Publication) -> str:
    """In words who wrote this file; "" when it was written for this very publication."""
    found = _identity_in(file)
    if found == identity(publication).encode(errors="replace"):
        return ""
    try:
        key = json.loads(found.partition(b":")[2])["key"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return "a file that ContentHub did not write"
    return f"the article of another task, {_shown(key)},"


def _identity_in(file: BinaryIO) -> bytes:
    """The line of the front matter that tells whose the file is; empty where there is none."""
    if file.readline(len(_DELIMITER) + 1) != _DELIMITER:
        return b""
    begins = True  # a piece of a longer line is none
    while (line := file.readline(_LONGEST)) not in {b"", _DELIMITER}:
        if begins and line.startswith(_OURS):
            return line
        begins = line.endswith(b"\n")
    return b""


def _shown(key: object) -> str:
    return str(key)[:40] if isinstance(key, str) and key[:40].isprintable() else "without a name"


def identity(publication: Publication) -> str:
    """The line of the front matter that tells which publication a file is."""
    return _lines({"contenthub": {"content_id": publication.content_id, "key": publication.key}})


def _lines(fields: dict[str, object]) -> str:
    """Each field on a line of its own, in the part JSON and YAML share."""
    text = "".join(f"{name}: {_JSON.encode(value)}\n" for name, value in fields.items())
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
