"""The gate for those who ask: its checks, how often each held, and what it says of any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from contenthub import clock, records
from contenthub.articles import fingerprints, gate
from contenthub.articles.cleaning import clean
from contenthub.articles.reading import read
from contenthub.errors import InputError, WorkFailedError
from contenthub.generations import articles
from contenthub.lifecycle import (
    accounts,
    content_by_id,
    gate_holds,
    judging,
    near_copies,
    rejudging,
)
from contenthub.lifecycle.accounts import DEFAULT_NAME
from contenthub.lifecycle.second_opinion import NAME as REVIEWER
from contenthub.queries import gate as lately
from contenthub.queries.gate import Holds
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.wording import counted

MOST_TEXT = 2_000_000  # characters
_SHOWN = 60  # characters of a marked place
_LINE_ENDS = re.compile("\r\n?")
_UNSEEN = "unseen_characters"
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NULS_OF_BINARY = 10  # one character of so many is NUL: no text is so


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """A check: what it does by itself, and how often it held in the last 30 days (UTC)."""

    check: str
    default: str  # hold or warn
    level: str | None  # off, warn or hold for the account that was named; None: none was
    held: int
    approved: int  # of what it held: by a person, all the same
    edited: int  # that it holds no more, as the text is another one


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in a text: ``line`` counts from 1, ``place`` is what is marked there."""

    text: str  # which one: a content's id, a file's name
    check: str
    level: str
    line: int | None
    place: str
    message: str


def listing(
    settings: Settings, account: str | None = None, within: tuple[int, ...] | None = None
) -> list[CheckFacts]:
    """All checks in their order; the reviewer is the last, where there is, or lately was, one.

    What they held is counted of one ``account``, by id or name, which also has a level for each;
    or of the accounts ``within``, which are all that whoever asks may see; None: of all. Raises
    NotFoundError.
    """
    owner = None if account is None else accounts.find(account, within)
    found = lately.holds(
        gate_holds.first_day(clock.now()), within if owner is None else (owner.id,)
    )
    return [
        _facts(name, owner, found.get(name, Holds()))
        for name in (*gate.CHECKS, REVIEWER)
        if name != REVIEWER or settings.asks_reviewer or name in found
    ]


def _facts(name: str, owner: Account | None, of: Holds) -> CheckFacts:
    default = gate.default_level(name).value
    level = None if owner is None else owner.gate.get(name, default)
    return CheckFacts(name, default, level, of.held, of.approved, of.edited)


def of_content(settings: Settings, content_id: int) -> list[Found]:
    """What the gate finds in a content as it is now; nothing is written. Raises NotFoundError."""
    stored = content_by_id.read(content_id)
    account = records.by_ids(Account, [stored.account_id])[0]
    across = settings.copies_across_accounts
    findings = rejudging.of_content(stored, account, across_accounts=across)
    return _as_read(_found(str(content_id), one, stored.body) for one in findings)


def of_text(
    name: str,
    text: str,
    *,
    topic: str = "",
    account: str | None = None,
    across_accounts: bool = False,
) -> list[Found]:
    """What the gate would find in a text that a creator delivers for this topic and account.

    It is read as every creator's text is, and compared with the contents that are there: with all
    of them, ``across_accounts``, only for a caller who may know of all. Raises
    NotFoundError for no such account, InputError for a text that is too long, and TransientError
    for one that is only thoughts.
    """
    if len(text) > MOST_TEXT:
        raise InputError(f"{name} has {len(text)} characters; allowed: {MOST_TEXT}")
    if text.count("\0") * _NULS_OF_BINARY > len(text):
        raise InputError(f"{name} is a binary file or UTF-16 text; save its text as UTF-8")
    owner = accounts.find(account) if account else records.named(Account, DEFAULT_NAME)
    unfit = list(_unfit(name, text, owner))
    lines = _LINE_ENDS.sub("\n", text)
    reading = read(clean(lines).strip())
    title, body = articles.parted(reading.title, reading.body)
    findings = judging.of_text(title, body, topic, owner)
    if owner is not None:
        numbers = fingerprints.of(body)
        alike = near_copies.find(body, numbers, owner.id, across_accounts=across_accounts)
        findings += judging.of_neighbours(alike, owner, {})
    above = lines.count("\n", 0, max(0, lines.find(body)))  # lines of the file
    return unfit + _as_read(_found(name, one, body, above) for one in findings)


def _unfit(name: str, text: str, owner: Account | None) -> Iterator[Found]:
    """What no text may hold, and is taken out of one that a creator delivers."""
    signs = _CONTROLS.findall(text)
    if signs and not (owner is not None and owner.gate.get(_UNSEEN) == gate.OFF):
        line = text.count("\n", 0, text.index(signs[0])) + 1
        shown = f"U+{ord(signs[0]):04X}"
        said = f"{counted(len(signs), 'control character')} (first {shown}), which are taken out"
        yield Found(name, _UNSEEN, gate.Level.WARN.value, line, shown, said)


def demand_passed(found: Iterable[Found]) -> None:
    """Raise WorkFailedError, which names the texts, where one of them is held."""
    held = list(dict.fromkeys(one.text for one in found if one.level == gate.Level.HOLD))
    if held:
        raise WorkFailedError(f"held: {', '.join(held)}")


def _as_read(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda one: gate.as_read(one.level, one.line))


def _found(name: str, finding: gate.Finding, body: str, above: int = 0) -> Found:
    line, place = gate.line_of(body, finding.span), ""
    if finding.span is not None:
        begin, end = finding.span
        place = " ".join(body[begin : min(end, begin + 2 * _SHOWN)].split())[:_SHOWN]
    line = None if line is None else above + line
    return Found(name, finding.check, finding.level.value, line, place, finding.message)


def row_of(found: Found) -> dict[str, Any]:
    """The finding as a row of a list."""
    names = ("text", "check", "level", "line", "place", "message")
    return {name: getattr(found, name) for name in names}
