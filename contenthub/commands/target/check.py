"""`contenthub target check`: would a target take an article now, or each of all that there are?"""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.commands.console.output import print_document, print_rows
from contenthub.commands.console.session import FormatOption, session
from contenthub.errors import InputError
from contenthub.operations import targets

COLUMNS = ("account", "name", "publisher", "ok", "detail")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("check")(check)


def check(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="The account's id or name.")
    ] = None,
    target: Annotated[
        str | None, typer.Argument(metavar="TARGET", help="The target's name.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Each target of the accounts that are at work.")
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Ask the target whether it would take an article now; exit code 5 where it would not.

    Nothing is left there. With --all they are asked at the same time, and one that is silent keeps
    nobody for long. `contenthub doctor` asks all of them, too.

    \b
    Example: contenthub target check tea-blog default
    """
    current = session(context)
    fmt = current.format(format_)
    if everything is (account is not None) or (account is None) is not (target is None):
        raise InputError("say which one: ACCOUNT and TARGET, or --all")
    if account is not None and target is not None:
        print_document(targets.check(current.caller(), account, target), fmt)
        return
    rows = targets.check_all(current.caller())
    print_rows(rows, COLUMNS, fmt, folded={"detail"}, empty="no account is at work")
    targets.demand_usable(rows)
