"""What people may type for a time, and what they are told when it is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from contenthub import clock
from contenthub.commands.console import times
from contenthub.commands.console.times import parse_moment, parse_since
from contenthub.errors import InputError
from contenthub.timetable import spans

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_shanghai_at_noon_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    with clock.use(lambda: NOW):
        yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("45s", timedelta(seconds=45)),
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("1.5H", timedelta(minutes=90)),
        (" 2 h ", timedelta(hours=2)),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, span: timedelta) -> None:
    assert spans.parse(text) == span


@pytest.mark.parametrize(
    "text", ["", "h", "2", "2y", "-2h", "0h", "2h30m", "２h", "9999999999999d", "nan h", "1e3s"]
)
def test_what_is_no_span_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(InputError, match="30m, 2h or 7d"):
        spans.parse(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-01 08:00", datetime(2026, 12, 1, 0, 0, tzinfo=UTC)),
        ("2026-12-01T08:00:30", datetime(2026, 12, 1, 0, 0, 30, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
        ("2026-12-01T08:00Z", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        ("2026-12-01 08:00+01:00", datetime(2026, 12, 1, 7, 0, tzinfo=UTC)),
        ("+2h", NOW + timedelta(hours=2)),
        ("-1d", NOW - timedelta(days=1)),
    ],
)
def test_a_moment_without_a_zone_is_meant_in_the_persons_own(text: str, moment: datetime) -> None:
    parsed = parse_moment(text)
    assert parsed == moment
    assert parsed.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-13-01", "08:00", "2h", "9999-12-31T23:59-12:00", "0001-01-01", "+2"],
)
def test_what_is_no_moment_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(InputError, match="allowed"):
        parse_moment(text)


def test_since_takes_a_span_for_that_long_ago() -> None:
    assert parse_since("2h") == NOW - timedelta(hours=2)
    assert parse_since("2026-06-30T00:00Z") == datetime(2026, 6, 30, tzinfo=UTC)


def test_since_says_what_is_allowed() -> None:
    with pytest.raises(
        InputError, match=r"'yesterday' is no time; allowed: .* or 2h \(ago\)"
    ) as told:
        parse_since("yesterday")
    assert "from now" not in str(told.value)


@pytest.mark.parametrize("text", ["9000000w", "+9000000w", "-9000000w"])
def test_a_span_that_leaves_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="too far away"):
        parse_since(text)


class TestClocksThatAreChanged:
    """In Berlin 02:30 comes twice on 2026-10-25 and never on 2026-03-29."""

    @pytest.fixture(autouse=True)
    def in_berlin(self) -> None:
        clock.show_in(lambda: "Europe/Berlin")

    def test_of_a_time_that_comes_twice_it_is_the_first(self) -> None:
        assert parse_moment("2026-10-25 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert parse_moment("2026-10-25 02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    def test_a_time_that_never_comes_is_refused_with_the_change(self) -> None:
        with pytest.raises(InputError, match=r"no such time in Europe/Berlin.*02:00 to 03:00"):
            parse_moment("2026-03-29 02:30")

    def test_a_day_that_begins_after_midnight_begins_where_it_does(self) -> None:
        clock.show_in(lambda: "Africa/Cairo")
        assert parse_moment("2026-04-24") == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)
        with pytest.raises(InputError, match="no such time"):
            parse_moment("2026-04-24 00:30")

    def test_what_was_understood_is_said_with_its_zone(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        moment = times.since("--since", "2026-10-25 02:30")
        assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        printed = capsys.readouterr()
        assert printed.err == "--since: 2026-10-25 02:30:00+02:00 (Europe/Berlin)\n"
        assert printed.out == ""

    def test_what_no_zone_can_change_is_not_repeated(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for text in ("2h", "-2h", "2026-10-25T02:30Z", None):
            times.since("--since", text)
        assert capsys.readouterr().err == ""


def test_the_setting_decides_what_a_typed_time_means() -> None:
    clock.show_in(lambda: "America/New_York")
    assert parse_moment("2026-12-01 08:00") == datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
