"""So many articles for these accounts become tasks, with topics that nobody had yet.

What was asked for before, in the same words or nearly, is left out before it costs anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from contenthub import logs, records
from contenthub.database import db
from contenthub.lifecycle import submission
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.topics.duplicates import SAME, Memory, key
from contenthub.topics.wishes import Wish

log = logs.get_logger("contenthub.orders")

REMEMBERED = 2_000  # newest topics that a new one is compared with for likeness; words: with all
BLOCK = 200  # candidates that are looked up at a time
MOST_SIMILAR = 2_000  # near repetitions for one account after which a request gives up
EXAMPLES = 20  # left-out topics that a tick's record names


@dataclass(frozen=True, slots=True)
class TopicRequest:
    """What is asked for.

    ``candidates`` gives the articles for an account, best first, from its article number on.
    ``similarity`` is in percent. ``can_run_out``: the candidates are a list that is used up.
    """

    account_ids: tuple[int, ...]
    count: int
    similarity: float
    across_accounts: bool
    candidates: Callable[[Account, int], Iterator[Wish]]
    can_run_out: bool
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Placed:
    """What became of a request."""

    wanted: int = 0
    tasks: int = 0
    repeated: int = 0  # topics that the accounts had in the same words
    similar: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """What the tick's record keeps."""
        found = {
            "wanted": self.wanted,
            "tasks": self.tasks,
            "repeated": self.repeated,
            "similar": self.similar,
            "left_out": self.examples,
            "problems": self.problems,
        }
        return {name: value for name, value in found.items() if value}


class Memories:
    """The topics that were asked for, read once per account for requests placed together."""

    def __init__(self) -> None:
        self._found: dict[tuple[int | None, float], Memory] = {}

    def of(self, account_id: int | None, similarity: float) -> Memory:
        """Those of one account, or of all (None)."""
        place = (account_id, similarity)
        if place not in self._found:
            memory = self._found[place] = Memory(similarity)
            where, params = (
                ("", ()) if account_id is None else ("WHERE account_id = ?", (account_id,))
            )
            for topic, known_key in db.execute(
                f"SELECT topic, key FROM account_topics {where} ORDER BY id DESC LIMIT"
                f" {REMEMBERED}",
                params,
            ).fetchall():
                memory.add(topic, known_key)
        return self._found[place]

    def add(self, account_id: int, topic: str) -> None:
        """Remember a topic that is being asked for."""
        for (owner, _), memory in self._found.items():
            if owner in (None, account_id):
                memory.add(topic)


@dataclass(frozen=True, slots=True)
class Locks:
    """The accounts whose topics must not be chosen by others meanwhile."""

    account_ids: frozenset[int] = frozenset()
    across_accounts: bool = False  # topics of any account count


@dataclass(frozen=True, slots=True)
class Stock:
    """Of a list that is used up: how many of its topics an account did not have, and had."""

    account_id: int
    account: str
    left: int
    used: int


@dataclass(slots=True)
class Choice:
    """What a request would become: the articles for each account, and what was left out."""

    request: TopicRequest
    placed: Placed
    articles: list[tuple[Account, list[Wish]]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)

    def locks(self) -> Locks:
        """What has to be held while it is placed."""
        ids = frozenset(account.id for account, _ in self.articles)
        return Locks(ids, self.request.across_accounts)


def choose(request: TopicRequest, counters: Mapping[str, int], memories: Memories) -> Choice:
    """Find topics that nobody had yet; nothing is written, and no transaction has to wait.

    ``counters`` is how many articles each account (by id) was asked for so far. ``memories`` is
    shared by the requests that are placed together.
    """
    choice = Choice(request, Placed(problems=list(request.problems)))
    accounts = {account.id: account for account in records.by_ids(Account, request.account_ids)}
    for account_id in request.account_ids:
        choice.placed.wanted += request.count
        account = accounts.get(account_id)
        if account is None or not account.active:
            name, state = (account.name, "inactive") if account else (account_id, "gone")
            choice.placed.problems.append(f"account {name} is {state}")
            continue
        counter = counters.get(str(account_id), 0)
        chosen = _choose(request, account, counter + 1, choice.placed, memories)
        choice.counters[str(account_id)] = counter + len(chosen)
        choice.articles.append((account, chosen))
    return choice


def lock(locks: Collection[Locks]) -> None:
    """Let others who choose topics for the same accounts wait until this transaction commits.

    For all choices of a unit at once, and in one order: so two units cannot wait for each other.
    """
    if any(one.across_accounts for one in locks):
        db.one_at_a_time("topics")
    ids = sorted({id_ for one in locks for id_ in one.account_ids})
    if ids and not db.is_sqlite():
        marks = ", ".join("?" * len(ids))
        db.execute(
            f"SELECT id FROM accounts WHERE id IN ({marks}) ORDER BY id FOR NO KEY UPDATE",
            tuple(ids),
        )


def place(unit: Unit, choice: Choice, batch_id: str, settings: Settings, reason: str) -> Placed:
    """Create the tasks of a choice in this unit, but for topics that were asked for meanwhile.

    The choice stays as it is, so that it can be placed in another unit where this one breaks.
    """
    placed = replace(choice.placed)
    tasks: list[NewTask] = []
    for account, wishes in choice.articles:
        scope = None if choice.request.across_accounts else account.id
        keys = [key(wish.topic) for wish in wishes]
        had = _had(keys, scope)
        fresh = [wish for wish, its in zip(wishes, keys, strict=True) if its not in had]
        placed.repeated += len(wishes) - len(fresh)
        tasks += [NewTask.of(wish, account) for wish in fresh]
    submission.submit_in(unit, tasks, settings, batch_id, reason)
    placed.tasks = len(tasks)
    return placed


def stock(request: TopicRequest) -> list[Stock]:
    """What each account had of a list, in the same words, and what is left of it."""
    found = []
    for account in records.by_ids(Account, request.account_ids):
        scope = None if request.across_accounts else account.id
        keys = sorted({key(wish.topic) for wish in request.candidates(account, 1)})
        used = len(_had(keys, scope))
        found.append(Stock(account.id, account.name, len(keys) - used, used))
    return found


def _choose(
    request: TopicRequest, account: Account, counter: int, placed: Placed, memories: Memories
) -> list[Wish]:
    scope = None if request.across_accounts else account.id
    memory = memories.of(scope, request.similarity)
    chosen: list[Wish] = []
    candidates = request.candidates(account, counter)
    similar = placed.similar
    size = request.count  # mostly the first ones are new; to make more costs time
    while len(chosen) < request.count and (block := list(islice(candidates, size))):
        size = min(2 * size, BLOCK)
        if placed.similar - similar >= MOST_SIMILAR:
            placed.problems.append(
                f"{MOST_SIMILAR} topics for {account.name} were repetitions; "
                "the rest was not looked at"
            )
            break
        keys = [key(wish.topic) for wish in block]
        had = _had(keys, scope)
        for wish, its in zip(block, keys, strict=True):
            if len(chosen) == request.count:
                break
            if its in had:
                placed.repeated += 1
            elif _is_new(wish.topic, account, memory, placed):
                chosen.append(wish)
                memories.add(account.id, wish.topic)
    return chosen


def _is_new(topic: str, account: Account, memory: Memory, placed: Placed) -> bool:
    like = memory.find(topic)
    if like is not None and like.similarity >= SAME:
        placed.repeated += 1
        return False
    if like is None:
        return True
    placed.similar += 1
    log.info(
        "topic_left_out",
        account=account.name,
        topic=topic,
        like=like.topic,
        similarity=round(like.similarity, 1),
    )
    if len(placed.examples) < EXAMPLES:
        placed.examples.append(
            {
                "account": account.name,
                "topic": topic,
                "like": like.topic,
                "similarity": round(like.similarity, 1),
            }
        )
    return False


def _had(keys: Sequence[str], account_id: int | None) -> set[str]:
    """Which of these normal forms were asked for, by the account or by any (None)."""
    found: set[str] = set()
    where = "" if account_id is None else " AND account_id = ?"
    for part in db.portions(keys, BLOCK):
        params = (*part, account_id) if account_id is not None else tuple(part)
        marks = ", ".join("?" * len(part))
        found |= {
            row[0]
            for row in db.execute(
                "SELECT key FROM account_topics INDEXED BY topic_key WHERE key IN"
                f" ({marks}){where}",
                params,
            ).fetchall()
        }
    return found
