"""What people may type as a trigger, what is kept of it, and when it fires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contenthub import clock
from contenthub.commands.console import advice
from contenthub.errors import InputError
from contenthub.states import TriggerKind
from contenthub.timetable import triggers
from contenthub.timetable.triggers import Trigger

NOW = datetime(2026, 7, 1, 12, 0, 0, 250_000, tzinfo=UTC)
BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.use(lambda: NOW):
        yield


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def cron(expression: str, zone: str = "UTC") -> Trigger:
    return triggers.make(TriggerKind.CRON, expression, zone, NOW)


def every(seconds: str, anchor: datetime = NOW) -> Trigger:
    return triggers.make("every", seconds, "UTC", anchor)


def refusal(kind: str, text: str, zone: str = "UTC") -> str:
    with pytest.raises(InputError) as refused:
        triggers.check(kind, text, zone)
    return advice.line(refused.value)


# --- cron: what is typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0 8 * * *", "0 8 * * *"),
        ("  0\t8  * * mon-FRI ", "0 8 * * mon-FRI"),
        ("@Daily", "@Daily"),
        ("0 0 1 JUL/2 *", "0 0 1 JUL/2 *"),
    ],
)
def test_an_expression_is_kept_as_it_was_typed_with_whitespace_squeezed(
    typed: str, kept: str
) -> None:
    assert triggers.check("cron", typed, SHANGHAI) == kept
    assert cron(typed).text == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("61 * * * *", 'cron "61 * * * *": minute is 61; allowed: 0-59'),
        ("0 24 * * *", "hour is 24; allowed: 0-23"),
        ("0 0 0 * *", "day-of-month is 0; allowed: 1-31, L (last day)"),
        ("0 0 1,32 * *", "day-of-month is 32;"),
        ("0 0 15W * *", "day-of-month is 15W;"),
        ("0 0 L/2 * *", "day-of-month is L/2;"),
        ("0 0 * 13 *", "month is 13; allowed: 1-12 or JAN-DEC"),
        ("0 0 * * 8", "day-of-week is 8; allowed: 0-7 (0 and 7 are Sunday), SUN-SAT"),
        ("0 0 * * MOON", "day-of-week is MOON;"),
        ("0 0 * * MON#6", "day-of-week is MON#6;"),
        ("0 0 * * L", "day-of-week is L;"),
        ("0 0 L-3 * *", "day-of-month is L-3; allowed: 1-31, L (last day)"),
        ("0 0 * * 5L-2", "day-of-week is 5L-2; allowed: 0-7"),
        ("0 22-2 * * *", "hour is 22-2, a range that runs backwards; write 22-23,0-2"),
        ("0 0 * * FRI-MON", "write FRI-SAT,SUN-MON"),
        ("0 0 * * sat-sun", "write sat,sun"),
        ("0 0 1 NOV-FEB *", "write NOV-DEC,JAN-FEB"),
        ("*/0 * * * *", "minute is */0; a step is a number from 1"),
        ("*/ * * * *", "minute is */; a step is a number from 1"),
        ("*/L * * * *", "minute is */L;"),
        ("1,,2 * * * *", 'minute is "1,,2", with a place in the list left empty'),
        (", * * * *", 'minute is ",", with a place in the list left empty'),
        ("*/10 * * * * *", ", this has 6; for seconds use --every 10s"),
        ("0 8", "cron has five fields (minute hour day-of-month month day-of-week), this has 2"),
        ("", "this has 0"),
        ("@reboot", "@reboot names no time"),
        ("@REBOOT", "@reboot names no time"),
        ("@fortnightly", "no such alias; allowed: @yearly, @annually"),
        ("0 0 30 2 *", "never fires"),
        ("0 0 31 2,4 *", "never fires"),
        ("0 0 */31 * MON#2", "never fires"),
        ("１ * * * *", "allowed are ASCII letters and digits"),
        ("0 0 * * ſUN", "allowed are ASCII letters and digits"),
        ("0 0 * *\n*", "allowed are ASCII letters and digits"),
        ("0" * 201, "201 characters are too many; at most 200"),
    ],
)
def test_what_is_no_expression_is_refused_with_the_field_and_what_is_allowed(
    typed: str, said: str
) -> None:
    assert said in refusal("cron", typed)


def test_times_that_the_zone_never_has_are_refused_where_they_never_fire() -> None:
    last_sunday_of_march = "*/30 2 * 3 7L"
    assert "never fires" in refusal("cron", last_sunday_of_march, BERLIN)
    assert triggers.check("cron", last_sunday_of_march, SHANGHAI)
    assert triggers.make("cron", last_sunday_of_march, BERLIN, NOW).after(NOW) is None


CRONISH = st.text(st.sampled_from("0123456789*,-/#?LWJANUFEBMOSTlw@ \t²é\x00"), max_size=25)


def answer(kind: str, typed: str) -> Trigger | str:
    """The trigger of what was typed, or the words that refuse it."""
    try:
        return triggers.make(kind, triggers.check(kind, typed, BERLIN), BERLIN, NOW)
    except InputError as error:
        return str(error)


def is_one_line_or_fires(told: Trigger | str) -> bool:
    return told.isprintable() if isinstance(told, str) else told.after(NOW) is not None


@settings(max_examples=300)
@given(st.sampled_from([*TriggerKind, "x"]), st.one_of(CRONISH, st.text(max_size=220)))
def test_whatever_is_typed_the_answer_is_a_trigger_or_one_line_that_refuses_it(
    kind: str, typed: str
) -> None:
    assert is_one_line_or_fires(answer(kind, typed))


@given(st.lists(CRONISH.map(lambda text: text.replace(" ", "")), min_size=5, max_size=5))
def test_five_fields_of_anything_are_an_expression_or_refused(words: list[str]) -> None:
    assert is_one_line_or_fires(answer("cron", " ".join(words)))


@given(st.integers(0, 4), CRONISH.map(lambda text: text.replace(" ", "")))
def test_one_field_of_anything_is_an_expression_or_refused(place: int, word: str) -> None:
    words = ["*"] * 5
    words[place] = word
    assert is_one_line_or_fires(answer("cron", " ".join(words)))


# --- every


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("30m", "1800"),
        ("2h", "7200"),
        (" 1 D ", "86400"),
        ("90s", "90"),
        ("1s", "1"),
        ("1.5h", "5400"),
        ("1.25s", "1.25"),
        ("1w", "604800"),
        ("366d", "31622400"),
    ],
)
def test_a_span_is_kept_as_seconds(typed: str, kept: str) -> None:
    assert triggers.check("every", typed, "UTC") == kept
    assert every(kept).text == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30", "no span of time; allowed: a number and s, m, h, d or w"),
        ("2h30m", "no span of time"),
        ("-1h", "no span of time"),
        ("３０m", "no span of time"),
        ("0.5s", "allowed: 1s to 366d"),
        ("0m", "no span of time"),
        ("367d", "allowed: 1s to 366d"),
        ("99999999999999999999d", "no span of time"),
        ("1.0000001s", "the smallest step is a microsecond"),
    ],
)
def test_a_span_that_cannot_be_kept_to_is_refused(typed: str, said: str) -> None:
    assert said in refusal("every", typed)


@pytest.mark.parametrize("stored", ["", "0", "abc", "1e3", "-5", "31622401", "nan"])
def test_seconds_of_a_row_are_checked_as_well(stored: str) -> None:
    with pytest.raises(InputError, match="allowed"):
        every(stored)


def test_every_counts_whole_spans_from_its_anchor_and_not_the_anchor_itself() -> None:
    trigger = every("1800")
    assert trigger.after(NOW - timedelta(days=9)) == NOW + timedelta(minutes=30)
    assert trigger.after(NOW) == NOW + timedelta(minutes=30)
    assert trigger.after(NOW + timedelta(minutes=30)) == NOW + timedelta(minutes=60)


@given(
    st.integers(1_000_000, 366 * 86_400 * 1_000_000),
    st.integers(-(10**15), 10**15),
)
def test_every_never_leaves_its_grid(span: int, passed: int) -> None:
    seconds = f"{span // 1_000_000}.{span % 1_000_000:06d}"
    moment = NOW + timedelta(microseconds=passed)
    found = every(seconds).after(moment)
    assert found is not None
    count, rest = divmod(found - NOW, timedelta(microseconds=span))
    assert not rest
    assert count >= 1
    assert found > moment
    assert count == 1 or found - timedelta(microseconds=span) <= moment


# --- at


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-12-01 08:00", "2026-12-01T07:00:00Z"),
        ("2026-12-01", "2026-11-30T23:00:00Z"),
        ("2026-12-01T08:00Z", "2026-12-01T08:00:00Z"),
        ("2026-12-01 08:00-05:00", "2026-12-01T13:00:00Z"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),  # comes twice: the first
        ("+2h", "2026-07-01T14:00:00.250000Z"),
    ],
)
def test_a_time_is_read_in_the_zone_of_its_schedule_and_kept_in_utc(typed: str, kept: str) -> None:
    assert triggers.check("at", typed, BERLIN) == kept
    assert triggers.make("at", kept, SHANGHAI, NOW).text == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "2027-03-28 02:30",
            "no such time in Europe/Berlin; clocks go forward from 02:00 to 03:00",
        ),
        ("2026-07-01 14:00", "2026-07-01T12:00:00Z has passed; now is 2026-07-01T12:00:00.250000Z"),
        ("-2h", "no time; allowed:"),
        ("tomorrow", "no time; allowed:"),
        ("", "no time; allowed:"),
        ("9999-12-31T23:59:59-10:00", "no time; allowed:"),
        ("+9999999999d", "no span of time"),
        ("+2", "no span of time"),
    ],
)
def test_a_time_that_cannot_be_kept_to_is_refused(typed: str, said: str) -> None:
    assert said in refusal("at", typed, BERLIN)


@pytest.mark.parametrize("stored", ["", "x", "2026-12-01T08:00:00", "0001-01-01T00:00:00+10:00"])
def test_the_moment_of_a_row_is_checked_as_well(stored: str) -> None:
    with pytest.raises(InputError, match="allowed: a moment such as"):
        triggers.make("at", stored, "UTC", NOW)


def test_at_occurs_once() -> None:
    trigger = triggers.make("at", "2026-12-01T08:00:00Z", "UTC", NOW)
    moment = at("2026-12-01 08:00")
    assert trigger.after(moment - datetime.resolution) == moment
    assert trigger.after(moment) is None


# --- all kinds


@pytest.mark.parametrize("trigger", [cron("0 8 29 2 *"), every("31622400")], ids=lambda t: t.kind)
def test_with_the_calendar_the_occurrences_end(trigger: Trigger) -> None:
    assert trigger.after(datetime.max.replace(tzinfo=UTC)) is None
    assert trigger.after(at("9999-12-31 23:00")) is None


def test_moments_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        cron("0 8 * * *").after(datetime(2026, 1, 1))  # noqa: DTZ001


def test_occurrences_include_both_ends_and_stop_at_the_limit() -> None:
    start, end = at("2026-07-01 08:00"), at("2026-07-04 08:00")
    days = [start + timedelta(days=n) for n in range(4)]
    assert list(triggers.occurrences(cron("0 8 * * *"), start, end, 10)) == days
    assert list(triggers.occurrences(cron("0 8 * * *"), start, end, 2)) == days[:2]
    assert list(triggers.occurrences(cron("0 8 * * *"), start, end, 0)) == []
    once = triggers.make("at", "2026-07-04T08:00:00Z", "UTC", NOW)
    assert list(triggers.occurrences(once, start, end, 10)) == [end]


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do() -> None:
    assert refusal("hourly", "x") == "trigger is 'hourly'; allowed: cron, every, at"


# --- zones


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("europe/berlin", "did you mean Europe/Berlin?"),
        ("Europe/Berln", "did you mean Europe/Berlin?"),
        ("Shanghai", "did you mean Asia/Shanghai?"),
        ("new york", "did you mean America/New_York?"),
        ("GMT+8", "allowed: IANA names"),  # the zone of that name is 16 hours away
        ("right/UTC", "did you mean UTC?"),
        ("Mars", "allowed: IANA names such as UTC, Asia/Shanghai or Europe/Berlin"),
        *((name, "") for name in ("", "Europe", "../UTC", "/etc/localtime", "a\0b", "\ud800")),
        ("x" * 400, "allowed: IANA names"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_name(name: str, advice: str) -> None:
    with pytest.raises(InputError, match="unknown time zone") as refused:
        triggers.zone(name)
    assert advice in str(refused.value)
    assert "unknown time zone" in refusal("every", "1h", name)
