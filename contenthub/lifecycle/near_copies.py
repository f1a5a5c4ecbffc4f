"""Fingerprints of contents, and the contents that a text is a near copy of.

They are rows of their own, a number each, written with the content, renewed with its text and
removed with it. Near copies are those that share some numbers: looked up one by one in the key,
never compared with all. The few that come into question are read and compared for good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from contenthub.articles import fingerprints, gate
from contenthub.articles.gate import Neighbour
from contenthub.database import db
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.statements import insert_rows
from contenthub.lifecycle.unit import Unit
from contenthub.models import ContentFingerprint
from contenthub.records import Account, Content
from contenthub.settings import Settings
from contenthub.states import ReviewState

_COLUMNS = ("value", "account_id", "content_id")
_NEWEST = 100  # contents of one number that are looked at
_RARE = 10  # by which a number tells more that fewer have
_MOST_READ = 5  # contents that are compared for good
_MOST_TURNS = 60  # of a unit, which ten articles have: PostgreSQL counts with 64 locks for each
_COPY = 0.6  # of a text that stands in another one as well


def take_turn(unit: Unit, numbers: Iterable[int]) -> None:
    """Until the commit no other unit writes, or looks for copies of, texts with these numbers.

    On PostgreSQL nobody sees what others have not committed: of two copies that come at the same
    moment neither would see the other. A unit that writes several texts takes all turns at once:
    in one order, so that nobody waits in a circle.
    """
    taken: set[int] = unit.read_once("turns of near copies", set)
    wanted = set(numbers) - taken
    db.take_turns("near copies", wanted, _MOST_TURNS)
    taken |= wanted


def holds_copies(account: Account) -> bool:
    """Whether the texts of the account are compared with others when they come."""
    return account.gate.get(gate.NEAR_COPY) != gate.OFF


def are_compared(account: Account, *, across_accounts: bool) -> bool:
    """Whether they are, or may be what the text of another account is compared with.

    Else nobody looks for what is written here, and it needs no turn. Its fingerprint is kept all
    the same, for the day on which the account, or the setting, is another one.
    """
    return across_accounts or holds_copies(account)


def take_turns_of(
    unit: Unit, drafts: Iterable[tuple[Draft, Account]], *, across_accounts: bool
) -> None:
    """``take_turn`` for all of these articles, but for those that are like others by nature, and
    where nothing is compared."""
    told = (
        draft
        for draft, account in drafts
        if draft.metadata.get("draft") is not True
        and are_compared(account, across_accounts=across_accounts)
    )
    take_turn(unit, (number for draft in told for number in fingerprint_of(draft)))


def write(content_id: int, account_id: int, fingerprint: Sequence[int]) -> None:
    """Keep the fingerprint of a content's text."""
    rows = [(value, account_id, content_id) for value in fingerprint]
    insert_rows(ContentFingerprint, _COLUMNS, rows)


def forget(content_id: int, account_id: int, body: str) -> None:
    """Remove the fingerprint of the text that a content had."""
    db.execute_many(
        "DELETE FROM content_fingerprints WHERE value = ? AND account_id = ? AND content_id = ?",
        [(value, account_id, content_id) for value in fingerprints.of(body)],
    )


def renew(content: Content, body: str, fingerprint: Sequence[int]) -> None:
    """Keep the fingerprint of the text ``body`` instead of that of the text that it had."""
    if body != content.body:
        forget(content.id, content.account_id, content.body)
        write(content.id, content.account_id, fingerprint)


def of_draft(
    unit: Unit, draft: Draft, account: Account, settings: Settings, besides: int | None = None
) -> tuple[Neighbour, ...]:
    """The contents that a new article is like; templates are like each other by their nature.

    ``unit`` is the one that writes the article: see ``take_turn``.
    """
    across = settings.copies_across_accounts
    if draft.metadata.get("draft") is True or not are_compared(account, across_accounts=across):
        return ()
    numbers = fingerprint_of(draft)
    take_turn(unit, numbers)
    if not holds_copies(account):
        return ()
    return find(draft.body, numbers, account.id, across_accounts=across, besides=besides)


def fingerprint_of(draft: Draft) -> tuple[int, ...]:
    """The fingerprint of a new article, computed unless it came with it."""
    return fingerprints.of(draft.body) if draft.fingerprint is None else draft.fingerprint


def find(
    body: str,
    fingerprint: Sequence[int],
    account_id: int,
    *,
    across_accounts: bool = False,
    besides: int | None = None,
    before: int | None = None,
) -> tuple[Neighbour, ...]:
    """The contents in which most of ``body`` stands, the likest first.

    Of this account, or of all of them, and older than the content ``before``; what a person
    rejected, and the content ``besides``, are left out.
    """
    if not fingerprint:
        return ()
    likely = _sharing(fingerprint, None if across_accounts else account_id, before)
    likely.pop(besides or 0, None)
    if not likely:
        return ()
    ids = [content_id for content_id, _ in likely.most_common(_MOST_READ)]
    rows = db.execute(
        f"SELECT id, title, body FROM contents WHERE id IN ({', '.join('?' * len(ids))})"
        " AND review_status <> ?",
        (*ids, ReviewState.REJECTED.value),
    ).fetchall()
    found = [Neighbour(row[0], row[1], fingerprints.share(body, row[2])) for row in rows]
    alike = (one for one in found if one.share >= _COPY)
    return tuple(sorted(alike, key=lambda one: -one.share))


def among(body: str, content_ids: Sequence[int]) -> frozenset[int]:
    """Those of these contents, a few, in which most of ``body`` stands."""
    if not content_ids:
        return frozenset()
    rows = db.execute(
        f"SELECT id, body FROM contents WHERE id IN ({', '.join('?' * len(content_ids))})",
        tuple(content_ids),
    ).fetchall()
    return frozenset(row[0] for row in rows if fingerprints.share(body, row[1]) >= _COPY)


def _sharing(
    fingerprint: Sequence[int], account_id: int | None, before: int | None
) -> Counter[int]:
    """The newest contents that have some of these numbers, by how much that tells.

    A number that very many have is that of a footer or an address: it tells less than any other.
    """
    limits = {"account_id = ?": account_id, "content_id < ?": before}
    given = {sql: value for sql, value in limits.items() if value is not None}
    narrowed = "".join(f" AND {sql}" for sql in given)
    one = (
        f"SELECT value, content_id FROM content_fingerprints WHERE value = ?{narrowed}"
        f" ORDER BY account_id DESC, content_id DESC LIMIT {_NEWEST}"
    )
    parts = [f"SELECT value, content_id FROM ({one}) AS found"] * len(fingerprint)
    params = tuple(value for number in fingerprint for value in (number, *given.values()))
    rows = db.execute(" UNION ALL ".join(parts), params).fetchall()
    frequent = Counter(row[0] for row in rows)
    found: Counter[int] = Counter()
    for value, content_id in rows:
        found[content_id] += 1 if frequent[value] == _NEWEST else _RARE
    return found
