"""Is it in the language that was ordered? As far as scripts and the creator's own word tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "language"
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]{2,}")
_BY_SCRIPT = {"zh", "ja", "ko"}
_LATIN_SCRIPT = {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr"}
_ENOUGH = 40  # words or characters from which on the script says something
_LOOKED_AT = 20_000  # characters


def check(article: Finished) -> Iterator[Finding]:
    """Another language than was ordered, by the creator's word or by the script."""
    ordered, written = _primary(article.rules.language), _primary(article.language)
    if not ordered or ordered == "auto":
        return
    found = written if written and written != ordered else _other_script(article.body, ordered)
    if found:
        said = f"ordered in {article.rules.language}, written in {found}"
        yield Finding(NAME, Level.HOLD, None, said)


def _primary(tag: str) -> str:
    return tag.split("-", 1)[0].casefold()


def _other_script(body: str, ordered: str) -> str | None:
    if ordered not in _BY_SCRIPT | _LATIN_SCRIPT or (ordered in _LATIN_SCRIPT and body.isascii()):
        return None
    text = body[:_LOOKED_AT]
    wide = len(_WIDE.findall(text))
    if not wide and ordered in _LATIN_SCRIPT:
        return None
    latin = len(_LATIN.findall(text))
    if wide + latin < _ENOUGH:
        return None
    if ordered in _BY_SCRIPT and wide * 20 < latin:
        return "another script"
    return "another script" if ordered in _LATIN_SCRIPT and wide > 2 * latin else None
