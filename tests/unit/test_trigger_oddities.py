"""What a preview says of occurrences that daylight saving moves, doubles or leaves out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contenthub.timetable import triggers
from contenthub.timetable.triggers import Trigger

BERLIN, LORD_HOWE, NEW_YORK = "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"
SHANGHAI = "Asia/Shanghai"
MISSING = "on this day (clocks go forward): runs"
TWICE = "comes twice on this day (clocks go back):"
OTHER_TIME = "later is another time of day"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make(kind: str, text: str, zone: str, anchor: str = "2026-01-01") -> Trigger:
    return triggers.make(kind, text, zone, at(anchor))


def said_of(trigger: Trigger, zone: str, start: str, count: int) -> list[str]:
    before, told = None, []
    for moment in triggers.occurrences(trigger, at(start), at("2027-01-01"), count):
        told.append(triggers.oddities(trigger, zone, before, moment))
        before = moment
    return told


# Starts are in UTC and count themselves.
TIMES_OF_DAY = [
    ("30 2 * * *", BERLIN, "2026-03-28 02:00", [f"02:30 does not exist {MISSING} at 03:00", ""]),
    (
        "0,30 2 * * *",
        BERLIN,
        "2026-03-28 12:00",
        [f"02:00 and 02:30 do not exist {MISSING} once, at 03:00", ""],
    ),
    (
        "0,15,30 2,3 * * *",
        BERLIN,
        "2026-03-28 12:00",
        [f"02:00 to 02:30 do not exist {MISSING} once, at 03:00", "", ""],
    ),
    ("0 3 * * *", BERLIN, "2026-03-28 12:00", ["", ""]),
    ("15 2 * * *", LORD_HOWE, "2026-10-03 00:00", [f"02:15 does not exist {MISSING} at 02:30"]),
    ("30 2 * * *", BERLIN, "2026-10-24 12:00", [f"02:30 {TWICE} runs the first time only", ""]),
    ("0 8 * * *", NEW_YORK, "2026-03-07 00:00", ["", "", ""]),
    ("0 8 * * *", NEW_YORK, "2026-10-31 00:00", ["", "", ""]),
]
ELAPSED_TIME = [
    # 01:30, 03:00, 03:30
    (
        "*/30 * * * *",
        BERLIN,
        "2026-03-29 00:30",
        ["", "clocks go forward: 02:00-03:00 does not exist", ""],
    ),
    # 02:30, and 02:00 two days later
    (
        "*/30 2 * * *",
        BERLIN,
        "2026-03-28 01:30",
        ["", "clocks go forward on 2026-03-29: 02:00-03:00 does not exist", ""],
    ),
    ("*/30 8 * * *", BERLIN, "2026-03-28 07:00", ["", "", ""]),
    # 01:00, 02:00, 02:00, 03:00
    (
        "0 * * * *",
        BERLIN,
        "2026-10-24 23:00",
        ["", f"02:00-03:00 {TWICE} runs in both", f"02:00-03:00 {TWICE} this is the second", ""],
    ),
    (
        "45 * * * *",
        LORD_HOWE,
        "2026-04-04 14:45",
        [f"01:30-02:00 {TWICE} runs in both", f"01:30-02:00 {TWICE} this is the second", ""],
    ),
]


@pytest.mark.parametrize(("expression", "zone", "start", "said"), TIMES_OF_DAY + ELAPSED_TIME)
def test_what_daylight_saving_does_to_cron_is_said(
    expression: str, zone: str, start: str, said: list[str]
) -> None:
    assert said_of(make("cron", expression, zone), zone, start, len(said)) == said


def test_the_first_occurrence_of_a_preview_is_odd_only_by_itself() -> None:
    trigger = make("cron", "*/30 * * * *", BERLIN)
    assert triggers.oddities(trigger, BERLIN, None, at("2026-03-29 01:00")) == ""


@pytest.mark.parametrize(
    ("seconds", "zone", "anchor", "odd"),
    [
        ("86400", BERLIN, "2026-03-28 07:00", f"the clocks changed: 24 h {OTHER_TIME}"),
        ("43200", BERLIN, "2026-10-24 18:00", f"the clocks changed: 12 h {OTHER_TIME}"),
        ("5400", BERLIN, "2026-03-29 00:00", f"the clocks changed: 90 min {OTHER_TIME}"),
        ("3600", LORD_HOWE, "2026-10-03 15:00", f"the clocks changed: 1 h {OTHER_TIME}"),
        ("86400", SHANGHAI, "2026-03-28 07:00", ""),
        # the half hours of the day stay the half hours
        ("1800", BERLIN, "2026-03-29 00:30", ""),
        # never had a time of day
        ("25200", BERLIN, "2026-03-28 22:00", ""),
    ],
)
def test_what_daylight_saving_does_to_a_span_is_said(
    seconds: str, zone: str, anchor: str, odd: str
) -> None:
    trigger = make("every", seconds, zone, anchor)
    moment = trigger.after(at(anchor))
    assert moment is not None
    assert triggers.oddities(trigger, zone, at(anchor), moment) == odd
    assert triggers.oddities(trigger, zone, None, moment) == ""


@pytest.mark.parametrize(
    ("moment", "odd"),
    [
        ("2026-10-25T00:30:00Z", f"02:30 {TWICE} runs the first time"),
        ("2026-10-25T01:30:00Z", f"02:30 {TWICE} runs the second time"),
        ("2026-10-26T01:30:00Z", ""),
    ],
)
def test_a_single_moment_says_which_of_two_equal_times_it_is(moment: str, odd: str) -> None:
    trigger = make("at", moment, BERLIN)
    assert triggers.oddities(trigger, BERLIN, None, datetime.fromisoformat(moment)) == odd
