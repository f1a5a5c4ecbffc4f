"""The ways on which people are told of incidents: made, paused, removed."""

from __future__ import annotations

from typing import Any

import peewee

from contenthub import clock, records
from contenthub.articles.text import has_control_characters
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import InputError, NotFoundError
from contenthub.lifecycle import lanes
from contenthub.lifecycle.statements import insert_row
from contenthub.models import AlertChannel
from contenthub.near_names import nearest
from contenthub.records import Channel

LANES = lanes.ALERTS


def lane_of(channel_id: int) -> str:
    """The lane of its messages."""
    return f"{LANES}{channel_id}"


def id_in(lane: str) -> int:
    """The channel whose lane this is."""
    return int(lane.removeprefix(LANES))


def active() -> list[Channel]:
    """Those by which people are told now."""
    return records.select(Channel, "WHERE NOT paused ORDER BY id")


def named(ref: str) -> Channel:
    """The channel of this name or id. Raises NotFoundError."""
    found: list[Channel] = []
    if not has_control_characters(ref):  # nothing has such a name, and no database takes it
        found = records.select(Channel, "WHERE name = ?", (ref,))
    if not found and ref.isascii() and ref.isdigit() and len(ref) < 10:
        found = records.by_ids(Channel, [int(ref)])
    if not found:
        known = [one.name for one in records.select(Channel, "ORDER BY id")]
        raise NotFoundError(f"no channel {ref!r}", code=Code.NO_CHANNEL, near=nearest(ref, known))
    return found[0]


def add(name: str, type_: str, settings: dict[str, Any]) -> Channel:
    """Make a channel. Raises InputError for a name that is taken."""
    now = clock.now()
    row = {"name": name, "type": type_, "settings": settings, "created_at": now, "updated_at": now}
    try:
        with db.transaction():
            id_ = insert_row(AlertChannel, row)
    except peewee.IntegrityError:
        raise InputError(
            f"there is a channel {name!r} already; choose another name", code=Code.NAME_TAKEN
        ) from None
    return records.by_ids(Channel, [id_])[0]


def pause(channel: Channel) -> Channel:
    """Tell nobody by it."""
    with db.transaction():
        _set(channel, paused=True)
    return named(channel.name)


def resume(channel: Channel) -> Channel:
    """Tell people by it again, what waited as well."""
    with db.transaction():
        _set(channel, paused=False)
        db.execute(
            "UPDATE deliveries SET due_at = ? WHERE lane = ? AND status = 'pending'"
            " AND due_at IS NULL",
            (records.moment(clock.now()), lane_of(channel.id)),
        )
    return named(channel.name)


def _set(channel: Channel, **values: Any) -> None:
    AlertChannel.update(updated_at=clock.now(), **values).where(
        AlertChannel.id == channel.id
    ).execute()


def remove(channel: Channel) -> None:
    """Forget a channel; what is on its way to it is dropped when its turn comes."""
    with db.transaction():
        AlertChannel.delete().where(AlertChannel.id == channel.id).execute()


def tested(channel_id: int) -> None:
    """Note that a message which was sent to try it arrived."""
    with db.transaction():
        AlertChannel.update(tested_at=clock.now()).where(AlertChannel.id == channel_id).execute()
