"""Incidents, silences, rules and channels: how they are shown, and what is said of them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.states import IncidentState

_CHANNEL: dict[str, Any] = {
    "id": 2,
    "name": "desk",
    "type": "email",
    "settings": {"host": "smtp.example.com", "to": "ops@example.com", "password": "***"},
    "paused": False,
    "tested_at": "2026-11-26T08:00:00Z",
    "created_at": "2026-11-26T07:59:00Z",
    "failing_since": None,
    "trouble": None,
}


class Incident(Told):
    """Something that is wrong with the service, or was."""

    model_config = example(
        id=12,
        rule="failure_rate",
        subject="openai",
        level="error",
        status="open",
        summary="25 % of the tasks of 'openai' that ended in the last hour failed (5 of 20)",
        figures={"percent": 25.0, "bad": 5, "ended": 20, "limit": 20.0},
        culprits=["creator openai"],
        began_at="2026-11-26T08:00:00Z",
        seen_at="2026-11-26T08:10:00Z",
        clear_since=None,
        told_at="2026-11-26T08:00:15Z",
        acknowledged_by=None,
        acknowledged_at=None,
        status_reason="",
        resolved_at=None,
        created_at="2026-11-26T08:00:15Z",
        seconds=615,
    )

    id: int
    rule: str
    subject: str = Field(description="What it is about, such as a creator; empty: the service.")
    level: str = Field(description="warning or error.")
    status: IncidentState
    summary: str
    figures: dict[str, Any]
    culprits: list[str]
    began_at: Moment
    seen_at: Moment
    clear_since: Moment | None = Field(description="Right since then, not yet for long enough.")
    told_at: Moment | None
    acknowledged_by: str | None
    acknowledged_at: Moment | None
    status_reason: str = Field(description="What whoever acknowledged it said.")
    resolved_at: Moment | None
    created_at: Moment
    seconds: int = Field(description="How long it has lasted, or did.")


class IncidentList(PageQuery):
    """Which incidents are listed."""

    over: bool = Field(default=False, description="true: also those that are over.")


class Acknowledgement(Asked):
    """A person knows of an incident."""

    model_config = example(reason="the provider is down until noon")

    reason: str = Field(default="", max_length=1_000)


class Silence(Told):
    """Of what nobody is told for a while."""

    model_config = example(
        id=3,
        rule="backlog",
        subject=None,
        until="2026-11-26T10:00:00Z",
        reason="a large import",
        who="api:desk",
        created_at="2026-11-26T08:00:00Z",
    )

    id: int
    rule: str | None = Field(description="null: all of them.")
    subject: str | None = Field(description="null: whatever it is about.")
    until: Moment
    reason: str
    who: str
    created_at: Moment


class SilenceList(PageQuery):
    """Which silences are listed."""

    ended: bool = Field(default=False, description="true: also those that have ended.")


class NewSilence(Asked):
    """Of what nobody is to be told, for how long, and why."""

    model_config = example(rule="backlog", seconds=7200, reason="a large import")

    rule: str | None = Field(default=None, max_length=40, description="Left out: all rules.")
    subject: str | None = Field(default=None, max_length=200, description="Left out: whatever.")
    seconds: float = Field(gt=0, le=31_536_000)
    reason: str = Field(min_length=1, max_length=1_000)


class Rule(Told):
    """What counts as wrong."""

    model_config = example(
        rule="backlog",
        meaning="too many tasks wait for a free slot, or one for too long",
        threshold="over 50 tasks, or over 120 min",
        for_seconds=15.0,
        settings=["CONTENTHUB_ALERT_BACKLOG", "CONTENTHUB_ALERT_BACKLOG_AGE"],
    )

    rule: str
    meaning: str
    threshold: str = Field(description="Its present values, in words.")
    for_seconds: float = Field(description="For so long it has to be wrong before it is told.")
    settings: list[str] = Field(description="Where the values come from.")


class Channel(Told):
    """A way on which people are told; secrets in its settings are masked."""

    model_config = example(**_CHANNEL)

    id: int
    name: str
    type: str
    settings: dict[str, str]
    paused: bool
    tested_at: Moment | None = Field(description="When a message that tried it last arrived.")
    created_at: Moment
    failing_since: Moment | None = Field(description="Since then no message has arrived.")
    trouble: str | None


class ChannelList(PageQuery):
    """The channels in the order they were made."""


class NewChannel(Asked):
    """A further way on which people are told."""

    model_config = example(
        name="desk", type="webhook", settings={"url": "https://ops.example.com/alerts"}
    )

    name: str = Field(max_length=100, description="Not only digits.")
    type: str = Field(
        max_length=20,
        description="webhook or email; command and apprise are set up on the machine itself.",
    )
    settings: dict[str, str] = Field(max_length=20)


class RemovedChannel(Told):
    """A channel that is gone."""

    model_config = example(id=2, name="desk", removed=True)

    id: int
    name: str
    removed: bool


class TriedChannel(Told):
    """Whether a message that was sent by a channel arrived."""

    model_config = example(name="desk", type="email", ok=True, detail="the message was taken")

    name: str
    type: str
    ok: bool
    detail: str


class Ping(Told):
    """An address that is called when the articles of a schedule are out."""

    model_config = example(
        id=3,
        schedule="daily",
        url="https://hc-ping.com/***",
        created_at="2026-11-26T08:00:00Z",
    )

    id: int = Field(description="The schedule's.")
    schedule: str
    url: str = Field(description="Without what opens a door.")
    created_at: Moment


class PingList(PageQuery):
    """The addresses in the order of their schedules."""


class NewPing(Asked):
    """Which address is called."""

    model_config = example(url="https://hc-ping.com/5c3e")

    url: str = Field(max_length=2_000)


class PutPing(Told):
    """The address that is called from now on."""

    model_config = example(schedule="daily", url="https://hc-ping.com/***")

    schedule: str
    url: str


class RemovedPing(Told):
    """An address that is called no more."""

    model_config = example(schedule="daily", removed=True)

    schedule: str
    removed: bool
