"""Rules about what the line depends on: disk, broker, and the ways on which people are told."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.alerts.finding import MOST_SUBJECT, Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.wording import MEGABYTE

LITTLE_SPACE = 500 * MEGABYTE
NO_SPACE = 50 * MEGABYTE


def disk(situation: Situation) -> Iterator[Finding]:
    """Little space is left."""
    free, home = situation.surroundings.free_bytes, situation.surroundings.home
    if free is not None and free < LITTLE_SPACE:
        level = Level.ERROR if free < NO_SPACE else Level.WARNING
        text = f"{free // MEGABYTE} MB are free on the disk of the data home {home}"
        yield Finding("disk", "", level, text, {"free_mb": free // MEGABYTE})


def broker(situation: Situation) -> Iterator[Finding]:
    """Redis does not do what the work needs."""
    if trouble := situation.surroundings.broker:
        yield Finding("broker", "", Level.ERROR, f"the broker does not work: {trouble[:300]}")


def channels(situation: Situation) -> Iterator[Finding]:
    """Channels by which alerts do not arrive."""
    for one in situation.surroundings.channels:
        yield Finding(
            "channel_broken",
            one.name[:MOST_SUBJECT],
            Level.ERROR,
            f"alerts do not arrive by the channel {one.name!r} ({one.type}): {one.trouble[:300]}",
            {"minutes": round(one.seconds / 60)},
        )


def endpoints(situation: Situation) -> Iterator[Finding]:
    """Webhooks that were paused by their failures."""
    for one in situation.surroundings.endpoints:
        text = f"the webhook {one.id} to {one.url[:200]} was paused: {one.reason[:200]}"
        yield Finding("endpoint_paused", str(one.id), Level.WARNING, text)
