"""Tells whether people changed an article at a target since it was last written there.

What a target kept is summed up when it was compared, and the sums are left there with the article.
An update that finds other sums would take a person's work away without a word, so it stops.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from contenthub.errors import PermanentError
from contenthub.publishers import read_back
from contenthub.publishers.fields import Field
from contenthub.settings.parsers import choice

KEEP, OVERWRITE = "keep", "overwrite"
SETTING = "edited_there"
FIELD = Field(choice(KEEP, OVERWRITE), default=KEEP)
LENGTH = 16  # characters of a sum


def whole(html: str, others: Iterable[str]) -> str:
    """A sum of all that an update would write over: the text, how it is set, the other fields."""
    return _sum([read_back.outline(html), *others])


def text(title: str, html: str) -> str:
    """A sum that is the same of what was sent and of what a target made of it."""
    plain = read_back.words(html).replace(" ", "")
    return _sum([read_back.words(title), plain, str(read_back.pictures(html))])


def refusal(who: str, post: str) -> PermanentError:
    """The error for what people have changed there."""
    return PermanentError(
        f"somebody changed {post} at {who} after it was sent, and an update would undo that: take "
        f"the change over into the article, then set {SETTING}={OVERWRITE} for this target"
    )


def _sum(parts: Iterable[str]) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:LENGTH]
