"""Copies in a folder: which are ours, in which order, and which go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from contenthub.database import rotation

DAY = datetime(2026, 11, 1, 3, tzinfo=UTC)


def made(folder: Path, series: str, days: int) -> Path:
    path = folder / rotation.name(series, DAY + timedelta(days=days), ".db")
    path.write_text("copy")
    return path


def test_a_name_says_whose_copy_it_is_and_of_which_moment() -> None:
    there = DAY.astimezone(timezone(timedelta(hours=8)))
    assert rotation.name("s7", there, ".db") == "contenthub-s7-20261101T030000Z.db"


@pytest.mark.parametrize(("keep", "left"), [(1, [4]), (2, [3, 4]), (5, [0, 1, 2, 3, 4]), (9, None)])
def test_the_newest_stay(tmp_path: Path, keep: int, left: list[int] | None) -> None:
    paths = [made(tmp_path, "s1", day) for day in range(5)]
    removed = rotation.rotate(tmp_path, "s1", keep, paths[-1])
    wanted = paths if left is None else [paths[day] for day in left]
    assert rotation.copies(tmp_path) == wanted
    assert removed == len(paths) - len(wanted)


def test_what_is_not_of_the_series_stays(tmp_path: Path) -> None:
    others = [made(tmp_path, "s2", 0), made(tmp_path, "s11", 0), tmp_path / "monday.db"]
    others += [tmp_path / "contenthub.db", tmp_path / "contenthub-s1-yesterday.db"]
    for path in others[2:]:
        path.write_text("somebody's")
    old, new = made(tmp_path, "s1", 0), made(tmp_path, "s1", 1)
    assert rotation.rotate(tmp_path, "s1", 1, new) == 1
    assert not old.exists()
    assert all(path.exists() for path in others)


def test_the_copy_that_was_just_made_stays_though_the_clock_went_back(tmp_path: Path) -> None:
    for day in range(3):
        made(tmp_path, "s1", day)
    fresh = made(tmp_path, "s1", -30)
    assert rotation.rotate(tmp_path, "s1", 2, fresh) == 2
    assert rotation.copies(tmp_path)[0] == fresh
    assert len(rotation.copies(tmp_path)) == 2


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert rotation.copies(tmp_path / "nowhere") == []
