"""Publishing slots: how they are written, and when they come, also where clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from contenthub.errors import InputError
from contenthub.timetable.weekly_slots import MOST_CHARACTERS, WeeklySlots

BERLIN = ZoneInfo("Europe/Berlin")


def coming(text: str, start: str, count: int, where: ZoneInfo = BERLIN) -> list[str]:
    """The next slots in UTC."""
    slots = WeeklySlots.from_text(text).from_moment(datetime.fromisoformat(start), where)
    return [f"{one.astimezone(UTC):%Y-%m-%d %H:%M}" for one in islice(slots, count)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("MON-FRI 08:00,18:00", "MON-FRI 08:00,18:00"),
        ("mon-fri 8:00, 18:00 ;sat 10:00;", "MON-FRI 08:00,18:00; SAT 10:00"),
        ("18:00 08:00 08:00", "08:00,18:00"),
        ("daily 08:00", "08:00"),
        ("* 8:05", "08:05"),
        ("MON-SUN 08:00", "08:00"),
        ("FRI-MON 9:00", "MON,FRI-SUN 09:00"),
        ("Monday, wednesday 9:00", "MON,WED 09:00"),
        ("SAT-SUN 9:00", "SAT,SUN 09:00"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_slots_are_kept_in_one_spelling_which_says_the_same(text: str, kept: str) -> None:
    read = WeeklySlots.from_text(text)
    assert str(read) == kept
    assert str(WeeklySlots.from_text(kept)) == kept
    assert bool(read) is bool(kept)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("MON", "no time of day in 'MON'"),
        (";", "no time of day"),
        ("24:00", "'24:00' is no time of day"),
        ("08:60", "'08:60' is no time of day"),
        ("8.00", "'8.00' is no day"),
        ("MO 08:00", "'MO' is no day; allowed: MON"),
        ("MON- 08:00", "'' is no day"),
        ("MON 08:00 TUE 09:00", "'TUE' after a time; write ;"),
        ("٠٨:٠٠", "is no time of day"),
        ("08:00:00", "'08:00:00' is no time of day"),
        ("08:00," * MOST_CHARACTERS, f"at most {MOST_CHARACTERS} characters"),
        (",".join(f"{n // 60}:{n % 60:02}" for n in range(97)), "at most 96 slots on one day"),
    ],
)
def test_what_is_no_slot_is_refused_with_what_is_allowed(text: str, why: str) -> None:
    with pytest.raises(InputError) as refused:
        WeeklySlots.from_text(text)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("text", "start", "times"),
    [
        (  # Thursday
            "MON-FRI 08:00,18:00; SAT 10:00",
            "2026-11-26T12:00+01:00",
            ["2026-11-26 17:00", "2026-11-27 07:00", "2026-11-27 17:00", "2026-11-28 09:00"],
        ),
        ("08:00", "2026-11-26T08:00+01:00", ["2026-11-26 07:00", "2026-11-27 07:00"]),
        ("08:00", "2026-11-26T08:00:00.000001+01:00", ["2026-11-27 07:00"]),
        ("MON 09:00", "2026-11-26T12:00+01:00", ["2026-11-30 08:00", "2026-12-07 08:00"]),
        # clocks go forward from 02:00 to 03:00: what they leave out comes then, and once
        (
            "02:15,02:45,03:00,03:30",
            "2027-03-28T00:00+01:00",
            ["2027-03-28 01:00", "2027-03-28 01:30", "2027-03-29 00:15"],
        ),
        # clocks go back from 03:00 to 02:00: what they show twice comes the first time
        (
            "02:30,03:00",
            "2026-10-25T00:00+02:00",
            ["2026-10-25 00:30", "2026-10-25 02:00", "2026-10-26 01:30"],
        ),
        ("02:30", "2026-10-25T00:45+00:00", ["2026-10-26 01:30"]),  # between the two
    ],
)
def test_slots_come_on_the_clocks_of_the_zone_each_once(
    text: str, start: str, times: list[str]
) -> None:
    assert coming(text, start, len(times)) == times


@pytest.mark.parametrize(
    ("zone", "start", "times"),
    [
        # a day that the clocks leave out as a whole
        (
            "Pacific/Apia",
            "2011-12-29T00:00-10:00",
            ["2011-12-29 18:00", "2011-12-30 10:00", "2011-12-30 18:00"],
        ),
        # midnight is left out
        ("America/Sao_Paulo", "2018-11-03T12:00-03:00", ["2018-11-04 10:00"]),
        # clocks move by half an hour
        ("Australia/Lord_Howe", "2026-04-05T00:00+11:00", ["2026-04-04 21:30"]),
    ],
)
def test_slots_come_in_order_in_zones_of_every_kind(
    zone: str, start: str, times: list[str]
) -> None:
    assert coming("08:00", start, len(times), ZoneInfo(zone)) == times


def test_without_slots_none_comes() -> None:
    assert coming("", "2026-11-26T12:00+01:00", 3) == []
