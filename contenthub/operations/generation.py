"""Articles are asked for: from a wish, as somebody has it, to a task that is written down."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contenthub.backends import demand_creator
from contenthub.codes import Code
from contenthub.errors import ContentHubError, NotAllowedError
from contenthub.lifecycle import accounts, shared_commits, submission, targets
from contenthub.lifecycle.submission import Answer, NewTask, Refused, Submitted
from contenthub.operations import webhook_fields
from contenthub.operations.caller import Caller
from contenthub.queries import progress
from contenthub.records import Account
from contenthub.settings import Settings
from contenthub.topics.wishes import Rejected, Wish

Numbered = tuple[int, Wish | Rejected]  # a wish or what cannot be one, with the number of its line


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of wishes that came together."""

    batch_id: str | None  # None: a single wish, which is no batch
    task_ids: list[str]  # also those that were asked for before, under the same idempotency key
    rejected: list[Rejected]
    removed: list[dict[str, Any]]  # what is left of tasks that were cleaned up since their key came

    @property
    def is_single(self) -> bool:
        return self.batch_id is None

    @property
    def asked(self) -> int:
        """How many wishes there were."""
        return len(self.task_ids) + len(self.rejected) + len(self.removed)


def demand_async(settings: Settings) -> None:
    """Raise NotAllowedError where the settings want every caller to wait for the articles."""
    if not settings.async_enabled:
        raise NotAllowedError(
            "ASYNC_CONTENT_GENERATION_ENABLED is false: callers wait for their articles",
            code=Code.ASYNC_DISABLED,
        )


def submit_one(caller: Caller, wish: Wish) -> Batch:
    """Write the task of this wish.

    The same wish under an idempotency key that is known answers the task that is there. Raises
    NotFoundError for the account and for targets that it has not, InputError for the creator,
    NotAllowedError for an account that is retired and for a key that was used for another wish.
    """
    request = _Resolver(caller)(wish)
    (answer,) = shared_commits.committed(lambda: _submit(caller, [request], None))
    return single(answer)


def single(answer: Answer) -> Batch:
    """What became of one request. Raises NotAllowedError where it was refused."""
    if isinstance(answer, Refused):
        raise _key_used(answer)
    return _batch(None, [answer], [])


def demand_active(account: Account) -> None:
    """Raise NotAllowedError for an account that is retired."""
    if not account.active:
        raise NotAllowedError(
            f"account {account.name!r} is inactive",
            code=Code.ACCOUNT_INACTIVE,
            account_id=account.id,
        )


def submit_many(caller: Caller, wishes: Iterable[Numbered]) -> Batch:
    """Write the tasks of these wishes as one batch; what cannot be one does not keep the others.

    What ``submit_one`` would raise is a rejection here, as is what came as one already.
    """
    batch_id, each = submit_each(caller, wishes)
    done = [answer for _, answer in each if isinstance(answer, Submitted)]
    rejected = [answer for _, answer in each if isinstance(answer, Rejected)]
    return _batch(batch_id, done, rejected)


def submit_each(
    caller: Caller, wishes: Iterable[Numbered]
) -> tuple[str, list[tuple[int, Submitted | Rejected]]]:
    """The same, told of each wish by its number: the batch's id, and what became of each.

    Those that could not be understood come first, the others in the order of ``wishes``.
    """
    requests, rejected = _resolved(caller, wishes)
    batch_id = str(uuid.uuid4())
    answers = _submit(caller, [request for _, request in requests], batch_id)
    each: list[tuple[int, Submitted | Rejected]] = [(one.line, one) for one in rejected]
    for (number, _), answer in zip(requests, answers, strict=True):
        if isinstance(answer, Refused):
            each.append((number, Rejected(number, answer.topic, _key_used(answer))))
        else:
            each.append((number, answer))
    return batch_id, each


def _key_used(answer: Refused) -> NotAllowedError:
    return NotAllowedError(answer.reason, code=Code.KEY_USED)


def _submit(caller: Caller, requests: Sequence[NewTask], batch_id: str | None) -> list[Answer]:
    return submission.submit(requests, caller.settings, caller.who, batch_id)


def _resolved(
    caller: Caller, wishes: Iterable[Numbered]
) -> tuple[list[tuple[int, NewTask]], list[Rejected]]:
    resolve = _Resolver(caller)
    requests: list[tuple[int, NewTask]] = []
    rejected: list[Rejected] = []
    for number, wish in wishes:
        if isinstance(wish, Rejected):
            rejected.append(wish)
            continue
        try:
            requests.append((number, resolve(wish)))
        except ContentHubError as error:
            rejected.append(Rejected(number, wish.topic, error))
    return requests, rejected


def _batch(batch_id: str | None, answers: Sequence[Answer], rejected: list[Rejected]) -> Batch:
    """Tasks that were asked for before may be gone, as idempotency keys outlive them."""
    done = [one for one in answers if isinstance(one, Submitted)]
    removed = progress.of_removed([one.task_id for one in done if one.existing])
    there = [one.task_id for one in done if one.task_id not in removed]
    return Batch(batch_id, there, rejected, list(removed.values()))


class _Resolver:
    """Turns wishes into tasks, looking each account and its targets up once."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._accounts: dict[str | None, Account] = {}
        self._targets: dict[tuple[int, tuple[str, ...]], list[int] | None] = {}

    def __call__(self, wish: Wish) -> NewTask:
        account = self._account(wish.account)
        if wish.creator is not None:
            demand_creator(wish.creator)
        webhook = webhook_fields.of_task(self._caller, wish.webhook)
        return NewTask.of(wish, account, self._target_ids(account, wish.targets), webhook)

    def _target_ids(self, account: Account, names: tuple[str, ...]) -> list[int] | None:
        key = account.id, names
        if key not in self._targets:
            self._targets[key] = targets.chosen(account.id, names)
        return self._targets[key]

    def _account(self, ref: str | None) -> Account:
        if ref not in self._accounts:
            found = accounts.default() if ref is None else accounts.find(ref)
            demand_active(found)
            self._accounts[ref] = found
        return self._accounts[ref]
