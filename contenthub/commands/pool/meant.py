"""Which contents a command of the pool means: ids and ranges, which are asked about first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from contenthub.commands.console.many import confirm
from contenthub.states import EntryState
from contenthub.wording import counted

IdsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="CONTENT_ID|FROM-TO",
        help="Ids of contents, or ranges such as 3-9: what waits in the pool of these.",
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask about a range.")]
NONE = "nothing in this range waits in the publish pool"


def chosen(
    tokens: Sequence[str],
    states: Sequence[EntryState],
    target: str | None,
    *,
    what: str,
    yes: bool,
) -> list[int]:
    """The contents that are meant, asked about where a range found them; none: it found none.

    The database must be open. Raises InputError for what is neither an id nor a range, and where
    nobody is there to answer; NotAllowedError where the answer is no.
    """
    from contenthub.commands.content.filters import spans  # loads the gate, as reviewing does
    from contenthub.operations import pool

    asked = spans(tokens)
    ids = pool.within(asked, states, target)
    if ids and not yes and any(first != last for first, last in asked):
        confirm(f"{what} {counted(len(ids), 'content')}?")
    return ids
