"""What people are told of incidents: what is wrong, since when, figures, culprits, what helps.

One message tells of all that a round has to tell, so that fifty incidents are one message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from contenthub import clock
from contenthub.inert import one_line
from contenthub.wording import counted, moment

MOST_SHOWN = 10  # incidents of a message that are told at length; the others by a line
MOST_NAMED = 60  # that are told by a line; of the others there is the number
MOST_TITLE = 150  # characters


class Told(StrEnum):
    """What a message says of an incident."""

    OPENED = "opened"
    REMINDED = "reminded"  # it is still there
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class News:
    """One incident, as a message tells of it; ``seconds`` is how long it has lasted."""

    id: int
    told: Told
    rule: str
    subject: str
    level: str
    summary: str
    began_at: datetime
    seconds: float
    figures: Mapping[str, Any]
    culprits: Sequence[str]
    advice: str

    def document(self) -> dict[str, Any]:
        """As programs are told."""
        return {
            "id": self.id,
            "told": self.told.value,
            "rule": self.rule,
            "subject": self.subject,
            "level": self.level,
            "summary": self.summary,
            "began_at": clock.utc_text(self.began_at),
            "seconds": round(self.seconds),
            "figures": dict(self.figures),
            "culprits": list(self.culprits),
            "advice": self.advice,
        }


@dataclass(frozen=True, slots=True)
class Message:
    """What channels carry: a title of one line, a text for people, a document for programs."""

    title: str
    text: str
    document: dict[str, Any]


def compose(news: Sequence[News], host: str) -> Message:
    """The one message that tells of all of these; ``host`` is where the service runs."""
    ordered = sorted(news, key=lambda one: (one.told is Told.RESOLVED, one.level != "error"))
    parts = [_paragraph(one) for one in ordered[:MOST_SHOWN]]
    if rest := ordered[MOST_SHOWN:]:
        lines = [f"- {_headline(one)}" for one in rest[:MOST_NAMED]]
        if len(rest) > MOST_NAMED:
            lines.append(f"- and {len(rest) - MOST_NAMED} more: `contenthub alert list`")
        parts.append("\n".join([f"{counted(len(rest), 'more incident')}:", *lines]))
    document = {"host": host, "incidents": [one.document() for one in ordered]}
    return Message(_title(ordered), "\n\n".join(parts) + f"\n\nContentHub on {host}\n", document)


def trial(channel: str, host: str) -> Message:
    """What is sent to try a channel."""
    text = (
        f"This message tries the channel {channel!r} of ContentHub on {host}.\n"
        "Nothing is wrong. What is, will be told here.\n"
    )
    return Message(f"[ContentHub] test of {channel!r}", text, {"host": host, "test": True})


def lasted(seconds: float) -> str:
    """A duration as people say it: ``3 min 20 s``."""
    whole = round(seconds)
    for unit, size, next_unit, smaller in (
        ("d", 86_400, "h", 3600),
        ("h", 3600, "min", 60),
        ("min", 60, "s", 1),
    ):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {unit}" + (f" {rest} {next_unit}" if rest else "")
    return f"{whole} s"


def _title(news: Sequence[News]) -> str:
    if len(news) == 1:
        return one_line(f"[ContentHub] {_headline(news[0])}")[:MOST_TITLE]
    wrong = sum(one.told is not Told.RESOLVED for one in news)
    parts = [f"{counted(wrong, 'alert')}"] if wrong else []
    parts += [f"{len(news) - wrong} resolved"] if len(news) > wrong else []
    return f"[ContentHub] {', '.join(parts)}"


def _headline(one: News) -> str:
    if one.told is Told.RESOLVED:
        return f"resolved after {lasted(one.seconds)}: {one.summary}"
    still = f"still after {lasted(one.seconds)}: " if one.told is Told.REMINDED else ""
    return f"{one.level}: {still}{one.summary}"


def _paragraph(one: News) -> str:
    lines = [_headline(one)]
    if one.told is Told.RESOLVED:
        end = clock.after(one.seconds, one.began_at)
        lines.append(f"  from {moment(one.began_at)} to {moment(end)} ({clock.zone().key})")
    else:
        lines.append(f"  since {moment(one.began_at)} ({clock.zone().key})")
        figures = ", ".join(f"{name} {value}" for name, value in one.figures.items())
        lines += [f"  figures: {figures}"] if figures else []
        lines += [f"  see: {', '.join(one.culprits)}"] if one.culprits else []
        lines += [f"  do: {one.advice}"] if one.advice else []
    lines.append(f"  incident {one.id} ({one.rule}): `contenthub alert ack {one.id}`")
    return "\n".join(lines[:-1] if one.told is Told.RESOLVED else lines)
