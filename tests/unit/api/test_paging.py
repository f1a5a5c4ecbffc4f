"""Pages of lists: what one answers, and which marks the next one takes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from contenthub.api import paging
from contenthub.api.paging import PageQuery
from contenthub.codes import Code
from contenthub.errors import InputError

KEYS = [50, 40, 30, 20, 10]


class Wanted(PageQuery):
    """A list with a filter."""

    status: str | None = None


def read(most: int, after: Any) -> Iterable[tuple[int, dict[str, Any]]]:
    there = [key for key in KEYS if after is None or key < after]
    return [(key, {"id": key}) for key in there[:most]]


def page(limit: int, after: str | None = None, who: object = None, **filters: Any) -> Any:
    return paging.page("tasks", Wanted(limit=limit, after=after, **filters), who, read)


@pytest.mark.parametrize(
    ("limit", "pages"),
    [
        (1, [[50], [40], [30], [20], [10]]),
        (2, [[50, 40], [30, 20], [10]]),
        (5, [KEYS]),
        (100, [KEYS]),
    ],
)
def test_each_row_is_told_once_and_the_last_page_says_so(
    limit: int, pages: list[list[int]]
) -> None:
    told: list[list[int]] = []
    mark = None
    while True:
        one = page(limit, mark)
        told.append([row["id"] for row in one["data"]])
        assert one["has_more"] is (one["next"] is not None)
        if not one["has_more"]:
            break
        mark = one["next"]
    assert told == pages


def test_what_comes_meanwhile_is_not_told_and_what_goes_skips_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark = page(2)["next"]
    monkeypatch.setitem(globals(), "KEYS", [60, 50, 30, 20, 10])  # 40, the last one told, is gone
    assert [row["id"] for row in page(2, mark)["data"]] == [30, 20]


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        (7, paging.is_id),
        ("2026-12-01T00:00:00+00:00", paging.is_moment),
        ([1, 4], paging.are_ids),
        ("茶", lambda key: True),
    ],
)
def test_any_key_makes_a_mark_fit_for_an_address(key: Any, fits: Callable[[Any], bool]) -> None:
    def rows(most: int, after: Any) -> Iterable[tuple[Any, dict[str, Any]]]:
        if after is not None:
            assert after == key
            return []
        return [(key, {}), (key, {})]

    mark = paging.page("x", Wanted(limit=1), None, rows, fits)["next"]
    assert mark is not None
    assert mark.replace("-", "").replace("_", "").isalnum()
    assert paging.page("x", Wanted(limit=1, after=mark), None, rows, fits)["data"] == []


@pytest.mark.parametrize(
    ("fits", "key", "does"),
    [
        (paging.is_id, 0, True),
        (paging.is_id, 2**63 - 1, True),
        (paging.is_id, 2**63, False),
        (paging.is_id, -1, False),
        (paging.is_id, True, False),
        (paging.is_id, "7", False),
        (paging.is_id, None, False),
        (paging.are_ids, [1, 4], True),
        (paging.are_ids, [1], False),
        (paging.are_ids, [1, "4"], False),
        (paging.are_ids, 7, False),
        (paging.is_moment, "2026-12-01T00:00:00+00:00", True),
        (paging.is_moment, "2026-12-01T00:00:00", False),
        (paging.is_moment, "soon", False),
        (paging.is_moment, 7, False),
    ],
)
def test_what_can_be_a_key(fits: Callable[[Any], bool], key: Any, does: bool) -> None:
    assert fits(key) is does


def test_a_mark_that_somebody_made_up_is_refused() -> None:
    mark = page(2)["next"]
    whose = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))[0]
    assert page(2, encoded([whose, 40]))["data"] == [{"id": 30}, {"id": 20}]
    with pytest.raises(InputError) as refused:
        page(2, encoded([whose, "40 OR 1 = 1"]))
    assert refused.value.code is Code.BAD_MARK


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "x",
        "ä%",
        "bm9uc2Vuc2U",
        encoded(7),
        encoded([1]),
        encoded(["no such list", 7]),
        encoded({"a": 1}),
        base64.urlsafe_b64encode(b"[" * 100).decode(),
    ],
)
def test_what_is_no_mark_of_this_list_is_refused(mark: str) -> None:
    with pytest.raises(InputError) as refused:
        page(2, mark)
    assert refused.value.code is Code.BAD_MARK


def test_a_mark_belongs_to_its_list_its_filters_and_who_asks() -> None:
    mark = page(2)["next"]
    others = [
        lambda: page(2, mark, status="failed"),
        lambda: page(2, mark, who=(1,)),
        lambda: paging.page("contents", Wanted(limit=2, after=mark), None, read),
    ]
    for other in others:
        with pytest.raises(InputError):
            other()
    assert page(1, mark)["data"] == [{"id": 30}]  # of another length it may be
