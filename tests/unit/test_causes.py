"""Failures with one cause are one group, and different ones are not."""

from __future__ import annotations

import pytest

from contenthub.monitoring.causes import LONGEST, cause, group_id


@pytest.mark.parametrize(
    ("error", "of"),
    [
        (None, "no reason was given"),
        ("  ", "no reason was given"),
        ("the server answered 401", "the server answered 401"),
        ("the server answered 503 (try 2 of 3)", "the server answered 503 (try … of …"),
        ("no answer within 1800 s", "no answer within … s"),
        (
            "task 4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e is gone, 12 left",
            "task … is gone, … left",
        ),
        ("unknown model 'gpt 9 large', see the list", "unknown model … see the list"),
        ("it's gone", "it's gone"),
        ("a quote ' without an end", "a quote ' without an end"),
        ("磁盘已满", "磁盘已满"),
        ("生成超时，1800 秒内没有结果", "生成超时，… 秒内没有结果"),
        ("第3次尝试失败", "第…次尝试失败"),
        (
            "https://api.example.com/v1/jobs/77 answered 401",
            "https://api.example.com/…/jobs/… answered 401",
        ),
        ("x" * 5_000, "x" * LONGEST),
    ],
)
def test_what_differs_each_time_is_left_out(error: str | None, of: str) -> None:
    assert cause(error) == of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("timed out after 30 s", "timed out after 31 s"),
        ("cannot read '/a/b c'", "cannot read '/d'"),
        ("request req_1a2b failed", "request req_9z8y failed"),
    ],
)
def test_the_same_trouble_is_one_group(one: str, other: str) -> None:
    assert group_id("openai", "failed", cause(one)) == group_id("openai", "failed", cause(other))


def test_another_status_creator_or_end_is_another_group() -> None:
    ids = {
        group_id("openai", "failed", cause("answered 401")),
        group_id("openai", "failed", cause("answered 503")),
        group_id("command", "failed", cause("answered 401")),
        group_id("openai", "timeout", cause("answered 401")),
    }
    assert len(ids) == 4


def test_a_hostile_error_takes_no_longer_than_its_length() -> None:
    assert len(cause("'" * 100_000)) <= LONGEST
    assert len(cause("' " * 50_000)) <= LONGEST


def test_exit_codes_are_told_apart() -> None:
    killed, unknown = (cause(f"it ended with exit code {n}: run 17") for n in (137, 127))
    assert (killed, unknown) == (
        "it ended with exit code 137: run …",
        "it ended with exit code 127: run …",
    )
    assert cause("it said nothing (exit code 137)") == "it said nothing (exit code 137)"
