"""Does its creator think well enough of it? Some creators rate what they write."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

NAME = "quality"
_CLOSE = 1e-6  # what a database of four-byte numbers makes of the score that it was given


def check(article: Finished) -> Iterator[Finding]:
    """A score below the account's least; where the creator gives none, that is only shown."""
    least, score = article.rules.min_quality, article.quality_score
    if least is None:
        return
    if score is None:
        said = f"its creator gives no quality score; the account asks for at least {least:g}"
        yield Finding(NAME, Level.WARN, None, said)
    elif not (score >= least or isclose(score, least, rel_tol=_CLOSE)):  # nan is below everything
        said = f"quality score {score:g} of at least {least:g}"
        yield Finding(NAME, Level.HOLD, None, said)
