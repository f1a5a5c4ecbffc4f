"""Calls that may be repeated: under one idempotency key a call has its effect once.

The answer is kept in the transaction of what it tells of. So a call that is repeated after anything
that may have happened to it, to its connection or to the process that served it gets the first
answer, or, where nothing came of it, is served as if it were the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from contenthub.codes import Code
from contenthub.database import db, locks
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import joined, kept_answers
from contenthub.records import KeptAnswer

MOST_KEY = 255  # characters


@dataclass(frozen=True, slots=True)
class Call:
    """One call under an idempotency key; ``digest`` tells what it asks for from anything else."""

    token_id: int
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call is answered; ``replayed``: it is that of an earlier call."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


def once(call: Call, act: Callable[[], Answer]) -> Answer:
    """What the call is answered: by ``act``, or what the first call under this key was.

    All that ``act`` writes is one transaction with the answer that is kept; where it raises,
    nothing is kept, nor anything else that it wrote. The transaction begins with the first thing
    that is written: what ``act`` waits for before that lets nobody else wait. Raises
    NotAllowedError while the first call still runs, InputError for a key that came with another
    call, UnreachableError.
    """
    if (kept := _kept(call)) is not None:
        return _again(call, kept)
    try:
        with _running(call), joined.one_transaction(lambda: _demand_first(call)):
            answer = act()
            _keep(call, answer)
    except _NotFirstError as error:
        if error.kept is None:
            raise _repeated() from None
        return _again(call, error.kept)
    except (NotAllowedError, NotFoundError, InputError):
        if (kept := _kept(call)) is not None:  # what it found was that of the first call
            return _again(call, kept)
        raise
    return answer


class _NotFirstError(Exception):
    """The call is under way elsewhere, or was answered there; nothing of it may be written."""

    def __init__(self, kept: KeptAnswer | None) -> None:
        super().__init__("not the first call under its key")
        self.kept = kept


def _demand_first(call: Call) -> None:
    """Within the transaction: nobody else answers this call. Raises _NotFirstError."""
    if not locks.alone(f"call {call.token_id} {call.key}"):
        raise _NotFirstError(None)
    kept = kept_answers.find(call.token_id, call.key)  # of another process, by now
    if kept is not None:
        raise _NotFirstError(kept)


def _kept(call: Call) -> KeptAnswer | None:
    with db.looking():
        return kept_answers.find(call.token_id, call.key)


def _keep(call: Call, answer: Answer) -> None:
    with db.transaction():
        kept_answers.keep(
            call.token_id, call.key, call.digest, answer.status, answer.headers, answer.body
        )


def _again(call: Call, kept: KeptAnswer) -> Answer:
    if kept.digest != call.digest:
        raise InputError(
            "this idempotency key came with another call; take a new key, or repeat that call",
            code=Code.KEY_OF_ANOTHER_CALL,
        )
    return Answer(kept.status, kept.body, kept.headers, replayed=True)


_lock = threading.Lock()
_under_way: set[tuple[int, str]] = set()  # calls that this process serves now


@contextmanager
def _running(call: Call) -> Iterator[None]:
    one = call.token_id, call.key
    with _lock:
        if one in _under_way:
            raise _repeated()
        _under_way.add(one)
    try:
        yield
    finally:
        with _lock:
            _under_way.discard(one)


def _repeated() -> NotAllowedError:
    return NotAllowedError(
        "the first call under this idempotency key still runs; repeat this one in a moment",
        code=Code.CALL_REPEATED,
    )
