"""What a reviewer's answer means for a text: pure.

It adds findings to those of the checks, and takes none away. Its score is from 0 to 100; an
account's least score is compared with it as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contenthub.articles import gate
from contenthub.articles.gate import Finding, Level
from contenthub.records import Account, Content
from contenthub.settings import Settings
from contenthub.usage import Usage

NAME = "reviewer"  # as a check of the gate is called
WAITS = "waits for a second opinion"
PASSED = "approved automatically; the reviewer holds nothing"
_MORE = "…"


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer answered; ``remarks`` are level, message and quote of each.

    ``is_whole``: it was given the whole text.
    """

    reviewer: str
    score: float
    remarks: tuple[tuple[Level, str, str], ...] = ()
    is_whole: bool = True
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of the content: ``added`` are findings, ``reason`` says why it waits, or not."""

    approved: bool
    reason: str
    added: list[dict[str, Any]]


def is_asked(settings: Settings, account: Account) -> bool:
    """Whether a reviewer looks at this account's texts."""
    return settings.asks_reviewer and account.gate.get(NAME) != gate.OFF


def judge(said: Said, content: Content, account: Account, *, auto_approve: bool) -> Judgement:
    """What an answer about the present text of a content that waits for it comes to."""
    found = list(_findings(said, content, account))
    holds = any(one.level is Level.HOLD for one in found)
    added = gate.stored(found)
    if auto_approve and said.is_whole and not holds:
        return Judgement(True, PASSED, added)
    if holds or said.is_whole:
        return Judgement(False, gate.reason_of(found), added)
    return Judgement(False, "is longer than what its reviewer was given of it", added)


def _findings(said: Said, content: Content, account: Account) -> Iterator[Finding]:
    for level, message, quote in said.remarks:
        span = _place(quote, content.body)
        named = f" (“{quote}”)" if quote and span is None else ""
        told = f"the reviewer says: {message}{named}"
        yield Finding(NAME, _level(account, level), span, told)
    least = account.min_quality
    if least is not None and said.score < least:
        low = f"the reviewer gives {said.score:g} of 100; the account asks for at least {least:g}"
        yield Finding(NAME, _level(account, Level.HOLD), None, low)
    if not said.is_whole:
        yield Finding(NAME, Level.WARN, None, "its reviewer was given only the beginning of it")


def _level(account: Account, own: Level) -> Level:
    """What the account makes of it.

    One that came to do without a reviewer while that was asked changes nothing in what it said.
    """
    wanted = account.gate.get(NAME, gate.OFF)
    return own if wanted == gate.OFF else Level(wanted)


def _place(quote: str, body: str) -> tuple[int, int] | None:
    """Where the quoted words stand; None where they do not."""
    words = quote.removesuffix(_MORE).strip()
    begin = body.find(words) if words else -1
    return None if begin < 0 else (begin, begin + len(words))
