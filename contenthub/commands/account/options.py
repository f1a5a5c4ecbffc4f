"""The options that say what an account holds, and how what is typed into them is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from contenthub import json_documents
from contenthub.commands.console.pairs import pair
from contenthub.errors import InputError
from contenthub.operations import account_fields
from contenthub.operations.account_fields import EMPTY, MOST_LENGTH, Fields

# Options whose value is the field of the same name; what is left out is None.
_AS_TYPED = (
    "language",
    "tone",
    "audience",
    "requirements",
    "banned_words",
    "required_words",
    "min_length",
    "max_length",
    "min_quality",
    "creator",
    "publisher",
    "auto_approve",
    "auto_publish",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What `account add` and `account update` both take."""

    language: Annotated[
        str | None,
        typer.Option(help="auto (by the topic's script) or a tag such as zh, en, pt-BR."),
    ] = None
    tone: Annotated[str | None, typer.Option(help="How articles sound.")] = None
    audience: Annotated[str | None, typer.Option(help="Whom articles are for.")] = None
    requirements: Annotated[str | None, typer.Option(help="What every article has to do.")] = None
    banned_words: Annotated[
        list[str] | None,
        typer.Option(help="Words that keep an article from automatic approval: a,b; repeatable."),
    ] = None
    required_words: Annotated[
        list[str] | None,
        typer.Option(help="Words that every article has to have: a,b; repeatable."),
    ] = None
    min_length: Annotated[
        int | None, typer.Option(min=1, max=MOST_LENGTH, help="Fewest words (Chinese: characters).")
    ] = None
    max_length: Annotated[
        int | None, typer.Option(min=1, max=MOST_LENGTH, help="Most words (Chinese: characters).")
    ] = None
    min_quality: Annotated[
        float | None,
        typer.Option(help="Least quality score, on the scale of the account's creator."),
    ] = None
    gate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHECK=LEVEL",
            help="How the gate takes a check of `contenthub gate list` here: off, warn, hold or "
            "default; repeatable.",
        ),
    ] = None
    creator: Annotated[
        str | None, typer.Option("--creator", help="See `contenthub creator list`.")
    ] = None
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Where articles go, such as files.")
    ] = None
    publisher_setting: Annotated[
        list[str] | None,
        typer.Option("--publisher-setting", help="One setting, KEY=VALUE; repeatable."),
    ] = None
    publisher_settings: Annotated[
        str | None, typer.Option("--publisher-settings", help="All settings as one JSON object.")
    ] = None
    auto_approve: Annotated[
        bool | None,
        typer.Option("--auto-approve/--no-auto-approve", help="Publish without a person's review?"),
    ] = None
    auto_approve_default: Annotated[
        bool, typer.Option("--auto-approve-default", help="As ASYNC_AUTO_APPROVE says.")
    ] = False
    auto_publish: Annotated[
        bool | None,
        typer.Option(
            "--auto-publish/--no-auto-publish",
            help="No: approved articles wait for a person or a `publish_due` schedule.",
        ),
    ] = None

    def fields(self, *, clear: list[str] | None = None, **others: Any) -> Fields:
        """What was given, checked; ``others`` are fields whose options are not among these.

        A field that is named by ``clear`` and has a value as well takes the value. Raises
        InputError.
        """
        typed = {name: getattr(self, name) for name in _AS_TYPED} | others
        given = {name: value for name, value in typed.items() if value is not None}
        if self.auto_approve_default:
            self._demand_no_other_approval()
            given["auto_approve"] = None
        if self.publisher_settings is not None:
            given["publisher_settings"] = _object(self.publisher_settings)
        return account_fields.checked(
            _cleared(clear or []) | given,
            levels=_levels(self.gate or []),
            settings=dict(
                pair("--publisher-setting", text) for text in self.publisher_setting or []
            ),
        )

    def _demand_no_other_approval(self) -> None:
        if self.auto_approve is not None:
            raise InputError("--auto-approve-default excludes --auto-approve and --no-auto-approve")


def _cleared(options: list[str]) -> dict[str, Any]:
    """The fields that ``--clear`` names, each with what is there when it is empty."""
    columns = {column.replace("_", "-"): column for column in EMPTY}
    for option in options:
        if option not in columns:
            raise InputError(f"--clear {option}: allowed: {', '.join(columns)}")
    return {columns[option]: EMPTY[columns[option]] for option in options}


def _levels(texts: list[str]) -> dict[str, str]:
    levels: dict[str, str] = {}
    for text in texts:
        check, level = _level(text)
        if check in levels:
            raise InputError(f"--gate {check} is given twice")
        levels[check] = level
    return levels


def _level(text: str) -> tuple[str, str]:
    """A check of the gate and how it is taken, of ``CHECK=LEVEL``."""
    check, _, level = (part.strip().replace("-", "_") for part in text.partition("="))
    if "=" not in text or not check:
        raise InputError(f"--gate {text!r}: allowed: CHECK=LEVEL, such as cut_off=warn")
    try:
        return check, account_fields.level(check, level)
    except InputError as error:
        raise InputError.because(error, f"--gate {text!r}: {error}") from None


def _object(text: str) -> dict[str, Any]:
    try:
        value = json_documents.read(text)
    except json_documents.DoubledNameError as error:
        raise InputError(f"--publisher-settings: {error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"--publisher-settings is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError('--publisher-settings has to be a JSON object such as {"folder": "blog"}')
    return value
