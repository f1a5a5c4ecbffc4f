"""The machine's time zone: understood as its clocks show it, or refused; never UTC by silence."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import TZPATH

import pytest
import tzdata

from contenthub import clock, zones
from contenthub.errors import InputError, SettingError

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)


def zone_file(name: str) -> Path:
    folders = (*TZPATH, Path(tzdata.__file__).with_name("zoneinfo"))
    return next(path for folder in folders if (path := Path(folder, name)).exists())


@pytest.fixture
def localtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What the machine calls /etc/localtime; nothing lies there yet."""
    path = tmp_path / "localtime"
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(zones, "_LOCALTIME", str(path))
    monkeypatch.setattr(zones, "_machine", zones._machine.__wrapped__)  # asks each time
    return path


def hours(winter: float, summer: float) -> list[timedelta]:
    return [timedelta(hours=winter), timedelta(hours=summer)]


@pytest.mark.parametrize(
    ("variable", "winter", "summer"),
    [
        ("Asia/Shanghai", 8, 8),
        (":Europe/Berlin", 1, 2),
        ("EST5EDT", -5, -4),  # a name that looks like a rule
        ("CST-8", 8, 8),
        ("<+0330>-3:30", 3.5, 3.5),
        ("EST5EDT,M3.2.0,M11.1.0", -5, -4),
        (":CET-1CEST,M3.5.0,M10.5.0/3", 1, 2),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", 13, 12),
        ("UTC0", 0, 0),
        ("", 0, 0),
        (str(zone_file("Asia/Tokyo")), 9, 9),
        (f":{zone_file('America/New_York')}", -5, -4),
    ],
)
def test_what_tz_says_is_what_the_clocks_show(
    monkeypatch: pytest.MonkeyPatch, variable: str, winter: float, summer: float
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert [clock.local(when).utcoffset() for when in (WINTER, SUMMER)] == hours(winter, summer)


@pytest.mark.parametrize(
    "variable",
    ["Mars/Base", "Shanghai", "CET-1CEST", "right/UTC", "x" * 400, "ÉST5", "/no/such/file", "/etc"],
)
def test_what_tz_cannot_mean_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    for question in (zones.machine_zone, zones.machine_name, clock.zone):
        with pytest.raises(SettingError, match="set CONTENTHUB_TIMEZONE to an IANA name") as told:
            question()
        assert len(str(told.value)) < 300


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("EST5EDT", "EST5EDT"),
        ("CST-8", "Etc/GMT-8"),
        ("EST5", "Etc/GMT+5"),
        ("<+08>-8", "Etc/GMT-8"),
        ("UTC0", "UTC"),
        ("", "UTC"),
        (f":{zone_file('Asia/Tokyo')}", "Asia/Tokyo"),
    ],
)
def test_a_schedule_gets_a_name_that_means_the_same_everywhere(
    monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert zones.machine_name() == name
    there = WINTER.astimezone(zones.zone(name)).utcoffset()
    assert there == clock.local(WINTER).utcoffset()


@pytest.mark.parametrize("variable", ["EST5EDT,M3.2.0,M11.1.0", "IST-5:30"])
def test_a_rule_without_a_name_shows_times_but_makes_no_schedule(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("TZ", variable)
    assert clock.local(WINTER) == WINTER
    with pytest.raises(SettingError, match="has no name; set CONTENTHUB_TIMEZONE"):
        zones.machine_name()


def test_the_link_of_localtime_names_the_zone(localtime: Path) -> None:
    localtime.symlink_to(zone_file("Asia/Kolkata"))
    assert zones.machine_name() == "Asia/Kolkata"


def test_a_link_to_a_link_counts_by_what_was_written_first(localtime: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zoneinfo" / "Asia"
    folder.mkdir(parents=True)
    (folder / "Chongqing").symlink_to(zone_file("Asia/Shanghai"))
    localtime.symlink_to(folder / "Chongqing")
    assert zones.machine_name() == "Asia/Chongqing"


def test_a_copied_localtime_is_known_by_its_data(localtime: Path) -> None:
    shutil.copy(zone_file("Asia/Kathmandu"), localtime)
    name = zones.machine_name()
    assert zone_file(name).read_bytes() == localtime.read_bytes()
    assert clock.local(WINTER).utcoffset() == timedelta(hours=5, minutes=45)


def test_a_localtime_that_no_zone_has_shows_times_but_makes_no_schedule(localtime: Path) -> None:
    data = zone_file("Asia/Tokyo").read_bytes()
    localtime.write_bytes(data.replace(b"JST-9", b"XYZ-9"))
    assert clock.local(WINTER).utcoffset() == timedelta(hours=9)
    with pytest.raises(SettingError, match="has no name"):
        zones.machine_name()


def test_a_localtime_that_is_no_zone_file_is_refused(localtime: Path) -> None:
    for broken in (b"", b"hello\n", b"TZif2", zone_file("Asia/Tokyo").read_bytes()[:70]):
        localtime.write_bytes(broken)
        with pytest.raises(SettingError, match="is no time zone file; set CONTENTHUB_TIMEZONE"):
            zones.machine_zone()


def test_a_machine_without_localtime_runs_in_utc_as_its_clock_says(localtime: Path) -> None:
    assert zones.machine_name() == "UTC"


def test_the_setting_comes_before_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Mars/Base")
    clock.show_in(lambda: "Asia/Shanghai")
    assert clock.local(WINTER).utcoffset() == timedelta(hours=8)


def test_a_moment_without_a_zone_is_not_shown() -> None:
    with pytest.raises(ValueError, match="naive datetime"):
        clock.local(datetime(2026, 1, 1))  # noqa: DTZ001


def test_an_unknown_name_is_told_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"did you mean Asia/Shanghai\?"):
        zones.zone("asia/shanghi")
