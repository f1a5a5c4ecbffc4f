"""The checks of who is told: people of what is wrong, other programs of what happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from contenthub import clock
from contenthub.codes import Code
from contenthub.operations.checkup.checklist.items import Answer, Item, bad, doubt, good
from contenthub.queries import alerting, webhooks
from contenthub.states import IncidentState
from contenthub.wording import counted

Row = Mapping[str, Any]

LONG_AGO = timedelta(days=90)  # since a channel was last tried
_MOST = 100  # channels and incidents that are looked at


def channels(there: Sequence[Row]) -> Answer:
    """Whether anybody would be told."""
    active = [one for one in there if not one["paused"]]
    if not active:
        return doubt("nobody is told when something is wrong", code=Code.NO_ALERT_CHANNEL)
    return good(_named(active))


def tried(there: Sequence[Row], now: datetime) -> Answer:
    """Whether a message was seen to arrive on each channel."""
    active = [one for one in there if not one["paused"]]
    never = [one for one in active if one["tested_at"] is None]
    old = [one for one in active if one not in never and now - one["tested_at"] > LONG_AGO]
    if never:
        return doubt(
            f"never tried: {_named(never)}", code=Code.CHANNELS_UNTRIED, channel=never[0]["name"]
        )
    if old:
        days = f"not tried for {LONG_AGO.days} days: {_named(old)}"
        return doubt(days, code=Code.CHANNELS_UNTRIED, channel=old[0]["name"])
    return good("a test arrived on each channel" if active else "there is no channel")


def arriving(there: Sequence[Row]) -> Answer:
    """Whether what is sent arrives."""
    failing = [one for one in there if not one["paused"] and one["failing_since"] is not None]
    if failing:
        return bad(
            f"alerts do not arrive by {_named(failing)}: {failing[0]['trouble']}"[:300],
            "correct the channel's settings, or pause it",
        )
    return good("none fails")


def incidents(open_: Sequence[Row]) -> Answer:
    """Whether something is wrong that the rules of alerts see."""
    if open_:
        told = f"{counted(len(open_), 'incident')}, such as: {open_[0]['summary']}"
        return doubt(told[:300], "look at what alerts say")
    return good("none is open")


def receivers(troubles: Sequence[webhooks.Trouble]) -> Answer:
    """Whether the receivers of webhooks take what they are sent."""
    if not troubles:
        return good("none fails")
    first = troubles[0]
    told = f"{counted(len(troubles), 'webhook')} in trouble, such as {first.url}: {first.reason}"
    advice = "mend the receiver, then resume the webhook and recover what it missed"
    return doubt(told[:300], advice)


def _named(there: Sequence[Row]) -> str:
    return ", ".join(str(one["name"]) for one in there[:5])


def _channels() -> list[Row]:
    return list(alerting.channels(_MOST))


ITEMS = (
    Item(
        "alert channels",
        "somebody is told when something is wrong",
        lambda _: channels(_channels()),
        asks_database=True,
    ),
    Item(
        "alerts tested",
        "a message was seen to arrive on each channel",
        lambda _: tried(_channels(), clock.now()),
        asks_database=True,
    ),
    Item(
        "alerts arriving",
        "what is sent to people arrives",
        lambda _: arriving(_channels()),
        asks_database=True,
    ),
    Item(
        "incidents",
        "the rules of alerts see nothing wrong",
        lambda _: incidents(
            alerting.incidents([IncidentState.OPEN, IncidentState.ACKNOWLEDGED], _MOST)
        ),
        asks_database=True,
    ),
    Item(
        "webhooks",
        "receivers take what they are sent",
        lambda _: receivers(webhooks.troubles()),
        asks_database=True,
    ),
)
