"""The gate: its checks, and what they find in a text."""

from __future__ import annotations

from pydantic import Field

from contenthub.api.shapes.base import Asked, Told, example
from contenthub.operations.gate import MOST_TEXT


class Check(Told):
    """A check, and how often it held lately."""

    model_config = example(
        check="cut_off", default="hold", level="warn", held=3, approved=1, edited=1
    )

    check: str
    default: str = Field(description="hold or warn, where an account says nothing else.")
    level: str | None = Field(
        description="off, warn or hold, as the account that was named takes it; null: none was."
    )
    held: int = Field(
        description="How often it held a content in the last 30 days (UTC); one that was approved "
        "and waits again is held anew."
    )
    approved: int = Field(
        description="How often a person approved in these days what it held, all the same."
    )
    edited: int = Field(
        description="How often it found no more in these days what it held, as the text changed."
    )


class Wanted(Asked):
    """Of whose contents it is told."""

    account: str | None = Field(default=None, description="An account, by its id or its name.")


class Draft(Asked):
    """A text that the gate is to look at."""

    model_config = example(text="# Green tea\n\nIt is picked …", topic="Green tea")

    text: str = Field(max_length=MOST_TEXT, description="Markdown; a heading # is its title.")
    topic: str = Field(default="", max_length=500, description="What it was asked for.")
    account: str | None = Field(
        default=None,
        description="Whose rules hold, by id or name; left out: the default account, or the only "
        "one of a token that is bound.",
    )


class Finding(Told):
    """What a check found."""

    model_config = example(
        check="cut_off",
        level="hold",
        line=12,
        place="and then the",
        message="it ends in the middle of a sentence",
    )

    check: str
    level: str = Field(description="hold or warn.")
    line: int | None = Field(description="From 1.")
    place: str = Field(description="What is marked there.")
    message: str
