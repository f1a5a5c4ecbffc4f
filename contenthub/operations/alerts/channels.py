"""The ways on which people are told: added, listed, tried, paused, removed."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Mapping
from typing import Any

from contenthub import masked_text, notifiers, validation
from contenthub.alerts import messages
from contenthub.alerts.places import ChannelPlace
from contenthub.errors import InputError, NotAllowedError, UnreachableError
from contenthub.lifecycle import channels
from contenthub.masking import HIDDEN, stands_elsewhere
from contenthub.notifiers import sender
from contenthub.notifiers.base import Carried, Letter
from contenthub.operations.caller import Caller
from contenthub.outgoing.addresses import private_too
from contenthub.queries import alerting
from contenthub.records import Channel
from contenthub.settings.parsers import RefusedError

Row = dict[str, Any]


def types() -> tuple[str, ...]:
    """The types of channels."""
    return notifiers.names()


def add(caller: Caller, name: str, type_: str, settings: Mapping[str, str], *, local: bool) -> Row:
    """Make a channel; ``local``: whoever asks works on this machine, and not over the network.

    Only such a person may have programs run, and files and variables read. Raises InputError for
    a name that is taken, a type that there is not, and settings that cannot work; NotAllowedError.
    """
    checked = validation.name_unlike_id(name, "the channel's name")
    notifier = notifiers.create(type_)
    if notifier.local and not local:
        raise NotAllowedError(f"a channel of the type {type_} is made on the machine itself alone")
    if any(map(stands_elsewhere, settings.values())) and not local:
        raise NotAllowedError("env: and file: are read for who works on the machine itself alone")
    if HIDDEN in settings.values():
        raise InputError(f"{HIDDEN!r} only stands for what is not shown")
    try:
        given = sender.literal(settings)
        notifier.validate(given)
    except RefusedError as refused:
        raise InputError(f"a setting cannot be read; allowed: {refused}") from None
    _demand_open(notifier.host(given))
    return shown(channels.add(checked, type_, dict(settings)).id)


def _demand_open(host: str) -> None:
    """Raise InputError for a name of a link-local address: nothing would ever be sent there.

    A name that is not known now may be known when something is sent, and is looked up again then.
    """
    from contenthub.outgoing.guarded_network import look_up

    try:
        addresses = look_up(host, 0) if host else []
    except (OSError, UnicodeError):
        return
    if not all(map(private_too, addresses)):
        raise InputError(f"{host} is at a link-local address, which nothing may be sent to")


def listing(limit: int, offset: int = 0, *, after: int | None = None) -> list[Row]:
    """The channels in the order they were made, without secrets; ``after`` is an id."""
    return [_without_secrets(row) for row in alerting.channels(limit, offset, after=after)]


def shown(id_: int) -> Row:
    """One of them."""
    return _without_secrets(alerting.channel(id_))


def details(ref: str) -> Row:
    """One channel, by its name or id. Raises NotFoundError."""
    return shown(channels.named(ref).id)


def pause(caller: Caller, ref: str) -> Row:
    """Tell nobody by it; what is to be told waits. Raises NotFoundError."""
    return shown(channels.pause(channels.named(ref)).id)


def resume(caller: Caller, ref: str) -> Row:
    """Tell people by it again, also of what waited and is not over. Raises NotFoundError."""
    return shown(channels.resume(channels.named(ref)).id)


def remove(caller: Caller, ref: str) -> Row:
    """Forget a channel; returns what it was. Raises NotFoundError."""
    found = channels.named(ref)
    channels.remove(found)
    return {"id": found.id, "name": found.name, "removed": True}


def test(caller: Caller, ref: str) -> Row:
    """Send a message by it now. Raises NotFoundError; UnreachableError where it did not arrive."""
    found = channels.named(ref)
    carried = _tried(found)
    if not carried.arrived:
        raise UnreachableError(f"the channel {found.name!r} does not work: {carried.error}")
    return _answer(found, carried)


def try_out(caller: Caller, ref: str) -> Row:
    """What ``test`` answers, or why it did not arrive as ``detail``, not ``ok``."""
    found = channels.named(ref)
    return _answer(found, _tried(found))


def _tried(found: Channel) -> Carried:
    message = messages.trial(found.name, socket.gethostname())
    id_ = f"test-{secrets.token_hex(12)}"
    letter = Letter(id_, message.title, message.text, message.document)
    carried = sender.carry(ChannelPlace(found.type, found.settings), letter)
    if carried.arrived:
        channels.tested(found.id)
    return carried


def _answer(found: Channel, carried: Carried) -> Row:
    detail = carried.error or carried.note or "the message was taken"
    return {
        "name": found.name,
        "type": found.type,
        "ok": carried.arrived,
        "detail": masked_text.text(detail),
    }


def _without_secrets(row: Row) -> Row:
    secret = {one.name for one in notifiers.create(row["type"]).fields if one.secret}
    masked = masked_text.mapping(row["settings"])
    for name in secret & row["settings"].keys():
        if not stands_elsewhere(row["settings"][name]):
            masked[name] = HIDDEN
    return row | {"settings": masked}
