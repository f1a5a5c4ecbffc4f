"""`contenthub publish-pool update`: an edited article goes out again where its older text is."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.many import TargetOption
from contenthub.commands.console.notes import say, tell_if_unreachable
from contenthub.commands.console.service_notes import tell_who_publishes
from contenthub.commands.console.session import FormatOption, session
from contenthub.commands.pool import ends
from contenthub.errors import ContentHubError, InputError, NotAllowedError
from contenthub.operations.caller import Caller
from contenthub.validation import MOST_ID
from contenthub.wording import counted

MOST = 1_000  # entries in one go

WaitOption = Annotated[
    float, typer.Option(min=0, max=86_400, help="Wait at most this many seconds for the outcome.")
]


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("update")(update)


def update(
    context: typer.Context,
    content_ids: Annotated[
        list[int] | None,
        typer.Argument(metavar="CONTENT_ID", min=1, max=MOST_ID, help="The contents' ids."),
    ] = None,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="All that are out with an older text.")
    ] = False,
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="With --outdated: only of this account.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also where the target has the present text.")
    ] = False,
    wait: WaitOption = 60.0,
    target: TargetOption = None,
    format_: FormatOption = None,
) -> None:
    """Send edited articles out again, and wait until they are there; exit code 6 where one is not.

    Until its target has the newer text, the older one stays there. With --wait 0 they only
    become due.

    \b
    Example: contenthub publish-pool update 7
    """
    if bool(content_ids) == outdated:
        raise InputError("give the contents' ids, or --outdated for all with an older text out")
    current = session(context)
    caller = current.caller()
    bell = current.ring_through_broker()
    from contenthub.operations import updates

    asked = _Asked(caller, again=again)
    if outdated:
        asked.outdated(account, target)
    else:
        asked.these(content_ids or [], target)
    tell_if_unreachable(bell)
    rows = ends.wait(current, asked.ids, updates.has_ended, wait)
    if not wait:
        tell_who_publishes(None)
    ends.tell(
        rows,
        lambda row: updates.failure(row, wait) if wait else None,
        asked.refused,
        current.format(format_),
    )


class _Asked:
    """What was asked for so far: the entries that are on their way, and what was refused."""

    def __init__(self, caller: Caller, *, again: bool) -> None:
        self._caller = caller
        self._again = again
        self.ids: list[int] = []
        self.refused: dict[int, ContentHubError] = {}

    def these(self, content_ids: list[int], target: str | None) -> None:
        """Ask for these contents; a target that gets nothing while others do is told of."""
        from contenthub.operations import updates

        for id_ in dict.fromkeys(content_ids):
            try:
                found = updates.request(self._caller, id_, target, again=self._again)
            except ContentHubError as error:
                self.refused[id_] = error
                continue
            self.ids += found.ids
            for left in found.left:
                say(str(left))

    def outdated(self, account: str | None, target: str | None) -> None:
        """Ask for all that have an older text; those that cannot get the newer one are told of."""
        from contenthub.operations import pool, updates

        chosen = pool.which((), account, target, everything=True)
        found = updates.outdated(chosen, MOST)
        for id_ in found:
            try:
                updates.request_one(self._caller, id_)
                self.ids.append(id_)
            except NotAllowedError as error:
                say(str(error))
        say(f"{len(self.ids)} of {counted(len(found), 'outdated publication')} are sent out again")
        if len(found) == MOST:
            say("there may be more: give the same command once more")
