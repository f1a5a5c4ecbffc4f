"""`contenthub scheduler types`: what a schedule can ask for, and the parameters it takes."""

from __future__ import annotations

import inspect
from typing import Any

import typer

from contenthub.commands.console.output import Format, print_rows
from contenthub.commands.console.session import FormatOption, session

# A test compares the names with those that the types accept.
PARAMETERS: dict[str, dict[str, str]] = {
    "async_content_generation": {
        "account_ids": "needed: a list of accounts, by id or name",
        "count_per_account": "articles per account and time, 1 to 100; default 1",
        "topics": 'a list, {"file": "topics.txt"}, {"feed": "https://example.org/feed"} or '
        '{"template": "Tea of {date}"}; default: made of account, category and date',
        "category": "text",
        "tone": "text",
        "requirements": "text",
        "priority": "1 to 10, 10 first; default 5",
        "auto_approve": "true or false; default: as account and settings say",
        "creator": "see `contenthub creator list`; default: as account and settings say",
        "topic_similarity": "50 to 100 percent, from which a topic counts as a repetition; "
        "default: CONTENTHUB_TOPIC_SIMILARITY",
        "topics_across_accounts": "true: what any account had is a repetition for all; "
        "default: CONTENTHUB_TOPICS_ACROSS_ACCOUNTS",
    },
    "publish_due": {
        "account_ids": "a list of accounts, by id or name; default: all",
        "limit_per_account": "articles per account and time, 1 to 10000; default: all",
    },
    "cleanup": {
        "days": "ended tasks go so many days after their end, 1 to 36500",
        "history_days": "the history of schedules goes after so many days, 1 to 36500",
    },
    "send": {
        "event": "needed: an actor, see `contenthub send --list`",
        "arguments": "an object with the actor's arguments; default: {}",
    },
}

_COLUMNS = ("type", "parameter", "meaning")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("types")(types)


def types(context: typer.Context, format_: FormatOption = None) -> None:
    """List the types of schedules with their parameters, which --params takes as JSON.

    \b
    Example: contenthub scheduler types
    """
    fmt = session(context).format(format_)
    found = [_described(name) for name in PARAMETERS]
    if fmt is Format.JSON:
        print_rows(found, ("type",), fmt)
        return
    rows: list[dict[str, Any]] = []
    for one in found:
        rows.append({"type": one["type"], "parameter": "", "meaning": one["does"]})
        rows += [
            {"type": one["type"], "parameter": each["name"], "meaning": each["meaning"]}
            for each in one["parameters"]
        ]
    print_rows(rows, _COLUMNS, fmt, folded={"meaning"})


def _described(name: str) -> dict[str, Any]:
    from contenthub import schedule_types

    module = inspect.getmodule(schedule_types.TYPES[name])
    does = (inspect.getdoc(module) or "").partition("\n")[0].partition(": ")[2]
    parameters = [{"name": key, "meaning": meaning} for key, meaning in PARAMETERS[name].items()]
    return {"type": name, "does": does, "parameters": parameters}
