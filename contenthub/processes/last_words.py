"""Tells people that the database is away, which no row can.

Whoever led when it went has the channels in memory. One message says that it is away, one that it
is back; a process that dies in between says nothing more, and the pings have ended as well.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from datetime import datetime

from contenthub import clock, logs
from contenthub.alerts.messages import Message, lasted
from contenthub.alerts.places import ChannelPlace
from contenthub.inert import one_line
from contenthub.lifecycle import channels
from contenthub.notifiers import sender
from contenthub.notifiers.base import Letter
from contenthub.settings import Settings

log = logs.get_logger("contenthub.alerts")

LOOK = 60.0  # seconds between two looks at which channels there are


class LastWords:
    """What the process that leads knows by heart."""

    def __init__(self, settings: Settings) -> None:
        self._hold = settings.alert_for
        self._places: list[ChannelPlace] = []
        self._read = float("-inf")
        self._away_since: tuple[datetime, float] | None = None
        self._told = False

    def forget(self) -> None:
        """Another process leads: it tells."""
        self._places, self._read, self._told = [], float("-inf"), False

    def database_is_there(self) -> None:
        """It answered: learn the channels; where people know that it was away, tell them."""
        if clock.steady() - self._read >= LOOK:
            self._read = clock.steady()
            self._places = [ChannelPlace(one.type, one.settings) for one in channels.active()]
        if self._away_since is not None and self._told:
            seconds = clock.steady() - self._away_since[1]
            self._tell(f"resolved after {lasted(seconds)}: the database is back", "")
        self._away_since, self._told = None, False

    def database_is_away(self, error: str) -> None:
        """It did not answer: when that has lasted, tell it once."""
        if self._away_since is None:
            self._away_since = clock.now(), clock.steady()
        if self._told or clock.steady() - self._away_since[1] < self._hold:
            return
        self._told = True
        self._tell("error: the database is away, and all work waits", error)

    def _tell(self, headline: str, error: str) -> None:
        since, _ = self._away_since or (clock.now(), 0.0)
        host = socket.gethostname()
        text = f"{headline}\n  since {since:%Y-%m-%d %H:%M:%S} UTC\n"
        text += f"  {one_line(error)[:300]}\n  do: `contenthub doctor`\n" if error else ""
        title = f"[ContentHub] {headline}"
        document = {"host": host, "rule": "database", "summary": headline}
        message = Message(title, f"{text}\nContentHub on {host}\n", document)
        id_ = hashlib.sha256(f"{host}{since}{headline}".encode()).hexdigest()[:32]
        letter = Letter(f"msg_{id_}", message.title, message.text, message.document)
        # Each in a thread: a channel that hangs delays no round, and no other channel.
        for place in self._places:
            threading.Thread(target=_carry, args=(place, letter), daemon=True).start()


def _carry(place: ChannelPlace, letter: Letter) -> None:
    carried = sender.carry(place, letter)
    if not carried.arrived:
        log.error("last_words_lost", channel=place.type, error=carried.error)
