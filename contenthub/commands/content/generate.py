"""`contenthub content generate`: asks for articles, and waits for them unless told not to."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from contenthub import validation
from contenthub.commands.console import waiting
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, Session, session, who
from contenthub.errors import ContentHubError, InputError, NotAllowedError, WorkFailedError
from contenthub.topics.wishes import Rejected, Wish, read
from contenthub.wording import counted

if TYPE_CHECKING:
    from contenthub.lifecycle.submission import NewTask, Submitted
    from contenthub.records import Account


@dataclass(frozen=True, slots=True)
class Batch:
    """What was submitted and what was not."""

    batch_id: str | None
    submitted: list[Submitted]
    rejected: list[Rejected]
    single: bool
    removed: list[dict[str, Any]] = field(default_factory=list)  # cleaned up since their key came


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("generate")(generate)


def generate(
    context: typer.Context,
    topic: Annotated[
        Optional[list[str]], typer.Option("--topic", "-t", help="What about; repeatable.")  # noqa: UP045
    ] = None,
    topics_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A topic a line, or JSON lines with these options' names as fields."),
    ] = None,
    account: Annotated[
        Optional[str], typer.Option("--account", "-a", help="Account, by id or name.")  # noqa: UP045
    ] = None,
    keywords: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--keywords", "-k", help="Keywords, separated by commas; repeatable."),
    ] = None,
    category: Annotated[str, typer.Option("--category", "-c", help="Category.")] = "",
    requirements: Annotated[
        str, typer.Option("--requirements", "-r", help="What the article has to do.")
    ] = "",
    tone: Annotated[str, typer.Option(help="Tone, instead of the account's.")] = "",
    priority: Annotated[int, typer.Option("--priority", "-p", help="1 to 10, 10 first.")] = 5,
    creator: Annotated[
        Optional[str], typer.Option(help="Creator, instead of the account's.")  # noqa: UP045
    ] = None,
    run_async: Annotated[
        bool, typer.Option("--async", help="Return at once with the task's id.")
    ] = False,
    wait: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(min=0, help="Wait at most this many seconds; the work goes on after that."),
    ] = None,
    auto_approve: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--auto-approve/--no-auto-approve", help="Publish without a person's review?"),
    ] = None,
    idempotency_key: Annotated[
        str | None,
        typer.Option(
            help=(
                "The same request under it returns the same task, for good; another one is refused."
            )
        ),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Generate articles: shows progress and ends with the article, or returns at once (--async).

    \b
    Example: contenthub content generate -t "The tea trade" -k tea,history --auto-approve
    """
    current = session(context)
    settings = current.settings
    if run_async and not settings.async_enabled:
        raise NotAllowedError("ASYNC_CONTENT_GENERATION_ENABLED is false: leave --async out")
    common = Wish(
        topic="",
        account=account,
        keywords=validation.keywords(keywords or []),
        category=validation.plain_text(category, "category"),
        requirements=validation.plain_text(requirements, "requirements"),
        tone=validation.plain_text(tone, "tone"),
        priority=validation.priority(priority),
        creator=creator,
        auto_approve=auto_approve,
        idempotency_key=None
        if idempotency_key is None
        else validation.idempotency_key(idempotency_key),
    )
    wishes = _collect(topic or [], topics_file, common)
    batch = submit(current, wishes, single=len(topic or []) == 1 and topics_file is None)
    chosen = current.format(format_)
    left = _tell_of_removed(batch, chosen)
    if left is None:
        return
    batch = left
    if run_async or not batch.submitted:
        _print_submitted(batch, chosen)
        return
    waiting.wait_and_print(current, batch, wait, chosen)


def _collect(
    topics: Sequence[str], path: Path | None, common: Wish
) -> list[tuple[int, Wish | Rejected]]:
    """The wishes of the options, then those of the file, each with its number."""
    if not topics and path is None:
        raise InputError("no topic: give -t TOPIC or --topics-file FILE")
    if common.idempotency_key and len(topics) != 1:
        raise InputError(
            "--idempotency-key goes with exactly one -t; in a file each line has its own"
        )
    wishes: list[tuple[int, Wish | Rejected]] = [
        (number, replace(common, topic=validation.topic(text)))
        for number, text in enumerate(topics, 1)
    ]
    if path is not None:
        wishes += read(path, replace(common, idempotency_key=None))
    return wishes


def submit(
    current: Session, wishes: Sequence[tuple[int, Wish | Rejected]], *, single: bool
) -> Batch:
    """Write the tasks; a line with an unknown account or creator is rejected like a broken one."""
    from contenthub.lifecycle import submission

    settings = current.open()
    bell = current.ring_through_broker()
    resolve = _Resolver(current)
    rejected: list[Rejected] = []
    tasks: list[NewTask] = []
    numbers: list[int] = []
    for number, wish in wishes:
        try:
            if isinstance(wish, Rejected):
                rejected.append(wish)
            else:
                tasks.append(resolve(wish))
                numbers.append(number)
        except ContentHubError as error:
            if single:
                raise
            rejected.append(
                Rejected(number, wish.topic if isinstance(wish, Wish) else "", str(error))
            )
    batch_id = None if single else str(uuid.uuid4())
    answers = submission.submit(tasks, settings, who(), batch_id)
    done = [one for one in answers if isinstance(one, submission.Submitted)]
    for number, answer in zip(numbers, answers, strict=True):
        if isinstance(answer, submission.Refused):
            if single:
                raise NotAllowedError(answer.reason)
            rejected.append(Rejected(number, answer.topic, answer.reason))
    if bell is not None and not bell.reachable:
        _note("Redis cannot be reached: the tasks are safe, and start when a service sees them")
    return Batch(batch_id, done, rejected, single)


class _Resolver:
    """Turns wishes into tasks, looking each account and creator up once."""

    def __init__(self, current: Session) -> None:
        self._accounts: dict[str | None, Account] = {}
        self._creators = current.creator_names()

    def __call__(self, wish: Wish) -> NewTask:
        from contenthub.lifecycle.submission import NewTask

        account = self._account(wish.account)
        if wish.creator is not None and wish.creator not in self._creators:
            raise InputError(f"no creator {wish.creator!r}; there are: {', '.join(self._creators)}")
        return NewTask.of(wish, account)

    def _account(self, ref: str | None) -> Account:
        from contenthub.lifecycle import accounts

        if ref not in self._accounts:
            found = accounts.default() if ref is None else accounts.find(ref)
            if not found.active:
                raise NotAllowedError(
                    f"account {found.name!r} is inactive; "
                    f"`contenthub account update {found.id} --active`"
                )
            self._accounts[ref] = found
        return self._accounts[ref]


def _tell_of_removed(batch: Batch, chosen: Format) -> Batch | None:
    """Say what is known of tasks that were cleaned up since their key was used.

    Returns the batch with what there is left to wait for; None where that is nothing.
    """
    from contenthub.queries import progress

    known = progress.of_removed([one.task_id for one in batch.submitted if one.existing])
    for facts in known.values():
        left = f"content {facts['content_id']}" if facts["content_id"] else "nothing of it is left"
        _note(f"task {facts['task_id']} was asked for under this key and was cleaned up: {left}")
    if batch.single and known:
        print_document(next(iter(known.values())), chosen)
        return None
    there = [one for one in batch.submitted if one.task_id not in known]
    return replace(batch, submitted=there, removed=list(known.values()))


def _print_submitted(batch: Batch, chosen: Format) -> None:
    from contenthub.queries import progress

    ids = [one.task_id for one in batch.submitted]
    if batch.single:
        print_document(progress.of(ids)[0].facts(), chosen)
    else:
        print_document(batch_facts(batch), chosen)
    if ids:
        waiting.say_who_goes_on("it" if batch.single else "them")
    elif not batch.removed:
        raise InputError(f"{_rejected(batch)}; nothing was submitted")
    raise_for_rejected(batch)


def raise_for_rejected(batch: Batch) -> None:
    """Raise WorkFailedError where some of the lines were rejected: not all that was asked for."""
    if batch.rejected:
        raise WorkFailedError(f"{_rejected(batch)}; the others were submitted")


def _rejected(batch: Batch) -> str:
    """How many of the lines were rejected, and why the first of them was."""
    first, count = batch.rejected[0], len(batch.rejected)
    total = counted(count + len(batch.submitted) + len(batch.removed), "line")
    such_as = "" if count == 1 else "such as "
    were = "was" if count == 1 else "were"
    return f"{count} of {total} {were} rejected ({such_as}line {first.line}: {first.reason})"


def batch_facts(batch: Batch) -> dict[str, Any]:
    """What callers are told of many topics."""
    return {
        "batch_id": batch.batch_id,
        "submitted": len(batch.submitted),
        "rejected": [
            {"line": r.line, "topic": r.topic, "error_message": r.reason} for r in batch.rejected
        ],
        "task_ids": [one.task_id for one in batch.submitted],
        **({"removed": batch.removed} if batch.removed else {}),
    }


def _note(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
