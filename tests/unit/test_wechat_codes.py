"""What WeChat's numbers mean, and that the page about it says the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contenthub.errors import PermanentError, TransientError
from contenthub.publishers.server_calls import Reply
from contenthub.publishers.wechat import answers
from contenthub.publishers.wechat.codes import MEANINGS, Passes
from contenthub.publishers.wechat.releases import REFUSALS
from tests.support.processes import REPOSITORY

PAGE = (REPOSITORY / "docs" / "targets" / "wechat.md").read_text(encoding="utf-8")


def test_the_page_has_each_number_with_its_sentence_and_advice() -> None:
    rows = [
        line
        for line in PAGE.splitlines()
        if line.startswith(("| -1 |", "| 4", "| 5", "| 6", "| 8"))
    ]
    wanted = [f"| {number} | {one.sentence} | {one.advice} |" for number, one in MEANINGS.items()]
    assert [" ".join(row.split()) for row in rows] == [" ".join(row.split()) for row in wanted]


def test_the_page_has_each_way_in_which_a_publication_ends() -> None:
    for sentence in REFUSALS.values():
        assert sentence in " ".join(PAGE.split())


@pytest.mark.parametrize("number", MEANINGS)
def test_each_number_is_one_error_that_passes_or_does_not(number: int) -> None:
    error = answers.error_of(number, "said rid: 1")
    lasting = MEANINGS[number].passes in (Passes.NEVER, Passes.ONCE_MORE)
    assert isinstance(error, PermanentError if lasting else TransientError)
    assert f"WeChat answered {number}: " in str(error)
    assert answers.number_in(error) == number


@pytest.mark.parametrize(
    ("number", "said", "address"),
    [
        (40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", "203.0.113.7"),
        (40164, "invalid ip 2001:db8::7, not in whitelist rid: 1", "2001:db8::7"),
        (61004, "access clientip is not registered requestIP: 203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_that_is_not_on_the_list_is_named(number: int, said: str, address: str) -> None:
    assert f"IP list: {address} (" in str(answers.error_of(number, said))


def test_an_address_that_is_not_told_is_not_made_up() -> None:
    assert "IP list (not allowed)" in str(answers.error_of(40164, "not allowed"))


@pytest.mark.parametrize(
    ("passes", "now", "wait"),
    [
        (Passes.AT_MIDNIGHT, "2026-01-31T15:59:00", 60 + 60),
        (Passes.AT_MIDNIGHT, "2026-01-31T16:00:00", 86_400 + 60),
        (Passes.AT_MIDNIGHT, "2026-12-31T23:59:59.5", 16 * 3600 + 0.5 + 60),
        (Passes.IN_A_MINUTE, "2026-01-31T16:00:00", 60),
        (Passes.IN_AN_HOUR, "2026-01-31T16:00:00", 3600),
        (Passes.SOON, "2026-01-31T16:00:00", None),
    ],
)
def test_the_day_of_a_quota_ends_at_midnight_in_beijing(
    passes: Passes, now: str, wait: float | None
) -> None:
    assert answers.wait_of(passes, datetime.fromisoformat(now).replace(tzinfo=UTC)) == wait


@pytest.mark.parametrize(
    ("errcode", "number"),
    [
        (0, 0),
        ("0", 0),
        (None, 0),
        ("", 0),
        (40001, 40001),
        (" 40001 ", 40001),
        (-1, -1),
        ("-1", -1),
        ("x", 1),
        ([], 1),
        (float("nan"), 1),
        (10**400, 1),
    ],
)
def test_a_number_is_read_however_it_is_written(errcode: object, number: int) -> None:
    assert answers.code_of(Reply(200, {"errcode": errcode}, {}, "")) == number
