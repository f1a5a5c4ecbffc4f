"""`contenthub account …`: whom articles are written for, in which style, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from contenthub.commands.account import profile
from contenthub.commands.console.many import LimitOption, OffsetOption, print_page
from contenthub.commands.console.output import Format, print_document
from contenthub.commands.console.session import FormatOption, session
from contenthub.errors import InputError

if TYPE_CHECKING:
    from contenthub.records import Account

app = typer.Typer(
    name="account", help="Publishing accounts: style, rules and defaults.", no_args_is_help=True
)

COLUMNS = ("id", "name", "language", "creator", "publisher", "auto_approve", "active")
LEAVE = ("language", "auto_approve", "publisher", "creator", "active")
Ref = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id or name.")]
Text = Optional[str]  # noqa: UP045 - Typer reads it
Words = Optional[list[str]]  # noqa: UP045
Number = Optional[int]  # noqa: UP045
Flag = Optional[bool]  # noqa: UP045

Language = Annotated[
    Text, typer.Option(help="auto (by the topic's script) or a tag such as zh, en, pt-BR.")
]
Tone = Annotated[Text, typer.Option(help="How articles sound.")]
Audience = Annotated[Text, typer.Option(help="Whom articles are for.")]
Requirements = Annotated[Text, typer.Option(help="What every article has to do.")]
BannedWords = Annotated[
    Words, typer.Option(help="Words that keep an article from automatic approval: a,b; repeatable.")
]
RequiredWords = Annotated[
    Words, typer.Option(help="Words that every article has to have: a,b; repeatable.")
]
MinLength = Annotated[
    Number, typer.Option(min=1, max=10**9, help="Fewest words (Chinese: characters).")
]
MaxLength = Annotated[
    Number, typer.Option(min=1, max=10**9, help="Most words (Chinese: characters).")
]
Gate = Annotated[
    Words,
    typer.Option(
        metavar="CHECK=LEVEL",
        help="How the gate takes one of its checks here: off, warn, hold or default; repeatable.",
    ),
]
CreatorName = Annotated[Text, typer.Option("--creator", help="See `contenthub creator list`.")]
PublisherName = Annotated[
    Text, typer.Option("--publisher", help="Where articles go, such as files.")
]
Setting = Annotated[
    Words, typer.Option("--publisher-setting", help="One setting, KEY=VALUE; repeatable.")
]
SettingsJson = Annotated[
    Text, typer.Option("--publisher-settings", help="All settings as one JSON object.")
]
AutoApprove = Annotated[
    Flag,
    typer.Option("--auto-approve/--no-auto-approve", help="Publish without a person's review?"),
]
AutoPublish = Annotated[
    Flag,
    typer.Option(
        "--auto-publish/--no-auto-publish",
        help="No: approved articles wait for a person or a `publish_due` schedule.",
    ),
]
AutoApproveDefault = Annotated[
    bool, typer.Option("--auto-approve-default", help="As ASYNC_AUTO_APPROVE says.")
]


@app.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="1 to 100 characters, not only digits.")],
    language: Language = None,
    tone: Tone = None,
    audience: Audience = None,
    requirements: Requirements = None,
    banned_words: BannedWords = None,
    required_words: RequiredWords = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
    gate: Gate = None,
    creator: CreatorName = None,
    publisher: PublisherName = None,
    publisher_setting: Setting = None,
    publisher_settings: SettingsJson = None,
    auto_approve: AutoApprove = None,
    auto_approve_default: AutoApproveDefault = False,
    auto_publish: AutoPublish = None,
    active: Annotated[bool, typer.Option("--active/--inactive", help="In use?")] = True,
    format_: FormatOption = None,
) -> None:
    """Add an account. What is left out follows the settings.

    \b
    Example: contenthub account add tea-blog --language zh --tone warm --banned-words "best,cheap"
    """
    current = session(context)
    values = profile.values(
        language=language,
        tone=tone,
        audience=audience,
        requirements=requirements,
        banned_words=banned_words,
        required_words=required_words,
        min_length=min_length,
        max_length=max_length,
        gate_levels=gate,
        creator=creator,
        publisher=publisher,
        publisher_setting=publisher_setting,
        publisher_settings=publisher_settings,
        auto_approve=auto_approve,
        auto_approve_default=auto_approve_default,
        auto_publish=auto_publish,
        active=active,
    )
    name = profile.name(name)
    profile.check_together(current, values, None)
    current.open()
    from contenthub.lifecycle import accounts

    _print(accounts.add(name, **values), current.format(format_))


@app.command("list")
def list_(
    context: typer.Context,
    active: Annotated[Flag, typer.Option("--active/--inactive", help="Only these.")] = None,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    format_: FormatOption = None,
) -> None:
    """List the accounts, in the order they were made.

    \b
    Example: contenthub account list --active
    """
    current = session(context)
    current.open()
    from contenthub.queries import accounts

    print_page(
        lambda n, skip: accounts.listing(active, n, skip),
        COLUMNS,
        current.format(format_),
        leave=LEAVE,
        limit=limit,
        offset=offset,
        empty="no accounts yet; `contenthub account add NAME` makes one",
    )


@app.command("show")
def show(context: typer.Context, account: Ref, format_: FormatOption = None) -> None:
    """Show one account with its profile, its defaults and how much belongs to it.

    \b
    Example: contenthub account show tea-blog -f json
    """
    current = session(context)
    current.open()
    from contenthub.lifecycle import accounts

    _print(accounts.find(account), current.format(format_))


@app.command("update")
def update(
    context: typer.Context,
    account: Ref,
    name: Annotated[Text, typer.Option(help="The new name.")] = None,
    language: Language = None,
    tone: Tone = None,
    audience: Audience = None,
    requirements: Requirements = None,
    banned_words: BannedWords = None,
    required_words: RequiredWords = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
    gate: Gate = None,
    creator: CreatorName = None,
    publisher: PublisherName = None,
    publisher_setting: Setting = None,
    publisher_settings: SettingsJson = None,
    auto_approve: AutoApprove = None,
    auto_approve_default: AutoApproveDefault = False,
    auto_publish: AutoPublish = None,
    active: Annotated[Flag, typer.Option("--active/--inactive", help="In use?")] = None,
    clear: Annotated[
        Words, typer.Option(help="Empty this field, such as tone or min-length; repeatable.")
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Change what is given and leave the rest; --clear FIELD empties one.

    Lists of words are replaced; --publisher-setting changes that one setting only.

    \b
    Example: contenthub account update tea-blog --max-length 900 --clear tone
    """
    current = session(context)
    values = profile.cleared(clear or []) | profile.values(
        language=language,
        tone=tone,
        audience=audience,
        requirements=requirements,
        banned_words=banned_words,
        required_words=required_words,
        min_length=min_length,
        max_length=max_length,
        gate_levels=gate,
        creator=creator,
        publisher=publisher,
        publisher_setting=publisher_setting,
        publisher_settings=publisher_settings,
        auto_approve=auto_approve,
        auto_approve_default=auto_approve_default,
        auto_publish=auto_publish,
        active=active,
    )
    values |= {} if name is None else {"name": profile.name(name)}
    if not values:
        raise InputError("nothing to change: give an option, see --help")
    current.open()
    from contenthub.lifecycle import accounts

    found = accounts.find(account)
    profile.check_together(current, values, found)
    _print(accounts.update(found, **values), current.format(format_))


@app.command("remove")
def remove(context: typer.Context, account: Ref, format_: FormatOption = None) -> None:
    """Remove an account that nothing belongs to; others are retired by update --inactive.

    \b
    Example: contenthub account remove old-blog
    """
    current = session(context)
    current.open()
    from contenthub.lifecycle import accounts

    found = accounts.find(account)
    accounts.remove(found)
    print_document({"id": found.id, "name": found.name, "removed": True}, current.format(format_))


def _print(account: Account, fmt: Format) -> None:
    from contenthub.queries import accounts

    print_document(accounts.details(account.id), fmt)
