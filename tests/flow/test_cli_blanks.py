"""Where an empty value means something, people are told what, and programs get the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Cli = Callable[..., Any]


def fields(answer: Any) -> dict[str, str]:
    """What a document says, by the names of its fields."""
    lines = [line.partition(" ") for line in answer.out.splitlines() if line]
    return {name: value.strip() for name, _, value in lines}


def test_an_account_says_what_holds_where_it_wishes_nothing(cli: Cli) -> None:
    said = fields(cli("account", "add", "blog"))
    assert {
        "creator": "outline (default)",
        "publisher": "files (default)",
        "auto_approve": "yes (default)",
        "gate": "each check as it is by itself",
        "publisher_settings": "none",
    }.items() <= said.items()
    assert said == fields(cli("account", "show", "blog"))
    empty = cli("account", "show", "blog", "-f", "json").json
    assert (empty["creator"], empty["auto_approve"], empty["gate"]) == (None, None, {})
    wishes = ("--gate", "notes=off", "--no-auto-approve", "--creator", "openai")
    said = fields(cli("account", "update", "blog", *wishes))
    assert (said["gate.notes"], said["auto_approve"], said["creator"]) == ("off", "no", "openai")
    (row,) = cli("account", "list", "-f", "json").json
    assert (row["publisher"], row["creator"]) == (None, "openai")


def test_a_webhook_says_that_it_is_told_of_everything(cli: Cli) -> None:
    said = fields(cli("webhook", "add", "http://127.0.0.1:9/hook"))
    assert (said["events"], said["account"], said["deliveries"]) == ("all", "all", "none yet")
    assert (
        fields(cli("webhook", "show", "1")).items() >= {"events": "all", "account": "all"}.items()
    )
    shown = cli("webhook", "show", "1", "-f", "json").json
    assert (shown["events"], shown["account"], shown["deliveries"]) == ([], None, {})
    cli("account", "add", "blog")
    narrow = ("--event", "task.completed", "--account", "blog")
    said = fields(cli("webhook", "add", "http://127.0.0.1:9/two", *narrow))
    assert (said["events"], said["account"]) == ("task.completed", "blog")


def test_a_token_and_a_silence_say_so_as_well(cli: Cli) -> None:
    said = fields(cli("token", "create", "shop"))
    assert (said["accounts"], said["expires_at"]) == ("all", "never")
    assert cli("token", "list", "-f", "json").json[0]["accounts"] == []
    said = fields(cli("alert", "silence", "--for", "2h", "--reason", "a move"))
    assert (said["rule"], said["subject"]) == ("all", "all")
    assert cli("alert", "silences", "-f", "json").json[0]["rule"] is None
