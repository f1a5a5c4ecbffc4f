"""What the gate decides about a new article, and what follows from a person's edit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contenthub.articles.gate import Finding, Level, stored
from contenthub.lifecycle import judging
from contenthub.lifecycle.judging import Verdict
from contenthub.records import Account
from contenthub.states import ReviewState
from tests.unit.operations.made_up import content

SHOWN = Finding("lengths", Level.WARN, None, "rather short")
HELD = Finding("cut_off", Level.HOLD, None, "ends in mid-sentence")
ACCOUNT = Account(
    id=1,
    name="blog",
    folder_name="blog",
    language="en",
    tone="",
    audience="",
    requirements="",
    banned_words=["cocoa"],
    required_words=[],
    min_length=None,
    max_length=None,
    min_quality=None,
    gate={},
    creator=None,
    auto_approve=None,
    auto_publish=True,
    active=True,
)


@pytest.mark.parametrize(
    ("findings", "auto_approve", "approved", "reason"),
    [
        ([], True, True, "approved automatically"),
        ([SHOWN], True, True, "approved automatically"),
        ([SHOWN, HELD], True, False, "ends in mid-sentence"),
        ([], False, False, "waits for a person"),
        ([SHOWN], False, False, "waits for a person"),
        ([HELD], False, False, "ends in mid-sentence"),
    ],
)
def test_a_new_article_is_approved_where_its_order_allows_it_and_nothing_holds_it(
    findings: list[Finding], auto_approve: bool, approved: bool, reason: str
) -> None:
    verdict = judging.verdict(findings, auto_approve=auto_approve)
    assert verdict == Verdict(approved, reason, stored(findings))
    assert verdict.state == (ReviewState.APPROVED if approved else ReviewState.PENDING)


@pytest.mark.parametrize(
    ("changed", "follows"),
    [
        ({"title": "Coffee"}, {}),
        ({"body": "Black."}, {"summary": "Black.", "word_count": 1, "html": None}),
        ({"body": "Black tea.", "summary": "Mine."}, {"summary": "Mine.", "word_count": 2}),
    ],
)
def test_a_new_text_has_its_own_summary_length_and_html(
    changed: dict[str, Any], follows: dict[str, Any]
) -> None:
    before = content(html="<p>Green.</p>", summary="Green.", review_status="approved")
    values = judging.judged(before, judging.edited(before, changed), [])
    assert values | changed | follows == values
    assert ("html" in values) == ("body" in changed)
    assert "review_reason" not in values


def test_what_waits_for_a_person_says_after_an_edit_why_it_waits_now() -> None:
    before = content(body="Cocoa is a drink.", review_reason="an old one")
    held = judging.of_content(replace(before, title="Cocoa"), ACCOUNT)
    values = judging.judged(before, {"title": "Cocoa"}, held)
    assert [one["check"] for one in values["findings"] if one["level"] == "hold"]
    assert "cocoa" in values["review_reason"].lower()


def test_only_what_the_gate_did_not_hold_before_is_held_newly() -> None:
    before = replace(content(), findings=stored([HELD]))
    other = replace(HELD, message="an open mark")
    assert judging.newly_held(before, {"findings": stored([HELD, SHOWN])}) == ""
    assert judging.newly_held(before, {"findings": stored([HELD, other])}) == "an open mark"
