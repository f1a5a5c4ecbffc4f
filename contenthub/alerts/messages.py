"""What people are told of incidents: what is wrong, since when, figures, culprits, what helps.

One message tells of all that a round has to tell, so that fifty incidents are one message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate
from typing import Any, TypeVar

from contenthub import clock
from contenthub.inert import inert, one_line
from contenthub.wording import counted, moment

MOST_SHOWN = 10  # incidents of a message that are told at length; the others by a line
MOST_NAMED = 60  # that are told by a line; of the others there is the number
MOST_TOLD = 20  # that programs are told; of the others there is the number
MOST_TITLE = 150  # characters
# Receivers of webhooks mostly take 20 kB; a message that they refuse is that of the big outage.
_SHOWN_BYTES, _NAMED_BYTES, _TOLD_BYTES = 5_000, 3_000, 9_000

_Part = TypeVar("_Part")


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
    shown = _fitting([_paragraph(one) for one in ordered[:MOST_SHOWN]], _SHOWN_BYTES)
    parts = list(shown)
    if rest := ordered[len(shown) :]:
        named = [f"- {one_line(_headline(one))}" for one in rest[:MOST_NAMED]]
        lines = _fitting(named, _NAMED_BYTES)
        if len(rest) > len(lines):
            lines.append(f"- and {len(rest) - len(lines)} more: `contenthub alert list`")
        parts.append("\n".join([f"{counted(len(rest), 'more incident')}:", *lines]))
    told = _fitting([one.document() for one in ordered[:MOST_TOLD]], _TOLD_BYTES)
    document = {"host": host, "incidents": told, "more": len(ordered) - len(told)}
    return Message(_title(ordered), "\n\n".join(parts) + f"\n\nContentHub on {host}\n", document)


def _fitting(parts: Sequence[_Part], most: int) -> list[_Part]:
    """The first one, and those after it that fit into so many bytes of JSON with it."""
    sizes = accumulate(len(json.dumps(one)) for one in parts)
    return [one for one, size in zip(parts, sizes, strict=True) if size <= most or one is parts[0]]


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
    """The worst of them, which is the first, and how many more there are."""
    more = _more(news[1:])
    return f"{one_line(f'[ContentHub] {_headline(news[0])}')[: MOST_TITLE - len(more)]}{more}"


def _more(news: Sequence[News]) -> str:
    over = sum(one.told is Told.RESOLVED for one in news)
    parts = [f"+{len(news) - over} more"] if len(news) > over else []
    parts += [f"+{over} resolved"] if over else []
    return f" ({', '.join(parts)})" if parts else ""


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
    lines = lines[:-1] if one.told is Told.RESOLVED else lines
    return "\n".join(inert(" ".join(line.split("\n"))) for line in lines)
