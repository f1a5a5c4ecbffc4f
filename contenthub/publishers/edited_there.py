"""Tells whether people changed an article at a target since it was last written there.

What a target kept may be less than it was sent, or in other elements. So it is summed up once it
was compared, and the sum is noted there, beside the article. Before an article that is out is
written anew, a sum of what is sent is noted too: then a try that was broken off is not taken for
somebody's edit. An update that finds other sums would take a person's work away without a word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from contenthub.errors import PermanentError
from contenthub.publishers import read_back
from contenthub.publishers.fields import Field
from contenthub.settings.parsers import choice

KEEP, OVERWRITE = "keep", "overwrite"
SETTING = "edited_there"
FIELD = Field(choice(KEEP, OVERWRITE), default=KEEP)
_LENGTH = 16  # characters of a sum
_NOTE = re.compile(r"kept ([0-9a-f]{16}|nothing)(?:, sent ([0-9a-f]{16}))?")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is noted: ``kept``, a sum of all, as by ``whole``, and ``sent``, as by ``text``."""

    kept: str = ""
    sent: str = ""

    @classmethod
    def read(cls, note: str) -> Stamp | None:
        """What this text says; None where it says nothing."""
        found = _NOTE.search(note)
        return cls(found[1].replace("nothing", ""), found[2] or "") if found else None

    def __str__(self) -> str:
        return f"kept {self.kept or 'nothing'}" + (f", sent {self.sent}" if self.sent else "")


@dataclass(frozen=True, slots=True)
class Held:
    """What a target holds now: its sums, and what is noted beside it."""

    whole: str
    text: str
    stamp: Stamp | None

    def demand_ours(self, who: str, post: str) -> None:
        """Raise PermanentError where people have changed it there."""
        if self.stamp is None or (self.whole != self.stamp.kept and self.text != self.stamp.sent):
            raise refusal(who, post)


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
        f"the change over into the article, then give this target {SETTING}={OVERWRITE}"
    )


def _sum(parts: Iterable[str]) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:_LENGTH]
