"""What was submitted and what was not, as callers are told of it at once."""

from __future__ import annotations

from typing import Any

from contenthub.commands.console import advice
from contenthub.commands.console.many import failed
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.service_notes import say_who_goes_on
from contenthub.errors import InputError, WorkFailedError
from contenthub.operations.generation import Batch
from contenthub.queries import progress
from contenthub.wording import counted

_SHOWN = 5  # tasks of a batch whose ids a person is told


def say_what_was_removed(batch: Batch) -> None:
    """Say what is left of tasks that were cleaned up since their idempotency key was used."""
    for facts in batch.removed:
        left = f"content {facts['content_id']}" if facts["content_id"] else "nothing of it is left"
        say(f"task {facts['task_id']} was asked for under this key and was cleaned up: {left}")


def print_batch(batch: Batch, chosen: Format, bell: Any) -> None:
    """Print the tasks as they are, before anybody has waited for them; ``bell`` is what rang.

    Raises InputError where nothing was submitted, WorkFailedError where a part was not.
    """
    print_document(_single(batch) if batch.is_single else facts(batch, chosen), chosen)
    if batch.task_ids:
        say_who_goes_on(1 if batch.is_single else len(batch.task_ids), bell)
    elif not batch.removed:
        raise InputError(f"{_rejected(batch)}; nothing was submitted")
    raise_for_rejected(batch)


def facts(batch: Batch, fmt: Format) -> dict[str, Any]:
    """What callers are told of many topics; codes are for programs."""
    return {
        "batch_id": batch.batch_id,
        "submitted": len(batch.task_ids),
        "rejected": [
            {"line": one.line, "topic": one.topic} | failed(one.error, fmt)
            for one in batch.rejected
        ],
        "task_ids": _ids(batch, fmt),
        **({"removed": batch.removed} if batch.removed else {}),
    }


def _ids(batch: Batch, fmt: Format) -> list[str]:
    """All of them for programs; whoever reads a thousand of them is told how to list them."""
    more = len(batch.task_ids) - _SHOWN
    if fmt is not Format.TABLE or more <= 0:
        return list(batch.task_ids)
    rest = f"and {more} more (contenthub task list --batch {batch.batch_id})"
    return [*batch.task_ids[:_SHOWN], rest]


def raise_for_rejected(batch: Batch) -> None:
    """Raise WorkFailedError where some of the lines were rejected: not all that was asked for."""
    if batch.rejected:
        raise WorkFailedError(f"{_rejected(batch)}; the others were submitted")


def _single(batch: Batch) -> dict[str, Any]:
    return batch.removed[0] if batch.removed else progress.of(batch.task_ids)[0].facts()


def _rejected(batch: Batch) -> str:
    """How many of the lines were rejected, and why the first of them was."""
    first, count = batch.rejected[0], len(batch.rejected)
    such_as = "" if count == 1 else "such as "
    were = "was" if count == 1 else "were"
    return (
        f"{count} of {counted(batch.asked, 'line')} {were} rejected "
        f"({such_as}line {first.line}: {advice.line(first.error)})"
    )
