"""The cron trigger: cronsim knows the calendar, this module knows the clocks.

cronsim is asked on a clock that is never changed, and its answers are read on the zone's clocks
here. Its own handling of zones forgets which of two equal times a start was, and in zones that
shift by half an hour leaves out times that exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from contenthub import clock
from contenthub.states import TriggerKind
from contenthub.timetable import wall_clock
from contenthub.timetable.triggers import cron_text

# 29 February on a given weekday may be 40 years away; what has no day in 50 never has one.
_PATIENCE = 50


@dataclass(frozen=True)
class Cron:
    """Five cron fields on the clocks of ``zone``."""

    kind: ClassVar[TriggerKind] = TriggerKind.CRON
    text: str
    zone: ZoneInfo
    fields: str  # the text with its alias spelled out

    @classmethod
    def from_text(cls, text: str, zone: ZoneInfo) -> Cron:
        """Raises InputError, naming the field and what is allowed there."""
        clean = cron_text.squeezed(text)
        return cls(clean, zone, cron_text.fields(clean))

    @property
    def is_elapsed(self) -> bool:
        """True if the expression follows elapsed time instead of times of day."""
        return any(field.startswith("*") for field in self.fields.split()[:2])

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence strictly after ``moment`` (aware), in UTC; None: never again."""
        moment = clock.utc(moment)
        try:
            return min(self._candidates(moment), default=None)
        except OverflowError:  # the calendar ends with the year 9999
            return None

    def walls(self, wall: datetime) -> Iterator[datetime]:
        """Times that match, strictly after ``wall``, whether the zone's clocks show them or not."""
        from cronsim import CronSim

        for found in CronSim(self.fields, wall):
            if found.year > wall.year + _PATIENCE:
                return
            yield found

    def _candidates(self, moment: datetime) -> Iterator[datetime]:
        wall = wall_clock.shown(moment, self.zone)
        starts = [wall]
        if self.is_elapsed:
            # Within what comes twice, times that were shown already are ahead once more.
            again = wall_clock.readings(wall, self.zone)
            starts.append(wall - (again[-1] - again[0]))
        for start in dict.fromkeys(starts):
            found = self._first(start.replace(fold=0), moment)
            if found is not None:
                yield found

    def _first(self, wall: datetime, moment: datetime) -> datetime | None:
        for match in self.walls(wall):
            for found in self._moments(match):
                if found > moment:
                    return found
        return None

    def _moments(self, wall: datetime) -> list[datetime]:
        found = wall_clock.readings(wall, self.zone)
        if self.is_elapsed:
            return found
        return found[:1] or [wall_clock.change_around(wall, self.zone).moment]
