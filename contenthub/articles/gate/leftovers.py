"""Has it something that was not meant for readers? A model's thoughts, for now."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.thoughts import without_thoughts
from contenthub.errors import TransientError


def thoughts(article: Finished) -> Iterator[Finding]:
    """Marks of thoughts outside of code: what creators bring has none left, an edit may."""
    try:
        if without_thoughts(article.body) == article.body:
            return
        said = "a model's thoughts are in it"
    except TransientError as error:
        said = str(error)
    yield Finding("thoughts", Level.HOLD, None, said)
