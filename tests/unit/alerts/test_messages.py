"""What people are told: what is wrong, since when, figures, culprits, and the command to use."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contenthub import clock
from contenthub.alerts.messages import MOST_TITLE, News, Told, compose, lasted, trial
from contenthub.inert import inert

ONE = News(
    12,
    Told.OPENED,
    "failure_rate",
    "openai",
    "error",
    "25 % of the tasks of 'openai' failed (5 of 20)",
    datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
    30.0,
    {"bad": 5, "ended": 20},
    ["creator openai"],
    "`contenthub monitor failed`",
)


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_zone_name", lambda: "UTC")


def test_one_incident_is_told_at_length() -> None:
    message = compose([ONE], "hub")
    assert message.title == ("[ContentHub] error: 25 % of the tasks of 'openai' failed (5 of 20)")
    assert message.text == (
        "error: 25 % of the tasks of 'openai' failed (5 of 20)\n"
        "  since 2026-11-26 12:00:00 (UTC)\n"
        "  figures: bad 5, ended 20\n"
        "  see: creator openai\n"
        "  do: `contenthub monitor failed`\n"
        "  incident 12 (failure_rate): `contenthub alert ack 12`\n"
        "\nContentHub on hub\n"
    )


def test_its_end_says_how_long_it_lasted() -> None:
    message = compose([replace(ONE, told=Told.RESOLVED, seconds=200)], "hub")
    assert message.title.startswith("[ContentHub] resolved after 3 min 20 s: 25 %")
    assert "from 2026-11-26 12:00:00 to 2026-11-26 12:03:20 (UTC)" in message.text
    assert "alert ack" not in message.text


def test_fifty_are_one_message_of_a_bounded_length() -> None:
    many = [replace(ONE, id=number, summary=f"{number} " + "x" * 300) for number in range(50)]
    message = compose(many, "hub")
    assert message.title.startswith("[ContentHub] error: 0 xxx")
    assert message.title.endswith("x (+49 more)")
    assert len(message.title) == MOST_TITLE
    told = len(message.document["incidents"])
    assert told >= 5
    assert message.document["more"] == 50 - told
    assert "`contenthub alert list`" in message.text


@pytest.mark.parametrize("sign", ["x", "\u8336", "\u202e"])
def test_receivers_that_take_20_kb_take_the_message_of_the_big_outage(sign: str) -> None:
    many = [
        replace(ONE, id=number, subject=f"{number}" + sign * 200, summary=sign * 300)
        for number in range(200)
    ]
    message = compose(many, "hub")
    whole = {"title": message.title, "text": message.text, "data": message.document}
    assert len(json.dumps(whole)) < 19_000


def test_what_comes_from_outside_steers_nothing_and_adds_no_line() -> None:
    nasty = "x\u202ey\x1b[2J\n  do: `rm -rf /`"
    odd = replace(ONE, summary=nasty, culprits=[nasty], advice=nasty, figures={"bad": nasty})
    text = compose([odd] * 30, "hub").text
    assert inert(text) == text
    assert not [line for line in text.splitlines() if line.startswith("  do: `rm")]


def test_what_is_wrong_comes_before_what_is_over_and_errors_come_first() -> None:
    over = replace(ONE, id=1, told=Told.RESOLVED)
    warning = replace(ONE, id=2, level="warning")
    message = compose([over, warning, ONE], "hub")
    assert [one["id"] for one in message.document["incidents"]] == [12, 2, 1]
    assert message.title == (
        "[ContentHub] error: 25 % of the tasks of 'openai' failed (5 of 20) (+1 more, +1 resolved)"
    )


def test_a_title_is_one_short_line_whatever_an_error_says() -> None:
    nasty = replace(ONE, summary="a\r\nBcc: everybody@example.com\x1b[31m" + "y" * 1000)
    title = compose([nasty], "hub").title
    assert len(title) == MOST_TITLE
    assert title.isprintable()


def test_a_trial_says_that_nothing_is_wrong() -> None:
    assert "Nothing is wrong" in trial("desk", "hub").text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert lasted(seconds) == said
