"""Which contents are meant: by ids, by ranges of ids, or by options; the same on all commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from contenthub.commands.console import times
from contenthub.commands.task.filters import whole_batch
from contenthub.errors import InputError
from contenthub.operations import contents
from contenthub.operations.reviews import Span
from contenthub.queries.contents import Filter
from contenthub.validation import MOST_ID

_RANGE = re.compile(r"([0-9]{1,19})(?:-([0-9]{1,19}))?")

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CONTENT_ID|FROM-TO",
        help="Ids of contents, or ranges such as 3-9; or say which by the options.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """What the contents have in common; all of it together."""

    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Only of this account, by id or name.")
    ] = None
    batch: Annotated[str | None, typer.Option("--batch", help="Only of this batch of tasks.")] = (
        None
    )
    since: Annotated[
        str | None,
        typer.Option(
            "--since", help="Only made since then: a time, or a span such as 2h or 7d ago."
        ),
    ] = None
    until: Annotated[str | None, typer.Option("--until", help="Only made before then.")] = None
    check: Annotated[
        str | None,
        typer.Option(help="Only what this check of the gate holds, whatever a person said."),
    ] = None

    def filter(
        self, review: str | None = None, publish: str | None = None, *, proposed: bool = False
    ) -> Filter:
        """The filter that these options mean. The database must be open.

        Raises InputError, and NotFoundError for the account.
        """
        return contents.which(
            account=self.account,
            batch_id=whole_batch(self.batch),
            since=times.since("--since", self.since),
            until=times.since("--until", self.until),
            review=review,
            publish=publish,
            proposed=proposed,
            check=self.check,
        )


def spans(tokens: Sequence[str]) -> list[Span]:
    """The ids and ranges that were typed, in their order, each once. Raises InputError."""
    return list(dict.fromkeys(map(_span, tokens)))


def _span(token: str) -> Span:
    found = _RANGE.fullmatch(token)
    if not found:
        raise InputError(
            f"{token!r} is no content; allowed: an id such as 7, a range such as 3-9, "
            "several of them with blanks between them"
        )
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last <= MOST_ID:
        raise InputError(f"{token!r} is no content; ids begin at 1, and a range runs upward")
    return first, last
