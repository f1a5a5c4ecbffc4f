"""What cron expressions mean: a table made by hand, cronsim, and a matcher written for this test.

The matcher knows nothing of cronsim and looks at every single minute; with it, clocks that change
are checked from every minute around each change.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contenthub.errors import InputError
from contenthub.timetable import triggers
from contenthub.timetable.triggers import Cron
from tests.unit.cron_table import Row, rows

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ROWS = rows()
HALF_HOUR_ZONE = "Australia/Lord_Howe"


def cron(expression: str, zone: str) -> Cron:
    trigger = triggers.make("cron", expression, zone, datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(trigger, Cron)
    return trigger


def upcoming(trigger: Cron, moment: datetime) -> Iterator[datetime]:
    while (found := trigger.after(moment)) is not None:
        yield found
        moment = found


# --- the table


def test_the_table_is_as_long_as_it_should_be_and_covers_the_zones() -> None:
    assert len({row.expression for row in ROWS}) >= 90
    assert {row.zone for row in ROWS} == {
        "UTC",
        "America/New_York",
        "Europe/Berlin",
        "Asia/Shanghai",
        HALF_HOUR_ZONE,
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.expression} {row.zone}")
def test_an_expression_fires_at_the_times_that_a_calendar_says(row: Row) -> None:
    trigger = cron(row.expression, row.zone)
    assert list(islice(upcoming(trigger, row.start), len(row.times))) == row.times


# --- cronsim


@pytest.mark.parametrize("zone", sorted({row.zone for row in ROWS}))
def test_cronsim_says_the_same_where_it_is_right(zone: str) -> None:
    for expression in sorted({row.expression for row in ROWS}):
        trigger = cron(expression, zone)
        if trigger.is_elapsed and zone == HALF_HOUR_ZONE:
            continue  # cronsim steps over this change by whole hours and leaves out what is there
        for start in (datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
            theirs = CronSim(trigger.fields, start.astimezone(ZoneInfo(zone)))
            expected = [moment.astimezone(UTC) for moment in islice(theirs, 15)]
            assert list(islice(upcoming(trigger, start), 15)) == expected, expression


# --- an independent matcher

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def number(word: str) -> int:
    word = word.lower()
    if word in MONTHS:
        return MONTHS.index(word) + 1
    return DAYS.index(word) if word in DAYS else int(word)


@cache
def numbers(field: str, place: int) -> frozenset[int]:
    found: set[int] = set()
    low, high = BOUNDS[place]
    for term in field.split(","):
        span, _, step = term.partition("/")
        if "L" in span.upper().replace("JUL", "") or "#" in span:
            continue
        start, _, end = span.partition("-")
        first = low if start == "*" else number(start)
        last = number(end) if end else high if start == "*" or step else first
        found.update(range(first, last + 1, int(step or 1)))
    return frozenset(found)


def is_date(field: str, wall: datetime) -> bool:
    last = calendar.monthrange(wall.year, wall.month)[1]
    working = next(
        day for day in range(last, 0, -1) if calendar.weekday(wall.year, wall.month, day) < 5
    )
    special = {"L": last, "LW": working}
    return wall.day in numbers(field, 2) or any(
        wall.day == special.get(term) for term in field.upper().split(",")
    )


def is_weekday(field: str, wall: datetime) -> bool:
    today = wall.isoweekday() % 7
    if today in {day % 7 for day in numbers(field, 4)}:
        return True
    for term in field.split(","):
        name, _, count = term.partition("#")
        if count and number(name) % 7 == today and (wall.day - 1) // 7 + 1 == int(count):
            return True
        is_last = (wall + 7 * DAY).month != wall.month
        if term.upper().endswith("L") and int(term[:-1]) % 7 == today and is_last:
            return True
    return False


def matches(expression: str, wall: datetime) -> bool:
    minute, hour, date, month, weekday = expression.split()
    if wall.minute not in numbers(minute, 0) or wall.hour not in numbers(hour, 1):
        return False
    if wall.month not in numbers(month, 3):
        return False
    both = is_date(date, wall), is_weekday(weekday, wall)
    return all(both) if "*" in (date[0], weekday[0]) else any(both)


def scan(expression: str, walls: list[tuple[datetime, datetime]]) -> list[datetime]:
    """The rule of the module, minute by minute, over pairs of a moment and what clocks show."""
    elapsed = any(field.startswith("*") for field in expression.split()[:2])
    found, previous = [], walls[0][1] - MINUTE
    for moment, wall in walls:
        fires = matches(expression, wall) and (elapsed or not wall.fold)
        while not elapsed and (previous := previous + MINUTE) < wall:
            fires = fires or matches(expression, previous)
        previous = wall
        if fires:
            found.append(moment)
    return found


# --- clocks that change

CHANGES = [
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 3, 28, 18, tzinfo=UTC)),  # no change: nothing is odd
    ("Africa/Cairo", datetime(2026, 4, 23, 22, tzinfo=UTC)),  # midnight is missing
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),  # midnight comes twice
    ("America/Santiago", datetime(2026, 4, 5, 3, tzinfo=UTC)),  # 23:00 twice, on a Saturday
    ("Antarctica/Troll", datetime(2026, 3, 29, 1, tzinfo=UTC)),  # two hours at once
    ("Antarctica/Troll", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a whole day is missing
]
AROUND_A_CHANGE = [
    "30 2 * * *",
    "0 2 * * *",
    "45 1 * * *",
    "15,30,45 1-3 * * *",
    "0 0 * * *",
    "20 23,0 * * *",
    "0-59 2 * * SUN",
    "* * * * *",
    "*/7 * * * *",
    "*/30 1-2 * * *",
    "45 * * * *",
    "0 * * * *",
    "15 */2 * * *",
    "*/20 0 * * *",
    "*/15 0 * * SUN",
]


@cache
def shown_around(zone: str, change: datetime) -> list[tuple[datetime, datetime]]:
    where = ZoneInfo(zone)
    moments = [change + MINUTE * n for n in range(-720, 1440)]
    return [(at, at.astimezone(where).replace(tzinfo=None)) for at in moments]


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_no_occurrence_is_skipped_doubled_or_moved_when_clocks_change(
    zone: str, change: datetime
) -> None:
    walls = shown_around(zone, change)
    for expression in AROUND_A_CHANGE:
        trigger = cron(expression, zone)
        found = list(triggers.occurrences(trigger, walls[0][0], walls[-1][0], 10_000))
        assert found == scan(expression, walls), expression
        assert found == sorted(set(found)), expression


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_from_every_minute_around_a_change_the_next_is_the_same_as_when_counted_through(
    zone: str, change: datetime
) -> None:
    for expression in AROUND_A_CHANGE:
        trigger = cron(expression, zone)
        ahead = upcoming(trigger, change - DAY)
        following = next(ahead)
        for n in range(-130, 130):
            moment = change + n * MINUTE
            while following <= moment:
                following = next(ahead)
            for within in (moment, moment + MINUTE - datetime.resolution):
                assert trigger.after(within) == following, (expression, within)


# --- expressions made up by chance


def ranges(place: int) -> st.SearchStrategy[str]:
    number = st.integers(*BOUNDS[place])
    pair = st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}")
    step = st.integers(1, 40).map(lambda size: f"/{size}")
    stepped = st.tuples(st.one_of(st.just("*"), pair, number.map(str)), step).map("".join)
    return st.one_of(st.just("*"), number.map(str), pair, stepped)


def fields(place: int, *special: str) -> st.SearchStrategy[str]:
    term = st.one_of(ranges(place), st.sampled_from(special)) if special else ranges(place)
    return st.lists(term, min_size=1, max_size=3).map(",".join)


EXPRESSIONS = st.tuples(
    fields(0),
    fields(1),
    fields(2, "L", "LW"),
    fields(3, "JAN", "Feb-jun", "JUL/2"),
    fields(4, "5L", "0L", "MON#1", "sun#5", "tue", "MON-FRI", "7"),
).map(" ".join)


def made(expression: str) -> Cron | None:
    """The trigger, or None where dates such as 30 February never come."""
    try:
        return cron(expression, "UTC")
    except InputError as error:
        if "never fires" in str(error):
            return None
        raise


@settings(max_examples=80)
@given(EXPRESSIONS, st.integers(0, 365 * 1440))
@example("0 0 30,31 2 *", 220 * 1440)
def test_in_utc_every_expression_fires_exactly_in_the_minutes_that_match(
    expression: str, minute: int
) -> None:
    start = datetime(2027, 7, 1, tzinfo=UTC) + minute * MINUTE
    trigger = made(expression)
    minutes = (start + n * MINUTE for n in range(15 * 1440))
    scan = (moment for moment in minutes if matches(expression, moment.replace(tzinfo=None)))
    end = start + 15 * DAY - MINUTE
    found = list(triggers.occurrences(trigger, start, end, 200)) if trigger else []
    assert found == list(islice(scan, 200))


@settings(max_examples=80)
@given(EXPRESSIONS, st.integers(0, 70 * 365 * 86_400))
def test_in_utc_cronsim_says_the_same_of_every_expression(expression: str, second: int) -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    trigger = made(expression)
    if trigger:
        theirs = list(islice(CronSim(trigger.fields, start), 20))
        assert list(islice(upcoming(trigger, start), len(theirs) or 1)) == theirs
