"""What may be asked of events: which of them, the last ones, and those that are still to come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain

from contenthub.codes import Code
from contenthub.database import db
from contenthub.database_watch import DatabaseWatch
from contenthub.errors import InputError, UnreachableError
from contenthub.lifecycle import accounts
from contenthub.operations import task_filters
from contenthub.queries import event_filter, events, short_ids
from contenthub.queries.event_feed import Feed
from contenthub.queries.event_filter import Wanted
from contenthub.queries.events import Row
from contenthub.states import Entity

AWAY = 0.5  # seconds between two tries to reach a database that is away

Trouble = Callable[[UnreachableError | None], None]


def which(
    *,
    types: Collection[str] = (),
    account: str | None = None,
    tasks: Sequence[str] = (),
    batch: str | None = None,
    within: Collection[int] | None = None,
    whole_ids: bool = False,
) -> Wanted:
    """The filter that these values make; what is left out does not narrow.

    A type is one such as ``task.completed``, or an entity for all of its events (``task``,
    ``task.*``). Ids may be typed by their beginnings, unless they are ``whole_ids``. ``within`` are
    the only accounts that the caller knows of. Raises InputError, and NotFoundError for an account.
    """
    if not whole_ids:
        tasks = short_ids.tasks(tasks)
        batch = task_filters.whole_batch(batch) if batch is not None else None
    return Wanted(
        types=frozenset(map(_type, types)) if types else None,
        account_ids=frozenset([accounts.find(account, within).id]) if account is not None else None,
        task_ids=frozenset(tasks) if tasks else None,
        batch_ids=frozenset([batch]) if batch is not None else None,
    )


def _type(text: str) -> str:
    word = text.strip().removesuffix(".*")
    if word not in event_filter.types() and word not in event_filter.entities():
        entity = word.partition(".")[0]
        known = [type_ for type_ in event_filter.types() if type_.startswith(f"{entity}.")]
        allowed = ", ".join(known or (one for one in Entity if one in event_filter.entities()))
        raise InputError(
            f"type is {text!r}; allowed: {allowed}",
            code=Code.BAD_VALUE,
            field="type",
            value=text,
            allowed=allowed,
        )
    return word


def last(
    wanted: Wanted, limit: int, since: datetime | None = None, until: datetime | None = None
) -> list[Row]:
    """The last ``limit`` events that are wanted, the oldest first; from ``since`` on, before
    ``until``.
    """
    return events.newest(wanted, limit, since, until)


def last_given_id() -> int:
    """The largest id that an event has ever had here."""
    return events.last_given_id()


def missing_after(event_id: int) -> int:
    """How many of the events after this id are not there any more: they were cleaned up.

    On PostgreSQL ids that were never used count as well. Raises InputError for an id that is
    larger than any that was given.
    """
    given = events.last_given_id()
    if event_id > given:
        raise InputError(f"there is no event {event_id} yet; the last one is {given}")
    return events.missing(event_id, events.last_id())


def follow(
    wanted: Wanted,
    trouble: Trouble,
    *,
    after: int | None = None,
    since: datetime | None = None,
    before: int = 0,
) -> Iterator[Row]:
    """What happens from this call on, for ever; each event once, in the order of their ids.

    It begins ``after`` an id, or with what happened ``since`` a moment, or with the last ``before``
    events that are wanted. While the database is away it waits: ``trouble`` is told the error, and
    None when it is back. Raises UnreachableError when the database is another one by then.
    """
    feed = Feed(events.first_id_at(since) - 1 if since is not None else after)
    shown = events.newest(wanted, before) if before else []
    return chain(shown, _following(feed, wanted, {row["id"] for row in shown}, trouble))


def _following(feed: Feed, wanted: Wanted, told: set[int], trouble: Trouble) -> Iterator[Row]:
    watch, never, away = DatabaseWatch(), threading.Event(), False
    while True:
        try:
            news = _look(feed, watch)
        except _AnotherDatabaseError:
            raise
        except UnreachableError as error:
            if not away:
                trouble(error)
            away = True
            never.wait(AWAY)
            continue
        if away:
            trouble(None)
        away = False
        yield from (row for row in news if row["id"] not in told and row in wanted)
        if not news:
            with suppress(UnreachableError), db.looking():  # the next look says what is wrong
                feed.wait(never)


class _AnotherDatabaseError(UnreachableError):
    """What is being followed is gone for good."""


def _look(feed: Feed, watch: DatabaseWatch) -> list[Row]:
    with db.looking():
        if fault := watch.fault():
            raise _AnotherDatabaseError(f"the events end here: {fault.event}", advice=fault.advice)
        return feed.news()
