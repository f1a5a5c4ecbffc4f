"""Does a table break off? Its rows say how many cells a whole one has."""

from __future__ import annotations

import re

from contenthub.articles.gate.lines import Kind, Line
from contenthub.articles.gate.spelled_out import simplified

# A last row that adds up may span several columns.
_ADDS_UP = re.compile(
    r"\|?[\s*_]*+(?:total|sum|subtotal|average|mean|summe|gesamt|insgesamt|durchschnitt|somme|moyenne|suma"
    r"|totale|media|razem|celkem|итого|всего|合计|总计|共计|平均|小计|합계)",
    re.IGNORECASE,
)
# "| [< Chapter 4](…) | [Chapter 6 >](…) |": ways to other pages, side by side
_LINKS = re.compile(r"\|?(?:\s*+\[[^\[\]]{1,80}\]\([^()\s]{1,300}\)\s*+\|?)+")


def breaks_off(block: list[Line]) -> bool:
    """True when the last row lacks cells or its end, or the table has a head alone."""
    rows = [line.text for line in block if line.kind is Kind.TABLE]
    if len(rows) == 1:
        return rows[0].startswith("|") and len(block) == 1 and rows[0].count("|") > 2
    if len(rows) == 2 and not rows[1].strip("|:- "):  # a head and nothing beneath
        return _LINKS.fullmatch(rows[0]) is None
    last, others = rows[-1], rows[:-1]
    if all(row.endswith("|") for row in others) and not last.endswith("|"):
        return True
    return _bars(last) < min(map(_bars, others)) and _ADDS_UP.match(simplified(last)) is None


def _bars(row: str) -> int:
    return row.replace("\\|", "").count("|")
