"""The first free time of a target: by its slots, its distance, its most by the day, or several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from contenthub.errors import InputError
from contenthub.timetable import pace as paces
from contenthub.timetable.pace import Pace
from contenthub.timetable.weekly_slots import WeeklySlots

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = datetime(2026, 11, 26, 11, tzinfo=UTC)  # 12:00 in Berlin


def pace(slots: str = "", at_least: str = "", at_most: str = "") -> Pace:
    return Pace(
        WeeklySlots.from_text(slots), paces.distance(at_least), paces.by_day(at_most), BERLIN
    )


def filled(of: Pace, count: int, taken: list[datetime], start: datetime = THURSDAY) -> list[str]:
    """The times that so many articles get, one after the other, on the zone's clocks."""
    there, found = sorted(taken), []
    for _ in range(count):
        kept = [one for one in there if one >= of.first_to_count(start)]
        free = of.first_free(start, iter(kept))
        assert free is not None
        there = sorted([*there, free])
        found.append(f"{free.astimezone(BERLIN):%a %d %H:%M}")
    return found


def at(text: str) -> datetime:
    """A moment in Berlin in November 2026, such as ``27 08:00``."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("of", "taken", "times"),
    [
        (pace("08:00,18:00"), [], ["Thu 26 18:00", "Fri 27 08:00", "Fri 27 18:00"]),
        (pace("08:00,18:00"), ["27 08:00"], ["Thu 26 18:00", "Fri 27 18:00"]),
        # a time that a person set within a slot takes it; one beside it does not
        (pace("08:00,18:00"), ["26 18:00", "27 07:59"], ["Fri 27 08:00"]),
        # a distance: of slots, to both sides, and of what a person set
        (pace("08:00,09:00,18:00", "2h"), [], ["Thu 26 18:00", "Fri 27 08:00", "Fri 27 18:00"]),
        (pace("08:00,18:00", "2h apart"), ["26 16:30"], ["Fri 27 08:00"]),
        (pace("08:00,18:00", "2h"), ["26 16:00"], ["Thu 26 18:00"]),
        (pace("08:00,18:00", "2h"), ["26 19:59"], ["Fri 27 08:00"]),
        (pace("08:00", "30h"), [], ["Fri 27 08:00", "Sun 29 08:00"]),
        # so many on a day of the zone
        (pace("08:00,12:00,18:00", "", "1/day"), [], ["Thu 26 12:00", "Fri 27 08:00"]),
        (
            pace("08:00,18:00", "", "2/day"),
            ["27 00:00", "27 23:59"],
            ["Thu 26 18:00", "Sat 28 08:00"],
        ),
        # without slots: the earliest moment that keeps them
        (pace("", "2h"), [], ["Thu 26 12:00", "Thu 26 14:00", "Thu 26 16:00"]),
        (pace("", "2h"), ["26 11:00"], ["Thu 26 13:00"]),
        (pace("", "2h"), ["26 13:00"], ["Thu 26 15:00"]),
        (pace("", "2h"), ["26 13:00", "26 15:30", "26 18:00"], ["Thu 26 20:00"]),
        (pace("", "2h"), ["26 13:00", "26 17:00"], ["Thu 26 15:00", "Thu 26 19:00"]),
        (pace("", "", "2/day"), [], ["Thu 26 12:00", "Thu 26 12:00", "Fri 27 00:00"]),
        (pace("", "", "2/day"), ["26 00:00", "26 09:00"], ["Fri 27 00:00"]),
        (pace("", "6h", "2/day"), [], ["Thu 26 12:00", "Thu 26 18:00", "Fri 27 00:00"]),
    ],
)
def test_articles_get_the_first_times_that_are_free(
    of: Pace, taken: list[str], times: list[str]
) -> None:
    assert filled(of, len(times), [at(one) for one in taken]) == times


@pytest.mark.parametrize("at_least", ["", "1h", "5h"])
@pytest.mark.parametrize("at_most", ["", "1/day", "3/day"])
def test_what_is_filled_one_by_one_keeps_all_of_its_pace(at_least: str, at_most: str) -> None:
    """Across both changes of clocks."""
    of = pace("MON-FRI 02:30,08:00,12:00,18:00; SUN 02:00,02:30", at_least, at_most)
    for start in (datetime(2026, 10, 20, tzinfo=UTC), datetime(2027, 3, 24, tzinfo=UTC)):
        times: list[datetime] = []
        for _ in range(30):
            free = of.first_free(start, iter(sorted(times)))
            assert free is not None
            times.append(free)
        assert times == sorted(set(times))
        assert all(b - a >= of.at_least for a, b in pairwise(times))
        days = [one.astimezone(BERLIN).date() for one in times]
        assert max(days.count(day) for day in days) <= (of.at_most or 4)


def test_a_day_of_25_hours_is_one_day() -> None:
    of = pace("", "", "1/day")
    start = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)
    first = of.first_free(start, iter([]))
    assert first == start
    assert of.first_free(start, iter([first])) == datetime(2026, 10, 26, tzinfo=BERLIN)
    assert (datetime(2026, 10, 26, tzinfo=BERLIN).astimezone(UTC) - first) == timedelta(hours=25)


def test_only_as_much_is_read_as_is_needed() -> None:
    read = 0

    def taken() -> Iterator[datetime]:
        nonlocal read
        for hour in range(1_000):
            read += 1
            yield THURSDAY + timedelta(hours=hour)

    assert pace("18:30", "30m").first_free(THURSDAY, taken()) == at("26 18:30")
    assert read < 20


def test_what_has_no_free_time_until_the_calendar_ends_says_so() -> None:
    of = pace("", "31d")
    start = datetime(8999, 12, 20, tzinfo=UTC)
    assert of.first_free(start, iter([start])) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2h", "2h"),
        (" 2h apart ", "2h"),
        ("2H  Apart", "2h"),
        ("120m", "2h"),
        ("90 m", "90m"),
        ("1.5h", "90m"),
        ("24h", "1d"),
        ("1w", "7d"),
        ("", ""),
    ],
)
def test_distances_are_kept_in_one_spelling(text: str, kept: str) -> None:
    assert paces.distance_text(paces.distance(text)) == kept
    assert paces.distance(kept) == paces.distance(text)


@pytest.mark.parametrize(
    "text", ["2", "apart", "0h", "30s", "90s", "32d", "-2h", "2h near", "x" * 9999]
)
def test_what_is_no_distance_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        paces.distance(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("3/day", 3), ("3", 3), ("3 a day", 3), ("3 per day", 3), ("03/DAY", 3), ("", None)],
)
def test_a_most_by_the_day_is_a_number(text: str, count: int | None) -> None:
    assert paces.by_day(text) == count
    assert paces.by_day(paces.by_day_text(count)) == count


@pytest.mark.parametrize("text", ["0", "0/day", "-1", "3/week", "1001", "three", "٣", "3/day/day"])
def test_what_is_no_number_by_the_day_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        paces.by_day(text)


@pytest.mark.parametrize(
    ("of", "taken", "permitted"),
    [
        (pace("", "2h"), [], True),
        (pace("", "2h"), ["26 10:00"], True),
        (pace("", "2h"), ["26 10:01"], True),  # as little as nobody minds
        (pace("", "2h"), ["26 10:02"], False),
        (pace("", "2h"), ["26 13:58"], False),
        (pace("", "1m"), ["26 11:59"], True),
        (pace("", "2h"), ["26 12:00"], False),
        (pace("", "", "2/day"), ["25 23:59", "26 00:00"], True),
        (pace("", "", "2/day"), ["26 00:00", "26 11:59"], False),
        (pace("", "", "2/day"), ["26 00:00", "26 23:00"], False),
        (pace("", "", "2/day"), ["26 12:00"], True),
        (pace("08:00", "2h"), ["26 09:00"], True),  # be it in a slot or not
        (pace("08:00"), ["26 12:00"], True),
    ],
)
def test_whether_an_article_may_go_out_at_this_moment(
    of: Pace, taken: list[str], permitted: bool
) -> None:
    assert of.permits(THURSDAY, iter([at(one) for one in taken])) is permitted
    assert of.first_to_count(THURSDAY) <= THURSDAY <= of.last_to_count(THURSDAY)


@pytest.mark.parametrize(
    ("at_least", "at_most", "words"),
    [
        (None, None, ""),
        ("2h", None, "at least 2h apart"),
        (None, "3/day", "at most 3/day"),
        ("90m", "3/day", "at least 90m apart and at most 3/day"),
    ],
)
def test_limits_are_told(at_least: str | None, at_most: str | None, words: str) -> None:
    assert paces.limits(at_least, at_most) == words
