"""What the numbers mean that WeChat answers with: when it passes, what it is, and what to do.

A table and nothing else, so that docs/targets/wechat.md can be compared with it. The numbers are
those of WeChat's documents and of what accounts have seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Passes(StrEnum):
    """Whether the same call may be answered otherwise later, by itself."""

    SOON = "soon"
    IN_A_MINUTE = "in a minute"  # a limit by the minute
    IN_AN_HOUR = "in an hour"
    AT_MIDNIGHT = "at midnight"  # a limit by the day: of the day in Beijing
    ONCE_MORE = "once more"  # with another token, which is asked for
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One number: what it says, and what a person does about it."""

    passes: Passes
    sentence: str
    advice: str = ""


_WHO = "see the app id and the app secret in the back office of WeChat, and set them"
_TOO_LONG = "shorten it"
_PLATFORM = "open the draft at mp.weixin.qq.com and publish it there"
_IP_LIST = "add this machine's address to the account's IP list, where its app secret stands"
_ADMIN = "the account's administrator was asked in WeChat and has to confirm this address"

MEANINGS = {
    -1: Meaning(Passes.SOON, "WeChat is busy"),
    40001: Meaning(Passes.ONCE_MORE, "the app secret or the access token is not valid", _WHO),
    40002: Meaning(Passes.NEVER, "it does not know this way to an access token"),
    40004: Meaning(Passes.NEVER, "it does not take this kind of file", "use JPEG or PNG"),
    40005: Meaning(Passes.NEVER, "it does not take this kind of file", "use JPEG or PNG"),
    40006: Meaning(Passes.NEVER, "the file is too large", "make the picture smaller"),
    40007: Meaning(Passes.NEVER, "the draft or the cover picture is not there any more"),
    40009: Meaning(Passes.NEVER, "the picture is too large", "make the picture smaller"),
    40013: Meaning(Passes.NEVER, "there is no account of this app id", _WHO),
    40014: Meaning(Passes.ONCE_MORE, "the access token is not valid", _WHO),
    40113: Meaning(Passes.NEVER, "it does not take this kind of file", "use JPEG or PNG"),
    40125: Meaning(Passes.NEVER, "the app secret is not that of this app id", _WHO),
    40137: Meaning(Passes.NEVER, "it does not take this picture", "use JPEG or PNG"),
    40164: Meaning(Passes.NEVER, "this machine is not on the account's IP list", _IP_LIST),
    40243: Meaning(
        Passes.NEVER,
        "the app secret is frozen",
        "unfreeze it in the back office of WeChat, or make a new one and set that",
    ),
    41001: Meaning(Passes.ONCE_MORE, "the access token is missing"),
    41002: Meaning(Passes.NEVER, "the app id is missing", _WHO),
    41004: Meaning(Passes.NEVER, "the app secret is missing", _WHO),
    42001: Meaning(Passes.ONCE_MORE, "the access token is over"),
    44003: Meaning(Passes.NEVER, "the article is empty"),
    44004: Meaning(Passes.NEVER, "the text is empty"),
    45001: Meaning(Passes.NEVER, "the file is too large", "make the picture smaller"),
    45002: Meaning(
        Passes.NEVER,
        "the text is too long",
        "WeChat takes up to 20,000 characters, the markup counted: divide the article",
    ),
    45003: Meaning(Passes.NEVER, "the title is too long (32 characters)", _TOO_LONG),
    45004: Meaning(Passes.NEVER, "the summary is too long (120 characters)", _TOO_LONG),
    45005: Meaning(Passes.NEVER, "an address is too long", _TOO_LONG),
    45008: Meaning(Passes.NEVER, "the article is too large", "divide the article"),
    45009: Meaning(
        Passes.AT_MIDNIGHT,
        "no more of these calls may be made today",
        "the day ends at midnight in Beijing; it goes on by itself then",
    ),
    45011: Meaning(Passes.IN_A_MINUTE, "too many calls within a minute"),
    45110: Meaning(Passes.NEVER, "the author's name is too long (16 characters)", _TOO_LONG),
    45166: Meaning(Passes.NEVER, "it does not take something in the text", "look at its markup"),
    47001: Meaning(Passes.NEVER, "it cannot read what it was sent"),
    48001: Meaning(
        Passes.NEVER,
        "the account may not make this call",
        "only certified accounts publish by program: have it certified, or set mode=draft and "
        "publish the drafts by hand",
    ),
    48004: Meaning(
        Passes.NEVER,
        "the account was shut out of this call",
        "see the notices in its back office",
    ),
    50002: Meaning(Passes.NEVER, "the account is frozen", "see the notices in its back office"),
    53500: Meaning(
        Passes.NEVER, "the account may not publish now", "see the notices in its back office"
    ),
    53501: Meaning(Passes.IN_A_MINUTE, "too many publications within a short time"),
    53502: Meaning(Passes.NEVER, "it knows no such publication"),
    53503: Meaning(Passes.NEVER, "the draft did not pass its check", _PLATFORM),
    53504: Meaning(Passes.NEVER, "the draft can only be published by hand", _PLATFORM),
    53505: Meaning(
        Passes.NEVER,
        "the draft has to be saved by hand first",
        "open the draft at mp.weixin.qq.com, save it, and publish it there",
    ),
    53600: Meaning(Passes.NEVER, "it knows no such article"),
    61004: Meaning(Passes.NEVER, "this machine is not on the account's IP list", _IP_LIST),
    89501: Meaning(Passes.IN_AN_HOUR, "the administrator is asked about this address", _ADMIN),
    89503: Meaning(Passes.IN_AN_HOUR, "the administrator has to confirm this address", _ADMIN),
    89506: Meaning(
        Passes.NEVER,
        "the administrator refused this address twice, for 24 hours",
        "ask the account's administrator; then try again after a day",
    ),
    89507: Meaning(
        Passes.IN_AN_HOUR,
        "the administrator refused this address, for an hour",
        "ask the account's administrator to confirm it",
    ),
}
