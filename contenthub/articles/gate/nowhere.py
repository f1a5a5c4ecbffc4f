"""Does a link or a picture lead nowhere? Its address was never put in, or is that of a stand-in."""

from __future__ import annotations

import re

from contenthub.articles.gate.own_words import Passage, without_code
from contenthub.articles.gate.spelled_out import simplified

_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,200})\]\(([^()\s]{0,300})\)")
# Servers of pictures that only fill a place.
_STAND_IN = re.compile(
    r"(?:https?:)?(?://)?(?:www\.)?(?:via\.placeholder\.com|placehold\.(?:co|it|jp)|fakeimg\.pl"
    r"|(?:dummyimage|placeholder|placekitten|lorempixel|loremflickr)\.com)(?:/|$)"
)
_NAMED = re.compile(
    r"(?:url|link|href|address|your[-_]?(?:url|link|website|site|page)|insert[-_][\w-]{1,30}"
    r"|(?:image|photo|link)[-_]?(?:url|link|here)|link[-_]to[-_]\w{1,20}|path/to/.{1,60}"
    r"|todo|tbd|xxx+"
    r"|https?://(?:www\.)?(?:your|my)[-_]?(?:web)?(?:site|domain|company|brand|shop|store|blog|link)"
    r"(?:[-_]?(?:name|here))?\.[a-z]{2,4}(?:/.{0,200})?)",
    re.IGNORECASE,
)
# "#" alone is the top of the page.
_TO_TOP = re.compile(
    r"back|up\b|to\b|top|menu|close|home|nach|zum|oben|haut|retour|arriba|volver|↑|返回|顶部|目录|回到",
    re.IGNORECASE,
)


def links(passage: Passage) -> list[str]:
    """The links of a passage that nobody can follow, as they stand there."""
    text = passage.block.text
    if "](" not in text:
        return []
    found = _LINK.finditer(without_code(text) if "`" in text else text)
    return [one[0] for one in found if _leads_nowhere(one[2], one[3])]


def _leads_nowhere(shown: str, address: str) -> bool:
    if not address or address == "#":
        return bool(shown.strip()) and _TO_TOP.match(simplified(shown.strip())) is None
    return bool(_STAND_IN.match(address) or _NAMED.fullmatch(address))
