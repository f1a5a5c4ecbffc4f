"""Whether what was tried is asked about with the secret of now: by what of the settings changed."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.publishers import reach
from contenthub.publishers.fields import Field
from contenthub.target_answers import SENT, shown_place

KNOWN = {
    "url": Field(required=True, where=True),
    "password": Field(secret=True),
    "status": Field(),
}
BEFORE = {"url": "https://one.example", "password": "p4ssw0rd", "status": "draft"}
PLACE = {"url": "https://one.example"}


def after(**changes: Any) -> str:
    """What is said of a place that was first tried with ``BEFORE``."""
    place = PLACE | {SENT: reach.mark(KNOWN, BEFORE, "k")}
    return reach.moved(KNOWN, place, reach.mark(KNOWN, BEFORE | changes, "k"))


@pytest.mark.parametrize(
    ("changes", "stopped"),
    [
        ({}, False),
        ({"status": "publish"}, False),
        ({"url": "https://two.example"}, False),  # it has that secret already
        ({"password": "another"}, False),
        ({"password": " p4ssw0rd "}, False),  # as it is read
        ({"url": "https://two.example", "password": "another"}, True),
        ({"url": "https://two.example", "password": ""}, False),  # there is none to be told
    ],
)
def test_a_new_secret_is_told_to_no_old_address(changes: dict[str, str], stopped: bool) -> None:
    assert bool(after(**changes)) is stopped


def test_what_a_variable_holds_counts_and_not_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEA_SITE", "p4ssw0rd")
    assert after(url="https://two.example", password="env:TEA_SITE") == ""
    monkeypatch.setenv("TEA_SITE", "another")
    assert after(url="https://two.example", password="env:TEA_SITE") != ""


def test_a_place_without_an_address_is_reached_on_the_way_of_now() -> None:
    marked = {"app_id": "wx1", SENT: reach.mark(KNOWN, BEFORE, "k")}
    now = reach.mark(KNOWN, {"url": "https://two.example", "password": "another"}, "k")
    assert reach.moved(KNOWN, marked, now) == ""


def test_a_mark_tells_nothing_of_a_secret() -> None:
    marked = reach.mark(KNOWN, BEFORE, "k")
    assert [len(one) for one in marked.split()] == [6, 6]
    assert reach.mark(KNOWN, BEFORE, "other").split()[1] != marked.split()[1]


def test_nobody_else_is_told_the_mark() -> None:
    place = PLACE | {SENT: reach.mark(KNOWN, BEFORE, "k"), "token": "s3cret-text"}
    assert shown_place(place) == PLACE | {"token": "***"}
    assert shown_place(None) is None
