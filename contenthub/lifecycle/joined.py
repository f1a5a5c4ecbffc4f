"""Lets several units commit together: what a caller asked for, and the answer that is kept for it.

Without it an operation's unit would have committed, and rung, before its answer is written down:
a process that dies in between leaves an effect that its repeated call causes once more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from contenthub.database import db
from contenthub.lifecycle.totals import Tally

Tell = Callable[[], None]

_this_thread = threading.local()


@contextmanager
def one_transaction(first: Callable[[], object] | None = None) -> Iterator[None]:
    """While the block runs, the units of this thread are parts of one transaction.

    Each is a savepoint in it: one that fails takes back its own changes alone, an error that leaves
    the block takes back all. Their log lines are written and their actors rung after the commit,
    in their order, and not at all where it fails. With ``first``, which is called then, it begins
    with the first of them. Raises UnreachableError as ``db.transaction``.
    """
    whole = db.transaction() if first is None else db.begun_late(first)
    with whole, collected() as tells, counted_together():
        yield
    for tell in tells:
        after_commit(tell)


@contextmanager
def collected() -> Iterator[list[Tell]]:
    """While the block runs, what units of this thread have to tell is put into this list."""
    outer: list[Tell] | None = getattr(_this_thread, "tells", None)
    tells: list[Tell] = []
    _this_thread.tells = tells
    try:
        yield tells
    finally:
        _this_thread.tells = outer


@contextmanager
def counted_together() -> Iterator[None]:
    """While the block runs, what units of this thread count is added up, and written at its end.

    Where the block is itself a part of such a one, at the end of that. An error that leaves it is
    of something that did not happen: nothing of it counts.
    """
    outer: Tally | None = getattr(_this_thread, "totals", None)
    _this_thread.totals = together = Tally()
    try:
        yield
    finally:
        _this_thread.totals = outer
    write_totals(together)


def after_commit(tell: Tell) -> None:
    """Call ``tell`` once what this thread has written is committed: at once, or at the block's end.

    To be called by a unit when its own part is written.
    """
    tells: list[Tell] | None = getattr(_this_thread, "tells", None)
    if tells is None:
        tell()
    else:
        tells.append(tell)


def write_totals(totals: Tally) -> None:
    """Write what a unit counted, as the last thing of the transaction that it is a part of.

    Other transactions wait from then on for rows that nearly all of them write.
    """
    whole: Tally | None = getattr(_this_thread, "totals", None)
    if whole is None:
        totals.write()
    else:
        whole.add(totals)
