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
from contenthub.errors import InputError, NotAllowedError
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
    nothing is kept, nor anything else that it wrote. Raises NotAllowedError while the first call
    still runs, InputError for a key that came with another call, UnreachableError.
    """
    with db.looking():
        kept = kept_answers.find(call.token_id, call.key)
    if kept is not None:
        return _again(call, kept)
    with _running(call), joined.one_transaction():
        if not locks.alone(f"call {call.token_id} {call.key}"):
            raise _repeated()
        kept = kept_answers.find(call.token_id, call.key)  # of another process, by now
        if kept is not None:
            return _again(call, kept)
        answer = act()
        kept_answers.keep(
            call.token_id, call.key, call.digest, answer.status, answer.headers, answer.body
        )
    return answer


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
