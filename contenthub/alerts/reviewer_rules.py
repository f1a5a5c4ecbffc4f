"""The rule about a reviewer that gives no opinion."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.alerts.finding import MOST_SUBJECT, Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.wording import counted

MANY = 3  # texts in a row; one may be the text's own fault


def reviewer(situation: Situation) -> Iterator[Finding]:
    """A reviewer that answered nothing for several texts, each after all its tries."""
    one = situation.snapshot.reviewer
    if one is None or one.failed < MANY:
        return
    texts = counted(one.failed, "text")
    yield Finding(
        "reviewer_failing",
        one.reviewer[:MOST_SUBJECT],
        Level.ERROR,
        f"the reviewer {one.reviewer!r} gave no opinion on {texts} in a row, which wait for"
        f" people: {one.example[:200]}",
        {"failed": one.failed},
        (f"reviewer {one.reviewer}",),
    )
