"""`contenthub content generate`: asks for articles, and waits for them unless told not to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from contenthub.commands.console import standard_input
from contenthub.commands.console.many import ChosenTargets
from contenthub.commands.console.notes import tell_if_unreachable
from contenthub.commands.console.option_groups import with_groups
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.commands.content import finished, submitted
from contenthub.errors import InputError
from contenthub.operations import generation
from contenthub.operations.generation import Batch, Numbered
from contenthub.topics import wishes
from contenthub.topics.wishes import Wish, with_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What the articles are about."""

    topic: Annotated[
        list[str] | None, typer.Option("--topic", "-t", help="What about; repeatable.")
    ] = None
    topics_file: Annotated[
        Path | None,
        typer.Option(
            help="A topic a line, or JSON lines with these options' names as fields; - reads "
            "standard input."
        ),
    ] = None

    def wishes(self, common: Wish) -> Wish | list[Numbered]:
        """One wish, or those of the options and then those of the file, with their numbers.

        What they leave out is as in ``common``. Raises InputError.
        """
        topics, path = self.topic or [], self.topics_file
        if not topics and path is None:
            raise InputError("no topic: give -t TOPIC or --topics-file FILE")
        if common.idempotency_key and len(topics) != 1:
            raise InputError(
                "--idempotency-key goes with exactly one -t; in a file each line has its own"
            )
        typed = [with_values(common, topic=text) for text in topics]
        if len(typed) == 1 and path is None:
            return typed[0]
        lines = [] if path is None else _lines(path, replace(common, idempotency_key=None))
        return [*enumerate(typed, 1), *lines]


def _lines(path: Path, common: Wish) -> Iterator[Numbered]:
    """What the lines of a topics file ask for, or of standard input for ``-``."""
    if not standard_input.is_meant(path):
        return wishes.read(path, common)
    what = "standard input"
    raw = standard_input.read(what, wishes.MOST_BYTES, wishes.TOO_LARGE)
    return wishes.in_bytes(raw, what, common)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the articles are to be, where their account does not say it as it is wanted."""

    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Account, by id or name.")
    ] = None
    keywords: Annotated[
        list[str] | None,
        typer.Option("--keywords", "-k", help="Keywords, separated by commas; repeatable."),
    ] = None
    category: Annotated[str, typer.Option("--category", "-c", help="Category.")] = ""
    requirements: Annotated[
        str, typer.Option("--requirements", "-r", help="What the article has to do.")
    ] = ""
    tone: Annotated[str, typer.Option(help="Tone, instead of the account's.")] = ""
    priority: Annotated[int, typer.Option("--priority", "-p", help="1 to 10, 10 first.")] = 5
    creator: Annotated[str | None, typer.Option(help="Creator, instead of the account's.")] = None
    target: ChosenTargets = None
    webhook: Annotated[
        str | None, typer.Option(metavar="URL", help="Tell this address how each task ends.")
    ] = None

    def wish(self, auto_approve: bool | None, key: str | None) -> Wish:
        """A wish that has no topic yet; ``key`` is its idempotency key. Raises InputError."""
        named = Wish("", account=self.account, creator=self.creator, auto_approve=auto_approve)
        return with_values(
            named,
            keywords=self.keywords,
            category=self.category,
            requirements=self.requirements,
            tone=self.tone,
            priority=self.priority,
            targets=self.target,
            webhook=self.webhook,
            idempotency_key=key,
        )


AsyncOption = Annotated[bool, typer.Option("--async", help="Return at once with the task's id.")]
WaitOption = Annotated[
    float | None,
    typer.Option(min=0, help="Wait at most this many seconds; the work goes on after that."),
]
ApproveOption = Annotated[
    bool | None,
    typer.Option("--auto-approve/--no-auto-approve", help="Publish without a person's review?"),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        help="The same request under it returns the same task, for good; another one is refused."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("generate")(with_groups(generate))


def generate(
    context: typer.Context,
    topics: Topics,
    wanted: Wanted,
    run_async: AsyncOption = False,
    wait: WaitOption = None,
    auto_approve: ApproveOption = None,
    idempotency_key: KeyOption = None,
    format_: FormatOption = None,
) -> None:
    """Generate articles: shows progress and ends with the article, or returns at once (--async).

    \b
    Example: contenthub content generate -t "The tea trade" -k tea,history --auto-approve
    """
    current = session(context)
    if run_async:
        generation.demand_async(current.settings)
    wishes = topics.wishes(wanted.wish(auto_approve, idempotency_key))
    bell = current.ring_through_broker()
    batch = _submit(current, wishes)
    chosen = current.format(format_)
    submitted.say_what_was_removed(batch)
    if run_async or not batch.task_ids:
        submitted.print_batch(batch, chosen, bell)
    else:
        tell_if_unreachable(bell)
        finished.wait_and_print(current, batch, wait, chosen)


def _submit(current: Session, wishes: Wish | list[Numbered]) -> Batch:
    caller = current.caller()
    if isinstance(wishes, Wish):
        return generation.submit_one(caller, wishes)
    return generation.submit_many(caller, wishes)
